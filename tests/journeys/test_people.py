"""People come in by six words and a signature, are paused and suspended and come back; each sees it at once."""

from datetime import timedelta

from playwright.sync_api import Locator, Route, expect

from app.core import clock
from tests.journeys.account import add_passkey, proofs_are_old, with_passkeys
from tests.journeys.axe import assert_accessible
from tests.journeys.console import STRETCHING_MS, Console, at_work
from tests.journeys.demo import Demo
from tests.journeys.devices import Device
from tests.journeys.first_day import Invitation, newcomer
from tests.journeys.people import banner, invite, is_out, person

CONFIRM = "Confirm that it is you"


def test_a_deputy_and_the_chair_look_and_change_nothing(demo: Demo, open_device: Device) -> None:
    for who in ("osei", "ellis"):
        console = at_work(open_device, demo, who)
        console.go_to("People")
        expect(console.page.get_by_role("button", name="Ms Khan")).to_be_visible()
        expect(console.page.get_by_role("button", name="Invite somebody")).to_have_count(0)
        person(console, "Robin")
        for name in ("Suspend", "They are leaving", "Change role or name", "Add training", "Let them in again"):
            expect(console.page.get_by_role("button", name=name)).to_have_count(0)


def test_nobody_changes_themselves(demo: Demo, open_device: Device) -> None:
    khan = at_work(open_device, demo, "khan")
    person(khan, "Ms Khan")
    expect(khan.page.get_by_role("heading", name="This is you")).to_be_visible()
    for name in ("Suspend", "They are leaving", "Change role or name", "Add training"):
        expect(khan.page.get_by_role("button", name=name)).to_have_count(0)


def test_somebody_joins_with_six_words_and_opens_nothing_until_confirmed(demo: Demo, open_device: Device) -> None:
    khan = at_work(open_device, demo, "khan")
    invitation = invite(khan, "adams@hillcrest.example", "Mr Adams", "Head of Year 9", "responder")
    assert_accessible(khan.page)
    expect(khan.page.get_by_role("button", name="Mr Adams")).to_contain_text("Invited")
    # Six words of somebody else's open nothing, and the link alone holds none.
    assert not any(word in invitation.link for word in invitation.words.split())
    guesser = open_device().new_page()
    guesser.goto(invitation.link)
    guesser.get_by_label("The six words").fill(" ".join(reversed(invitation.words.split())))
    guesser.get_by_role("button", name="Go on").click()
    expect(guesser.get_by_role("alert")).to_contain_text("do not fit this invitation", timeout=STRETCHING_MS)

    adams = newcomer(open_device, "Mr Adams")
    adams.join(invitation, title="Head of Year 9")
    adams.at("Waiting for somebody to confirm you")
    expect(adams.page.get_by_role("navigation")).to_have_count(0)
    expect(banner(khan)).to_contain_text("Mr Adams has joined")
    person(khan, "Mr Adams")
    khan.press("Check and confirm")
    expect(khan.page.get_by_text("Nobody has changed them on the way.")).to_be_visible()
    assert_accessible(khan.page)
    khan.press("Confirm Mr Adams")
    # The page that waited goes on by itself, and his console holds the key of his group.
    adams.at("Inbox")
    adams.go_to("Keys")
    expect(adams.page.get_by_role("region", name="Recovery sheets of pastoral")).to_contain_text("In force")
    assert_accessible(adams.page)
    expect(banner(khan)).not_to_contain_text("has joined")


def test_what_a_server_put_in_place_of_the_joiners_keys_is_not_confirmed(demo: Demo, open_device: Device) -> None:
    khan = at_work(open_device, demo, "khan")
    first, second = invitations(khan)
    one, other = newcomer(open_device, "Mr Adams"), newcomer(open_device, "Mrs Bell")
    one.join(first, title="Head of Year 9")
    other.join(second, title="Head of Year 10")

    # A hostile server answers with somebody else's keys, beside the answer that Mr Adams sealed.
    person(khan, "Mrs Bell")
    with khan.page.expect_response("**/joining") as theirs:
        khan.press("Check and confirm")
    swapped = theirs.value.json()
    khan.press("Not now")
    person(khan, "Mr Adams")

    def swap(route: Route) -> None:
        real = route.fetch().json()
        route.fulfill(json={**real, "kem": swapped["kem"], "sign": swapped["sign"]})

    khan.page.route("**/joining", swap)
    khan.press("Check and confirm")
    expect(khan.page.get_by_role("alert")).to_contain_text("These keys are not those of whoever had the six words.")
    expect(khan.page.get_by_role("button", name="Confirm Mr Adams")).to_have_count(0)


def test_a_suspended_deputy_is_out_at_once_and_comes_back_as_before(demo: Demo, open_device: Device) -> None:
    ward, osei = at_work(open_device, demo, "ward"), at_work(open_device, demo, "osei")
    person(ward, "Mr Osei")
    ward.press("Suspend")
    assert_accessible(ward.page)
    ward.page.get_by_label("A device was lost or stolen").check()
    ward.press("Suspend them now")
    is_out(osei)
    expect(ward.page.get_by_text("Suspended", exact=True)).to_be_visible()
    ward.press("Restore")
    expect(ward.page.get_by_text("Active", exact=True)).to_be_visible()
    osei.sign_in()
    expect(osei.page.get_by_role("heading", level=1, name="Inbox")).to_be_visible()


def test_a_responder_who_becomes_a_deputy_has_the_teams_key_without_a_reload(demo: Demo, open_device: Device) -> None:
    khan, patel = at_work(open_device, demo, "khan"), at_work(open_device, demo, "patel")
    person(khan, "Miss Patel")
    khan.press("Change role or name")
    khan.page.get_by_label("Role").select_option("deputy")
    assert_accessible(khan.page)
    khan.press("Sign the change")
    expect(khan.page.get_by_role("dialog")).to_have_count(0)
    expect(patel.page.get_by_role("navigation")).to_contain_text("Deputy safeguarding lead")
    # The school asks a training of deputies, which she has not had: the keys are hers, the cases wait.
    expect(patel.page.get_by_role("heading", name="Your access is paused")).to_be_visible()
    patel.go_to("Keys")
    expect(patel.page.get_by_role("region", name="Recovery sheets of safeguarding")).to_contain_text("In force")


def test_a_key_that_the_signer_does_not_hold_is_given_by_a_member_without_anybody_asking(
    demo: Demo, open_device: Device
) -> None:
    ward, robin = at_work(open_device, demo, "ward"), at_work(open_device, demo, "robin")
    person(ward, "Robin")
    ward.press("Change role or name")
    ward.page.get_by_label("Role").select_option("responder")
    ward.press("Sign the change")
    expect(ward.page.get_by_role("dialog")).to_have_count(0)
    expect(robin.page.get_by_role("navigation")).to_contain_text("Responder")
    robin.go_to("Keys")
    sheets = robin.page.get_by_role("region", name="Recovery sheets of pastoral")
    expect(sheets).to_contain_text("This device does not hold the present key of pastoral.")
    # The head has no key of the team's to give. The lead has: signing in is all she does.
    khan = at_work(open_device, demo, "khan")
    khan.go_to("Keys")
    expect(khan.page.get_by_text("Robin (pastoral)")).to_be_visible()
    expect(sheets).not_to_contain_text("does not hold")


def test_a_deputy_whose_key_was_spoilt_reads_which_it_is_and_whom_to_ring(demo: Demo, open_device: Device) -> None:
    def spoil(route: Route) -> None:
        vault = route.fetch().json()
        for held in vault["groups"]:
            if held["name"] == "safeguarding":
                wrap = held["wrap"]
                held["wrap"] = wrap[:-20] + ("A" if wrap[-20] != "A" else "B") + wrap[-19:]
        route.fulfill(json=vault)

    page = open_device().new_page()
    page.route("**/api/vault", spoil)
    osei = Console(page, demo, "osei").sign_in()
    osei.go_to("Keys")
    told = page.get_by_role("alert")
    expect(told).to_contain_text("Your present key of safeguarding (key 1) could not be opened")
    expect(told).to_contain_text("Ring Ms Khan or Mrs Ward and ask to be let in again")
    # A colleague's console has given him this key, and does not give it again: nobody tells him to wait for that.
    sheets = page.get_by_role("region", name="Recovery sheets of safeguarding")
    expect(sheets).not_to_contain_text("gives it to you by signing in")
    assert_accessible(page)


def test_training_that_is_struck_out_pauses_and_training_that_is_added_lets_in_again(
    demo: Demo, open_device: Device
) -> None:
    khan = at_work(open_device, demo, "khan")
    person(khan, "Robin")
    khan.page.get_by_role("button", name="It was not so: peer mentor").click()
    expect(khan.page.get_by_text("Paused: training is not in date")).to_be_visible()
    khan.go_to("People")
    khan.press("Training register")
    expect(khan.page.get_by_role("row").nth(1)).to_contain_text("Robin")
    expect(khan.page.get_by_role("row").nth(1)).to_contain_text("Not done yet")
    assert_accessible(khan.page)
    person(khan, "Robin")
    khan.press("Add training")
    assert_accessible(khan.page)
    today = clock.now().date()
    dialog = khan.page.get_by_role("dialog")
    dialog.get_by_label("Done on").fill((today - timedelta(days=1)).isoformat())
    dialog.get_by_label("Assessed by").fill("Ms Khan")
    dialog.get_by_label("Counts until").fill((today + timedelta(days=20)).isoformat())
    khan.press("Add it")
    expect(khan.page.get_by_text("Active", exact=True)).to_be_visible()
    expect(khan.page.get_by_text("Runs out in 20 days")).to_be_visible()


def test_a_school_writes_down_what_training_it_asks(demo: Demo, open_device: Device) -> None:
    khan = at_work(open_device, demo, "khan")
    khan.go_to("People")
    khan.press("Training register")
    khan.press("Change the rules")
    assert_accessible(khan.page)
    khan.page.get_by_label("Months it counts").first.fill("0")
    khan.press("Save the rules")
    expect(khan.page.get_by_role("alert")).to_contain_text("Months are a whole number from 1 to 120.")
    khan.page.get_by_label("Months it counts").first.fill("36")
    khan.press("Save the rules")
    expect(khan.page.get_by_role("dialog")).to_have_count(0)
    expect(khan.page.get_by_text("every 36 months")).to_be_visible()


def test_every_question_about_people_and_keys_is_asked_without_barriers(demo: Demo, open_device: Device) -> None:
    khan = at_work(open_device, demo, "khan")
    khan.go_to("People")
    khan.press("Invite somebody")
    khan.page.get_by_label("Role").select_option("mentor")
    assert_accessible(khan.page)
    khan.press("Make the invitation")
    expect(khan.page.get_by_role("alert")).to_contain_text("Still to be filled in: their e-mail address")
    khan.page.get_by_label("E-mail address").fill("kim@hillcrest.example")
    khan.page.get_by_label("Name", exact=True).fill("Kim")
    khan.page.get_by_label("Title", exact=True).fill("Peer mentor, Year 12")
    khan.press("Make the invitation")
    expect(khan.page.get_by_text("Not by e-mail.")).to_be_visible(timeout=STRETCHING_MS)
    assert_accessible(khan.page)
    # The words are shown this once: Escape does not lose them.
    khan.page.keyboard.press("Escape")
    khan.press("I have told them, or written the words down")
    person(khan, "Mr Osei")
    for name in ("Change role or name", "Suspend", "They are leaving", "Let them in again"):
        khan.press(name)
        assert_accessible(khan.page)
        khan.press("Cancel")
    khan.go_to("Keys")
    sheets = khan.page.get_by_role("region", name="Recovery sheets of safeguarding")
    assert_accessible(khan.page)
    for button in (sheets.get_by_role("button", name="Test restore"), khan.page.get_by_text("Make a new root key")):
        button.click()
        assert_accessible(khan.page)
        khan.press("Cancel")
    sheets.get_by_role("button", name="Make new sheets").click()
    assert_accessible(khan.page)


def invitations(khan: Console) -> tuple[Invitation, Invitation]:
    return (
        invite(khan, "adams@hillcrest.example", "Mr Adams", "Head of Year 9", "responder"),
        invite(khan, "bell@hillcrest.example", "Mrs Bell", "Head of Year 10", "responder"),
    )


def test_who_changes_people_after_ten_minutes_proves_who_they_are_and_loses_nothing_of_the_form(
    demo: Demo, open_device: Device
) -> None:
    khan = at_work(open_device, demo, "khan")
    page = khan.page
    person(khan, "Miss Patel")
    khan.press("Change role or name")
    form, asked = page.get_by_role("dialog", name="Change Miss Patel"), page.get_by_role("dialog", name=CONFIRM)
    form.get_by_label("Title").fill("Deputy head, pastoral")
    form.get_by_label("Role").select_option("deputy")
    proofs_are_old(demo)
    khan.press("Sign the change")
    expect(asked).to_be_visible()
    assert_accessible(page)
    confirm_with(asked, demo.person("khan").passphrase, "000000")
    expect(asked.get_by_role("alert")).to_contain_text("Those details do not match.", timeout=STRETCHING_MS)
    asked.get_by_role("button", name="Cancel").click()
    expect(form.get_by_role("alert")).to_contain_text("You did not confirm that it is you, so nothing was changed.")
    expect(form.get_by_label("Title")).to_have_value("Deputy head, pastoral")
    expect(form.get_by_label("Role")).to_have_value("deputy")
    khan.press("Sign the change")
    confirm_with(asked, demo.person("khan").passphrase, demo.code("khan"))
    expect(page.get_by_role("dialog")).to_have_count(0, timeout=STRETCHING_MS)
    expect(page.get_by_text("Deputy head, pastoral")).to_be_visible()

    with_passkeys(page)
    khan.go_to("My account")
    add_passkey(page)
    expect(page.get_by_text("The passkey is added.")).to_be_visible()
    person(khan, "Robin")
    khan.press("Suspend")
    page.get_by_label("A device was lost or stolen").check()
    proofs_are_old(demo)
    khan.press("Suspend them now")
    asked.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_text("Suspended", exact=True)).to_be_visible()


def confirm_with(asked: Locator, passphrase: str, code: str) -> None:
    asked.get_by_label("Passphrase").fill(passphrase)
    asked.get_by_label("Six-digit code").fill(code)
    asked.get_by_role("button", name="Confirm", exact=True).click()
