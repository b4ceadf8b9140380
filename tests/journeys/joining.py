"""Joining a school with six words, one screen after the other, by the words that stand on them."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.account import authenticator_code, made_passphrase, sheet_on, type_back
from tests.journeys.console import STRETCHING_MS
from tests.journeys.first_day import Invitation


def say_words(page: Page, words: str) -> None:
    page.get_by_label("The six words").fill(words)
    page.get_by_role("button", name="Go on").click()


def open_invitation(page: Page, invited: Invitation) -> None:
    page.goto(invited.link)
    say_words(page, invited.words)
    expect(page.get_by_role("heading", level=1, name=re.compile("^(You are invited|Set up Hark)"))).to_be_visible(
        timeout=STRETCHING_MS
    )


def choose_way(page: Page, *, with_code: bool = True) -> str:
    """Say who one is, choose a passphrase and set up an authenticator; the passphrase. The sheet comes next."""
    page.get_by_role("button", name="Go on").click()
    made = made_passphrase(page)
    if with_code:
        page.get_by_label("Six-digit code").fill(authenticator_code(page))
    page.get_by_role("button", name="Make my keys and join").click()
    expect(page.get_by_role("button", name="It is on paper")).to_be_visible(timeout=STRETCHING_MS)
    return made


def keep_sheet(page: Page) -> None:
    """Print the sheet, type it back, and go on without a passkey."""
    words = sheet_on(page)
    page.get_by_role("button", name="It is on paper").click()
    type_back(page, words)
    page.get_by_role("button", name="Go on without one").click()
