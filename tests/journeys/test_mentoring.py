"""A pupil, a mentor and the safeguarding lead at three devices at once, from the shut gate to what is left."""

import re
import signal
from datetime import timedelta

from playwright.sync_api import Page, Route, expect
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core import clock
from app.core.db import Database
from app.people.tables import PersonRow, TrainingRow
from tests.journeys.canary import Sent, found, printed
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

CONTACT = "my snap is lunchbox dot 77"
COACHED = "Do not give yours. Ask what helps at lunch."
ASKED = "Should I say that it is not safe?"


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

    khan.go_to("Inbox")
    pupil.press("Talk to an adult")
    expect(page.get_by_text("We have asked an adult to come. You have not done anything wrong.")).to_be_visible()
    expect(robin.page.get_by_text("The pupil has asked for an adult.")).to_be_visible()
    shows_nothing_of(robin.page, TEXT, "Yes, I did.")
    expect(khan.page.get_by_role("alert").filter(has_text="A chat was passed on")).to_be_visible()


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
    to_the_choice(Pupil(page))
    return page


def to_the_choice(pupil: Pupil) -> None:
    """Answer every question up to the one whom to talk to."""
    pupil.press("Tell us something")
    pupil.choose("Yes, I am safe")
    pupil.choose("Being new, or fitting in")
    pupil.page.get_by_label("What is wrong?").fill(TEXT)
    pupil.press("Continue")
    expect(pupil.page.get_by_label("A pupil mentor")).to_be_visible()


def test_a_lead_watches_coaches_stops_lets_go_on_and_takes_over_and_no_word_of_it_is_in_the_consoles_address_or_log(
    demo: Demo, open_device: Device
) -> None:
    sent, logged = Sent(), list[str]()
    khan = Console(sent.watch(open_device()).new_page(), demo, "khan")
    robin = Console(sent.watch(open_device()).new_page(), demo, "robin")
    for console in (khan, robin):
        console.page.on("console", lambda said: logged.append(said.text))
        console.sign_in().go_on_duty()
    pupil = visiting(open_device, demo)
    wants_a_mentor(pupil)
    take(robin)
    pupil.say(CONTACT)
    expect(robin.says(CONTACT)).to_be_visible()
    chat = watches(khan, "Robin")
    expect(chat.get_by_role("listitem").filter(has_text="Pupil:").first).to_contain_text(
        re.compile("contact|touch|snap", re.I)
    )
    expect(chat.get_by_text("Watching: Ms Khan.")).to_be_visible()

    chat.get_by_role("button", name="Coach").click()
    khan.page.get_by_role("dialog").get_by_role("textbox").fill(COACHED)
    khan.press("Send to Robin")
    expect(robin.says(COACHED)).to_be_visible()
    robin.press("Write to the adults alone")
    robin.page.get_by_role("dialog").get_by_role("textbox").fill(ASKED)
    robin.press("Send to the adults")
    expect(robin.says(ASKED)).to_be_visible()

    chat.get_by_role("button", name="Stop for a moment").click()
    expect(pupil.page.get_by_text("send until it goes on.")).to_be_visible()
    expect(robin.page.get_by_text("An adult has stopped this chat for a moment.").first).to_be_visible()
    pupil.page.get_by_label("Write a message").fill("held in my box")
    expect(pupil.page.get_by_role("button", name="Send", exact=True)).to_be_disabled()
    writes(robin, "held in mine")
    expect(robin.page.get_by_role("button", name="Send to the pupil")).to_be_disabled()
    chat.get_by_role("button", name="Let it go on").click()
    expect(pupil.told("The chat can go on now.")).to_be_visible()
    pupil.press("Send")
    robin.press("Send to the pupil")
    heard_once(robin, pupil, "held in my box", "held in mine")

    chat.get_by_role("button", name="Take over").click()
    expect(pupil.told("Ms Khan is here now. Ms Khan is an adult at your school.")).to_be_visible()
    expect(pupil.told("Robin has left the chat.")).to_be_visible()
    expect(robin.page.get_by_text("Its keys and words have left this device.")).to_be_visible()
    shows_nothing_of(robin.page, TEXT, CONTACT, COACHED, ASKED)
    shows_nothing_of(pupil.page, COACHED, ASKED)
    words = {"report": TEXT, "message": CONTACT, "box": "held in my box", "coach note": COACHED, "question": ASKED}
    assert found(words, sent.places) == []
    assert found(words, printed(demo)) == []
    assert found(words, [("line of the console", line.encode()) for line in logged]) == []


def test_whose_training_runs_out_in_a_chat_is_out_at_once_and_an_adult_is_called(
    demo: Demo, open_device: Device
) -> None:
    khan, robin, pupil = in_a_chat(open_device, demo)
    robin.reply("Hi. I am here to listen.")
    khan.go_to("Mentoring")
    has_run_out(demo, "Robin")
    expect(robin.page.get_by_role("heading", name="Your access is paused")).to_be_visible(timeout=BACK_MS)
    shows_nothing_of(robin.page, TEXT, "Hi. I am here to listen.")
    expect(pupil.told(re.compile("^Robin can.t chat any more. You have not done anything wrong.$"))).to_be_visible()
    expect(pupil.page.get_by_text("An adult has been asked to come.").first).to_be_visible()
    expect(khan.page.get_by_role("alert").filter(has_text="A chat was passed on")).to_be_visible()


def has_run_out(demo: Demo, alias: str) -> None:
    """Yesterday was the last day of this person's training. The server finds out by itself."""
    database = Database(demo.settings)
    try:
        database.write_now(_run_out, alias)
    finally:
        database.close()


def _run_out(session: Session, alias: str) -> None:
    person_id = select(col(PersonRow.id)).where(col(PersonRow.alias) == alias).scalar_subquery()
    yesterday = clock.now().date() - timedelta(days=1)
    session.execute(update(TrainingRow).where(col(TrainingRow.person_id) == person_id).values(expires=yesterday))


def test_a_pupil_with_two_tabs_never_meets_their_own_year_asks_for_another_mentor_and_then_for_an_adult(
    demo: Demo, open_device: Device
) -> None:
    khan = at_work(open_device, demo, "khan", on_duty=True)
    robin = at_work(open_device, demo, "robin", on_duty=True)
    sam = at_work(open_device, demo, "sam", on_duty=True)
    number = khan.next_number()
    device = open_device()
    pupil = Pupil(device.new_page())
    pupil.page.goto(demo.pupil)
    # The cards are slow to come: the page waits for them, because without them it cannot ask for the year.
    held: list[Route] = []

    def hold(piece: Route) -> None:
        held.append(piece)

    pupil.page.route("**/assets/pupil/mentoring-*.js", hold)
    to_the_choice(pupil)
    pupil.choose("A pupil mentor")
    expect(pupil.page.get_by_role("status").filter(has_text="One moment.")).to_be_visible()
    for piece in held:
        piece.continue_()
    pupil.at("Pick a pupil mentor")
    expect(pupil.page.get_by_role("radio", name="Robin, Sixth form")).to_be_visible()
    pupil.page.get_by_label("Which year are you in?").select_option("12")
    expect(pupil.page.get_by_role("radio", name="Robin, Sixth form")).to_have_count(0)
    expect(pupil.page.get_by_role("radio", name="Sam, Sixth form")).to_be_visible()
    pupil.choose("Anyone who is free")
    words = pupil.send()
    pupil.keep_words()
    # The server does not know the year. The page that does lets Robin go by without a word, and gives no key.
    robin.press("Claim")
    expect(robin.page.get_by_text("The chat has gone to somebody else. That happens.")).to_be_visible()
    shows_nothing_of(robin.page, TEXT)
    sam.press("Claim")
    expect(sam.says(TEXT)).to_be_visible()

    tab = Pupil(device.new_page())
    tab.page.goto(demo.pupil)
    tab.come_back(words)
    tab.say("from the second tab")
    pupil.say("from the first tab")
    for each in (pupil, tab):
        for text in ("from the first tab", "from the second tab"):
            expect(each.bubble(text)).to_have_count(1)
    for text in ("from the first tab", "from the second tab"):
        expect(sam.says(text)).to_have_count(1)

    pupil.press("More")
    pupil.press("Ask for a different mentor")
    expect(sam.page.get_by_text("The chat has gone to somebody else. That happens.")).to_be_visible()
    shows_nothing_of(sam.page, TEXT, "from the first tab")
    for each in (pupil, tab):
        expect(each.page.get_by_role("heading", level=1, name="You are in the queue")).to_be_visible()
    tab.press("Talk to an adult instead")
    expect(khan.row(number)).to_contain_text("Pupil is waiting live")
    khan.open(number)
    khan.press("Answer live")
    khan.reply("Hello. I am Ms Khan.")
    for each in (pupil, tab):
        expect(each.bubble("Hello. I am Ms Khan.")).to_have_count(1)
