"""An alert in the database: who is told what and when, who answers, and what nobody else can tell from it."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.alerts import queries
from app.alerts.actions import ladder, rules
from app.alerts.errors import AlertAnswered
from app.alerts.schemas import AlertLine, AlertRules, AlertsNow, CoverLine, MissedLine, Quiet
from app.cli.demo.browser import Telling, Thread
from app.core import clock
from app.core.clock import FrozenTime
from app.core.errors import NotFound
from app.people.actions import mail
from app.people.actions.standing import suspend
from app.people.tables import MailRow
from app.reports.actions.state import change
from app.schools.tables import SchoolRow
from app.triage.actions import desk
from app.worker import Worker
from tests import hillcrest
from tests.cases import ABOUT_STAFF, NO_CHAT, NOT_SAFE, World

FRIDAY = datetime(2026, 11, 27, 16, 5, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 28, 11, 0, tzinfo=UTC)
OFFICE_HOURS = [[8 * 60, 16 * 60 + 30]] * 5 + [None, None]
STAFF_NOT_SAFE = Telling("He is at the door again.", ("staff",), route="head", safe="no", chat="none")
HEAD_NOT_SAFE = Telling("The head will not let me leave.", ("head",), route="governors", safe="no", chat="none")


@pytest.fixture
def time() -> Iterator[FrozenTime]:
    with clock.frozen(FRIDAY) as frozen:
        yield frozen


@pytest.fixture(autouse=True)
def real_school(world: World) -> None:
    """A school that writes letters, open from eight to half past four on weekdays."""
    values = {"demo": False, "hours": OFFICE_HOURS, "terms": [], "closures": []}
    world.do(lambda session: session.execute(update(SchoolRow).values(**values)))


def a_round(world: World) -> None:
    """What the server does each second."""
    asyncio.run(Worker(world.db, hillcrest.SERVER).mind_alerts())


def after(world: World, time: FrozenTime, minutes: float) -> None:
    time.advance(minutes=minutes)
    a_round(world)


def at(world: World, name: str) -> AlertsNow:
    return world.ask(queries.now_of, world.actor(name))


def live(world: World, name: str) -> list[AlertLine]:
    return at(world, name).live


def missed(world: World, name: str) -> list[MissedLine]:
    return at(world, name).missed


def letters(world: World) -> list[str]:
    """Who has been written to, in order of their addresses."""

    def read(session: Session) -> list[str]:
        return sorted(row.to.partition("@")[0] for row in session.scalars(select(MailRow)) if row.letter == "urgent")

    return world.ask(read)


def called(world: World, name: str) -> int:
    """How often somebody's console was told to look at the urgent lane."""
    return sum(said["what"] == "alert" for said in world.desk(name))


def not_safe(world: World, telling: Telling = NOT_SAFE) -> Thread:
    thread = world.report(telling)
    a_round(world)
    return thread


# Promise 3.


def test_an_urgent_report_about_a_teacher_leaves_the_safeguarding_team_as_it_was(
    world: World, time: FrozenTime
) -> None:
    names = ("khan", "osei", "patel", "robin")
    before = {name: world.desk(name) for name in names}
    logs = {log: world.recorded(log) for log in ("safeguarding", "pastoral", "school")}
    not_safe(world, STAFF_NOT_SAFE)
    for _ in range(12):
        after(world, time, 3)
    assert {name: world.desk(name) for name in names} == before
    assert all(at(world, name) == AlertsNow(live=[], missed=[]) for name in ("khan", "osei", "patel"))
    assert {log: world.recorded(log) for log in logs} == logs
    assert set(letters(world)) == {HEAD, CHAIR}


def test_an_urgent_report_about_the_head_leaves_the_head_as_they_were(world: World, time: FrozenTime) -> None:
    before = world.desk(HEAD)
    not_safe(world, HEAD_NOT_SAFE)
    for _ in range(12):
        after(world, time, 3)
    assert world.desk(HEAD) == before
    assert at(world, HEAD) == AlertsNow(live=[], missed=[])
    assert set(letters(world)) == {CHAIR}


def test_a_letter_about_a_teachers_case_that_never_arrives_is_noted_where_the_safeguarding_team_does_not_read(
    world: World, time: FrozenTime
) -> None:
    not_safe(world, STAFF_NOT_SAFE)
    before = world.recorded("school")
    for _ in range(mail.TRIES + 1):
        time.advance(hours=9)
        world.do(mail.claim_due, clock.now())
    assert world.recorded("school") == before
    assert "mail.failed" in world.recorded("head")


def test_the_head_reads_that_something_waits_for_the_team_and_neither_which_nor_what(
    world: World, time: FrozenTime
) -> None:
    not_safe(world)
    assert live(world, HEAD) == []
    for _ in range(4):
        after(world, time, 3)
    (line,) = live(world, HEAD)
    assert (line.team, line.cause, line.case, line.told) == ("safeguarding", None, None, [])
    assert line.rings
    assert all(set(said) == {"what"} for said in world.desk(HEAD) if said["what"] == "alert")


def test_a_stranger_to_the_case_can_neither_answer_nor_learn_that_there_is_one(world: World, time: FrozenTime) -> None:
    not_safe(world)
    (line,) = live(world, "khan")
    for name in (HEAD, CHAIR):
        with pytest.raises(NotFound):
            world.do(ladder.answer, world.actor(name), line.id)


# The ladder.


def test_a_red_report_at_five_past_four_climbs_from_who_is_on_duty_to_the_head_until_the_deputy_answers(
    world: World, time: FrozenTime
) -> None:
    world.on_duty("osei")
    thread = not_safe(world)
    assert [line.level for line in live(world, "osei")] == [1]
    assert letters(world) == []
    after(world, time, 3)
    assert letters(world) == ["khan", "osei"]
    after(world, time, 3)
    after(world, time, 4)
    assert HEAD in letters(world)
    (line,) = live(world, "osei")
    assert line.cause == "not_safe"
    assert line.case is not None
    assert line.case.id == thread.id
    world.do(ladder.answer, world.actor("osei"), line.id)
    (line,) = live(world, "khan")
    assert line.answered is not None
    assert line.answered.alias == world.actor("osei").alias
    assert not line.rings
    written = letters(world)
    after(world, time, 9)
    assert letters(world) == written
    world.do(desk.open_case, world.actor("osei"), thread.id)
    a_round(world)
    assert live(world, "khan") == []
    said = world.recorded("safeguarding")
    assert said.count("alert.climbed") == 4
    assert {"alert.raised", "alert.answered", "alert.ended"} <= set(said)


def test_each_person_is_written_to_once_however_often_a_step_is_taken(world: World, time: FrozenTime) -> None:
    time.advance(hours=-4)
    not_safe(world)
    for _ in range(4):
        after(world, time, 3)
    assert len(letters(world)) == len(set(letters(world)))
    after(world, time, 15)
    assert letters(world).count("khan") == 2


def test_two_rounds_at_once_raise_and_climb_once(world: World, time: FrozenTime) -> None:
    world.report(NOT_SAFE)
    todos = world.ask(queries.due)
    for todo in todos * 2:
        world.do(ladder.attend, todo)
    assert world.recorded("safeguarding").count("alert.raised") == 1
    time.advance(minutes=6)
    todos = world.ask(queries.due)
    for todo in todos * 2:
        world.do(ladder.attend, todo)
    assert world.recorded("safeguarding").count("alert.climbed") == 2


def test_a_quiet_second_finds_nothing_to_do(world: World, time: FrozenTime) -> None:
    world.report(NO_CHAT)
    assert world.ask(queries.due) == []
    not_safe(world)
    assert world.ask(queries.due) == []


def test_two_people_press_at_once_and_the_second_hears_who_was_first(world: World, time: FrozenTime) -> None:
    not_safe(world)
    (line,) = live(world, "khan")
    world.do(ladder.answer, world.actor("khan"), line.id)
    world.do(ladder.answer, world.actor("khan"), line.id)
    with pytest.raises(AlertAnswered) as refused:
        world.do(ladder.answer, world.actor("osei"), line.id)
    assert refused.value.data == {"by": world.actor("khan").alias}
    assert world.recorded("safeguarding").count("alert.answered") == 1


def test_what_was_answered_and_never_opened_rings_again_and_says_so_in_the_record(
    world: World, time: FrozenTime
) -> None:
    not_safe(world)
    (line,) = live(world, "khan")
    world.do(ladder.answer, world.actor("khan"), line.id)
    after(world, time, 10)
    (line,) = live(world, "khan")
    assert line.answered is None
    assert line.rings
    assert world.recorded("safeguarding").count("alert.raised") == 2


def test_taking_the_case_answers(world: World, time: FrozenTime) -> None:
    thread = not_safe(world)
    world.do(desk.open_case, world.actor("osei"), thread.id)
    world.do(desk.take, world.actor("osei"), thread.id, world.case(thread).v)
    a_round(world)
    (line,) = live(world, "khan")
    assert line.answered is not None
    assert line.answered.alias == world.actor("osei").alias
    a_round(world)
    assert live(world, "khan") == []


def test_what_somebody_answered_who_is_shut_out_rings_again_at_once(world: World, time: FrozenTime) -> None:
    not_safe(world)
    (line,) = live(world, "khan")
    world.do(ladder.answer, world.actor("osei"), line.id)
    world.do(suspend, world.actor("khan"), world.actor("osei").person_id, "absence")
    (line,) = live(world, "khan")
    assert line.answered is None
    assert line.rings


def test_a_pupil_of_a_red_case_who_wrote_again_and_is_past_the_time_raises_it(world: World, time: FrozenTime) -> None:
    thread = world.report(NO_CHAT)
    world.do(desk.open_case, world.actor("khan"), thread.id)
    case = world.case(thread)
    later = clock.now() + timedelta(minutes=20)
    world.do(lambda session: change(session, case, urgency="red", target_at=later))
    a_round(world)
    assert live(world, "khan") == []
    after(world, time, 20)
    assert [line.cause for line in live(world, "khan")] == ["overdue_red"]


def test_a_mail_server_that_takes_nothing_is_named_on_the_desk_and_the_ladder_goes_on(
    world: World, time: FrozenTime
) -> None:
    not_safe(world)
    world.do(mail.claim_due, clock.now())  # offered once, and not taken
    after(world, time, 6)
    (line,) = live(world, "khan")
    assert [one.alias for one in line.told if one.waits] == [world.actor("khan").alias]
    assert line.level == 3


# Out of hours, quiet hours, and who missed it.


def test_on_a_saturday_without_cover_nothing_rings_and_it_stands_there_for_whoever_looks(
    world: World, time: FrozenTime
) -> None:
    time.advance(seconds=(SATURDAY - FRIDAY).total_seconds())
    not_safe(world)
    (line,) = live(world, "khan")
    assert (line.level, line.rings, line.told) == (0, False, [])
    assert line.next == datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
    assert letters(world) == []
    time.advance(seconds=(datetime(2026, 11, 30, 8, 0, tzinfo=UTC) - SATURDAY).total_seconds())
    a_round(world)
    assert letters(world) == ["khan"]


def test_on_a_saturday_with_cover_whoever_is_named_is_written_to_at_once(world: World, time: FrozenTime) -> None:
    osei = world.actor("osei")
    line = CoverLine(day=5, opens=9 * 60, closes=12 * 60, people=(osei.person_id,))
    world.do(rules.set_rules, world.actor("khan"), AlertRules(cover=(line,)))
    time.advance(seconds=(SATURDAY - FRIDAY).total_seconds())
    not_safe(world)
    assert letters(world) == ["osei"]
    # A report about the staff has no reader who is there today.
    not_safe(world, STAFF_NOT_SAFE)
    assert letters(world) == ["osei"]


def test_quiet_hours_do_not_silence_red(world: World, time: FrozenTime) -> None:
    world.do(rules.set_quiet, world.actor("khan"), Quiet(hours=(0, 23 * 60)))
    not_safe(world)
    assert letters(world) == ["khan"]
    assert [line.rings for line in live(world, "khan")] == [True]


def test_whoever_was_told_and_did_not_look_reads_of_it_until_they_say_that_they_have(
    world: World, time: FrozenTime
) -> None:
    world.on_duty("osei")
    thread = not_safe(world)
    after(world, time, 3)
    (line,) = live(world, "osei")
    world.do(ladder.see, world.actor("osei"), (line.id,))
    world.do(ladder.answer, world.actor("osei"), line.id)
    world.do(desk.open_case, world.actor("osei"), thread.id)
    a_round(world)
    assert missed(world, "osei") == []
    (one,) = missed(world, "khan")
    assert one.answered is not None
    assert one.answered.alias == world.actor("osei").alias
    # Somebody else's eyes are not theirs.
    world.do(ladder.see, world.actor("osei"), (line.id,))
    assert missed(world, "khan") == [one]
    world.do(ladder.see, world.actor("khan"), (line.id,))
    assert missed(world, "khan") == []


def test_consoles_hear_a_word_that_names_nothing(world: World, time: FrozenTime) -> None:
    before = called(world, "khan")
    not_safe(world)
    assert called(world, "khan") > before
    assert {"what": "alert"} in world.desk("khan")


def test_a_report_about_staff_that_nobody_is_in_danger_from_raises_nothing(world: World, time: FrozenTime) -> None:
    not_safe(world, ABOUT_STAFF)
    assert live(world, HEAD) == []


HEAD, CHAIR = "ward", "ellis"
