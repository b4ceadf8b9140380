"""A chat that was passed on climbs until somebody takes it: the desks, everybody of the group, the ladder."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from app.alerts.actions import rules
from app.alerts.schemas import Quiet
from app.cli.demo.browser import Thread
from app.core import clock
from app.core.clock import FrozenTime
from app.mentoring.actions import chat, queue
from app.worker import Worker
from tests import hillcrest
from tests.cases import ABOUT_STAFF, World, everybody_is_here

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def time() -> Iterator[FrozenTime]:
    with clock.frozen(NOON) as frozen:
        yield frozen


def a_round(world: World) -> None:
    worker = Worker(world.db, hillcrest.SERVER)
    asyncio.run(worker.mind_queue())
    asyncio.run(worker.mind_alerts())


def four_minutes(world: World, time: FrozenTime) -> None:
    """The ladder begins after one, and writes three later."""
    for minutes in (1, 3):
        time.advance(minutes=minutes)
        a_round(world)


def alarms(world: World, *names: str) -> list[int]:
    """How often each of them was rung for a chat that was passed on."""
    rung = {"what": "alarm", "why": "passed"}
    return [sum({**one, **rung} == one for one in world.desk(name)) for name in names]


def letters(world: World) -> list[str]:
    return world.ask(
        lambda session: list(session.scalars(text("SELECT \"to\" FROM mail WHERE letter IN ('alert', 'urgent')")))
    )


def write_letters(world: World) -> None:
    """Hillcrest is invented and writes to nobody; this one is real."""
    world.do(lambda session: session.execute(text("UPDATE schools SET demo = false")))


def passed_on(world: World) -> Thread:
    """Robin's chat, passed on while Ms Khan is the only adult on duty."""
    write_letters(world)
    thread = world.mentored()
    world.do(chat.escalate, world.actor("robin"), thread.pupil.id, "serious")
    return thread


def test_whoever_is_on_duty_is_rung_at_once(world: World, time: FrozenTime) -> None:
    passed_on(world)
    assert alarms(world, "khan", "osei") == [1, 0]


def test_after_a_minute_everybody_of_the_group_is_rung_and_nobody_else(world: World, time: FrozenTime) -> None:
    passed_on(world)
    time.advance(seconds=59)
    a_round(world)
    assert alarms(world, "khan", "osei") == [1, 0]
    time.advance(seconds=1)
    a_round(world)
    a_round(world)
    assert alarms(world, "khan", "osei") == [2, 1]
    assert alarms(world, "ward", "ellis", "robin", "sam") == [0, 0, 0, 0]
    assert letters(world) == []


def test_after_three_minutes_everybody_is_rung_again_and_the_lead_has_one_letter_which_is_the_ladders(
    world: World, time: FrozenTime
) -> None:
    """Not even a quiet hour keeps it back: a pupil is there and waits."""
    world.do(rules.set_quiet, world.actor("khan"), Quiet(hours=(11 * 60, 14 * 60)))
    passed_on(world)
    time.advance(minutes=1)
    a_round(world)
    time.advance(minutes=2)
    a_round(world)
    assert (alarms(world, "khan", "osei"), letters(world)) == ([3, 2], [])
    time.advance(minutes=1)
    a_round(world)
    a_round(world)
    assert (alarms(world, "khan", "osei"), letters(world)) == ([3, 2], [world.enrolled("khan").person.email])


def test_a_chat_that_somebody_took_in_time_rings_no_further(world: World, time: FrozenTime) -> None:
    thread = passed_on(world)
    world.do(queue.claim, world.actor("khan"), thread.pupil.id, None, everybody_is_here)
    time.advance(minutes=5)
    a_round(world)
    assert (alarms(world, "khan", "osei"), letters(world)) == ([1, 0], [])


def test_a_chat_that_is_passed_on_again_climbs_again(world: World, time: FrozenTime) -> None:
    thread = passed_on(world)
    four_minutes(world, time)
    world.do(queue.claim, world.actor("khan"), thread.pupil.id, None, everybody_is_here)
    world.do(chat.finish, thread.pupil, thread.pupil.id)
    world.do(chat.escalate, thread.pupil, thread.pupil.id, "asked")
    four_minutes(world, time)
    assert len(letters(world)) == 2


def test_a_chat_about_staff_that_is_passed_on_rings_and_writes_to_the_head_alone(
    world: World, time: FrozenTime
) -> None:
    write_letters(world)
    world.on_duty("ward", "khan")
    thread = world.report(ABOUT_STAFF)
    world.do(queue.wait, thread.pupil, "adult", everybody_is_here)
    world.do(chat.escalate, thread.pupil, thread.pupil.id, "asked")
    four_minutes(world, time)
    assert alarms(world, "ward", "khan", "osei", "ellis") == [3, 0, 0, 0]
    assert letters(world) == [world.enrolled("ward").person.email]
