"""When a mentor may take a chat: every condition must hold, and each that does not is named."""

from datetime import UTC, datetime

import pytest

from app.core import clock
from app.mentoring import queries
from app.mentoring.policy import gate as policy
from app.mentoring.schemas.gate import GateFacts
from tests.cases import MENTOR_WANTED, World, everybody_is_here, nobody_is_here

OPEN = GateFacts(mentor_on_duty=True, adult_live=True, school_open=True, chats=0)


@pytest.mark.parametrize(
    ("facts", "reasons"),
    [
        (OPEN, []),
        (GateFacts(False, True, True, 0), ["off_duty"]),
        (GateFacts(True, False, True, 0), ["no_adult"]),
        (GateFacts(True, True, False, 0), ["closed_hours"]),
        (GateFacts(True, True, True, 1), ["chat_open"]),
        (GateFacts(False, False, False, 3), ["off_duty", "no_adult", "closed_hours", "chat_open"]),
    ],
)
def test_a_mentor_is_told_everything_that_is_missing(facts: GateFacts, reasons: list[str]) -> None:
    gate = policy.gate(facts)
    assert (gate.open, gate.reasons) == (not reasons, reasons)


def reasons(world: World, *, is_here: object = everybody_is_here) -> list[str]:
    here = everybody_is_here if is_here is everybody_is_here else nobody_is_here
    return list(world.ask(queries.gate, world.school.id, world.actor("robin").person_id, here).reasons)


def test_an_adult_who_is_on_duty_and_whose_page_is_shut_does_not_count(world: World) -> None:
    world.on_duty("khan", "robin")
    assert reasons(world, is_here=nobody_is_here) == ["no_adult"]


def test_the_head_on_duty_is_no_supervisor(world: World) -> None:
    world.on_duty("ward", "robin")
    assert reasons(world) == ["no_adult"]


def test_another_mentor_on_duty_is_no_supervisor(world: World) -> None:
    world.on_duty("sam", "robin")
    assert reasons(world) == ["no_adult"]


def test_a_mentor_holds_one_chat_at_a_time(world: World) -> None:
    world.mentored()
    assert reasons(world) == ["chat_open"]


def test_the_list_shows_a_topic_family_and_minutes_and_nothing_else(world: World) -> None:
    world.on_duty("khan", "robin")
    with clock.frozen(datetime(2026, 11, 24, 12, 0, tzinfo=UTC)) as time:
        thread = world.report(MENTOR_WANTED)
        time.advance(minutes=3, seconds=59)
        listed = world.ask(queries.waiting, world.actor("robin"), everybody_is_here)
    assert [one.model_dump() for one in listed.waiting] == [
        {"id": thread.id, "family": "friends", "minutes": 3, "v": 1}
    ]
    assert (listed.mine, listed.gate.open) == (None, True)


def test_the_list_never_shows_whoever_waits_for_an_adult(world: World) -> None:
    world.on_duty("khan", "robin")
    world.report()
    assert world.ask(queries.waiting, world.actor("robin"), everybody_is_here).waiting == []
