"""Setting up and joining, interrupted at each step: whoever comes back goes on, and nothing is lost or there twice."""

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page, Route, expect

from app.core import clock
from tests.journeys.account import made_passphrase, sheet_on, type_back
from tests.journeys.console import STRETCHING_MS
from tests.journeys.demo import free_ports
from tests.journeys.devices import Device
from tests.journeys.first_day import Founder, Invitation, NewSchool, new_school
from tests.journeys.joining import open_invitation
from tests.journeys.pupil import Pupil

OFFLINE = "You are offline."
REPORT = "This is our test. Nobody is hurt."


@pytest.fixture
def school(tmp_path: Path) -> Iterator[NewSchool]:
    made = new_school(tmp_path / "data", free_ports())
    yield made
    if made.process is not None and made.process.poll() is None:
        made.stop()


@contextmanager
def lost(page: Page, call: str, method: str = "POST") -> Iterator[None]:
    """Within it this call arrives, and its answer does not: the network drops in between."""

    def drop(route: Route) -> None:
        if route.request.method != method:
            route.continue_()
            return
        route.fetch()
        route.abort()

    page.route(call, drop)
    yield
    page.unroute(call, drop)


@contextmanager
def dead(page: Page, call: str) -> Iterator[None]:
    """Within it this call does not even arrive."""
    page.route(call, lambda route: route.abort())
    yield
    page.unroute(call)


def is_told(page: Page, sentence: str) -> None:
    expect(page.get_by_role("alert").filter(has_text=sentence).first).to_be_visible(timeout=STRETCHING_MS)


def killed(school: NewSchool) -> None:
    """The server dies at once, as when the power fails."""
    school.stop(signal.SIGKILL)


def secret_on(page: Page) -> str:
    """The authenticator's key, as it is typed in by hand."""
    page.get_by_text("I cannot scan it").click()
    return page.locator(".key").inner_text().replace(" ", "")


def code_of(secret: str, later: int = 0) -> str:
    """What the app shows; `later` steps from now, because each step opens only once."""
    return pyotp.TOTP(secret).at(clock.now(), counter_offset=later)


def to_passphrase(person: Founder, title: str, email: str | None = None) -> None:
    """From the opened invitation to the question how one signs in."""
    page = person.page
    if email is not None:
        page.get_by_label("Your e-mail address").fill(email)
    page.get_by_label("Your name, as pupils will see it").fill(person.alias)
    page.get_by_label("Your title").fill(title)
    person.press("Go on")
    person.at("Choose how you sign in")


def unlocked(person: Founder, passphrase: str) -> None:
    """The page is loaded again, and opened with the passphrase."""
    person.page.reload()
    person.at("Locked")
    person.page.get_by_label("Passphrase").fill(passphrase)
    person.press("Unlock")


def founder(school: NewSchool, open_device: Device) -> tuple[Founder, str]:
    """Ms Khan founds the school, and is interrupted at each step of it. Her passphrase."""
    invited = school.set_up("--slug", "hillcrest", "--name", "Hillcrest School")
    school.start()
    khan = Founder(open_device().new_page(), "Ms Khan")
    page = khan.page
    # A reload after the six words, and another after the authenticator was set up: both start with the words again.
    open_invitation(page, invited)
    page.reload()
    open_invitation(page, invited)
    to_passphrase(khan, "Designated safeguarding lead", "khan@hillcrest.example")
    secret = secret_on(page)
    page.reload()
    open_invitation(page, invited)
    to_passphrase(khan, "Designated safeguarding lead", "khan@hillcrest.example")
    assert secret_on(page) == secret
    # The server dies while she joins, and she joins once it is back.
    made = made_passphrase(page)
    page.get_by_label("Six-digit code").fill(code_of(secret))
    killed(school)
    khan.press("Make my keys and join")
    is_told(page, OFFLINE)
    school.start()
    # Then she has joined, and does not hear of it.
    page.get_by_label("Six-digit code").fill(code_of(secret))
    with lost(page, "**/join"):
        khan.press("Make my keys and join")
        is_told(page, OFFLINE)
    # With the answer her session is lost, too.
    page.context.clear_cookies()
    khan.press("Make my keys and join")
    is_told(page, "You have joined: only the answer was lost on its way to you.")
    khan.press("I have joined already: sign in")
    page.get_by_label("E-mail address").fill("khan@hillcrest.example")
    page.get_by_label("Passphrase").fill(made)
    page.get_by_label("Six-digit code").fill(code_of(secret, later=1))
    khan.press("Sign in")
    expect(page.get_by_role("button", name="Lock")).to_be_visible(timeout=STRETCHING_MS)
    return khan, made


def invited_once(khan: Founder) -> Invitation:
    """The head is invited; the answer is lost, and the same invitation is sent again."""
    page = khan.page
    khan.go_to("People")
    khan.press("Invite somebody")
    page.get_by_label("E-mail address").fill("ward@hillcrest.example")
    page.get_by_label("Name", exact=True).fill("Dr Ward")
    page.get_by_label("Title", exact=True).fill("Headteacher")
    page.get_by_label("Role").select_option("head")
    with lost(page, "**/api/people/invitations"):
        khan.press("Make the invitation")
        is_told(page, OFFLINE)
    khan.press("Make the invitation")
    words = page.get_by_role("list", name="The six words").get_by_role("listitem")
    expect(words).to_have_count(6, timeout=STRETCHING_MS)
    made = Invitation(page.locator("pre").inner_text().strip(), " ".join(words.all_inner_texts()))
    khan.press("I have told them, or written the words down")
    expect(page.locator("main").get_by_role("button", name="Dr Ward")).to_have_count(1)
    return made


def joins(ward: Founder, invited: Invitation) -> None:
    """The head joins: the line drops once the server has their keys, and the page closes before the sheet is kept."""
    page = ward.page
    open_invitation(page, invited)
    to_passphrase(ward, "Headteacher")
    made = made_passphrase(page)
    page.get_by_label("Six-digit code").fill(code_of(secret_on(page)))
    with dead(page, "**/api/vault"):
        ward.press("Make my keys and join")
        is_told(page, OFFLINE)
    ward.press("Make my keys and join")
    expect(page.get_by_text("Hark: personal recovery sheet")).to_be_visible(timeout=STRETCHING_MS)
    sheet_on(page)
    ward.press("It is on paper")
    unlocked(ward, made)
    ward.at("Waiting for somebody to confirm you")
    page.get_by_text("You have no recovery sheet yet: make it while you wait").click()
    words = sheet_on(page)
    ward.press("It is on paper")
    with lost(page, "**/api/account/sheet"):
        type_back(page, words)
        is_told(page, OFFLINE)
    ward.press("These are right")
    expect(page.get_by_text("You have no recovery sheet yet")).to_have_count(0)


def confirmed_once(khan: Founder) -> None:
    """The roster that names the head is stored, and its answer is lost: the console looks, and does not sign twice."""
    page = khan.page
    khan.go_to("People")
    page.locator("main").get_by_role("button", name="Dr Ward").click()
    khan.press("Check and confirm")
    with lost(page, "**/api/roster"):
        khan.press("Confirm Dr Ward")
        expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("Active", exact=True).first).to_be_visible()
    khan.go_to("Keys")
    expect(page.get_by_text("Number 2, signed")).to_be_visible()


def sheets_made(khan: Founder, passphrase: str, school: NewSchool) -> dict[str, list[str]]:
    """A set that was never typed back is made anew; the next one survives a lost answer and a dead server."""
    page = khan.page
    printed(khan, lose=True)
    khan.press("They are on paper")
    unlocked(khan, passphrase)
    khan.go_to("Keys")
    expect(page.get_by_text("Set 1 was made and not typed back to the end")).to_be_visible()
    sheets = printed(khan)
    khan.press("They are on paper")
    khan.at("Sheet A")
    with lost(page, "**/api/recovery/**"):
        type_back(page, sheets["A"])
        is_told(page, OFFLINE)
    khan.press("These are right")
    khan.at("Sheet B")
    type_back(page, sheets["B"])
    khan.at("Sheet C")
    killed(school)
    type_back(page, sheets["C"])
    is_told(page, OFFLINE)
    school.start()
    khan.press("These are right")
    expect(page.get_by_text("Set 2 is in force.")).to_be_visible(timeout=STRETCHING_MS)
    khan.press("Back to Keys")
    return sheets


def printed(khan: Founder, *, lose: bool = False) -> dict[str, list[str]]:
    """The three sheets of safeguarding, on the page. `lose`: the answer to their being stored is lost at first."""
    page = khan.page
    khan.go_to("Keys")
    panel = page.get_by_role("region", name="Recovery sheets of safeguarding")
    panel.get_by_role("button", name=re.compile("^Make (new )?sheets$")).click()
    for letter in "ABC":
        page.get_by_label(f"Who keeps sheet {letter}").fill(f"Safe {letter}")
    if lose:
        with lost(page, "**/api/recovery/safeguarding", "PUT"):
            khan.press("Make the three sheets")
            is_told(page, OFFLINE)
    khan.press("Make the three sheets")
    papers = page.get_by_role("article")
    expect(papers).to_have_count(3, timeout=STRETCHING_MS)
    return {
        letter: [word.strip() for word in papers.nth(at).locator("li").all_inner_texts()]
        for at, letter in enumerate("ABC")
    }


def test_whoever_is_interrupted_at_any_step_of_setting_up_goes_on_with_nothing_lost_or_twice(
    school: NewSchool, open_device: Device
) -> None:
    khan, passphrase = founder(school, open_device)
    page = khan.page

    # She has no sheet yet, and reads so; a step whose answer is lost is saved, and saved again is the same.
    khan.go_to("Set-up")
    expect(page.get_by_text("You have no recovery sheet of your own yet.")).to_be_visible()
    with lost(page, "**/api/school", "PUT"):
        khan.press("Save")
        is_told(page, OFFLINE)
    khan.press("Save")
    khan.at("Hours and terms")

    invited = invited_once(khan)
    ward = Founder(open_device().new_page(), "Dr Ward")
    joins(ward, invited)
    confirmed_once(khan)
    ward.at("Inbox")

    sheets = sheets_made(khan, passphrase, school)
    khan.try_sheets("safeguarding", sheets["A"], sheets["B"])
    unlocked(khan, passphrase)
    khan.go_to("Keys")
    expect(page.get_by_text("Never tested.")).to_be_visible()
    with lost(page, "**/api/recovery/**/tested"):
        khan.try_sheets("safeguarding", sheets["A"], sheets["B"])
        is_told(page, OFFLINE)
    khan.press("See what they open")
    expect(page.get_by_text("This would open key 1 of safeguarding")).to_be_visible(timeout=STRETCHING_MS)
    khan.press("Done")

    # The test report is sent, and everything dies before it is answered.
    khan.step("Test report")
    with lost(page, "**/api/setup/test"):
        khan.press("Open the test window")
        is_told(page, OFFLINE)
    khan.press("Open the test window")
    expect(page.get_by_text("The window is open until")).to_be_visible()
    pupil = Pupil(open_device().new_page())
    pupil.page.goto(school.pupil)
    pupil.tell(REPORT, who=None)
    words = pupil.send()
    killed(school)
    school.start()
    unlocked(khan, passphrase)
    khan.go_to("Inbox")
    expect(page.get_by_role("button", name="Case 0002")).to_have_count(0)
    page.get_by_role("button", name="Case 0001").click()
    khan.press("Open report")
    expect(page.get_by_role("log", name="Timeline").get_by_text(REPORT, exact=True)).to_be_visible()
    page.get_by_role("textbox", name="Reply to the pupil").fill("We can read you.")
    khan.press("Send to the pupil")
    again = Pupil(open_device().new_page())
    again.page.goto(school.pupil)
    again.come_back(words)
    expect(again.bubble("We can read you.")).to_be_visible(timeout=STRETCHING_MS)
