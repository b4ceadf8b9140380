"""A lead sorts two reports about one place: finds a word in both, links them, and puts the calmer one aside."""

from playwright.sync_api import expect

from tests.journeys.console import at_work
from tests.journeys.demo import Demo
from tests.journeys.devices import Device
from tests.journeys.looking import picture
from tests.journeys.pupil import visiting

FIRST = "He waits for us by the Kingsway underpass after school."
SECOND = "There is a man at the Kingsway underpass. He asks our names."


def test_two_reports_of_one_place_are_found_linked_and_one_is_put_aside(demo: Demo, open_device: Device) -> None:
    khan = at_work(open_device, demo, "khan")
    page = khan.page
    first = khan.next_number()
    for text in (FIRST, SECOND):
        pupil = visiting(open_device, demo)
        pupil.tell(text, topics=("Bullying or people being mean",), who=None)
        pupil.send()
        pupil.keep_words()
    khan.open(first)
    khan.open(first + 1)
    page.keyboard.press("Escape")
    page.get_by_role("searchbox", name="Search").fill("kingsway under")
    expect(page.get_by_text("2 of them have it:")).to_be_visible()
    picture(page, "search")
    page.get_by_role("searchbox", name="Search").fill("")
    expect(page.get_by_text("has in common:")).to_contain_text("kingsway")

    page.get_by_role("button", name=f"Link with Case {first:04}").click()
    dialog = page.get_by_role("dialog", name="Link with a case")
    dialog.get_by_label("What they have in common").select_option("same_place")
    dialog.get_by_label("Why").fill("Both name the underpass.")
    picture(page, "link")
    dialog.get_by_role("button", name="Link", exact=True).click()
    expect(page.get_by_text(f"Case {first:04} the same place, possible.")).to_be_visible()

    page.get_by_role("button", name="Say what it is about").click()
    dialog = page.get_by_role("dialog", name="What the case is about")
    dialog.get_by_label("Somebody bullies me").check()
    picture(page, "category")
    dialog.get_by_role("button", name="Write it into the file").click()
    expect(page.get_by_text("wrote what it is about: Somebody bullies me")).to_be_visible()
    picture(page, "case")

    page.get_by_role("button", name=f"See Case {first:04}").click()
    khan.press("Open report")
    expect(page.get_by_text(f"Case {first + 1:04} the same place, possible.")).to_be_visible()
    page.get_by_role("button", name=f"Unlink Case {first + 1:04}").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Why it holds no longer").fill("It was the other end.")
    dialog.get_by_role("button", name="Take it away").click()
    expect(page.get_by_text("With no other case.")).to_be_visible()
    expect(page.get_by_text("took a link away")).to_be_visible()

    page.get_by_role("button", name="Put aside", exact=True).click()
    dialog = page.get_by_role("dialog", name="Put the case aside")
    tomorrow = page.evaluate("new Date(Date.now() + 864e5).toISOString().slice(0, 10)")
    dialog.get_by_label("Until").fill(tomorrow)
    dialog.get_by_label("Why it can wait").fill("They write again tomorrow.")
    dialog.get_by_role("button", name="Put aside").click()
    expect(page.get_by_role("button", name="Bring it back now")).to_be_visible()
    expect(khan.row(first)).to_have_count(0)
    khan.go_to("Later")
    expect(khan.row(first)).to_be_visible()

    khan.press("Lock")
    expect(page.get_by_text("Kingsway")).to_have_count(0)
