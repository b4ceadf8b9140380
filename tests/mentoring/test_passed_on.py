"""A chat that was passed on climbs until somebody takes it: the desks, everybody of the group, the leads by letter."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

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
    asyncio.run(Worker(world.db, hillcrest.SERVER).mind_queue())


def alarms(world: World, *names: str) -> list[int]:
    """How often each of them was rung for a chat that was passed on."""
    rung = {"what": "alarm", "why": "passed"}
    return [sum({**one, **rung} == one for one in world.desk(name)) for name in names]


def letters(world: World) -> list[str]:
    return world.ask(lambda session: list(session.scalars(text("SELECT \"to\" FROM mail WHERE letter = 'alert'"))))


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


def test_after_three_minutes_the_leads_are_written_to_once_and_the_letter_says_nothing(
    world: World, time: FrozenTime
) -> None:
    passed_on(world)
    time.advance(minutes=3)
    a_round(world)
    a_round(world)
    assert letters(world) == [world.enrolled("khan").person.email]


def test_a_chat_that_somebody_took_in_time_rings_no_further(world: World, time: FrozenTime) -> None:
    thread = passed_on(world)
    world.do(queue.claim, world.actor("khan"), thread.pupil.id, None, everybody_is_here)
    time.advance(minutes=5)
    a_round(world)
    assert (alarms(world, "khan", "osei"), letters(world)) == ([1, 0], [])


def test_a_chat_that_is_passed_on_again_climbs_again(world: World, time: FrozenTime) -> None:
    thread = passed_on(world)
    time.advance(minutes=3)
    a_round(world)
    world.do(queue.claim, world.actor("khan"), thread.pupil.id, None, everybody_is_here)
    world.do(chat.finish, thread.pupil, thread.pupil.id)
    world.do(chat.escalate, thread.pupil, thread.pupil.id, "asked")
    time.advance(minutes=3)
    a_round(world)
    assert len(letters(world)) == 2


def test_a_chat_about_staff_that_is_passed_on_rings_and_writes_to_the_head_alone(
    world: World, time: FrozenTime
) -> None:
    write_letters(world)
    world.on_duty("ward", "khan")
    thread = world.report(ABOUT_STAFF)
    world.do(queue.wait, thread.pupil, "adult", everybody_is_here)
    world.do(chat.escalate, thread.pupil, thread.pupil.id, "asked")
    time.advance(minutes=5)
    a_round(world)
    assert alarms(world, "ward", "khan", "osei", "ellis") == [2, 0, 0, 0]
    assert letters(world) == [world.enrolled("ward").person.email]
