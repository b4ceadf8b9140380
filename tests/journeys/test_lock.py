"""Leaving the desk: what a locked console shows, what opens it, and that nothing of it lies about in the browser."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.console import STRETCHING_MS, Console, at_work
from tests.journeys.demo import Demo
from tests.journeys.devices import Device

# What the pupil of the demo's most urgent case wrote.
TEXT = "There are older kids waiting for me at the gate."
KEPT = """async () => ({
    local: {...localStorage},
    session: {...sessionStorage},
    databases: (await indexedDB.databases()).map(({name}) => name),
    caches: await caches.keys(),
    cookie: document.cookie,
    history: history.state,
    address: location.href,
})"""


@pytest.fixture
def khan(demo: Demo, open_device: Device) -> Console:
    return at_work(open_device, demo, "khan")


def open_first(console: Console) -> None:
    expect(console.page.locator("section.list li").first).to_be_visible()
    console.open(console.numbers()[0])
    expect(console.page.get_by_text(TEXT)).to_be_visible()


def is_locked(page: Page) -> None:
    title = page.get_by_role("heading", level=1, name="Locked")
    expect(title).to_be_visible()
    expect(title).to_be_focused()
    assert TEXT not in page.content()
    expect(page.get_by_role("navigation")).to_have_count(0)


def unlock(console: Console, passphrase: str) -> None:
    console.page.get_by_label("Passphrase").fill(passphrase)
    console.press("Unlock")


def kept_in(page: Page) -> dict[str, Any]:
    """Everything that the browser keeps for this page and its scripts can read."""
    found: dict[str, Any] = page.evaluate(KEPT)
    return found


def test_a_locked_console_opens_for_the_right_passphrase_alone(khan: Console) -> None:
    open_first(khan)
    khan.press("Lock")
    is_locked(khan.page)
    unlock(khan, "not the passphrase at all")
    expect(khan.page.get_by_role("alert")).to_have_text(
        "That passphrase does not open your keys. Try again.", timeout=STRETCHING_MS
    )
    expect(khan.page.get_by_label("Passphrase")).to_have_value("")
    is_still_signed_in = khan.page.get_by_text("Ms Khan, you are signed in to Hillcrest School.")
    expect(is_still_signed_in).to_be_visible()

    unlock(khan, khan.demo.person("khan").passphrase)
    expect(khan.page.get_by_role("heading", level=1, name="Inbox")).to_be_visible(timeout=STRETCHING_MS)
    open_first(khan)


def test_a_reload_locks_and_the_browser_has_kept_no_secret(khan: Console, demo: Demo) -> None:
    open_first(khan)
    at_work_with_it = kept_in(khan.page)
    khan.page.reload()
    is_locked(khan.page)
    for kept in (at_work_with_it, kept_in(khan.page)):
        assert kept["address"] == demo.console
        assert (kept["session"], kept["databases"], kept["caches"], kept["cookie"]) == ({}, [], [], "")
        # The one thing kept is how new a roster this device has seen, so that nobody can show it an older one.
        assert [int(number) for number in kept["local"].values()] == [1]
        said = json.dumps(kept)
        secrets = (TEXT, demo.person("khan").passphrase, *demo.known.recovery.values())
        assert not [secret for secret in secrets if secret in said]


def test_a_console_that_nobody_touches_warns_and_then_locks_itself(demo: Demo, open_device: Device) -> None:
    page = open_device().new_page()
    page.clock.install()
    khan = Console(page, demo, "khan").sign_in()
    open_first(khan)
    page.clock.fast_forward("04:10")
    warning = page.get_by_role("dialog", name="Still there?")
    expect(warning).to_be_visible()
    khan.press("Stay")
    expect(warning).to_have_count(0)

    page.clock.fast_forward("04:10")
    expect(warning).to_be_visible()
    page.clock.fast_forward("01:00")
    is_locked(page)
    expect(page.get_by_text("Nobody used this page for five minutes, so it locked itself.")).to_be_visible()


def test_escape_twice_covers_the_screen_when_somebody_walks_in(khan: Console) -> None:
    open_first(khan)
    khan.page.keyboard.press("Escape")
    khan.page.keyboard.press("Escape")
    show = khan.page.get_by_role("button", name="Show the screen")
    expect(show).to_be_focused()
    # What lies under the cover can be neither reached with the keyboard nor read out.
    expect(khan.page.get_by_role("navigation")).to_have_count(0)
    khan.page.keyboard.press("Tab")
    assert khan.page.evaluate("document.activeElement.closest('[inert]')") is None
    show.click()
    expect(khan.page.get_by_text(TEXT)).to_be_visible()
    expect(khan.page.get_by_role("navigation")).to_be_visible()


def test_signing_out_in_one_tab_ends_the_other(khan: Console, demo: Demo) -> None:
    other = Console(khan.page.context.new_page(), demo, "khan")
    other.page.goto(demo.console)
    is_locked(other.page)
    unlock(other, demo.person("khan").passphrase)
    expect(other.page.get_by_role("heading", level=1, name="Inbox")).to_be_visible(timeout=STRETCHING_MS)
    other.is_live()
    open_first(other)

    khan.press("Sign out")
    expect(khan.page.get_by_role("heading", level=1, name="Sign in")).to_be_visible()
    expect(other.page.get_by_role("heading", level=1, name="Sign in")).to_be_visible()
    expect(other.page.get_by_text("Your session has ended. Sign in again.")).to_be_visible()
    assert TEXT not in other.page.content()
