"""What a member of staff or a mentor does in the console, by the words that stand on it."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.journeys.demo import Demo
from tests.journeys.devices import Device

# Argon2id with 64 MiB runs in the browser, beside everything else that this machine does.
STRETCHING_MS = 60_000


@dataclass(frozen=True, slots=True)
class Console:
    """A person's console."""

    page: Page
    demo: Demo
    who: str

    def sign_in(self) -> "Console":
        """Open the console and sign in as this person."""
        person = self.demo.person(self.who)
        self.page.goto(self.demo.console)
        self.page.get_by_label("E-mail address").fill(person.email)
        self.page.get_by_label("Passphrase").fill(person.passphrase)
        self.page.get_by_label("Six-digit code").fill(self.demo.code(self.who))
        self.press("Sign in")
        expect(self.page.get_by_role("button", name="Lock")).to_be_visible(timeout=STRETCHING_MS)
        self.is_live()
        return self

    def is_live(self) -> None:
        expect(self.page.get_by_label("Duty and connection").get_by_role("status").first).to_have_text("Live")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def go_on_duty(self) -> None:
        switch = self.page.get_by_role("switch")
        switch.click()
        if self.demo.person(self.who).role == "mentor":
            asked = self.page.get_by_role("dialog", name="Before you start")
            asked.get_by_label("Good").check()
            asked.get_by_role("button", name="Go on duty").click()
        expect(switch).to_have_attribute("aria-checked", "true")

    def go_off_duty(self) -> None:
        switch = self.page.get_by_role("switch")
        switch.click()
        expect(switch).to_have_attribute("aria-checked", "false")

    def row(self, number: int) -> Locator:
        """A case in the list."""
        return self.page.get_by_role("button", name=f"Case {number:04}")

    def numbers(self) -> list[int]:
        """The numbers of the cases in the list, first one first."""
        return [int(number) for number in re.findall(r"Case (\d{4})", self.page.locator("section.list").inner_text())]

    def next_number(self) -> int:
        """The number that the next report to this person's group will have."""
        expect(self.page.locator("section.list li").first).to_be_visible()
        return max(self.numbers()) + 1

    def go_to(self, place: str) -> None:
        self.page.get_by_role("navigation").get_by_role("button", name=place).click()

    def look_at(self, number: int) -> None:
        """Select a case in the list, without opening it."""
        self.row(number).click()

    def open(self, number: int) -> None:
        self.look_at(number)
        self.press("Open report")
        expect(self.page.get_by_label("Reply to the pupil")).to_be_visible()

    def says(self, text: str) -> Locator:
        """An entry of the case with this text."""
        return self.page.get_by_role("log", name="Timeline").get_by_text(text, exact=True)

    def reply(self, text: str) -> None:
        self.page.get_by_role("textbox", name="Reply to the pupil").fill(text)
        self.press("Send to the pupil")
        expect(self.says(text)).to_be_visible()

    def note(self, text: str) -> None:
        self.press("Note: pupil cannot see")
        self.page.get_by_role("textbox", name="Note that the pupil cannot see").fill(text)
        self.press("Save note")
        expect(self.says(text)).to_be_visible()


def at_work(open_device: Device, demo: Demo, who: str, *, on_duty: bool = False) -> Console:
    """This person at a device of their own, signed in."""
    console = Console(open_device().new_page(), demo, who).sign_in()
    if on_duty:
        console.go_on_duty()
    return console
