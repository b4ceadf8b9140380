"""Ways to sign in, in a real browser: an authenticator in the device, a sheet on paper, an app on a phone."""

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass

import pyotp
from playwright.sync_api import CDPSession, Locator, Page, expect

from tests.journeys.demo import Demo

_INSIDE = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@dataclass(frozen=True, slots=True)
class Passkeys:
    """The authenticator built into a device: the page asks, and its owner is always there with a finger."""

    devtools: CDPSession
    authenticator: str

    def owner_is(self, *, there: bool) -> None:
        """Whether the finger is the owner's."""
        verified = {"authenticatorId": self.authenticator, "isUserVerified": there}
        self.devtools.send("WebAuthn.setUserVerified", verified)


def with_passkeys(page: Page, *, gives_key: bool = True) -> Passkeys:
    """Put an authenticator into this page's device. `gives_key`: it has the PRF extension."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable", {"enableUI": False})
    options = {"options": {**_INSIDE, "hasPrf": gives_key}}
    return Passkeys(devtools, devtools.send("WebAuthn.addVirtualAuthenticator", options)["authenticatorId"])


def add_passkey(page: Page, name: str = "Office laptop") -> None:
    """From one's own account, on a device that has an authenticator."""
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_label("A name for it").fill(name)
    page.get_by_role("button", name="Make the passkey").click()


def sheet_on(page: Page) -> list[str]:
    """The 24 words of the sheet that the page shows."""
    words = page.locator(".paper li")
    expect(words).to_have_count(24)
    return [word.strip() for word in words.all_inner_texts()]


def type_back(page: Page, words: list[str]) -> None:
    """Type the words that the page asks for from the paper."""
    for asked, place in _asked(page):
        asked.fill(words[place])
    page.get_by_role("button", name="These are right").click()


def type_back_wrongly(page: Page, words: list[str]) -> None:
    """The same, from a line below each time."""
    for asked, place in _asked(page):
        asked.fill(words[(place + 1) % len(words)])
    page.get_by_role("button", name="These are right").click()


def _asked(page: Page) -> list[tuple[Locator, int]]:
    fields = page.get_by_label(re.compile(r"^The \d+(?:st|nd|rd|th) word$"))
    expect(fields).to_have_count(3)
    asked = []
    for field in fields.all():
        label = field.evaluate("element => element.labels[0].textContent")
        asked.append((field, int(re.sub(r"\D", "", label)) - 1))
    return asked


def authenticator_code(page: Page) -> str:
    """What an app shows that was set up by hand from the key on the page."""
    key = page.locator(".key")
    if not key.is_visible():
        page.get_by_text("I cannot scan it").click()
    return pyotp.TOTP(key.inner_text().replace(" ", "")).now()


def made_passphrase(page: Page) -> str:
    """Have the page make a passphrase, and type it once more."""
    page.get_by_role("button", name="Make one for me").click()
    expect(page.get_by_text("Strength: very strong.")).to_be_visible()
    made = page.get_by_label("Passphrase", exact=True).input_value()
    page.get_by_label("Passphrase again").fill(made)
    return made


def proofs_are_old(demo: Demo) -> None:
    """Time goes by: every session's last proof of who is there is an hour old."""
    _write(demo, "UPDATE sessions SET confirmed_at = datetime(confirmed_at, '-1 hour')")


def mentors_need_a_code(demo: Demo) -> None:
    """The school asks its mentors for a code from an adult on duty."""
    _write(demo, "UPDATE schools SET mentor_code = 1")


def training_counts_until(demo: Demo, who: str, day: str) -> None:
    """Somebody's training runs out on this day."""
    _write(demo, "UPDATE training SET expires = ? WHERE person_id = ?", day, demo.person(who).id)


def _write(demo: Demo, change: str, *values: str) -> None:
    with closing(sqlite3.connect(demo.data_dir / "hark.db", timeout=10)) as database:
        database.execute(change, values)
        database.commit()
