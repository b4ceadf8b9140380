"""What a safeguarding lead does about people in the console, by the words that stand on it."""

import re

from playwright.sync_api import Locator, expect

from tests.journeys.console import STRETCHING_MS, Console
from tests.journeys.first_day import Invitation

ROSTER_SIGNED = re.compile(r"Roster signed: done\. Number \d+ is signed\.")


def person(console: Console, alias: str) -> None:
    """Go to somebody's page."""
    console.go_to("People")
    console.page.locator("main").get_by_role("button", name=alias).click()
    expect(console.page.get_by_role("heading", level=1, name=alias)).to_be_visible()


def invite(console: Console, email: str, alias: str, title: str, role: str) -> Invitation:
    """Invite somebody, and hear the six words that are to be told."""
    console.go_to("People")
    console.press("Invite somebody")
    page = console.page
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Name", exact=True).fill(alias)
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_label("Role").select_option(role)
    console.press("Make the invitation")
    return told(console)


def let_in_again(console: Console, alias: str, check: str) -> Invitation:
    """Invite somebody back who lost every way in, after making sure that it is them."""
    person(console, alias)
    console.press("Let them in again")
    console.page.get_by_label(check).check()
    console.press("Make the invitation")
    return told(console)


def told(console: Console) -> Invitation:
    """The six words and the link, as they are shown once."""
    words = console.page.get_by_role("list", name="The six words").get_by_role("listitem")
    expect(words).to_have_count(6, timeout=STRETCHING_MS)
    invitation = Invitation(console.page.locator("pre").inner_text().strip(), " ".join(words.all_inner_texts()))
    console.press("I have told them, or written the words down")
    return invitation


def confirm(console: Console, alias: str) -> None:
    """Check that it is them, and sign them into the roster."""
    person(console, alias)
    console.press("Check and confirm")
    console.press(f"Confirm {alias}")
    expect(console.page.get_by_role("dialog")).to_have_count(0)


def see_out(console: Console, alias: str) -> None:
    """The one press. What comes of it is shown as it happens."""
    person(console, alias)
    console.press("They are leaving")
    console.press(f"See {alias} out")


def has_left(console: Console, alias: str) -> None:
    """Everything that follows was done."""
    expect(console.page.get_by_text(f"{alias} has left.")).to_be_visible()
    expect(console.page.get_by_text(ROSTER_SIGNED)).to_be_visible()
    console.press("Done")


def make_lead(console: Console, alias: str) -> None:
    """Give somebody the role of a safeguarding lead, with the school's root key."""
    person(console, alias)
    console.press("Change role or name")
    console.page.get_by_label("Role").select_option("dsl")
    console.press("Sign the change")
    expect(console.page.get_by_role("dialog")).to_have_count(0)


def is_out(console: Console) -> None:
    """This person's open console has closed by itself, and shows nothing of the school any more."""
    expect(console.page.get_by_text("Your session has ended. Sign in again.")).to_be_visible()
    expect(console.page.get_by_role("navigation")).to_have_count(0)


def banner(console: Console) -> Locator:
    """What there is still to do about keys and conversations."""
    return console.page.locator(".said")


def unlock(console: Console) -> None:
    """After the page was loaded again: the passphrase brings the keys back."""
    console.page.reload()
    console.page.get_by_label("Passphrase").fill(console.demo.person(console.who).passphrase)
    console.press("Unlock")
    expect(console.page.get_by_role("button", name="Lock")).to_be_visible(timeout=STRETCHING_MS)
