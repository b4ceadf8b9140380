"""Whoever may no longer meet cases keeps none, and no pupil is left with nobody."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from app.conversations import access, queries
from app.core import clock
from app.core.errors import AppError, NotFound
from app.mentoring.actions import chat, queue
from app.people import actions as people
from app.people import queries as directory
from app.people.actors import Group, Role
from app.people.roll import StandingEntry
from app.triage.actions import desk
from app.worker import Worker
from tests import hillcrest
from tests.cases import ADULT_WANTED, MENTOR_WANTED, NO_CHAT, World, everybody_is_here

WAYS = ("suspend", "leave", "pause", "roster")


def go(world: World, name: str, way: str) -> None:
    """Somebody goes, by one of the ways there are."""
    person, khan = world.actor(name).person_id, world.actor("khan")
    if way == "suspend":
        world.do(people.suspend, khan, person, "absence")
    elif way == "leave":
        world.do(people.leave, khan, person)
    elif way == "pause":
        world.do(people.pause, world.school.id, person)
    else:
        who = world.enrolled(name).person
        left = StandingEntry(person, "left", frozenset(), who.alias, who.title)
        world.do(people.apply_standing, world.school.id, [left])


@pytest.mark.parametrize("way", WAYS)
def test_a_mentors_chat_is_passed_on_and_they_lose_it_at_once(world: World, way: str) -> None:
    thread = world.mentored()
    go(world, "robin", way)
    case = world.case(thread)
    assert (case.state, case.holder_id, case.want) == ("passed", None, "adult")
    assert world.ask(queries.participants, thread.id) == []
    with pytest.raises((NotFound, AppError)):
        world.ask(access.stream_to_read, world.actor("robin"), thread.conv)
    assert "report.passed_to_adult" in world.recorded("safeguarding")
    assert world.actor("robin").person_id not in {
        duty.person_id for duty in world.ask(directory.on_duty, world.school.id)
    }


def test_nothing_more_is_sealed_to_a_mentor_who_has_gone(world: World) -> None:
    thread = world.mentored()
    go(world, "robin", "leave")
    assert world.ask(queries.key_states, [thread.conv])[thread.conv].rekey


def test_an_adult_who_was_in_the_chat_has_it_from_there_on(world: World) -> None:
    thread = world.mentored()
    world.do(chat.join, world.actor("khan"), thread.pupil.id)
    go(world, "robin", "suspend")
    case = world.case(thread)
    assert (case.state, case.holder_id) == ("live", world.actor("khan").person_id)


def test_a_claim_that_was_not_met_goes_back_to_its_place(world: World) -> None:
    world.on_duty("khan", "robin", "sam")
    thread = world.report(MENTOR_WANTED)
    waited = world.case(thread).waiting_since
    world.do(queue.claim, world.actor("robin"), thread.pupil.id, None, everybody_is_here)
    go(world, "robin", "leave")
    case = world.case(thread)
    assert (case.state, case.holder_id, case.waiting_since) == ("waiting", None, waited)
    world.do(queue.claim, world.actor("sam"), thread.pupil.id, None, everybody_is_here)


@pytest.mark.parametrize("way", WAYS)
def test_an_adults_chat_and_their_cases_are_anybodys_of_the_group(world: World, way: str) -> None:
    world.on_duty("khan", "osei")
    thread, owned = world.report(ADULT_WANTED), world.report(NO_CHAT)
    osei = world.actor("osei")
    world.do(queue.claim, osei, thread.pupil.id, None, everybody_is_here)
    for each in (thread, owned):
        world.do(desk.take, osei, each.id, world.case(each).v)
    go(world, "osei", way)
    assert (world.case(thread).state, world.case(thread).holder_id) == ("passed", None)
    assert [world.case(each).owner_id for each in (thread, owned)] == [None, None]
    assert world.recorded("safeguarding").count("report.released") == 2
    world.do(queue.claim, world.actor("khan"), thread.pupil.id, None, everybody_is_here)


def test_whoever_is_moved_out_of_a_group_holds_none_of_its_cases(world: World) -> None:
    world.on_duty("osei")
    thread, osei = world.report(ADULT_WANTED), world.actor("osei")
    world.do(queue.claim, osei, thread.pupil.id, None, everybody_is_here)
    who = world.enrolled("osei").person
    moved = StandingEntry(osei.person_id, Role.RESPONDER, frozenset({Group.PASTORAL}), who.alias, who.title)
    world.do(people.apply_standing, world.school.id, [moved])
    assert world.case(thread).state == "passed"
    with pytest.raises(NotFound):
        world.ask(access.conversation_to_read, replace(osei, groups=frozenset({Group.PASTORAL})), thread.id)


def test_whoever_holds_nothing_leaves_no_trace_in_any_case(world: World) -> None:
    thread = world.report(ADULT_WANTED)
    before = world.case(thread), world.items(thread.conv), world.recorded("safeguarding")
    go(world, "sam", "leave")
    assert (world.case(thread), world.items(thread.conv), world.recorded("safeguarding")) == before


def test_the_server_itself_takes_back_what_somebody_out_of_date_holds(world: World) -> None:
    thread = world.mentored()
    worker = Worker(world.db, hillcrest.SERVER)
    asyncio.run(worker.mind_standings())
    assert world.case(thread).state == "live"
    with clock.frozen(clock.now() + timedelta(days=400)):
        asyncio.run(worker.mind_standings())
        once = world.recorded("school")
        asyncio.run(worker.mind_standings())
        assert world.recorded("school") == once
    assert world.case(thread).state == "passed"
    assert once.count("person.paused") == 2
    asyncio.run(worker.mind_standings())
    assert world.recorded("school").count("person.resumed") == 2
