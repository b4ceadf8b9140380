"""What a pupil does on their page, by the words that stand on it."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.journeys.demo import Demo
from tests.journeys.devices import Device

TEAM = "the safety team"
PICTURES = {"A nude picture", "Someone online wants pictures or wants to meet"}
"""The topics behind which the page stops, before anything is written."""


@dataclass(frozen=True, slots=True)
class Pupil:
    """A pupil's page."""

    page: Page

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def choose(self, *labels: str) -> None:
        """Pick these answers and go on."""
        for label in labels:
            self.page.get_by_label(label, exact=False).first.check()
        self.press("Continue")

    def at(self, heading: str) -> None:
        """Wait for the step with this heading, which has the focus."""
        title = self.page.get_by_role("heading", level=1, name=heading)
        expect(title).to_be_visible()
        expect(title).to_be_focused()

    def tell(
        self,
        text: str,
        *,
        safe: str = "Yes, I am safe",
        topics: tuple[str, ...] = ("Bullying or people being mean",),
        who: str | None = "A trained adult at school",
        mentor: str = "Anyone who is free",
        about: str | None = None,
    ) -> None:
        """Answer every question up to the last check."""
        self.press("Tell us something")
        self.at("Are you safe right now?")
        self.choose(safe)
        if safe.startswith("No"):
            self.at("Get help now")
            self.press("Carry on")
        self.at("What is it about?")
        self.choose(*topics)
        if about is not None:
            self.at("Who is it about?")
            self.choose(about)
        if PICTURES.intersection(topics):
            self.at("This is not your fault")
            self.press("Carry on")
        self.at("Tell us what is wrong")
        self.page.get_by_label("What is wrong?").fill(text)
        self.press("Continue")
        if who is not None:
            self.at("Who would you like to talk to?")
            self.choose(who)
        if who == "A pupil mentor":
            self.at("Pick a pupil mentor")
            self.choose(mentor)
        self.at("Check and send")

    def send(self, readers: str = TEAM) -> list[str]:
        """Send, and read the six return words off the page."""
        self.press(f"Send to {readers}")
        expect(self.page.get_by_role("heading", level=1, name="We have your message")).to_be_visible(timeout=30_000)
        words = [tile.inner_text().strip() for tile in self.page.locator(".word-tiles strong").all()]
        assert len(words) == 6
        return words

    def keep_words(self) -> None:
        """Say that the words are kept, without the little test."""
        self.press("I wrote them down")
        self.press("Skip this")

    def come_back(self, words: list[str]) -> None:
        """From the first page, type the words in and open."""
        self.press("I have return words")
        self.at("Type your return words")
        self.page.get_by_label("Word 1").fill(" ".join(words))
        self.page.locator("#open-words").click()

    def say(self, text: str) -> None:
        self.page.get_by_label("Write a message").fill(text)
        self.press("Send")

    def bubble(self, text: str) -> Locator:
        """The message with this text in the log."""
        return self.page.get_by_role("log", name="Messages").get_by_text(text, exact=True)

    def told(self, text: str | re.Pattern[str]) -> Locator:
        """What the service itself says in the log."""
        return self.page.get_by_role("log", name="Messages").get_by_text(text)


def visiting(open_device: Device, demo: Demo) -> Pupil:
    """A pupil at a device of their own, on the first page."""
    pupil = Pupil(open_device().new_page())
    pupil.page.goto(demo.pupil)
    pupil.at("Report a problem")
    return pupil
