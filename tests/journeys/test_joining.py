"""Joining a school: what wrong words and weak passphrases meet, and what a joiner sees until somebody confirms them."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.account import authenticator_code, made_passphrase, sheet_on, type_back, with_passkeys
from tests.journeys.axe import assert_accessible
from tests.journeys.console import STRETCHING_MS, Console, at_work
from tests.journeys.demo import Demo, free_ports
from tests.journeys.devices import Device
from tests.journeys.first_day import new_school
from tests.journeys.joining import choose_way, keep_sheet, open_invitation, say_words
from tests.journeys.people import confirm, invite

RESPONDER = ("adler@hillcrest.example", "Mr Adler", "Head of Year 9", "responder")
WAITING = "Waiting for somebody to confirm you"


@pytest.fixture
def khan(demo: Demo, open_device: Device) -> Console:
    return at_work(open_device, demo, "khan")


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible(timeout=STRETCHING_MS)


def is_told(page: Page, sentence: str) -> None:
    expect(page.get_by_role("alert").filter(has_text=sentence)).to_be_visible(timeout=STRETCHING_MS)


def test_wrong_words_show_nothing_of_a_school_and_an_invitation_opens_once(khan: Console, open_device: Device) -> None:
    invited = invite(khan, *RESPONDER)
    words = invited.words.split()
    assert not any(word in invited.link for word in words)
    page = open_device().new_page()
    page.goto(invited.link)
    heading(page, "Join your school on Hark")
    assert_accessible(page)
    say_words(page, " ".join(["xylograph", *words[1:]]))
    is_told(page, "“xylograph” is not one of the words that Hark uses.")
    say_words(page, " ".join(words[:5]))
    is_told(page, "There are six words. You have typed 5.")
    say_words(page, " ".join(reversed(words)))
    is_told(page, "Those words do not fit this invitation.")
    assert "Hillcrest" not in page.content()

    # An id that nobody made is answered as wrong words are.
    other = open_device().new_page()
    other.goto(re.sub(r"#.*", "#0194e3a0-0000-7000-8000-000000000000", invited.link))
    say_words(other, invited.words)
    is_told(other, "Those words do not fit this invitation.")

    open_invitation(page, invited)
    choose_way(page)
    late = open_device().new_page()
    late.goto(invited.link)
    say_words(late, invited.words)
    is_told(late, "This invitation has been used.")
    late.get_by_role("button", name="I have joined already: sign in").click()
    heading(late, "Sign in")


def test_a_weak_passphrase_and_a_wrong_code_let_nobody_join(khan: Console, open_device: Device) -> None:
    page = open_device().new_page()
    open_invitation(page, invite(khan, *RESPONDER))
    page.get_by_label("Your title").fill("")
    page.get_by_role("button", name="Go on").click()
    is_told(page, "Fill in every field.")
    page.get_by_label("Your title").fill("Head of Year 8")
    page.get_by_role("button", name="Go on").click()
    heading(page, "Choose how you sign in")

    for weak, why in (
        ("password1234", "lists of passwords that many people use"),
        ("hillcrest adler", "it uses a name, your address or the school"),
        ("x7$Qz!2", "Too short."),
    ):
        page.get_by_label("Passphrase", exact=True).fill(weak)
        expect(page.get_by_text(why)).to_be_visible()
        page.get_by_label("Passphrase again").fill(weak)
        page.get_by_role("button", name="Make my keys and join").click()
        is_told(page, "Choose a passphrase that is strong enough, and type it twice alike.")
    assert_accessible(page)
    made = made_passphrase(page)
    page.get_by_label("Passphrase again").fill(made[:-1])
    page.get_by_role("button", name="Make my keys and join").click()
    is_told(page, "Choose a passphrase that is strong enough, and type it twice alike.")
    page.get_by_label("Passphrase again").fill(made)
    right = authenticator_code(page)
    page.get_by_label("Six-digit code").fill("000000" if right != "000000" else "000001")
    page.get_by_role("button", name="Make my keys and join").click()
    is_told(page, "Those six digits are not right.")


def test_a_responder_joins_with_six_words_waits_and_goes_in_once_a_lead_confirms(
    khan: Console, open_device: Device
) -> None:
    invited = invite(khan, *RESPONDER)
    page = open_device().new_page()
    with_passkeys(page)
    open_invitation(page, invited)
    expect(
        page.get_by_text("Reports about everyday worries that your school sends to its pastoral team.")
    ).to_be_visible()
    assert_accessible(page)
    made = choose_way(page)
    assert_accessible(page)
    words = sheet_on(page)
    page.get_by_role("button", name="It is on paper").click()
    assert_accessible(page)
    type_back(page, words)
    heading(page, "A passkey, if you like")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_label("A name for it").fill("My phone")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_text("The passkey is added.")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Go on", exact=True).click()
    heading(page, WAITING)
    assert_accessible(page)
    assert page.url == khan.demo.console
    # Whoever locks, or reloads, is still waiting when they unlock.
    page.reload()
    heading(page, "Locked")
    page.get_by_label("Passphrase").fill(made)
    page.get_by_role("button", name="Unlock", exact=True).click()
    heading(page, WAITING)

    confirm(khan, "Mr Adler")
    heading(page, "Inbox")
    expect(page.get_by_role("navigation").get_by_text("Mr Adler")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    heading(page, "Inbox")


def test_a_mentor_joins_without_an_authenticator_and_opens_nothing_before_a_lead_confirms(
    khan: Console, open_device: Device
) -> None:
    page = open_device().new_page()
    open_invitation(page, invite(khan, "wren@hillcrest.example", "Wren", "Peer mentor", "mentor"))
    expect(page.get_by_text("The one chat that you hold, while you hold it.")).to_be_visible()
    choose_way(page, with_code=False)
    keep_sheet(page)
    heading(page, WAITING)
    refused = page.evaluate("fetch('/api/waiting').then(async answer => [answer.status, (await answer.json()).code])")
    assert refused == [403, "not_confirmed"]


def test_a_governor_finds_their_account_and_no_case(khan: Console, open_device: Device) -> None:
    page = open_device().new_page()
    open_invitation(page, invite(khan, "ferris@hillcrest.example", "Mrs Ferris", "Link governor", "governor"))
    expect(page.get_by_text("No report and no chat: only what is published for governors.")).to_be_visible()
    choose_way(page)
    keep_sheet(page)
    heading(page, WAITING)
    confirm(khan, "Mrs Ferris")
    heading(page, "What changed")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_role("navigation").get_by_role("listitem")).to_have_text(["What changed", "My account"])
    page.get_by_role("button", name="Show what changed").click()
    expect(page.get_by_role("button", name="My account")).to_be_visible()
    expect(page.get_by_role("switch")).to_have_count(0)
    assert_accessible(page)


def test_a_reload_of_the_invitation_never_comes_back_to_it(khan: Console, open_device: Device) -> None:
    page = open_device().new_page()
    open_invitation(page, invite(khan, *RESPONDER))
    made = choose_way(page)
    # Away from the desk before the sheet was kept: the way back is to sign in, and the sheet is offered again.
    page.reload()
    heading(page, "Locked")
    page.get_by_label("Passphrase").fill(made)
    page.get_by_role("button", name="Unlock", exact=True).click()
    heading(page, WAITING)
    page.get_by_text("You have no recovery sheet yet: make it while you wait").click()
    words = sheet_on(page)
    page.get_by_role("button", name="It is on paper").click()
    type_back(page, words)
    expect(page.get_by_text("You have no recovery sheet yet")).to_have_count(0)


def test_the_first_lead_founds_the_school_and_goes_on_to_set_it_up(tmp_path: Path, open_device: Device) -> None:
    school = new_school(tmp_path / "data", free_ports())
    invited = school.set_up("--name", "Elm Grove")
    school.start()
    try:
        page = open_device().new_page()
        open_invitation(page, invited)
        heading(page, "Set up Hark for your school")
        expect(page.get_by_text("Elm Grove")).to_be_visible()
        assert_accessible(page)
        page.get_by_label("Your e-mail address").fill("oduya@elmgrove.example")
        page.get_by_label("Your name, as pupils will see it").fill("Ms Oduya")
        page.get_by_label("Your title").fill("Designated safeguarding lead")
        choose_way(page)
        keep_sheet(page)
        heading(page, "Set-up")
        page.get_by_role("navigation").get_by_role("button", name="Keys").click()
        expect(page.get_by_text("Number 1, signed")).to_be_visible()
    finally:
        school.stop()
