"""A pupil's page for everybody: keyboard alone, screen reader, wide spacing, any width and theme."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from playwright.sync_api import Page, expect

from tests.journeys.axe import assert_accessible
from tests.journeys.console import at_work
from tests.journeys.demo import Demo
from tests.journeys.devices import Device
from tests.journeys.keyboard import tab_to
from tests.journeys.pupil import Pupil, visiting

TEXT = "They laugh at how I talk."

# What can be pressed, measured where it can be pressed: a choice is as large as its label. Inline links are let off.
SMALL = """() => [...document.querySelectorAll('a, button, input, textarea, summary')]
    .filter(one => !(one.matches('a') && getComputedStyle(one).display === 'inline'))
    .map(one => one.matches('[type=radio], [type=checkbox]') ? one.closest('label') ?? one.parentElement : one)
    .filter(one => one.checkVisibility())
    .map(one => [one.textContent.trim().slice(0, 30) || one.id, one.getBoundingClientRect()])
    .filter(([, {width, height}]) => width < 47.9 || height < 47.9)
    .map(([name, {width, height}]) => `${name}: ${width} x ${height}`)"""
# Under WCAG 1.4.12. A made style sheet, since the page's policy lets nobody write a style into it.
SPACED = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
        * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
        p { margin-block-end: 2em !important }`);
    document.adoptedStyleSheets = [sheet];
}"""
CUT = """() => [...document.querySelectorAll('body *')]
    .filter(one => one.checkVisibility() && !one.closest('.visually-hidden, textarea, input'))
    .filter(one => getComputedStyle(one).overflowX !== 'visible' || getComputedStyle(one).overflowY !== 'visible')
    .filter(one => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1)
    .map(one => one.outerHTML.slice(0, 80))"""
PLACE = """() => {
    const on = document.activeElement;
    const box = (on.closest('label') ?? on).getBoundingClientRect();
    return on === document.body ? null : [box.top + scrollY, box.left, box.bottom + scrollY];
}"""


def checked(page: Page) -> None:
    """Everything that is asked of every state."""
    assert_accessible(page)
    small = page.evaluate(SMALL)
    assert small == [], small
    page.evaluate(SPACED)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate(CUT) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    page.evaluate("document.adoptedStyleSheets = []")
    page.set_viewport_size({"width": 1440, "height": 900})


def problem(pupil: Pupil) -> None:
    """Go on without an answer: the mistake is said at the top, with the focus on it."""
    pupil.press("Continue")
    expect(pupil.page.get_by_role("alert").filter(has_text="There is a problem")).to_be_focused()


def before_sending(pupil: Pupil) -> Iterator[str]:
    """Every state up to the last check, each with the mistake that can be made in it."""
    yield "first page"
    pupil.press("Who can see what I write?")
    pupil.at("Who can see what I write?")
    yield "who can see"
    pupil.press("Go back")
    pupil.press("Tell us something")
    pupil.at("Are you safe right now?")
    problem(pupil)
    yield "safe"
    pupil.choose("No, someone is in danger")
    pupil.at("Get help now")
    yield "help"
    pupil.press("Carry on")
    pupil.at("What is it about?")
    problem(pupil)
    yield "topics"
    pupil.choose("A grown-up who works at school", "A nude picture")
    pupil.at("Who is it about?")
    problem(pupil)
    yield "which grown-up"
    pupil.choose("The head teacher")
    pupil.at("This is not your fault")
    yield "stop page"
    pupil.press("Carry on")
    pupil.at("Tell us what is wrong")
    problem(pupil)
    yield "tell"
    pupil.page.get_by_label("What is wrong?").fill(TEXT)
    pupil.press("Continue")
    pupil.at("Check and send")
    yield "check"


def test_every_question_and_its_mistakes_can_be_used_by_everybody(demo: Demo, open_device: Device) -> None:
    pupil = visiting(open_device, demo)
    for _ in before_sending(pupil):
        checked(pupil.page)


def test_tips_the_mentors_cards_and_a_stopped_chat_can_be_used_by_everybody(demo: Demo, open_device: Device) -> None:
    khan, robin = at_work(open_device, demo, "khan", on_duty=True), at_work(open_device, demo, "robin", on_duty=True)
    pupil = visiting(open_device, demo)
    pupil.press("Tell us something")
    pupil.choose("Yes, I am safe")
    pupil.choose("Being new, or fitting in")
    pupil.at("Tell us what is wrong")
    pupil.page.get_by_label("What is wrong?").fill("What is the point?")
    expect(pupil.page.get_by_role("heading", name="Are you OK?")).to_be_visible()
    checked(pupil.page)
    pupil.press("Continue")
    pupil.choose("A pupil mentor")
    pupil.at("Pick a pupil mentor")
    problem(pupil)
    checked(pupil.page)
    pupil.choose("Robin")
    pupil.at("Check and send")
    pupil.send()
    pupil.keep_words()
    robin.press("Take this chat")
    expect(robin.says("What is the point?")).to_be_visible()
    khan.go_to("Mentor chats")
    khan.press("Stop for a moment")
    expect(pupil.page.get_by_text("An adult has stopped this chat")).to_be_visible()
    checked(pupil.page)


def test_sending_waiting_and_talking_can_be_used_by_everybody(demo: Demo, open_device: Device) -> None:
    khan = at_work(open_device, demo, "khan", on_duty=True)
    number = khan.next_number()
    pupil = visiting(open_device, demo)
    page = pupil.page
    pupil.tell(TEXT)
    page.get_by_role("button", name="Change").last.click()
    pupil.at("Who would you like to talk to?")
    checked(page)
    pupil.press("Continue")
    pupil.at("Check and send")
    page.route("**/reports", lambda route: route.abort(), times=1)
    pupil.press("Send to the safety team")
    expect(page.get_by_role("alert")).to_be_visible()
    checked(page)
    pupil.press("Try again")
    pupil.at("We have your message")
    checked(page)
    pupil.press("I wrote them down")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    checked(page)
    pupil.press("Skip this")
    pupil.at("You are in the queue")
    checked(page)
    khan.open(number)
    khan.press("Answer live")
    khan.reply("Hello, I am Ms Khan.")
    pupil.say("hello miss")
    expect(khan.says("hello miss")).to_be_visible()
    pupil.press("More")
    checked(page)
    pupil.press("Finish")
    pupil.at("This chat has finished")
    checked(page)


def test_coming_back_and_the_ends_of_the_page_can_be_used_by_everybody(demo: Demo, open_device: Device) -> None:
    device = open_device()
    page = device.new_page()
    page.clock.install()
    page.goto(demo.pupil)
    pupil = Pupil(page)
    pupil.press("I have return words")
    pupil.at("Type your return words")
    page.get_by_label("Word 1").press_sequentially(demo.known.mailboxes[0].words[:3])
    expect(page.get_by_role("group", name="Words that start like that")).to_be_visible()
    pupil.press("Open my message")
    expect(page.get_by_role("alert")).to_be_focused()
    checked(page)
    page.clock.fast_forward("08:10")
    expect(page.get_by_text("Are you still there?")).to_be_visible()
    checked(page)
    page.clock.fast_forward("20:10")
    pupil.at("This page is hidden")
    checked(page)
    old = device.new_page()
    old.add_init_script("delete globalThis.WebAssembly")
    old.goto(demo.pupil)
    Pupil(old).press("Tell us something")
    Pupil(old).at("This device is too old to lock your words")
    checked(old)


def order_is_what_is_seen(page: Page) -> None:
    """Tab goes from the button to leave on down the page, and along a row."""
    page.locator("#leave").focus()
    places: list[Any] = []
    # After the last one the browser's own buttons come, or the first one again.
    while (place := page.evaluate(PLACE)) is not None and place not in places:
        places.append(place)
        page.keyboard.press("Tab")
    assert len(places) >= 5
    for (top, left, bottom), (next_top, next_left, _) in pairwise(places):
        below = next_top >= bottom - 1
        beside = next_top < bottom and next_top >= top - 1 and next_left > left
        assert below or beside


def test_a_whole_report_needs_no_mouse_and_tab_goes_as_the_eye_does(demo: Demo, open_device: Device) -> None:
    pupil = visiting(open_device, demo)
    page = pupil.page
    keys = page.keyboard
    order_is_what_is_seen(page)
    tab_to(page, "Tell us something")
    keys.press("Enter")
    pupil.at("Are you safe right now?")
    order_is_what_is_seen(page)
    tab_to(page, "Yes, I am safe", role="radio")
    keys.press("Space")
    keys.press("ArrowDown")
    expect(page.get_by_label("I am not sure")).to_be_checked()
    tab_to(page, "Continue")
    keys.press("Enter")
    pupil.at("What is it about?")
    order_is_what_is_seen(page)
    tab_to(page, "Something else", role="checkbox")
    keys.press("Space")
    tab_to(page, "Continue")
    keys.press("Enter")
    pupil.at("Tell us what is wrong")
    order_is_what_is_seen(page)
    tab_to(page, "What is wrong?", role="textbox")
    expect(page.get_by_label("What is wrong?")).to_have_attribute("spellcheck", "false")
    keys.type(TEXT)
    tab_to(page, "Continue")
    keys.press("Enter")
    pupil.at("Check and send")
    order_is_what_is_seen(page)
    tab_to(page, "Send to the safety team")
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1, name="We have your message")).to_be_focused(timeout=30_000)
    tab_to(page, "I wrote them down")
    keys.press("Enter")
    tab_to(page, "Skip this")
    keys.press("Enter")
    pupil.at("Your messages")
    tab_to(page, "Write a message", role="textbox")
    keys.type("one more thing")
    keys.press("Enter")
    expect(pupil.bubble("one more thing")).to_be_visible()
    expect(page.get_by_label("Write a message")).to_be_focused()


def test_a_new_message_is_read_out_once_and_takes_no_focus(demo: Demo, open_device: Device) -> None:
    khan = at_work(open_device, demo, "khan", on_duty=True)
    number = khan.next_number()
    pupil = visiting(open_device, demo)
    page = pupil.page
    pupil.tell(TEXT)
    pupil.send()
    pupil.keep_words()
    khan.open(number)
    khan.press("Answer live")
    khan.reply("Hello.")
    expect(pupil.bubble("Hello.")).to_be_visible()
    box = page.get_by_label("Write a message")
    expect(box).to_have_attribute("spellcheck", "false")
    box.fill("half a sen")
    page.evaluate(
        """() => {
            window.spoken = [];
            const added = list => list.flatMap(({addedNodes}) => [...addedNodes]).filter(node => node.nodeName === 'P');
            new MutationObserver(list => window.spoken.push(...added(list).map(node => node.textContent)))
                .observe(document.querySelector('[role=log].visually-hidden'), {childList: true});
        }"""
    )
    khan.page.get_by_role("textbox", name="Reply to the pupil").press_sequentially("Where are you now?")
    khan.press("Send to the pupil")
    expect(pupil.bubble("Where are you now?")).to_be_visible()
    expect(box).to_be_focused()
    expect(box).to_have_value("half a sen")
    assert page.evaluate("spoken") == ["Ms Khan: Where are you now?"]
    # Their own words are not read back to them; that they are sent is.
    pupil.say("in the library")
    expect(khan.says("in the library")).to_be_visible()
    expect(page.get_by_text("Sending", exact=True)).to_have_count(0)
    expect(box).to_be_focused()
    assert page.evaluate("spoken") == ["Ms Khan: Where are you now?", "Sent"]
    expect(page.get_by_role("log", name="Messages")).to_have_attribute("aria-live", "off")
