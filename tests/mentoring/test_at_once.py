"""Caps are counted in one place: whatever is claimed or given at the same moment, no cap is passed."""

import threading
from collections.abc import Callable

import pytest

from app.cli.demo.browser import Thread
from app.core.errors import AppError
from app.mentoring import queries
from app.mentoring.actions import queue, rules
from app.mentoring.errors import ClaimLost, GateClosed
from app.mentoring.queries.offers import due
from app.reports.errors import CaseChanged, WrongState
from tests.cases import MENTOR_WANTED, World, everybody_is_here


def at_once(*attempts: Callable[[], object]) -> list[AppError | None]:
    """What each attempt was refused with, in order; None where it was let through."""
    outcomes: dict[int, AppError | None] = {}
    ready = threading.Barrier(len(attempts))

    def run(number: int, attempt: Callable[[], object]) -> None:
        ready.wait()
        try:
            attempt()
            outcomes[number] = None
        except AppError as error:
            outcomes[number] = error

    threads = [threading.Thread(target=run, args=one) for one in enumerate(attempts)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return [outcomes[number] for number in range(len(attempts))]


def claims(world: World, name: str, thread: Thread) -> Callable[[], object]:
    return lambda: world.do(queue.claim, world.actor(name), thread.pupil.id, None, everybody_is_here)


def one_chat_for_each_adult(world: World) -> None:
    kept = world.ask(queries.rules, world.school.id)
    world.do(rules.set_rules, world.actor("khan"), kept.model_copy(update={"adult_chats": 1}))


def test_two_mentors_who_claim_two_pupils_at_once_share_what_one_adult_can_supervise(world: World) -> None:
    one_chat_for_each_adult(world)
    world.on_duty("khan", "robin", "sam")
    pupils = [world.report(MENTOR_WANTED) for _ in range(2)]
    there = {world.actor(name).person_id for name in ("khan", "robin", "sam")}

    def claim(name: str, thread: Thread) -> Callable[[], object]:
        return lambda: world.do(queue.claim, world.actor(name), thread.pupil.id, None, lambda who: who in there)

    outcomes = at_once(claim("robin", pupils[0]), claim("sam", pupils[1]))
    refused = [error for error in outcomes if error is not None]
    assert [type(error) for error in refused] == [GateClosed]
    assert refused[0].data == {"reasons": ["adult_free"]}
    assert sorted(world.case(thread).state for thread in pupils) == ["claimed", "waiting"]


def test_one_mentor_who_claims_two_pupils_at_once_has_one(world: World) -> None:
    world.on_duty("khan", "osei", "robin")
    pupils = [world.report(MENTOR_WANTED) for _ in range(2)]
    outcomes = at_once(*(claims(world, "robin", thread) for thread in pupils))
    assert sorted(type(error).__name__ for error in outcomes) == ["GateClosed", "NoneType"]
    assert sorted(world.case(thread).state for thread in pupils) == ["claimed", "waiting"]


def test_of_many_who_claim_one_pupil_one_has_them(world: World) -> None:
    world.on_duty("khan", "osei", "robin", "sam")
    thread = world.report(MENTOR_WANTED)
    outcomes = at_once(*(claims(world, name, thread) for name in ("robin", "sam", "khan", "osei")))
    assert {type(error) for error in outcomes} <= {type(None), ClaimLost, CaseChanged, WrongState}
    # An adult may take a claim that was not completed; a mentor never takes what somebody has.
    assert outcomes[:2].count(None) <= 1
    assert world.case(thread).holder_id is not None


def test_a_claim_and_not_this_mentor_at_once_never_leave_that_mentor_with_the_pupil(world: World) -> None:
    world.on_duty("khan", "robin", "sam")
    thread = world.report(MENTOR_WANTED)
    robin = world.actor("robin").person_id
    at_once(claims(world, "robin", thread), lambda: world.do(queue.avoid, thread.pupil, robin))
    assert (world.case(thread).state, world.case(thread).holder_id) == ("waiting", None)
    assert robin not in {todo.mentor for todo in world.ask(due, everybody_is_here)}


@pytest.mark.parametrize("name", ["robin", "sam"])
def test_a_claim_and_the_pupil_who_stops_waiting_at_once_agree_in_the_end(world: World, name: str) -> None:
    world.on_duty("khan", "robin", "sam")
    thread = world.report(MENTOR_WANTED)
    at_once(claims(world, name, thread), lambda: world.do(queue.unwait, thread.pupil))
    assert (world.case(thread).state, world.case(thread).holder_id) == ("sent", None)
