"""A pupil, a mentor and the safeguarding lead at three devices at once, from the shut gate to what is left."""

import signal

from playwright.sync_api import Page, expect

from tests.journeys.console import Console, at_work
from tests.journeys.demo import Demo
from tests.journeys.devices import Device
from tests.journeys.mentoring import (
    TEXT,
    box,
    decides,
    gate,
    is_new,
    row,
    shows_nothing_of,
    take,
    wants_a_mentor,
    watches,
    writes,
)
from tests.journeys.pupil import Pupil, visiting
from tests.journeys.test_lost_connection import BACK_MS, Line


def test_a_new_mentors_day_from_the_shut_gate_to_the_sealed_debrief(demo: Demo, open_device: Device) -> None:
    khan = at_work(open_device, demo, "khan")
    decides(khan, needs_room=True, hold_first=1)
    is_new(khan, "Robin")
    robin = at_work(open_device, demo, "robin")
    for missing in (
        "You are not on duty.",
        "No trained adult is on duty and live.",
        "An adult has to say that they can",
    ):
        expect(gate(robin).get_by_role("listitem").filter(has_text=missing)).to_contain_text("Not yet:")
    expect(gate(robin).get_by_text("It is a school day.")).to_be_visible()

    khan.go_on_duty()
    robin.page.get_by_role("switch").click()
    asked = robin.page.get_by_role("dialog", name="Before you start")
    asked.get_by_role("button", name="Go on duty").click()
    expect(asked.get_by_text("Choose how you are today.")).to_be_visible()
    asked.get_by_label("Not great").check()
    asked.get_by_role("button", name="Go on duty").click()
    expect(gate(robin).get_by_text("You asked to talk first.")).to_be_visible()

    khan.go_to("Mentoring")
    expect(row(khan, "Robin")).to_contain_text("Would like to talk to an adult")
    khan.press("We have talked")
    khan.press("I can see where they sit")
    expect(robin.page.get_by_role("heading", name="You can take a chat")).to_be_visible()

    pupil = visiting(open_device, demo)
    wants_a_mentor(pupil)
    take(robin)
    expect(robin.page.get_by_text("You are new, so an adult reads each message")).to_be_visible()
    said_and_given_back(khan, robin, pupil)

    pupil.say("Somebody to sit with.")
    expect(robin.says("Somebody to sit with.")).to_be_visible()
    robin.press("End the chat")
    robin.press("We talked it through")
    expect(robin.page.get_by_text("That chat has ended. Thank you.")).to_be_visible()
    expect(pupil.told("The live chat has finished.")).to_be_visible()
    shows_nothing_of(robin.page, TEXT, "Somebody to sit with.")

    expect(gate(robin)).to_have_count(1)
    expect(gate(robin).get_by_text("Say how your last chat was")).to_be_visible()
    robin.page.get_by_label("OK", exact=True).check()
    robin.page.get_by_label("Is anything on your mind?").fill("It was sad. I was alright.")
    robin.press("Send to the safety team")
    expect(robin.page.get_by_role("heading", name="You can take a chat")).to_be_visible()
    khan.go_to("Mentoring")
    debriefs = khan.page.get_by_role("region", name="Debriefs")
    shows_nothing_of(khan.page, "It was sad.")
    debriefs.get_by_role("listitem").first.get_by_role("button", name="Open the note").click()
    expect(debriefs.get_by_text("It was sad. I was alright.")).to_be_visible()
    debriefs.get_by_role("listitem").first.get_by_role("button", name="I have seen it").click()
    expect(debriefs.get_by_role("listitem").first).to_contain_text("Seen by Ms Khan")


def said_and_given_back(khan: Console, robin: Console, pupil: Pupil) -> None:
    """A way to begin goes into the box; the message is held and released, the next one is given back and said anew."""
    robin.page.get_by_role("button", name="Do you want to say more about that?").click()
    expect(box(robin)).to_have_value("Do you want to say more about that?")
    robin.press("Send to an adult to check")
    chat = watches(khan, "Robin")
    expect(chat.get_by_text("Do you want to say more about that?")).to_be_visible()
    expect(pupil.bubble("Do you want to say more about that?")).to_have_count(0)
    chat.get_by_role("button", name="Let it through").click()
    expect(pupil.bubble("Do you want to say more about that?")).to_have_count(1)
    expect(robin.says("Do you want to say more about that?")).to_have_count(1)

    writes(robin, "What is your name?")
    robin.press("Send to an adult to check")
    expect(chat.get_by_text("What is your name?")).to_be_visible()
    chat.get_by_role("button", name="Give it back").click()
    expect(robin.page.get_by_text("An adult gave your message back.")).to_be_visible()
    expect(box(robin)).to_have_value("What is your name?")
    writes(robin, "What would help?")
    robin.press("Send to an adult to check")
    expect(chat.get_by_text("What would help?")).to_be_visible()
    chat.get_by_role("button", name="Let it through").click()
    expect(pupil.bubble("What would help?")).to_have_count(1)
    expect(pupil.bubble("What is your name?")).to_have_count(0)


def in_a_chat(open_device: Device, demo: Demo) -> tuple[Console, Console, Pupil]:
    """Ms Khan and Robin on duty, and a pupil in a chat with Robin, whose page can be held still and cut off."""
    khan = at_work(open_device, demo, "khan", on_duty=True)
    robin = at_work(open_device, demo, "robin", on_duty=True)
    pupil = visiting(open_device, demo)
    wants_a_mentor(pupil)
    take(robin)
    return khan, robin, pupil


def test_a_lid_closed_for_two_minutes_and_a_server_killed_before_its_answer_lose_and_double_nothing(
    demo: Demo, open_device: Device
) -> None:
    khan = at_work(open_device, demo, "khan", on_duty=True)
    robin = at_work(open_device, demo, "robin", on_duty=True)
    page = open_device().new_page()
    page.clock.install()
    line = Line(page)
    page.goto(demo.pupil)
    pupil = Pupil(page)
    wants_a_mentor(pupil)
    take(robin)
    robin.reply("Hi. I am here to listen.")
    expect(pupil.bubble("Hi. I am here to listen.")).to_be_visible()

    # The lid: the line is gone, and no timer of the page runs until it is opened again.
    page.context.set_offline(True)
    line.cut()
    pupil.say("written as the lid closed")
    robin.reply("Take your time.")
    page.clock.fast_forward("02:00")
    expect(page.get_by_text("You are offline.")).to_be_visible()
    robin.reply("I am still here.")
    page.context.set_offline(False)
    heard_once(
        robin, pupil, "Hi. I am here to listen.", "Take your time.", "I am still here.", "written as the lid closed"
    )

    # The server has the words on disk and is killed before the page hears of it.
    line.swallow_acks = True
    pupil.say("did you get this?")
    expect(robin.says("did you get this?")).to_be_visible()
    expect(page.get_by_text("Sending", exact=True)).to_be_visible()
    demo.stop(signal.SIGKILL)
    line.swallow_acks = False
    demo.start()
    expect(page.get_by_text("Sending", exact=True)).to_have_count(0, timeout=BACK_MS)
    robin.is_live()
    robin.reply("Yes, I did.")
    heard_once(robin, pupil, "written as the lid closed", "did you get this?", "Yes, I did.")
    khan.is_live()
    chat = watches(khan, "Robin")
    expect(chat.get_by_role("button", name="Last words: Yes, I did.")).to_have_count(1)


def heard_once(robin: Console, pupil: Pupil, *texts: str) -> None:
    for text in texts:
        expect(robin.says(text)).to_have_count(1, timeout=BACK_MS)
        expect(pupil.bubble(text)).to_have_count(1, timeout=BACK_MS)


def test_when_the_last_adult_leaves_the_page_offers_no_mentor_within_half_a_minute_and_says_so(
    demo: Demo, open_device: Device
) -> None:
    khan = at_work(open_device, demo, "khan", on_duty=True)
    patel = at_work(open_device, demo, "patel", on_duty=True)
    robin = at_work(open_device, demo, "robin", on_duty=True)
    page, earlier = waits_to_choose(open_device, demo), waits_to_choose(open_device, demo)
    earlier.get_by_label("A pupil mentor").check()
    earlier.get_by_role("button", name="Continue").click()
    expect(earlier.get_by_role("radio", name="Robin, Sixth form")).to_be_visible()

    # They close their consoles without a word. A page asks again by itself, each twenty seconds.
    khan.page.close()
    patel.page.close()
    expect(gate(robin).get_by_text("No trained adult is on duty and live.")).to_be_visible()
    for each in (page, earlier):
        each.clock.fast_forward("00:25")
    expect(page.get_by_text("No one is free to chat right now. You can still send your message.")).to_be_visible()
    expect(page.get_by_role("radio")).to_have_count(0)
    expect(earlier.get_by_text("No pupil mentor is free to chat right now.")).to_be_visible()
    expect(earlier.get_by_role("radio")).to_have_count(0)
    for each in (page, earlier):
        each.get_by_role("button", name="Continue").click()
        expect(each.get_by_text("No one is free to chat right now.")).to_be_visible()
        Pupil(each).send()


def waits_to_choose(open_device: Device, demo: Demo) -> Page:
    """A pupil's page that asks whom they would like to talk to, with a clock that the test moves."""
    page = open_device().new_page()
    page.clock.install()
    page.goto(demo.pupil)
    pupil = Pupil(page)
    pupil.press("Tell us something")
    pupil.choose("Yes, I am safe")
    pupil.choose("Being new, or fitting in")
    page.get_by_label("What is wrong?").fill(TEXT)
    pupil.press("Continue")
    expect(page.get_by_label("A pupil mentor")).to_be_visible()
    return page
