"""Coming back with six words: typed, picked or pasted; a kind word where they do not fit; and an end to them."""

import re
from pathlib import Path

from playwright.sync_api import Page, Route, expect

from tests.journeys.demo import Demo
from tests.journeys.devices import Device
from tests.journeys.pupil import Pupil, visiting

WORDS = Path("frontend/packages/crypto/src/words.txt").read_text().split()
OPEN = "Open my message"


def typing(open_device: Device, demo: Demo) -> Pupil:
    """A pupil at the question for their words."""
    pupil = visiting(open_device, demo)
    pupil.press("I have return words")
    pupil.at("Type your return words")
    return pupil


def invented(demo: Demo) -> list[str]:
    """The return words of one of the demo's pupils."""
    return demo.known.mailboxes[0].words.split()


def fill(page: Page, words: list[str]) -> None:
    for number, word in enumerate(words, 1):
        page.get_by_label(f"Word {number}").fill(word)


def opened(page: Page) -> None:
    expect(page.get_by_role("log").get_by_role("article").first).to_be_visible()


def alike(start: str) -> list[str]:
    return [word for word in WORDS if word.startswith(start)]


def refused(page: Page, why: str) -> None:
    """It is said at the top, with the focus on it, and again at the field; what was typed stays."""
    summary = page.get_by_role("alert").filter(has=page.get_by_role("heading", name="There is a problem"))
    expect(summary).to_contain_text(why)
    expect(summary).to_be_focused()


def test_three_letters_of_each_word_are_enough_to_pick_it(demo: Demo, open_device: Device) -> None:
    page = typing(open_device, demo).page
    for number, word in enumerate(invented(demo), 1):
        field = page.get_by_label(f"Word {number}")
        field.focus()
        # Four words are offered at most, in the order of the list, and none once the only one left is whole.
        start = word[: 3 if word in alike(word[:3])[:4] else 4]
        page.keyboard.type(start)
        if alike(start) != [start]:
            offered = page.get_by_role("group", name="Words that start like that")
            offered.get_by_role("button", name=word, exact=True).click()
            following = page.get_by_label(f"Word {number + 1}") if number < 6 else page.get_by_role("button", name=OPEN)
            expect(following).to_be_focused()
        expect(field).to_have_value(word)
    page.get_by_role("button", name=OPEN).press("Enter")
    opened(page)


def test_all_six_can_be_pasted_at_once(demo: Demo, open_device: Device) -> None:
    pupil = typing(open_device, demo)
    page = pupil.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", " ".join(invented(demo)).upper())
    page.get_by_label("Word 1").focus()
    page.keyboard.press("ControlOrMeta+V")
    pupil.press(OPEN)
    opened(page)


def test_a_press_is_kept_while_a_slow_line_still_brings_the_keys(demo: Demo, open_device: Device) -> None:
    page, held = open_device().new_page(), list[Route]()

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile(r"/late-[^/]*\.js$"), hold)
    page.goto(demo.pupil)
    pupil = Pupil(page)
    pupil.press("I have return words")
    pupil.at("Type your return words")
    fill(page, invented(demo))
    pupil.press(OPEN)
    expect(page.get_by_text("Opening. It can take a minute")).to_be_visible()
    for route in held:
        route.continue_()
    opened(page)


def test_words_that_do_not_fit_are_refused_kindly_and_can_be_mended(demo: Demo, open_device: Device) -> None:
    pupil = typing(open_device, demo)
    page, words = pupil.page, invented(demo)
    wrong: list[tuple[list[str], str]] = [
        ([*words[:2], "xqzzy", *words[3:]], "Word 3 is not one of our words. Check how it is spelt."),
        ([*words[:5], ""], "Type word 6"),
        ([words[1], words[0], *words[2:]], "Those words do not match. Check each word and try again."),
        ([*demo.known.mailboxes[1].words.split()[:1], *words[1:]], "Those words do not match."),
    ]
    for typed, why in wrong:
        fill(page, typed)
        pupil.press(OPEN)
        refused(page, why)
        for number, word in enumerate(typed, 1):
            expect(page.get_by_label(f"Word {number}")).to_have_value(word)
    page.get_by_role("alert").get_by_role("link").first.click()
    expect(page.get_by_label("Word 1")).to_be_focused()
    fill(page, words)
    pupil.press(OPEN)
    opened(page)


def test_words_are_shown_once_and_open_nothing_once_they_are_given_up(demo: Demo, open_device: Device) -> None:
    pupil = visiting(open_device, demo)
    page = pupil.page
    pupil.tell("They copy my work.", who=None)
    words = pupil.send()
    pupil.keep_words()
    pupil.at("Your messages")
    shown = page.locator("main").inner_text()
    assert sum(word in shown.split() for word in words) < len(words)
    expect(page.locator(".word-tiles")).to_have_count(0)
    expect(page.get_by_role("button", name="Back")).to_have_count(0)

    again = typing(open_device, demo)
    fill(again.page, words)
    again.press(OPEN)
    expect(again.bubble("They copy my work.")).to_be_visible()
    expect(again.page.locator(".word-tiles")).to_have_count(0)
    again.press("More")
    again.press("Stop using these words")
    again.press("Stop using them")
    expect(again.page.get_by_text("Those words do not open anything now.")).to_be_visible()
    expect(again.page.get_by_text("They copy my work.")).to_have_count(0)
    again.come_back(words)
    refused(again.page, "Those words do not match.")
