"""What a pupil is told about time is true: who reads now, who will by when, and that a closed school offers no chat."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import Database
from app.schools.tables import SchoolRow
from tests.journeys.console import Console
from tests.journeys.demo import Demo
from tests.journeys.devices import Device
from tests.journeys.pupil import Pupil

READING = "We are reading messages now."
LONDON = ZoneInfo("Europe/London")


def today() -> date:
    return clock.now().astimezone(LONDON).date()


def keeps(demo: Demo, **columns: Any) -> None:
    """Give the school of a running demo other hours."""
    db = Database(demo.settings)
    try:
        db.write_now(_keep, columns)
    finally:
        db.close()


def _keep(session: Session, columns: dict[str, Any]) -> None:
    session.execute(update(SchoolRow).values(**columns))


def opens_tomorrow() -> list[list[int] | None]:
    """Hours that are closed today and from half past eight on every other day."""
    return [None if day == today().weekday() else [510, 960] for day in range(7)]


def home(device: BrowserContext, demo: Demo) -> tuple[Pupil, Page]:
    page = device.new_page()
    page.goto(demo.pupil)
    pupil = Pupil(page)
    pupil.at("Report a problem")
    return pupil, page


def buttons(page: Page) -> list[str]:
    return [one.inner_text() for one in page.locator("main .stack button").all()]


def test_a_closed_school_says_when_it_next_looks_and_shows_help_first(demo: Demo, open_device: Device) -> None:
    Console(open_device().new_page(), demo, "khan").sign_in().go_on_duty()
    keeps(demo, hours=opens_tomorrow())
    pupil, page = home(open_device(), demo)
    expect(page.get_by_role("main").get_by_role("status")).to_have_text(
        "No one is reading messages right now. We will next look at 8:30am tomorrow."
    )
    assert buttons(page) == ["I need help now", "Tell us something", "I have return words"]

    # No chat is offered, and every step that speaks of time says the same.
    pupil.tell("They wait for me after school.", who=None)
    expect(page.get_by_text("9am tomorrow")).to_be_visible()
    expect(page.get_by_text("Who you want to talk to")).to_have_count(0)
    pupil.send()
    expect(page.get_by_text("9am tomorrow")).to_be_visible()
    pupil.keep_words()
    pupil.at("Your messages")
    expect(page.get_by_text("An adult will read new messages by 9am tomorrow.")).to_be_visible()
    expect(page.get_by_role("button", name="Ask to chat now")).to_have_count(0)


def test_a_school_in_half_term_says_so_and_until_when(demo: Demo, open_device: Device) -> None:
    closure = {"name": "half-term", "first": today().isoformat(), "last": today().isoformat()}
    keeps(demo, hours=[[540, 960]] * 7, closures=[closure])
    _, page = home(open_device(), demo)
    expect(page.get_by_role("main").get_by_role("status")).to_have_text(
        "We are closed for half-term. We will next look at 9am tomorrow."
    )
    assert buttons(page)[0] == "I need help now"


def test_open_hours_with_nobody_there_promise_a_time_and_no_reader(demo: Demo, open_device: Device) -> None:
    device = open_device()
    _, page = home(device, demo)
    status = page.get_by_role("main").get_by_role("status")
    expect(status).to_contain_text("An adult will read your message by ")
    expect(page.get_by_text(READING)).to_have_count(0)
    assert buttons(page) == ["Tell us something", "I have return words", "I need help now"]


def test_an_adult_who_goes_off_duty_takes_the_offer_of_a_chat_along(demo: Demo, open_device: Device) -> None:
    khan = Console(open_device().new_page(), demo, "khan").sign_in()
    khan.go_on_duty()
    _, before = home(open_device(), demo)
    expect(before.get_by_text(READING)).to_be_visible()
    khan.go_off_duty()
    after, page = home(open_device(), demo)
    expect(page.get_by_text(READING)).to_have_count(0)
    after.tell("They hide my things.", who=None)
    expect(page.get_by_text("Who you want to talk to")).to_have_count(0)
