"""The pastoral team's reports, from the pupil's page to both desks and up; and a school where nobody could read."""

from playwright.sync_api import expect
from sqlalchemy import update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core import clock
from app.core.db import Database
from app.people.tables import PersonRow
from tests.journeys.console import at_work
from tests.journeys.demo import Demo
from tests.journeys.devices import Device
from tests.journeys.pupil import Pupil, visiting
from tests.journeys.test_hours import keeps
from tests.journeys.test_pupil_access import checked

LONELY = "I have nobody to sit with at lunch."
BOTH = "the pastoral team and the safety team"


def tell(pupil: Pupil) -> None:
    pupil.tell(LONELY, topics=("Friends, or feeling left out",), who=None)


def loses_its_chair(demo: Demo) -> None:
    """Dr Ellis is suspended, so nobody reads what goes to the chair."""
    database = Database(demo.settings)
    try:
        database.write_now(_suspend_chair)
    finally:
        database.close()


def _suspend_chair(session: Session) -> None:
    session.execute(update(PersonRow).where(col(PersonRow.role) == "chair").values(suspended_at=clock.now()))


def test_a_light_worry_goes_to_both_teams_and_is_handed_up_with_the_pupil_told(demo: Demo, open_device: Device) -> None:
    keeps(demo, pastoral_topics=["friends"])
    pupil = visiting(open_device, demo)
    tell(pupil)
    expect(pupil.page.get_by_text("The pastoral team and the safety team at your school.")).to_be_visible()
    expect(pupil.page.get_by_text("Miss Patel")).to_be_visible()
    checked(pupil.page)
    pupil.send(BOTH)
    pupil.keep_words()

    khan, patel = at_work(open_device, demo, "khan"), at_work(open_device, demo, "patel")
    for console in (khan, patel):
        expect(console.page.get_by_role("button", name="Case P0001")).to_be_visible()
    patel.page.get_by_role("button", name="Case P0001").click()
    patel.press("Open report")
    expect(patel.says(LONELY)).to_be_visible()
    patel.reply("Come to the library at lunch.")
    expect(pupil.bubble("Come to the library at lunch.")).to_be_visible()

    patel.press("Hand up to the safeguarding team")
    patel.press("Hand it up")
    expect(patel.page.get_by_role("button", name="Case P0001")).to_have_count(0)
    expect(pupil.told("The safety team is looking after this now.")).to_be_visible()
    expect(khan.page.get_by_role("button", name="Case P0001")).to_have_count(0)
    pupil.say("I do not want to go home today.")
    expect(pupil.bubble("I do not want to go home today.")).to_be_visible()
    expect(pupil.page.get_by_text("Not sent")).to_have_count(0)


def test_a_school_that_closes_while_a_pupil_writes_takes_nothing_and_loses_nothing(
    demo: Demo, open_device: Device
) -> None:
    pupil = visiting(open_device, demo)
    tell(pupil)
    keeps(demo, live_at=None)
    pupil.press("Send to the safety team")
    problem = pupil.page.get_by_role("alert")
    expect(problem).to_contain_text("Nothing was sent. Your words are still here.")
    expect(pupil.page.get_by_text(LONELY)).to_be_visible()
    checked(pupil.page)

    early = open_device().new_page()
    early.goto(demo.pupil)
    expect(early.get_by_text("Your school has not opened this page yet.")).to_be_visible()
    expect(early.get_by_role("link", name="Call 999")).to_be_in_viewport()
    expect(early.get_by_role("link", name="Call Childline")).to_be_in_viewport()
    expect(early.get_by_role("button", name="Tell us something")).to_have_count(0)
    expect(early.get_by_role("button", name="I have return words")).to_be_visible()
    checked(early)


def test_a_report_that_nobody_could_read_is_not_asked_for(demo: Demo, open_device: Device) -> None:
    loses_its_chair(demo)
    pupil = visiting(open_device, demo)
    pupil.press("Tell us something")
    pupil.choose("Yes, I am safe")
    pupil.choose("A grown-up who works at school")
    pupil.at("Who is it about?")
    pupil.page.get_by_label("The head teacher").check()
    expect(pupil.page.get_by_text("No one at your school can read this right now.")).to_be_visible()
    expect(pupil.page.get_by_role("button", name="Continue")).to_have_count(0)
    expect(pupil.page.get_by_text("NSPCC: 0808 800 5000.")).to_be_visible()
    checked(pupil.page)
    pupil.page.get_by_label("Another grown-up at school").check()
    expect(pupil.page.get_by_role("button", name="Continue")).to_be_visible()
