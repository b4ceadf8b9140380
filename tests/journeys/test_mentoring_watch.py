"""What a mentor and the adults beside them see while time goes by: quiet, what is held, what nobody takes."""

import re
from datetime import timedelta

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import Update, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.conversations.tables import SealedStreamRow
from app.core import clock
from app.core.db import Database
from app.reports.tables import ReportRow
from tests.journeys.console import Console, at_work
from tests.journeys.demo import Demo
from tests.journeys.devices import Device
from tests.journeys.mentoring import box, decides, is_new, take, tile, wants_a_mentor, watches, writes
from tests.journeys.pupil import visiting
from tests.journeys.test_lost_connection import BACK_MS

OWN_LINE = "Hello from Hillcrest. Take all the time you need."
COUNTS_RINGS = """() => {
    window.rings = 0;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...when) { window.rings += 1; return start.apply(this, when); };
}"""


def test_a_chat_that_goes_quiet_and_long_is_seen_by_its_mentor_and_on_the_wall_and_a_lead_locks_the_lines(
    demo: Demo, open_device: Device
) -> None:
    khan = at_work_with_a_clock(open_device, demo, "khan")
    locks_the_lines(khan, OWN_LINE)
    khan.go_on_duty()
    robin = at_work_with_a_clock(open_device, demo, "robin")
    robin.go_on_duty()
    pupil = visiting(open_device, demo)
    wants_a_mentor(pupil)
    take(robin)
    ways = robin.page.get_by_role("region", name="Ways to begin")
    expect(ways.get_by_role("button")).to_have_text([OWN_LINE])
    expect(ways.get_by_role("heading", level=3)).to_have_text(["Opening"])
    robin.reply("Hi. I am here to listen.")
    watches(khan, "Robin")
    expect(quiet(khan)).to_have_count(0)

    # A slow machine adds to the minutes that the test lets pass, so no step is asked for to the minute.
    for step, said in ((3, "Are you still there?"), (3, "I am still here"), (4, "I will finish")):
        for person in (robin, khan):
            passes(person, step)
        note = robin.page.get_by_role("status").filter(has_text="It has been quiet for")
        expect(note).to_contain_text(said)
        note.get_by_role("button", name="Send this").click()
        expect(note).to_have_count(0)
        expect(pupil.page.get_by_role("log", name="Messages").get_by_text(said)).to_be_visible()
        expect(quiet(khan)).to_have_text(re.compile(r"^The pupil has been quiet for \d+ min\.$"))

    expect(robin.page.get_by_text(re.compile(r"^1\d of 40 min$"))).to_be_visible()
    passes(robin, 26)
    expect(robin.page.get_by_text(re.compile(r"^[1-5] min left. Start to round off.$"))).to_be_visible()
    passes(robin, 5)
    expect(robin.page.get_by_text("Time is up. Finish kindly, or pass it to an adult.")).to_be_visible()
    # Nothing is cut: whoever is in the middle of a sentence ends it.
    expect(box(robin)).to_be_editable()


def test_what_is_held_goes_through_once_though_the_keys_move_and_a_chat_that_nobody_takes_rings_for_everybody(
    demo: Demo, open_device: Device
) -> None:
    khan = at_work_with_rings(open_device, demo, "khan")
    decides(khan, needs_room=False, hold_first=1)
    is_new(khan, "Robin")
    assert rings(khan.page) == 0
    khan.go_on_duty()
    osei = at_work_with_rings(open_device, demo, "osei")
    robin = at_work(open_device, demo, "robin", on_duty=True)
    khan.go_to("Inbox")
    number = khan.next_number()
    pupil = visiting(open_device, demo)
    wants_a_mentor(pupil)
    take(robin)
    writes(robin, "What would help?")
    robin.press("Send to an adult to check")
    chat = watches(khan, "Robin")
    expect(chat.get_by_text("What would help?")).to_be_visible()
    # Somebody who was let in has left since: what is said from here on is under keys that they never had.
    changes(demo, update(SealedStreamRow).where(col(SealedStreamRow.stream).like("conv:%")).values(rekey=True))
    pupil.say("are you there?")
    expect(robin.says("are you there?")).to_be_visible(timeout=BACK_MS)
    stale = chat.get_by_text("What would help?").element_handle()
    assert stale is not None
    chat.get_by_role("button", name="Let it through").click()
    stale.wait_for_element_state("hidden")
    expect(chat.get_by_text("What would help?")).to_be_visible()
    expect(pupil.bubble("What would help?")).to_have_count(0)
    chat.get_by_role("button", name="Let it through").click()
    expect(pupil.bubble("What would help?")).to_have_count(1)
    expect(robin.says("What would help?")).to_have_count(1)

    writes(robin, "This nobody has read.")
    robin.press("Send to an adult to check")
    expect(chat.get_by_text("This nobody has read.")).to_be_visible()
    before = rings(khan.page)
    pupil.press("Talk to an adult")
    expect(robin.page.get_by_text("The pupil has asked for an adult.")).to_be_visible()
    expect(robin.page.get_by_role("heading", name="How was that for you?")).to_be_visible()
    expect(tile(khan, "Robin")).to_have_count(0)
    expect(pupil.bubble("This nobody has read.")).to_have_count(0)
    alarm = "A chat was passed on, and no adult has taken it."
    expect(khan.page.get_by_role("alert").filter(has_text=alarm)).to_be_visible()
    khan.page.wait_for_function("before => window.rings > before", arg=before)
    expect(osei.page.get_by_role("alert").filter(has_text=alarm)).to_have_count(0)

    # A minute later nobody has it: everybody of the team is rung, whoever is on duty or not.
    since = clock.now() - timedelta(seconds=61)
    changes(demo, update(ReportRow).where(col(ReportRow.number) == number).values(waiting_since=since))
    expect(osei.page.get_by_role("alert").filter(has_text=alarm)).to_be_visible(timeout=BACK_MS)
    osei.press("Go and look")
    waits = osei.page.get_by_role("region", name="Waiting").get_by_role("listitem").filter(has_text=f"Case {number:04}")
    expect(waits).to_contain_text("Nobody has taken this.")


def quiet(adult: Console) -> Locator:
    """How long the wall says that the chat has been quiet."""
    return tile(adult, "Robin").get_by_text("has been quiet for")


def locks_the_lines(lead: Console, line: str) -> None:
    """The lead writes one line for the opening and locks the list."""
    lead.go_to("Mentoring")
    lead.press("Rules")
    ways = lead.page.get_by_role("region", name="Ways to begin")
    ways.get_by_label("Opening").fill(line)
    ways.get_by_label("Lock the list").check()
    ways.get_by_role("button", name="Save").click()
    expect(ways.get_by_text("Saved.")).to_be_visible()


def at_work_with_a_clock(open_device: Device, demo: Demo, who: str) -> Console:
    """This person, signed in, at a page whose time the test moves."""
    page = open_device().new_page()
    page.clock.install()
    return Console(page, demo, who).sign_in()


def passes(person: Console, minutes: int) -> None:
    """So many minutes go by on a page, whose person touches it now and then: it does not ask whether they are there."""
    for _ in range(minutes):
        person.page.mouse.click(2, 2)
        person.page.clock.fast_forward("01:00")
    person.is_live()


def at_work_with_rings(open_device: Device, demo: Demo, who: str) -> Console:
    """This person, signed in, at a page that counts how often its bell sounds."""
    page = open_device().new_page()
    page.add_init_script(f"({COUNTS_RINGS})()")
    return Console(page, demo, who).sign_in()


def rings(page: Page) -> int:
    return int(page.evaluate("window.rings"))


def changes(demo: Demo, statement: Update) -> None:
    """What another hand, or time itself, does to the school's rows."""
    database = Database(demo.settings)
    try:
        database.write_now(_execute, statement)
    finally:
        database.close()


def _execute(session: Session, statement: Update) -> None:
    session.execute(statement)
