"""The console for somebody who does not see it, does not use a mouse, or uses a small or a dark screen."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import expect

from tests.journeys import keyboard
from tests.journeys.axe import assert_accessible
from tests.journeys.console import Console, at_work
from tests.journeys.demo import Demo
from tests.journeys.devices import Device
from tests.journeys.pupil import visiting

FIRST = 8
"""The number of the demo's most urgent case."""


@contextmanager
def dialog(person: Console, button: str) -> Iterator[None]:
    """The form behind a button, open, and closed again with Escape. The focus returns to the button."""
    person.press(button)
    expect(person.page.get_by_role("dialog")).to_be_visible()
    yield
    # Escape twice in a row covers the screen, for when somebody walks in; a key between says that this is not meant.
    person.page.keyboard.press("Shift")
    person.page.keyboard.press("Escape")
    expect(person.page.get_by_role("dialog")).to_have_count(0)
    expect(person.page.get_by_role("button", name=button, exact=True)).to_be_focused()


def test_signing_in_and_the_locked_screen_hold_for_everyone(demo: Demo, open_device: Device) -> None:
    page = open_device().new_page()
    page.goto(demo.console)
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert_accessible(page)
    khan = Console(page, demo, "khan").sign_in()
    khan.press("Lock")
    expect(page.get_by_role("button", name="Unlock")).to_be_visible()
    assert_accessible(page)


def test_every_place_of_a_lead_holds_for_everyone(demo: Demo, open_device: Device) -> None:
    khan = at_work(open_device, demo, "khan", on_duty=True)
    for place in ("Live", "My cases", "Review tray", "Closed", "Audit", "Help routes", "Keys", "My account", "Inbox"):
        khan.go_to(place)
        expect(khan.page.get_by_role("heading", level=1, name=place)).to_be_visible()
        assert_accessible(khan.page)
    the_doors_of_a_small_screen(khan)


def the_doors_of_a_small_screen(khan: Console) -> None:
    """What is there every day is in sight, the rest behind one button, which says what is behind it that one is in."""
    page = khan.page
    page.set_viewport_size({"width": 390, "height": 844})
    nav = page.get_by_role("navigation")
    expect(nav.get_by_role("listitem")).to_have_text(["Inbox", "Live", "Mentor chats"])
    more = nav.get_by_role("button", name="More")
    expect(more).to_have_attribute("aria-expanded", "false")
    keyboard.press(page, "More")
    expect(nav.get_by_role("list", name="Cases").get_by_role("listitem")).to_have_text(
        ["Later", "My cases", "Review tray", "Closed"]
    )
    assert_accessible(page)
    keyboard.tab_to(page, "Audit")
    page.keyboard.press("Escape")
    expect(more).to_be_focused()
    expect(nav.get_by_role("button", name="Audit")).to_have_count(0)
    page.keyboard.press("Enter")
    keyboard.press(page, "Audit")
    expect(page.get_by_role("heading", level=1, name="Audit")).to_be_focused()
    expect(nav.get_by_role("listitem")).to_have_text(["Inbox", "Live", "Mentor chats"])
    expect(nav.get_by_role("button", name="More (you are in Audit)")).to_be_visible()


def test_a_case_and_its_forms_hold_for_everyone(demo: Demo, open_device: Device) -> None:
    khan = at_work(open_device, demo, "khan", on_duty=True)
    khan.look_at(FIRST)
    assert_accessible(khan.page)
    khan.press("Open report")
    expect(khan.page.get_by_label("Reply to the pupil")).to_be_visible()
    khan.note("Somebody is on the way to the library.")
    assert_accessible(khan.page)
    for button in ("Pass to somebody", "Record a decision", "Close the case", "Shortcuts"):
        with dialog(khan, button):
            assert_accessible(khan.page)


def test_a_closed_case_and_its_reopening_hold_for_everyone(demo: Demo, open_device: Device) -> None:
    khan = at_work(open_device, demo, "khan")
    khan.go_to("Closed")
    khan.look_at(1)
    khan.press("Open report")
    expect(khan.page.get_by_role("button", name="Reopen")).to_be_visible()
    assert_accessible(khan.page)
    with dialog(khan, "Reopen"):
        assert_accessible(khan.page)


def test_a_mentors_shift_and_the_wall_hold_for_everyone(demo: Demo, open_device: Device) -> None:
    khan = at_work(open_device, demo, "khan", on_duty=True)
    robin = at_work(open_device, demo, "robin")
    robin.page.get_by_role("switch").click()
    expect(robin.page.get_by_role("dialog", name="Before you start")).to_be_visible()
    assert_accessible(robin.page)
    robin.page.keyboard.press("Escape")
    robin.go_on_duty()
    assert_accessible(robin.page)
    pupil = visiting(open_device, demo)
    pupil.tell("I am new here.", topics=("Being new, or fitting in",), who="A pupil mentor")
    pupil.send()
    pupil.keep_words()
    expect(robin.page.get_by_role("button", name="Take this chat")).to_be_visible()
    assert_accessible(robin.page)
    robin.press("Take this chat")
    robin.reply("What is the point of lunch club?")
    assert_accessible(robin.page)

    khan.go_to("Mentor chats")
    khan.press("Watch")
    expect(khan.page.get_by_role("button", name="Stop watching")).to_be_visible()
    assert_accessible(khan.page)
    with dialog(khan, "Coach"):
        assert_accessible(khan.page)

    with dialog(robin, "End the chat"):
        assert_accessible(robin.page)
    robin.press("Pass to an adult")
    expect(robin.page.get_by_text("You did the right thing.")).to_be_visible()
    expect(robin.page.get_by_role("heading", name="How was that for you?")).to_be_visible()
    assert_accessible(robin.page)
    with dialog(robin, "My hours and certificate"):
        assert_accessible(robin.page)
    # On the wall already: there is nowhere to go, and the bell still wants an answer.
    expect(khan.page.get_by_role("button", name="I have seen it")).to_be_visible()
    assert_accessible(khan.page)


def test_the_mentors_the_rota_and_the_rules_hold_for_everyone(demo: Demo, open_device: Device) -> None:
    khan = at_work(open_device, demo, "khan")
    khan.go_to("Mentoring")
    khan.page.get_by_role("button", name="Open the note").first.click()
    expect(khan.page.locator("q").first).to_be_visible()
    assert_accessible(khan.page)
    khan.press("Rota")
    expect(khan.page.get_by_role("heading", name="Each week")).to_be_visible()
    assert_accessible(khan.page)
    with dialog(khan, "Add a time"):
        assert_accessible(khan.page)
    khan.press("Rules")
    khan.page.locator("summary", has_text="Wanting to die").click()
    assert_accessible(khan.page)
    khan.go_to("People")
    khan.page.get_by_role("button", name="Robin").click()
    expect(khan.page.get_by_label("Senior mentor: may have two chats at once")).to_be_visible()
    assert_accessible(khan.page)


def test_a_head_reads_a_report_about_staff_on_a_page_that_holds_for_everyone(demo: Demo, open_device: Device) -> None:
    ward = at_work(open_device, demo, "ward")
    ward.open(1)
    assert_accessible(ward.page)
