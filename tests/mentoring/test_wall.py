"""The wall: what the adults who supervise see of every live chat, and what nobody else does."""

from datetime import UTC, datetime

import pytest

from app.conversations import access
from app.core import clock
from app.core.errors import Forbidden
from app.mentoring.actions import chat, offers, queue, supervising
from app.mentoring.queries.offers import due
from app.mentoring.queries.wall import wall
from app.mentoring.schemas.wall import Wall
from app.people.actors import Group
from app.reports.errors import WrongState
from tests.cases import ABOUT_STAFF, ADULT_WANTED, MENTOR_WANTED, PASTORAL, World, everybody_is_here

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def seen_by(world: World, name: str = "khan") -> Wall:
    return world.ask(wall, world.actor(name), everybody_is_here)


@pytest.mark.parametrize("name", ["ward", "ellis", "robin"])
def test_whoever_supervises_no_mentor_has_no_wall(world: World, name: str) -> None:
    world.mentored()
    with pytest.raises(Forbidden):
        seen_by(world, name)


def test_a_live_chat_is_on_it_with_its_mentor_and_who_spoke_last_and_when(world: World) -> None:
    with clock.frozen(NOON) as time:
        thread = world.mentored()
        time.advance(minutes=2)
        world.do(thread.says, world.enrolled("robin"), "What happened?")
        [one] = seen_by(world).chats
        assert (one.id, one.mentor.alias, one.family, one.begun) == (thread.id, "Robin", "friends", NOON)
        assert one.last is not None
        assert (one.last.by, one.last.at) == ("mentor", clock.now())
        time.advance(minutes=1)
        world.do(thread.pupil_says, "They moved.")
        world.do(supervising.freeze, world.actor("osei"), thread.pupil.id)
        [one] = seen_by(world).chats
        assert one.last is not None
        assert (one.last.by, one.last.at, one.frozen) == ("pupil", clock.now(), True)


def test_nothing_that_was_written_and_nothing_of_the_topic_is_on_it(world: World) -> None:
    world.mentored()
    assert set(seen_by(world).chats[0].model_dump()) == {
        *("id", "number", "group", "mentor", "family", "begun", "last", "frozen"),
        *("held", "holds", "adult_in", "watching", "v"),
    }


def test_a_chat_that_ended_or_that_an_adult_has_is_not_on_it(world: World) -> None:
    thread = world.mentored()
    world.do(supervising.take_over, world.actor("khan"), thread.pupil.id)
    assert seen_by(world).chats == []


def test_a_report_about_staff_is_on_nobodys_wall(world: World) -> None:
    world.on_duty("ward", "khan")
    thread = world.report(ABOUT_STAFF)
    world.do(queue.wait, thread.pupil, "adult", everybody_is_here)
    assert seen_by(world).waiting == []


def test_the_pastoral_team_sees_its_own_chats_and_the_safety_team_sees_both(world: World) -> None:
    world.on_duty("khan", "patel")
    world.report(ADULT_WANTED)
    pastoral = world.report(PASTORAL)
    assert [one.id for one in seen_by(world, "patel").waiting] == [pastoral.id]
    assert {one.group for one in seen_by(world).waiting} == {Group.SAFEGUARDING, Group.PASTORAL}


def test_the_queue_is_one_and_a_child_who_was_passed_on_comes_first(world: World) -> None:
    with clock.frozen(NOON) as time:
        world.on_duty("khan", "robin", "sam")
        first = world.report(ADULT_WANTED)
        time.advance(minutes=1)
        second = world.report(MENTOR_WANTED)
        time.advance(minutes=1)
        third = world.report(MENTOR_WANTED)
        world.do(chat.escalate, third.pupil, third.pupil.id, "asked")
        waiting = seen_by(world).waiting
    assert [one.id for one in waiting] == [third.id, first.id, second.id]
    assert [(one.want, one.family, one.alarm) for one in waiting[1:]] == [("adult", None, 0), ("mentor", "friends", 0)]


def test_whom_a_pupil_is_being_offered_to_is_on_it(world: World) -> None:
    world.on_duty("khan", "robin")
    world.report(MENTOR_WANTED)
    [todo] = world.ask(due, everybody_is_here)
    world.do(offers.attend, todo, everybody_is_here)
    assert [one.offered for one in seen_by(world).waiting] == ["Robin"]


def test_how_many_chats_may_run_follows_from_the_adults_who_are_there(world: World) -> None:
    world.on_duty("khan", "osei", "robin")
    khan = world.actor("khan").person_id
    assert seen_by(world).limit == 10
    assert world.ask(wall, world.actor("khan"), lambda person: person == khan).limit == 5


def test_watching_is_on_the_record_once_for_each_sitting(world: World) -> None:
    thread = world.mentored()
    assert not world.do(supervising.watch, world.actor("khan"), thread.pupil.id).dup
    assert world.do(supervising.watch, world.actor("khan"), thread.pupil.id).dup
    assert world.recorded("safeguarding").count("chat.watched") == 1
    assert seen_by(world).chats[0].watching == ["Ms Khan"]


def test_a_pupil_and_a_mentor_see_no_item_more_because_an_adult_watches(world: World) -> None:
    thread = world.mentored()
    before = world.items(thread.conv), world.desk("robin")
    world.do(supervising.watch, world.actor("khan"), thread.pupil.id)
    assert (world.items(thread.conv), world.desk("robin")) == before


def test_whoever_watches_can_read_at_any_moment_of_the_chat(world: World) -> None:
    thread = world.mentored()
    for name in ("khan", "osei"):
        world.ask(access.stream_to_read, world.actor(name), thread.conv)


def test_a_chat_that_has_ended_is_not_watched(world: World) -> None:
    thread = world.mentored()
    world.do(chat.finish, thread.pupil, thread.pupil.id)
    with pytest.raises(WrongState):
        world.do(supervising.watch, world.actor("khan"), thread.pupil.id)
