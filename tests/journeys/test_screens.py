"""The pictures in docs/screens: a journey makes them, so they show what is. `HARK_SCREENS=1` writes them there."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.journeys.console import STRETCHING_MS, Console
from tests.journeys.demo import Demo
from tests.journeys.devices import Device
from tests.journeys.joining import choose_way, open_invitation
from tests.journeys.mentoring import watches
from tests.journeys.people import invite
from tests.journeys.pupil import Pupil, visiting

Shoot = Callable[[Page, str], None]

_PHONE = ViewportSize(width=390, height=844)
_SCHEMES: tuple[tuple[Literal["light", "dark"], str], ...] = (("light", ""), ("dark", "-dark"))
_TOO_HEAVY = 300_000


@pytest.fixture
def shoot(tmp_path: Path) -> Shoot:
    """Takes a picture of what is in sight, light and dark, once the page's own typeface is there."""
    folder = Path("docs/screens") if os.environ.get("HARK_SCREENS") else tmp_path

    def take(page: Page, name: str) -> None:
        page.evaluate("document.fonts.ready")
        for scheme, ending in _SCHEMES:
            page.emulate_media(color_scheme=scheme)
            path = folder / f"{name}{ending}.png"
            page.screenshot(path=path, animations="disabled", caret="hide")
            assert 5_000 < path.stat().st_size < _TOO_HEAVY
        page.emulate_media(color_scheme="light")

    return take


def on_a_phone(open_device: Device, demo: Demo) -> Pupil:
    pupil = visiting(open_device, demo)
    pupil.page.set_viewport_size(_PHONE)
    # The typeface is there from the second look on; a slow line never waits for it.
    pupil.page.reload()
    pupil.at("Report a problem")
    return pupil


def at_a_desk(open_device: Device, demo: Demo, who: str) -> Console:
    page = open_device().new_page()
    # As on a phone: the second look has the typeface.
    page.goto(demo.console)
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    console = Console(page, demo, who).sign_in()
    console.go_on_duty()
    return console


def test_what_a_pupil_sees(demo: Demo, open_device: Device, shoot: Shoot) -> None:
    khan = at_a_desk(open_device, demo, "khan")
    number = khan.next_number()
    pupil = on_a_phone(open_device, demo)
    expect(pupil.page.get_by_text("We are reading messages now.")).to_be_visible()
    shoot(pupil.page, "pupil-home")
    pupil.press("I need help now")
    pupil.at("Get help now")
    shoot(pupil.page, "pupil-danger")
    pupil.press("Go back")
    pupil.tell("People in my form keep hiding my bag. It has been two weeks now.")
    shoot(pupil.page, "pupil-check")
    pupil.send()
    shoot(pupil.page, "pupil-words")
    pupil.keep_words()
    khan.open(number)
    khan.press("Answer live")
    khan.reply("Thank you for telling us. That must be tiring. Where does it happen?")
    expect(pupil.bubble("Thank you for telling us. That must be tiring. Where does it happen?")).to_be_visible()
    pupil.say("mostly at lunch")
    expect(khan.says("mostly at lunch")).to_be_visible()
    pupil.page.evaluate("scrollTo(0, 0)")
    shoot(pupil.page, "pupil-chat")
    khan.note("Ask the lunch supervisors to be near the lockers.")
    shoot(khan.page, "console-case")
    khan.go_to("Audit")
    expect(khan.page.get_by_role("table")).to_be_visible()
    shoot(khan.page, "console-audit")


def test_what_staff_and_the_schools_own_page_show(demo: Demo, open_device: Device, shoot: Shoot) -> None:
    khan = at_a_desk(open_device, demo, "khan")
    robin = at_a_desk(open_device, demo, "robin")
    pupil = on_a_phone(open_device, demo)
    text = "I am new and I do not know anybody in my form."
    pupil.tell(text, topics=("Being new, or fitting in",), who="A pupil mentor")
    pupil.send()
    pupil.keep_words()
    robin.press("Claim")
    robin.reply("Hi, I am Robin. Being new is hard. What is your day like?")
    pupil.say("ok in lessons, lunch is the worst")
    expect(robin.says("ok in lessons, lunch is the worst")).to_be_visible()
    shoot(robin.page, "console-mentor")
    shoot(khan.page, "console-inbox")
    watches(khan, "Robin")
    khan.page.get_by_role("article").first.scroll_into_view_if_needed()
    shoot(khan.page, "console-wall")
    khan.go_to("Mentoring")
    khan.press("Rota")
    expect(khan.page.get_by_role("heading", name="Each week")).to_be_visible()
    shoot(khan.page, "console-rota")
    vle = open_device().new_page()
    vle.goto(demo.vle)
    expect(vle.locator("hark-button").first).to_be_visible()
    shoot(vle, "vle")


def at_step(khan: Console, name: str) -> None:
    khan.page.get_by_role("list", name="Steps").get_by_role("button", name=name).click()
    expect(khan.page.get_by_role("heading", level=2, name=name)).to_be_focused()


def test_what_a_school_sees_on_its_first_day(demo: Demo, open_device: Device, shoot: Shoot) -> None:
    khan = at_a_desk(open_device, demo, "khan")
    page = khan.page
    khan.go_to("Set-up")
    at_step(khan, "Head and chair")
    shoot(page, "setup-ceremony")
    at_step(khan, "Computers and filters")
    khan.press("Run the self-test")
    expect(page.get_by_text("Good.")).to_have_count(7, timeout=STRETCHING_MS)
    page.get_by_role("button", name="IT has read this").scroll_into_view_if_needed()
    shoot(page, "setup-self-test")
    at_step(khan, "The button")
    page.get_by_role("button", name="Print the poster").scroll_into_view_if_needed()
    shoot(page, "setup-poster")
    at_step(khan, "Open to pupils")
    shoot(page, "setup-golive")
    khan.go_to("My account")
    expect(page.get_by_role("heading", name="Where you are signed in")).to_be_visible()
    shoot(page, "console-account")


def test_what_people_see_who_invite_and_who_join(demo: Demo, open_device: Device, shoot: Shoot) -> None:
    khan = at_a_desk(open_device, demo, "khan")
    page = khan.page
    invited = invite(khan, "adler@hillcrest.example", "Mr Adler", "Head of Year 9", "responder")
    joiner = open_device().new_page()
    joiner.set_viewport_size(_PHONE)
    open_invitation(joiner, invited)
    shoot(joiner, "join-invited")
    choose_way(joiner)
    shoot(joiner, "join-sheet")
    expect(page.get_by_text("Mr Adler has joined")).to_be_visible()
    khan.go_to("Keys")
    expect(page.get_by_text("Fingerprint of the school")).to_be_visible()
    shoot(page, "console-keys")
    khan.go_to("People")
    shoot(page, "console-people")
    page.locator("main").get_by_role("button", name="Mr Adler").click()
    khan.press("Check and confirm")
    expect(page.get_by_role("button", name="Confirm Mr Adler")).to_be_visible()
    shoot(page, "console-confirm")
