"""“Not this mentor”: no reason is asked, the pupil keeps their place, and that mentor has no key of what follows."""

from datetime import UTC, datetime

import pytest

from app.cli.demo.browser import Thread
from app.conversations import access
from app.core import clock
from app.core.errors import InvalidRequest, NotFound
from app.mentoring.actions import chat, offers, queue
from app.mentoring.queries import waiting
from app.mentoring.queries.offers import next_mentor
from app.realtime.errors import StreamUnknown
from app.reports.schemas import IsHere
from tests.cases import MENTOR_WANTED, World, everybody_is_here

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def avoid(world: World, thread: Thread, name: str) -> object:
    return world.do(queue.avoid, thread.pupil, world.actor(name).person_id)


def listed(world: World, name: str, is_here: IsHere = everybody_is_here) -> list[str]:
    return [one.id for one in world.ask(waiting, world.actor(name), is_here).waiting]


def test_the_mentor_of_a_running_chat_is_out_of_it_at_once_and_the_pupil_waits_in_the_old_place(world: World) -> None:
    with clock.frozen(NOON) as time:
        world.on_duty("khan", "robin", "sam")
        thread = world.report(MENTOR_WANTED)
        time.advance(minutes=1)
        world.report(MENTOR_WANTED)
        world.claimed(thread)
        avoid(world, thread, "robin")
        after = world.case(thread)
        assert (after.state, after.want, after.holder_id, after.waiting_since) == ("waiting", "mentor", None, NOON)
        assert listed(world, "sam")[0] == thread.id
    with pytest.raises(StreamUnknown):
        world.ask(access.stream_to_read, world.actor("robin"), thread.conv)
    assert world.desk("robin")[-1] == {"what": "moved_on", "id": thread.id}


def test_a_claim_by_that_mentor_ends_before_any_key_was_made(world: World) -> None:
    world.on_duty("khan", "robin", "sam")
    thread = world.report(MENTOR_WANTED)
    waited = world.case(thread).waiting_since
    world.do(queue.claim, world.actor("robin"), thread.pupil.id, None, everybody_is_here)
    avoid(world, thread, "robin")
    assert (world.case(thread).state, world.case(thread).waiting_since) == ("waiting", waited)
    assert [item.type for item in world.items(thread.conv) if item.type in {"epoch", "party"}] == []


def test_that_mentor_sees_this_pupil_no_more_and_cannot_take_them_by_id(world: World) -> None:
    world.on_duty("khan", "robin", "sam")
    thread = world.report(MENTOR_WANTED)
    avoid(world, thread, "robin")
    assert (listed(world, "robin"), listed(world, "sam")) == ([], [thread.id])
    with pytest.raises(NotFound):
        world.do(queue.claim, world.actor("robin"), thread.pupil.id, None, everybody_is_here)
    with pytest.raises(NotFound):
        world.do(offers.decline, world.actor("robin"), thread.pupil.id)
    assert world.ask(next_mentor, world.case(thread), everybody_is_here) == world.actor("sam").person_id


def test_to_know_the_mentor_hands_over_to_an_adult_and_keeps_that_mentor_away_for_good(world: World) -> None:
    thread = world.mentored()
    world.do(chat.escalate, thread.pupil, thread.pupil.id, "know_them")
    assert world.case(thread).state == "passed"
    world.do(chat.finish, thread.pupil, thread.pupil.id)
    world.do(queue.unwait, thread.pupil)
    with pytest.raises(NotFound):
        world.do(queue.claim, world.actor("robin"), thread.pupil.id, None, everybody_is_here)


def test_saying_it_twice_is_saying_it_once(world: World) -> None:
    thread = world.mentored()
    avoid(world, thread, "robin")
    items = len(world.items(thread.conv))
    assert world.do(queue.avoid, thread.pupil, world.actor("robin").person_id).dup
    assert len(world.items(thread.conv)) == items


@pytest.mark.parametrize("person", [None, 7, "robin", "0192f3a1-7c4e-7d20-8a55-3b1f0c9d2e99"])
def test_somebody_who_is_no_mentor_of_the_school_cannot_be_named(world: World, person: object) -> None:
    thread = world.mentored()
    with pytest.raises(InvalidRequest):
        world.do(queue.avoid, thread.pupil, person)
    assert world.case(thread).state == "live"


def test_an_adult_is_no_mentor_to_be_avoided_or_chosen(world: World) -> None:
    thread = world.mentored()
    khan = world.actor("khan").person_id
    with pytest.raises(InvalidRequest):
        world.do(queue.avoid, thread.pupil, khan)
    with pytest.raises(InvalidRequest):
        world.do(queue.wait, thread.pupil, "mentor", everybody_is_here, khan)


def test_avoiding_another_mentor_leaves_the_running_chat_alone(world: World) -> None:
    thread = world.mentored()
    avoid(world, thread, "sam")
    assert (world.case(thread).state, world.case(thread).holder_id) == ("live", world.actor("robin").person_id)


def test_the_conversation_tells_no_reason_and_the_log_names_the_mentor_to_adults_alone(world: World) -> None:
    thread = world.mentored()
    avoid(world, thread, "robin")
    party = [item.body for item in world.items(thread.conv) if item.type == "party"][-1]
    assert '"why":"avoided"' in party
    assert "avoided" not in str(world.desk("robin"))
