"""Being in a chat, passing it on and ending it: who loses what, at once, and what everybody else is told."""

import json

import pytest

from app.cli.demo import adults
from app.conversations import access
from app.core.errors import AppError, Forbidden, InvalidRequest, NotFound
from app.mentoring.actions import chat, queue
from app.mentoring.queries import live
from app.mentoring.queries.offers import mentor_chat
from app.realtime.errors import StreamUnknown
from app.reports.errors import WrongState
from app.triage.queries import inbox
from tests.cases import ADULT_WANTED, World, everybody_is_here, nobody_is_here


def test_a_mentor_who_finishes_has_no_access_from_then_on(world: World) -> None:
    thread = world.mentored()
    world.do(chat.finish, world.actor("robin"), thread.pupil.id)
    with pytest.raises(StreamUnknown):
        world.ask(access.stream_to_read, world.actor("robin"), thread.conv)
    with pytest.raises(NotFound):
        world.do(chat.finish, world.actor("robin"), thread.pupil.id)


def test_a_mentor_who_passes_on_has_no_access_and_the_case_rises(world: World) -> None:
    thread = world.mentored()
    world.do(chat.escalate, world.actor("robin"), thread.pupil.id, "serious")
    with pytest.raises(StreamUnknown):
        world.ask(access.stream_to_read, world.actor("robin"), thread.conv)
    first = world.ask(inbox, world.actor("khan"), "inbox", None).cases[0]
    assert (first.id, first.state, first.why[0], first.holder) == (thread.id, "passed", "passed_on", None)
    assert first.rekey


def test_everybody_left_in_the_chat_is_told_that_the_mentor_has_gone_and_why(world: World) -> None:
    thread = world.mentored()
    world.do(chat.escalate, world.actor("robin"), thread.pupil.id, "know_them")
    parties = [json.loads(item.body) for item in world.items(thread.conv) if item.type == "party"]
    robin = world.actor("robin").person_id
    assert parties[-1] == {"alias": "Robin", "change": "left", "person": robin, "who": "mentor", "why": "know_them"}
    assert world.last(thread.conv) == {"state": "passed"}


@pytest.mark.parametrize("why", [None, "because", 7, "finished"])
def test_a_reason_that_there_is_not_is_refused(world: World, why: object) -> None:
    thread = world.mentored()
    with pytest.raises(InvalidRequest):
        world.do(chat.escalate, world.actor("robin"), thread.pupil.id, why)
    assert world.case(thread).state == "live"


def test_a_pupil_passes_a_mentors_chat_to_an_adult(world: World) -> None:
    thread = world.mentored()
    world.do(chat.escalate, thread.pupil, thread.pupil.id, "asked")
    assert (world.case(thread).state, world.case(thread).want) == ("passed", "adult")


def test_a_pupil_cannot_pass_on_somebody_elses_chat(world: World) -> None:
    thread, other = world.mentored(), world.report(ADULT_WANTED)
    with pytest.raises(NotFound):
        world.do(chat.escalate, other.pupil, thread.pupil.id, "asked")


def test_an_adult_of_the_group_has_nobody_to_pass_to(world: World) -> None:
    thread = world.mentored()
    with pytest.raises(Forbidden):
        world.do(chat.escalate, world.actor("khan"), thread.pupil.id, "serious")


def test_passing_on_twice_is_passing_on_once(world: World) -> None:
    thread = world.mentored()
    world.do(chat.escalate, thread.pupil, thread.pupil.id, "asked")
    assert world.do(chat.escalate, thread.pupil, thread.pupil.id, "asked").dup


def test_an_adult_who_had_joined_has_the_chat_when_the_mentor_passes_it_on(world: World) -> None:
    thread = world.mentored()
    world.do(chat.join, world.actor("khan"), thread.pupil.id)
    world.do(chat.escalate, world.actor("robin"), thread.pupil.id, "break")
    after = world.case(thread)
    assert (after.state, after.holder_id) == ("live", world.actor("khan").person_id)


def test_an_adult_who_joins_is_announced_and_takes_nothing_from_the_mentor(world: World) -> None:
    thread = world.mentored()
    world.do(chat.join, world.actor("khan"), thread.pupil.id)
    assert world.last(thread.conv)["alias"] == "Ms Khan"
    world.do(thread.says, world.enrolled("robin"), "An adult is here too.")
    assert world.case(thread).holder_role == "mentor"


def test_an_adult_who_leaves_their_own_chat_ends_it(world: World) -> None:
    world.on_duty("khan")
    thread = world.report(ADULT_WANTED)
    world.do(queue.claim, world.actor("khan"), thread.pupil.id, None, everybody_is_here)
    world.do(chat.leave, world.actor("khan"), thread.pupil.id)
    assert (world.case(thread).state, world.case(thread).holder_id) == ("sent", None)


def test_an_adult_can_take_a_chat_that_was_passed_on_and_write_under_new_keys(world: World) -> None:
    thread = world.mentored()
    world.do(chat.escalate, world.actor("robin"), thread.pupil.id, "serious")
    world.do(queue.claim, world.actor("khan"), thread.pupil.id, None, everybody_is_here)
    thread.readers.clear()
    world.do(thread.rekeys, world.enrolled("khan"), thread.conv)
    world.do(thread.says, world.enrolled("khan"), "I am here now.")
    assert world.case(thread).state == "live"


def test_a_closed_case_is_not_passed_on(world: World) -> None:
    thread = world.report(ADULT_WANTED)
    world.do(adults.closes, thread, world.enrolled("khan"), "Done.", "It stopped.", "Come back any time.")
    with pytest.raises(WrongState):
        world.do(chat.escalate, thread.pupil, thread.pupil.id, "asked")


def test_a_report_that_only_a_mentor_has_seen_is_still_owed_an_adults_eye(world: World) -> None:
    thread = world.mentored()
    world.do(chat.finish, thread.pupil, thread.pupil.id)
    after = world.case(thread)
    assert (after.state, after.target_at is not None) == ("sent", True)


def test_a_mentor_cannot_come_back_by_the_keys_they_had(world: World) -> None:
    thread = world.mentored()
    world.do(chat.finish, world.actor("robin"), thread.pupil.id)
    with pytest.raises(AppError) as refused:
        world.do(thread.says, world.enrolled("robin"), "one more thing")
    assert refused.value.code == "stream_unknown"


def test_a_pupil_is_told_honestly_whether_anybody_is_there(world: World) -> None:
    world.on_duty("khan")
    thread = world.report(ADULT_WANTED)
    waiting = world.ask(live, thread.pupil, everybody_is_here)
    world.do(queue.claim, world.actor("khan"), thread.pupil.id, None, everybody_is_here)
    here = world.ask(live, thread.pupil, everybody_is_here)
    away = world.ask(live, thread.pupil, nobody_is_here)
    world.do(chat.finish, thread.pupil, thread.pupil.id)
    over = world.ask(live, thread.pupil, everybody_is_here)
    assert [(one.place, one.who) for one in (waiting, here, away, over)] == [
        (1, "waiting"),
        (None, "here"),
        (None, "away"),
        (None, "none"),
    ]


@pytest.mark.parametrize("outcome", ["helped", "signposted", "stopped"])
def test_a_mentor_says_how_the_chat_ended(world: World, outcome: str) -> None:
    thread = world.mentored()
    robin = world.actor("robin")
    world.do(chat.finish, robin, thread.pupil.id, outcome)
    kept = world.ask(mentor_chat, thread.id, robin.person_id)
    assert kept is not None
    assert (kept.outcome, kept.ended_how, kept.ended_at is not None) == (outcome, "finished", True)


@pytest.mark.parametrize("outcome", ["saved", 7, ""])
def test_an_outcome_that_there_is_not_ends_nothing(world: World, outcome: object) -> None:
    thread = world.mentored()
    with pytest.raises(InvalidRequest):
        world.do(chat.finish, world.actor("robin"), thread.pupil.id, outcome)
    assert world.case(thread).state == "live"


def test_nobody_but_the_mentor_says_how_it_ended(world: World) -> None:
    thread = world.mentored()
    for actor in (thread.pupil, world.actor("khan")):
        with pytest.raises(InvalidRequest):
            world.do(chat.finish, actor, thread.pupil.id, "helped")
    assert world.case(thread).state == "live"


@pytest.mark.parametrize("way", ["asked", "know_them"])
def test_a_mentor_whose_pupil_asked_for_an_adult_never_reads_that_the_pupil_knows_them(world: World, way: str) -> None:
    thread = world.mentored()
    world.do(chat.escalate, thread.pupil, thread.pupil.id, way)
    kept = world.ask(mentor_chat, thread.id, world.actor("robin").person_id)
    assert kept is not None
    assert (kept.ended_how, kept.outcome) == ("asked", None)
