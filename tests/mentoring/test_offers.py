"""Who is asked about a waiting pupil, in which order and how often, and who hears when nobody takes them."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from app.cli.demo.browser import Thread
from app.core import clock
from app.core.clock import FrozenTime
from app.core.errors import NotFound
from app.mentoring.actions import offers, queue
from app.mentoring.queries import waiting
from app.mentoring.queries.offers import cards, due
from app.reports.schemas import IsHere
from app.worker import Worker
from tests import hillcrest
from tests.cases import ADULT_WANTED, MENTOR_WANTED, World, everybody_is_here, nobody_is_here

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def time() -> Iterator[FrozenTime]:
    with clock.frozen(NOON) as frozen:
        yield frozen


def a_round(world: World, is_here: IsHere = everybody_is_here) -> None:
    """What the server does each second."""
    asyncio.run(Worker(world.db, hillcrest.SERVER, is_here=is_here).mind_queue())


def asked(world: World) -> dict[str, str | None]:
    """Whom each mentor is asked about."""
    offered = {name: world.ask(waiting, world.actor(name), everybody_is_here).offer for name in ("robin", "sam")}
    return {name: None if offer is None else offer.id for name, offer in offered.items()}


def alarms(world: World, name: str = "khan") -> list[str]:
    return [said["why"] for said in world.desk(name) if said["what"] == "alarm"]


def waits(world: World) -> Thread:
    world.on_duty("khan", "osei", "robin", "sam")
    return world.report(MENTOR_WANTED)


def test_a_pupil_is_put_before_one_mentor_for_half_a_minute_and_then_before_the_next(
    world: World, time: FrozenTime
) -> None:
    thread = waits(world)
    a_round(world)
    first = asked(world)
    assert list(first.values()).count(thread.id) == 1
    time.advance(seconds=29)
    a_round(world)
    assert asked(world) == first
    time.advance(seconds=1)
    a_round(world)
    second = asked(world)
    assert {name for name, offer in second.items() if offer} == {name for name, offer in first.items() if not offer}


def test_the_mentor_whom_the_pupil_would_like_to_meet_is_asked_first(world: World, time: FrozenTime) -> None:
    thread = waits(world)
    world.do(queue.wait, thread.pupil, "mentor", everybody_is_here, world.actor("sam").person_id)
    a_round(world)
    assert asked(world) == {"robin": None, "sam": thread.id}


def test_whoever_had_fewer_chats_today_is_asked_first(world: World, time: FrozenTime) -> None:
    thread = world.mentored()
    world.do(queue.avoid, thread.pupil, world.actor("robin").person_id)
    other = world.report(MENTOR_WANTED)
    world.do(queue.unwait, thread.pupil)
    a_round(world)
    assert asked(world)["sam"] == other.id


def test_declining_asks_the_next_one_within_the_second_and_nobody_is_blamed(world: World, time: FrozenTime) -> None:
    thread = waits(world)
    a_round(world)
    first = next(name for name, offer in asked(world).items() if offer)
    world.do(offers.decline, world.actor(first), thread.pupil.id)
    time.advance(seconds=1)
    a_round(world)
    assert asked(world) == {"robin": None, "sam": None} | {({"robin", "sam"} - {first}).pop(): thread.id}


def test_declining_what_one_was_not_asked_changes_nothing(world: World, time: FrozenTime) -> None:
    thread = waits(world)
    assert world.do(offers.decline, world.actor("robin"), thread.pupil.id).dup


def test_nobody_declines_a_pupil_who_waits_for_an_adult(world: World) -> None:
    world.on_duty("khan", "robin")
    thread = world.report(ADULT_WANTED)
    with pytest.raises(NotFound):
        world.do(offers.decline, world.actor("robin"), thread.pupil.id)


def test_one_mentor_is_asked_about_one_pupil_at_a_time(world: World, time: FrozenTime) -> None:
    world.on_duty("khan", "robin")
    threads = []
    for _ in range(3):
        threads.append(world.report(MENTOR_WANTED))
        time.advance(seconds=1)
    a_round(world)
    a_round(world)
    assert asked(world)["robin"] == threads[0].id
    assert [one["id"] for one in world.desk("robin") if one["what"] == "offer"] == [threads[0].id]


def test_an_offer_of_a_pupil_whom_somebody_took_is_over(world: World, time: FrozenTime) -> None:
    thread = waits(world)
    a_round(world)
    first = next(name for name, offer in asked(world).items() if offer)
    other = ({"robin", "sam"} - {first}).pop()
    world.do(queue.claim, world.actor(other), thread.pupil.id, None, everybody_is_here)
    assert asked(world) == {"robin": None, "sam": None}


def test_an_offer_that_another_cut_short_rings_again_when_the_pupil_waits_once_more(
    world: World, time: FrozenTime
) -> None:
    thread = waits(world)
    a_round(world)
    first = next(name for name, offer in asked(world).items() if offer)
    other = ({"robin", "sam"} - {first}).pop()
    world.do(queue.claim, world.actor(other), thread.pupil.id, None, everybody_is_here)
    world.do(queue.avoid, thread.pupil, world.actor(other).person_id)
    a_round(world)
    assert asked(world) == {first: thread.id, other: None}


def test_when_everybody_has_been_asked_the_desks_ring_once_and_everybody_is_asked_again(
    world: World, time: FrozenTime
) -> None:
    thread = waits(world)
    for _ in range(3):
        a_round(world)
        time.advance(seconds=30)
    a_round(world)
    assert (alarms(world), alarms(world, "osei")) == (["nobody_took"], ["nobody_took"])
    assert [one.id for one in world.ask(waiting, world.actor("robin"), everybody_is_here).waiting] == [thread.id]
    time.advance(seconds=40)
    a_round(world)
    a_round(world)
    assert thread.id in asked(world).values()
    assert alarms(world) == ["nobody_took"]


def test_without_a_mentor_who_may_take_a_chat_the_desks_ring_after_half_a_minute(
    world: World, time: FrozenTime
) -> None:
    waits(world)
    a_round(world, nobody_is_here)
    assert alarms(world) == []
    time.advance(seconds=30)
    a_round(world, nobody_is_here)
    assert alarms(world) == ["nobody_took"]


@pytest.mark.parametrize("telling", [MENTOR_WANTED, ADULT_WANTED])
def test_after_ten_minutes_the_desks_ring_whomever_the_pupil_waits_for(
    world: World, time: FrozenTime, telling: object
) -> None:
    world.on_duty("khan", "osei", "robin", "sam")
    world.report(telling)  # type: ignore[arg-type] # either of the two above
    time.advance(minutes=10)
    a_round(world, nobody_is_here)
    a_round(world, nobody_is_here)
    assert alarms(world) == ["waiting_long"]
    assert [alarms(world, name) for name in ("ward", "ellis", "robin", "sam")] == [[], [], [], []]


def test_a_quiet_round_writes_nothing(world: World, time: FrozenTime) -> None:
    world.on_duty("khan", "robin")
    world.report(ADULT_WANTED)
    assert world.ask(due, everybody_is_here) == []


def test_of_two_rounds_at_once_one_asks(world: World, time: FrozenTime) -> None:
    thread = waits(world)
    [todo] = world.ask(due, everybody_is_here)
    attempts = [threading.Thread(target=world.do, args=(offers.attend, todo, everybody_is_here)) for _ in range(2)]
    for each in attempts:
        each.start()
    for each in attempts:
        each.join()
    told = [one for name in ("robin", "sam") for one in world.desk(name) if one["what"] == "offer"]
    assert told == [{"what": "offer", "id": thread.id}]


def test_anybody_may_see_which_mentors_are_free_and_nobody_who_is_not_there(world: World, time: FrozenTime) -> None:
    world.on_duty("khan", "robin", "sam")
    robin_is_here = {world.actor("robin").person_id, world.actor("khan").person_id}.__contains__
    shown = world.ask(cards, world.school.slug, lambda person: bool(robin_is_here(person)))
    assert [(card.alias, card.free) for card in shown.mentors] == [("Robin", True)]
    assert set(shown.mentors[0].model_dump()) == {"id", "alias", "band", "year", "topics", "languages", "free"}
    assert not shown.same_year


def test_a_mentor_in_a_chat_is_shown_as_not_free_and_without_an_adult_nobody_is_shown(world: World) -> None:
    world.mentored()
    shown = world.ask(cards, world.school.slug, everybody_is_here)
    assert [(card.alias, card.free) for card in shown.mentors] == [("Robin", False), ("Sam", True)]
    khan = world.actor("khan").person_id
    assert world.ask(cards, world.school.slug, lambda person: person != khan).mentors == []


def test_a_school_that_there_is_not_shows_no_mentors(world: World) -> None:
    with pytest.raises(NotFound):
        world.ask(cards, "nowhere", everybody_is_here)
