"""A school's first day: the real commands on an empty data folder, and people who join, each on their own device."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.account import authenticator_code, made_passphrase, sheet_on, type_back, with_passkeys
from tests.journeys.console import STRETCHING_MS
from tests.journeys.demo import Demo
from tests.journeys.devices import Device
from tests.program import run


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an inviter hands over: the link by any way, the six words by voice."""

    link: str
    words: str


class NewSchool(Demo):
    """`hark serve` on a folder in which `hark setup` has made a school that nobody has joined."""

    @property
    def pupil(self) -> str:
        return f"{self.url}/s/hillcrest"

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "HARK_DATA_DIR": str(self.data_dir), "HARK_ORIGINS": self.url}

    @property
    def command(self) -> list[str]:
        return ["serve", "--port", str(self.port)]

    def set_up(self, *options: str) -> Invitation:
        """What `hark setup` prints for the safeguarding lead."""
        printed = run(["setup", *options], self.environment)
        assert printed.returncode == 0, printed.stderr
        link, words = re.search(r"Link +(\S+)", printed.stdout), re.search(r"Words +(.+)", printed.stdout)
        assert link is not None
        assert words is not None
        return Invitation(link[1], words[1].strip())


def new_school(folder: Path, port: int) -> NewSchool:
    """A school server that has not been started."""
    folder.mkdir()
    return NewSchool(folder, port, [])


@dataclass(slots=True)
class Founder:
    """Somebody of the school, at a device of their own with a passkey in it."""

    page: Page
    alias: str
    sheet: tuple[str, ...] = ()

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def go_to(self, place: str) -> None:
        self.page.get_by_role("navigation").get_by_role("button", name=place, exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()

    def at(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", name=heading).first).to_be_visible(timeout=STRETCHING_MS)

    def join(self, invitation: Invitation, *, title: str, email: str | None = None) -> None:
        """From the link to the last question of joining. Only the founder is asked for an address."""
        page = self.page
        page.goto(invitation.link)
        page.get_by_label("The six words").fill(invitation.words)
        self.press("Go on")
        expect(page.get_by_label("Your title")).to_be_visible(timeout=STRETCHING_MS)
        if email is not None:
            page.get_by_label("Your e-mail address").fill(email)
        page.get_by_label("Your name, as pupils will see it").fill(self.alias)
        page.get_by_label("Your title").fill(title)
        self.press("Go on")
        made_passphrase(page)
        page.get_by_label("Six-digit code").fill(authenticator_code(page))
        self.press("Make my keys and join")
        expect(page.get_by_text("Hark: personal recovery sheet")).to_be_visible(timeout=STRETCHING_MS)
        words = sheet_on(page)
        self.press("It is on paper")
        type_back(page, words)
        self.sheet = tuple(words)
        self.press("Add a passkey")
        page.get_by_label("A name for it").fill("My laptop")
        self.press("Make the passkey")
        expect(page.get_by_text("The passkey is added.")).to_be_visible()
        self.press("Go on")

    def invite(self, email: str, alias: str, title: str, role: str) -> Invitation:
        """Invite somebody, and hear the six words that are to be told."""
        page = self.page
        self.go_to("People")
        self.press("Invite somebody")
        page.get_by_label("E-mail address").fill(email)
        page.get_by_label("Name", exact=True).fill(alias)
        page.get_by_label("Title", exact=True).fill(title)
        page.get_by_label("Role").select_option(role)
        self.press("Make the invitation")
        words = page.get_by_role("list", name="The six words").get_by_role("listitem")
        expect(words).to_have_count(6, timeout=STRETCHING_MS)
        made = Invitation(page.locator("pre").inner_text().strip(), " ".join(words.all_inner_texts()))
        self.press("I have told them, or written the words down")
        return made

    def confirm(self, alias: str) -> None:
        """Check that it is them, and sign them into the roster."""
        self.go_to("People")
        self.page.get_by_role("button", name=alias).click()
        self.press("Check and confirm")
        self.press(f"Confirm {alias}")
        expect(self.page.get_by_role("dialog")).to_have_count(0)
        expect(self.page.get_by_text("Active", exact=True).first).to_be_visible()

    def train(self, alias: str, module: str, *, on: str, expires: str) -> None:
        """Write down what somebody else has been trained in."""
        self.go_to("People")
        self.page.get_by_role("button", name=alias).click()
        self.press("Add training")
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_label("Module").fill(module)
        dialog.get_by_label("Done on").fill(on)
        dialog.get_by_label("Assessed by").fill("Northshire training hub")
        dialog.get_by_label("Counts until").fill(expires)
        dialog.get_by_role("button", name="Add it").click()
        expect(dialog).to_have_count(0)

    def make_sheets(self, group: str) -> dict[str, list[str]]:
        """Print a group's three sheets, and type words back from each."""
        page = self.page
        self.go_to("Keys")
        page.get_by_role("region", name=f"Recovery sheets of {group}").get_by_role("button", name="Make sheets").click()
        for letter, holder in zip("ABC", ("School safe", "Trust office", "Bank"), strict=True):
            page.get_by_label(f"Who keeps sheet {letter}").fill(holder)
        self.press("Make the three sheets")
        papers = page.locator(".print-only ol")
        expect(papers).to_have_count(3, timeout=STRETCHING_MS)
        sheets = {
            letter: [word.strip() for word in papers.nth(at).locator("li").all_inner_texts()]
            for at, letter in enumerate("ABC")
        }
        self.press("They are on paper")
        for letter, words in sheets.items():
            self.at(f"Sheet {letter}")
            type_back(page, words)
        self.at(f"Recovery sheets of {group}")
        expect(page.get_by_text(re.compile(r"^Set 1 is (in force|printed and typed back)\.$"))).to_be_visible()
        self.press("Back to Keys")
        return sheets

    def try_sheets(self, group: str, first: list[str], second: list[str]) -> None:
        """A test restore with two sheets."""
        self.go_to("Keys")
        sheets = self.page.get_by_role("region", name=f"Recovery sheets of {group}")
        sheets.get_by_role("button", name="Test restore").click()
        self.page.get_by_label("The 24 words of one sheet").fill(" ".join(first))
        self.page.get_by_label("The 24 words of another sheet").fill(" ".join(second))
        self.press("See what they open")

    def step(self, name: str) -> None:
        """Go to a step of set-up."""
        self.go_to("Set-up")
        self.page.get_by_role("list", name="Steps").get_by_role("button", name=name).click()
        expect(self.page.get_by_role("heading", level=2, name=name)).to_be_focused()


def newcomer(open_device: Device, alias: str) -> Founder:
    """Somebody with a device that has an authenticator in it."""
    page = open_device().new_page()
    with_passkeys(page)
    return Founder(page, alias)
