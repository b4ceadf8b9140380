"""Each way in, in a real browser: what is refused, what opens, and that a key never travels."""

import json
import re

import pytest
from playwright.sync_api import Page, Request, expect

from tests.journeys.account import (
    add_passkey,
    authenticator_code,
    made_passphrase,
    mentors_need_a_code,
    proofs_are_old,
    sheet_on,
    training_counts_until,
    type_back,
    type_back_wrongly,
    with_passkeys,
)
from tests.journeys.axe import assert_accessible
from tests.journeys.console import STRETCHING_MS, Console, at_work
from tests.journeys.demo import Demo
from tests.journeys.devices import Device

FIRST = 8
"""The number of the demo's most urgent case."""

CONFIRM = "Confirm that it is you"


@pytest.fixture
def khan(demo: Demo, open_device: Device) -> Console:
    return at_work(open_device, demo, "khan")


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible(timeout=STRETCHING_MS)


def account_of(person: Console) -> Page:
    person.go_to("My account")
    expect(person.page.get_by_role("heading", name="Where you are signed in")).to_be_visible()
    return person.page


def is_told(page: Page, sentence: str) -> None:
    expect(page.get_by_role("alert").filter(has_text=sentence)).to_be_visible(timeout=STRETCHING_MS)


def make_sheet(person: Console) -> list[str]:
    page = account_of(person)
    page.get_by_role("button", name="Make a recovery sheet").click()
    words = sheet_on(page)
    page.get_by_role("button", name="It is on paper").click()
    # A slip of the eye costs nothing: the same three words are asked for once more.
    type_back_wrongly(page, words)
    is_told(page, "word is not what the sheet says. Read it from the paper.")
    type_back(page, words)
    expect(page.get_by_text("Your new sheet is in force.")).to_be_visible()
    return words


def sign_in_with_sheet(page: Page, demo: Demo, who: str, words: str) -> None:
    page.get_by_role("button", name="Use a sheet instead").click()
    page.get_by_label("E-mail address").fill(demo.person(who).email)
    page.get_by_label("The 24 words of your sheet").fill(words)
    page.get_by_label("Six-digit code").fill(demo.code(who))
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_words_that_are_no_sheet_are_refused_on_the_page_and_nothing_is_sent(demo: Demo, open_device: Device) -> None:
    page = open_device().new_page()
    page.goto(demo.console)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    sign_in_with_sheet(page, demo, "khan", "apple " * 24)
    is_told(page, "Those are not the 24 words of a sheet.")
    page.get_by_label("The 24 words of your sheet").fill("umbrella xylograph and")
    expect(page.get_by_text("“xylograph” is not a word of a sheet.")).to_be_visible()
    assert asked == []
    assert_accessible(page)


def test_a_sheet_of_somebody_else_opens_nothing(khan: Console, demo: Demo, open_device: Device) -> None:
    words = make_sheet(khan)
    page = open_device().new_page()
    page.goto(demo.console)
    sign_in_with_sheet(page, demo, "osei", " ".join(words))
    is_told(page, "Those details do not match. Check all three, see that your phone\u2019s clock is right")


def test_a_sheet_that_is_typed_back_wrongly_is_not_kept(khan: Console) -> None:
    page = account_of(khan)
    page.get_by_role("button", name="Make a recovery sheet").click()
    words = sheet_on(page)
    page.get_by_role("button", name="It is on paper").click()
    type_back_wrongly(page, words)
    is_told(page, "word is not what the sheet says. Read it from the paper.")
    page.get_by_role("button", name="Close", exact=True).click()
    page.reload()
    khan.page.get_by_label("Passphrase").fill(khan.demo.person("khan").passphrase)
    khan.press("Unlock")
    heading(page, "Inbox")
    expect(account_of(khan).get_by_text("Personal recovery sheet")).to_have_count(0)


def test_a_finger_that_is_not_the_owners_signs_nobody_in(khan: Console) -> None:
    passkeys = with_passkeys(khan.page)
    add_passkey(account_of(khan))
    expect(khan.page.get_by_text("The passkey is added.")).to_be_visible()
    khan.press("Sign out")
    passkeys.owner_is(there=False)
    khan.press("Sign in with a passkey")
    is_told(khan.page, "No passkey was used. Try again, or use another way.")
    heading(khan.page, "Sign in")


def test_a_passkey_that_can_sign_in_but_gives_no_key_is_not_added(khan: Console) -> None:
    with_passkeys(khan.page, gives_key=False)
    add_passkey(account_of(khan))
    is_told(khan.page, "This passkey can sign in but cannot open your keys, so it was not added.")
    khan.page.get_by_role("button", name="Cancel").click()
    expect(khan.page.get_by_text("You have one way in.")).to_be_visible()


def test_the_last_way_in_is_not_removed(khan: Console) -> None:
    page = account_of(khan)
    page.get_by_role("button", name="Remove: Passphrase").click()
    page.get_by_role("button", name="Remove it").click()
    is_told(page, "This is your last way in, so it stays. Add another first.")


def test_nothing_changes_for_whoever_does_not_confirm_that_it_is_them(khan: Console, demo: Demo) -> None:
    with_passkeys(khan.page)
    account_of(khan)
    proofs_are_old(demo)
    add_passkey(account_of(khan))
    asked = khan.page.get_by_role("dialog", name=CONFIRM)
    expect(asked).to_be_visible()
    assert_accessible(khan.page)
    asked.get_by_label("Passphrase").fill("not the passphrase at all")
    asked.get_by_label("Six-digit code").fill(demo.code("khan"))
    asked.get_by_role("button", name="Confirm", exact=True).click()
    # A refused proof is not the end of the session.
    is_told(khan.page, "Those details do not match.")
    asked.get_by_role("button", name="Cancel").click()
    expect(asked).to_have_count(0)
    is_told(khan.page, "You did not confirm that it is you, so nothing was changed.")

    khan.page.get_by_role("button", name="Make the passkey").click()
    asked.get_by_label("Passphrase").fill(demo.person("khan").passphrase)
    asked.get_by_label("Six-digit code").fill(demo.code("khan"))
    asked.get_by_role("button", name="Confirm", exact=True).click()
    expect(khan.page.get_by_text("The passkey is added.")).to_be_visible(timeout=STRETCHING_MS)


def test_a_passkey_signs_in_and_unlocks_in_one_gesture_and_its_key_never_travels(khan: Console, demo: Demo) -> None:
    page = khan.page
    sent: list[str] = []

    def keep(request: Request) -> None:
        if request.method == "POST" and request.post_data:
            sent.append(request.post_data)

    page.on("request", keep)
    with_passkeys(page)
    add_passkey(account_of(khan))
    expect(page.get_by_text("Passkey: Office laptop")).to_be_visible()
    khan.press("Sign out")
    khan.press("Sign in with a passkey")
    heading(page, "Inbox")
    # A case opens, so the keys are there and not only the session.
    khan.open(FIRST)
    khan.press("Lock")
    assert_accessible(page)
    khan.press("Unlock with a passkey")
    heading(page, "Inbox")

    proofs_are_old(demo)
    account_of(khan)
    page.get_by_role("button", name="Remove: Passphrase").click()
    page.get_by_role("button", name="Remove it").click()
    page.get_by_role("dialog", name=CONFIRM).get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("It is removed and opens nothing any more.")).to_be_visible()

    credentials = [body["credential"] for body in map(json.loads, sent) if "credential" in body]
    assert len(credentials) == 3
    assert all(credential["clientExtensionResults"] == {} for credential in credentials)
    assert "prf" not in "".join(sent)


def test_a_sheet_lets_in_whoever_forgot_and_a_new_passphrase_takes_the_old_ones_place(
    khan: Console, demo: Demo, open_device: Device
) -> None:
    words = make_sheet(khan)
    page = open_device().new_page()
    page.goto(demo.console)
    page.get_by_role("button", name="I have forgotten my passphrase").click()
    heading(page, "You have forgotten your passphrase")
    assert_accessible(page)
    page.get_by_role("button", name="Use your sheet").click()
    page.get_by_role("button", name="Use your passphrase instead").click()
    sign_in_with_sheet(page, demo, "khan", " ".join(words).upper())
    heading(page, "Inbox")

    account_of(Console(page, demo, "khan"))
    page.get_by_role("button", name="Change passphrase").click()
    page.get_by_label("Passphrase", exact=True).fill("hillcrest2026")
    expect(page.get_by_text("Too easy to guess: it uses a name, your address or the school.")).to_be_visible()
    page.get_by_role("button", name="Change it").click()
    is_told(page, "Choose a passphrase that is strong enough, and type it twice alike.")
    made = made_passphrase(page)
    assert_accessible(page)
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_text("Your passphrase is changed.")).to_be_visible(timeout=STRETCHING_MS)
    # Whoever knew the old one is out.
    expect(khan.page.get_by_text("Your session has ended. Sign in again.")).to_be_visible()

    page.get_by_role("button", name="Lock", exact=True).click()
    page.get_by_label("Passphrase").fill(demo.person("khan").passphrase)
    page.get_by_role("button", name="Unlock", exact=True).click()
    is_told(page, "That passphrase does not open your keys.")
    page.get_by_label("Passphrase").fill(made)
    page.get_by_role("button", name="Unlock", exact=True).click()
    heading(page, "Inbox")


def test_an_authenticator_takes_the_old_ones_place_only_once_its_code_is_right(khan: Console) -> None:
    page = account_of(khan)
    page.get_by_role("button", name="Change to another app").click()
    dialog = page.get_by_role("dialog", name="Your authenticator app")
    expect(dialog.get_by_role("img", name="QR code for an authenticator app")).to_be_visible()
    assert_accessible(page)
    right = authenticator_code(page)
    dialog.get_by_label("Six-digit code").fill("000000" if right != "000000" else "000001")
    dialog.get_by_role("button", name="Use this app").click()
    is_told(page, "Those six digits are not right.")
    dialog.get_by_label("Six-digit code").fill(authenticator_code(page))
    dialog.get_by_role("button", name="Use this app").click()
    expect(page.get_by_text("Your authenticator app is in force.")).to_be_visible()


def test_ending_other_sessions_signs_those_browsers_out_and_not_this_one(demo: Demo, open_device: Device) -> None:
    # A mentor needs no code, and a code opens once.
    others = [at_work(open_device, demo, "robin") for _ in range(2)]
    page = account_of(at_work(open_device, demo, "robin"))
    left = page.get_by_text("Another browser")
    expect(left).to_have_count(2)
    assert_accessible(page)
    page.get_by_role("button", name="End Another browser").first.click()
    expect(left).to_have_count(1)
    page.get_by_role("button", name="End all others").click()
    expect(left).to_have_count(0)
    for other in others:
        expect(other.page.get_by_text("Your session has ended. Sign in again.")).to_be_visible()
    expect(page.get_by_text("Here, now")).to_be_visible()
    # The button has gone with the last of them, and whoever pressed it is still in that part of the page.
    expect(page.get_by_role("heading", name="Where you are signed in")).to_be_focused()


def test_a_mentor_needs_a_code_that_an_adult_on_duty_gave_where_the_school_says_so(
    khan: Console, demo: Demo, open_device: Device
) -> None:
    mentors_need_a_code(demo)
    page = open_device().new_page()
    page.goto(demo.console)
    robin = demo.person("robin")
    page.get_by_label("E-mail address").fill(robin.email)
    page.get_by_label("Passphrase").fill(robin.passphrase)
    page.get_by_role("button", name="Sign in", exact=True).click()
    is_told(page, "Those details do not match.")

    give = khan.page.get_by_role("button", name="Give a mentor a sign-in code")
    expect(give).to_have_count(0)
    khan.go_on_duty()
    give.click()
    khan.page.get_by_role("dialog").get_by_role("button", name=robin.alias).click()
    code = khan.page.get_by_role("dialog").get_by_text(re.compile(r"^\d{4} \d{4}$"))
    expect(code).to_be_visible()
    assert_accessible(khan.page)
    page.get_by_label("Six-digit code").fill(code.inner_text())
    page.get_by_role("button", name="Sign in", exact=True).click()
    heading(page, "My chat")
    page.get_by_role("button", name="Sign out").click()

    page.get_by_label("E-mail address").fill(robin.email)
    page.get_by_label("Passphrase").fill(robin.passphrase)
    page.get_by_label("Six-digit code").fill(code.inner_text())
    page.get_by_role("button", name="Sign in", exact=True).click()
    is_told(page, "Those details do not match.")


def test_whoever_is_out_of_training_is_told_what_to_do_and_goes_on_once_it_is_recorded(
    khan: Console, demo: Demo
) -> None:
    khan.open(FIRST)
    training_counts_until(demo, "khan", "2026-01-31")
    khan.go_to("My cases")
    heading(khan.page, "Your access is paused")
    expect(khan.page.get_by_text("“safeguarding lead” to be in date. Yours has not been since")).to_be_visible()
    expect(khan.page.get_by_role("switch")).to_have_count(0)
    assert_accessible(khan.page)
    khan.press("Look again now")
    heading(khan.page, "Your access is paused")
    # What is theirs alone stays theirs.
    expect(account_of(khan).get_by_role("button", name="Change passphrase")).to_be_visible()
    khan.go_to("Inbox")

    training_counts_until(demo, "khan", "2099-01-31")
    khan.press("Look again now")
    heading(khan.page, "Inbox")
    khan.is_live()
    khan.open(FIRST)
