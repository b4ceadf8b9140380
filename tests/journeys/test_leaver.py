"""Somebody leaves: out at once, new keys, the next roster, every open conversation moved, and nobody else notices."""

import re

from playwright.sync_api import Route, expect

from tests.journeys.axe import assert_accessible
from tests.journeys.console import Console, at_work
from tests.journeys.demo import Demo
from tests.journeys.devices import Device
from tests.journeys.people import banner, has_left, is_out, make_lead, person, see_out, unlock
from tests.journeys.pupil import visiting

BEFORE = "they took my bag again today"
ANSWER = "Thank you for telling us. We will look into it today."
AFTER = "it happened again just now"
STILL_HERE = "I have taken over from Ms Khan. Tell me more."

WAITING = re.compile(r"\d+ conversations? still to move")


def test_the_last_safeguarding_lead_cannot_be_seen_out(demo: Demo, open_device: Device) -> None:
    ward = at_work(open_device, demo, "ward")
    see_out(ward, "Ms Khan")
    expect(ward.page.get_by_text("The school would be left without a safeguarding lead.")).to_be_visible()
    ward.press("Cancel")
    expect(ward.page.get_by_text("Active", exact=True)).to_be_visible()


def test_a_deputy_has_no_button_for_it(demo: Demo, open_device: Device) -> None:
    osei = at_work(open_device, demo, "osei")
    person(osei, "Miss Patel")
    expect(osei.page.get_by_role("button", name="They are leaving")).to_have_count(0)


def test_a_responder_who_leaves_is_out_at_once_and_for_good(demo: Demo, open_device: Device) -> None:
    khan, patel = at_work(open_device, demo, "khan"), at_work(open_device, demo, "patel")
    see_out(khan, "Miss Patel")
    is_out(patel)
    has_left(khan, "Miss Patel")
    expect(khan.page.get_by_text("Has left").first).to_be_visible()
    assert_accessible(khan.page)
    # They know their passphrase and have their authenticator, and still nobody is let in.
    known = demo.person("patel")
    patel.page.get_by_label("E-mail address").fill(known.email)
    patel.page.get_by_label("Passphrase").fill(known.passphrase)
    patel.page.get_by_label("Six-digit code").fill(demo.code("patel"))
    patel.press("Sign in")
    expect(patel.page.get_by_role("alert")).to_contain_text("Those details do not match.")
    khan.go_to("Keys")
    expect(khan.page.get_by_role("region", name="Who can open what")).not_to_contain_text("Miss Patel")


def test_a_lead_leaves_and_colleagues_and_pupils_go_on(demo: Demo, open_device: Device) -> None:
    khan, osei = at_work(open_device, demo, "khan", on_duty=True), at_work(open_device, demo, "osei")
    number = khan.next_number()
    pupil = visiting(open_device, demo)
    pupil.tell(BEFORE)
    words = pupil.send()
    pupil.keep_words()
    khan.open(number)
    khan.reply(ANSWER)
    make_lead(khan, "Mr Osei")
    # Without a reload: what a lead has is there, and the root key with it.
    expect(osei.page.get_by_role("navigation").get_by_role("button", name="Set-up")).to_be_visible()
    before = fingerprint(osei)
    see_out(osei, "Ms Khan")
    is_out(khan)
    has_left(osei, "Ms Khan")
    # She held the root key, so the school has another, which the one before has named.
    assert fingerprint(osei) != before
    osei.go_to("Inbox")
    osei.open(number)
    for text in (BEFORE, ANSWER):
        expect(osei.says(text)).to_be_visible()
    expect(osei.page.get_by_text("could not be checked")).to_have_count(0)
    # The pupil's page had pinned the root of before, inside their report.
    again = visiting(open_device, demo)
    again.come_back(words)
    expect(again.bubble(ANSWER)).to_be_visible()
    again.say(AFTER)
    expect(osei.says(AFTER)).to_be_visible()
    osei.reply(STILL_HERE)
    expect(again.bubble(STILL_HERE)).to_be_visible()


def test_a_leaving_that_was_killed_before_the_roster_is_finished_the_next_time(demo: Demo, open_device: Device) -> None:
    khan, osei = at_work(open_device, demo, "khan"), at_work(open_device, demo, "osei")
    khan.page.route("**/api/roster", kill_posts)
    see_out(khan, "Mr Osei")
    is_out(osei)
    expect(khan.page.get_by_text("Keys made anew: stopped here.")).to_be_visible()
    assert_accessible(khan.page)
    khan.page.unroute("**/api/roster")
    unlock(khan)
    expect(banner(khan)).to_contain_text("has to be made anew, because Mr Osei has gone.")
    khan.press("Continue")
    finished(khan)


def test_a_leaving_that_was_killed_among_the_conversations_goes_on_where_it_stopped(
    demo: Demo, open_device: Device
) -> None:
    khan = at_work(open_device, demo, "khan")
    moved = 0

    def kill_the_third(route: Route) -> None:
        nonlocal moved
        moved += route.request.method == "POST"
        if moved > 2:
            route.abort()
        else:
            route.continue_()

    khan.page.route("**/api/streams/*/epochs", kill_the_third)
    see_out(khan, "Mr Osei")
    expect(khan.page.get_by_text("Conversations moved: stopped here.")).to_be_visible()
    khan.page.unroute("**/api/streams/*/epochs")
    unlock(khan)
    expect(banner(khan)).to_contain_text(WAITING)
    assert_accessible(khan.page)
    khan.press("Continue")
    finished(khan)


def test_the_head_sees_somebody_out_and_the_groups_members_make_its_key(demo: Demo, open_device: Device) -> None:
    ward, osei = at_work(open_device, demo, "ward"), at_work(open_device, demo, "osei")
    see_out(ward, "Miss Patel")
    expect(ward.page.get_by_text("The members of pastoral make theirs the next time they sign in.")).to_be_visible()
    has_left(ward, "Miss Patel")
    # The head does not hold that key. A deputy does, and makes the next one; only a lead or the head can sign it.
    expect(banner(osei)).to_contain_text("The key of pastoral has to be made anew, because Miss Patel has gone.")
    osei.press("Continue")
    expect(osei.page.get_by_text("A safeguarding lead or the head signs it.")).to_be_visible()
    finished(osei)
    expect(banner(ward)).to_contain_text("A new key of pastoral waits to be signed")
    ward.press("Continue")
    finished(ward)
    osei.go_to("Keys")
    expect(osei.page.get_by_role("region", name="Who can open what")).to_contain_text("key 2")
    expect(osei.page.get_by_role("region", name="Recovery sheets of pastoral")).not_to_contain_text("does not hold")


def kill_posts(route: Route) -> None:
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()


def finished(console: Console) -> None:
    expect(console.page.get_by_text("That is all of it.")).to_be_visible()
    console.press("Done")
    expect(banner(console)).not_to_contain_text("still to move")
    expect(banner(console)).not_to_contain_text("has to be made anew")


def fingerprint(console: Console) -> str:
    console.go_to("Keys")
    return console.page.locator(".kid").inner_text()
