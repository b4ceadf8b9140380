"""Taking the one who waits: one wins, the other is told who, and nobody takes what they may not know of."""

import asyncio
import threading

import pytest

from app.cli.demo.browser import Thread
from app.core.errors import AppError, Forbidden, NotFound
from app.mentoring.actions import chat, queue
from app.mentoring.errors import ClaimLost, GateClosed, NobodyOnDuty
from app.mentoring.schemas.chat import Acted
from app.reports.errors import CaseChanged, MentorNotAllowed, WrongState
from app.reports.schemas import IsHere
from app.worker import Worker
from tests import hillcrest
from tests.cases import ABOUT_STAFF, ADULT_WANTED, MENTOR_WANTED, World, everybody_is_here, nobody_is_here


def claim(
    world: World, name: str, thread: Thread, if_v: int | None = None, is_here: IsHere = everybody_is_here
) -> Acted:
    return world.do(queue.claim, world.actor(name), thread.pupil.id, if_v, is_here)


def waiting(world: World) -> Thread:
    world.on_duty("khan", "osei", "robin", "sam")
    return world.report(MENTOR_WANTED)


def test_a_mentor_cannot_take_somebody_who_wants_an_adult(world: World) -> None:
    world.on_duty("khan", "robin")
    thread = world.report(ADULT_WANTED)
    with pytest.raises(NotFound):
        claim(world, "robin", thread)


def test_a_mentor_cannot_take_a_report_about_staff(world: World) -> None:
    world.on_duty("ward", "robin")
    thread = world.report(ABOUT_STAFF)
    with pytest.raises(NotFound):
        claim(world, "robin", thread)


def test_the_head_cannot_take_a_case_of_the_safeguarding_group(world: World) -> None:
    thread = waiting(world)
    with pytest.raises(NotFound):
        claim(world, "ward", thread)


def test_a_mentor_cannot_take_anybody_while_no_adult_is_there(world: World) -> None:
    thread = waiting(world)
    with pytest.raises(GateClosed) as refused:
        claim(world, "robin", thread, is_here=nobody_is_here)
    assert refused.value.data == {"reasons": ["adult_live"]}


def test_a_mentor_cannot_take_a_second_chat(world: World) -> None:
    first = world.mentored()
    second = world.report(MENTOR_WANTED)
    with pytest.raises(GateClosed) as refused:
        claim(world, "robin", second)
    assert (refused.value.data, world.case(first).state) == ({"reasons": ["no_chat"]}, "live")


def test_a_claim_decided_on_an_old_view_is_refused(world: World) -> None:
    thread = waiting(world)
    with pytest.raises(CaseChanged):
        claim(world, "robin", thread, if_v=world.case(thread).v + 1)


def test_of_two_mentors_at_once_one_wins_and_the_other_is_told_who(world: World) -> None:
    thread = waiting(world)
    outcomes: dict[str, object] = {}

    def attempt(name: str) -> None:
        try:
            claim(world, name, thread, if_v=1)
            outcomes[name] = "won"
        except ClaimLost as lost:
            outcomes[name] = lost.data["by"]

    attempts = [threading.Thread(target=attempt, args=(name,)) for name in ("robin", "sam")]
    for each in attempts:
        each.start()
    for each in attempts:
        each.join()
    assert outcomes in ({"robin": "won", "sam": "Robin"}, {"sam": "won", "robin": "Sam"})


def test_an_adult_who_comes_too_late_is_told_who_has_the_chat(world: World) -> None:
    thread = world.mentored()
    with pytest.raises(ClaimLost) as lost:
        claim(world, "khan", thread)
    assert lost.value.data == {"by": "Robin"}


def test_a_claim_sent_again_after_a_lost_answer_is_the_same_claim(world: World) -> None:
    thread = waiting(world)
    assert [claim(world, "robin", thread, 1).dup, claim(world, "robin", thread, 1).dup] == [False, True]


def test_a_mentor_who_has_claimed_reads_nothing_before_the_pupils_page_lets_them_in(world: World) -> None:
    thread = waiting(world)
    claim(world, "robin", thread)
    with pytest.raises(AppError) as refused:
        world.do(thread.says, world.enrolled("robin"), "hi")
    assert (refused.value.code, world.case(thread).state) == ("stream_unknown", "claimed")


def test_the_pupils_page_begins_the_chat_by_naming_the_mentor_in_the_keys(world: World) -> None:
    thread = waiting(world)
    world.claimed(thread)
    world.do(thread.says, world.enrolled("robin"), "hi")
    assert (world.case(thread).state, world.case(thread).holder_role) == ("live", "mentor")


def test_keys_that_do_not_name_the_mentor_do_not_begin_the_chat(world: World) -> None:
    thread = waiting(world)
    claim(world, "robin", thread)
    world.do(thread.pupil_rekeys)
    assert world.case(thread).state == "claimed"


def test_a_mentor_who_gives_a_claim_up_puts_the_pupil_back_in_the_same_place(world: World) -> None:
    thread = waiting(world)
    since = world.case(thread).waiting_since
    claim(world, "robin", thread)
    world.do(chat.finish, world.actor("robin"), thread.pupil.id)
    after = world.case(thread)
    assert (after.state, after.holder_id, after.waiting_since) == ("waiting", None, since)


def test_an_adult_takes_over_a_claim_that_was_never_completed(world: World) -> None:
    thread = waiting(world)
    claim(world, "robin", thread)
    claim(world, "khan", thread)
    after = world.case(thread)
    assert (after.state, after.holder_id) == ("live", world.actor("khan").person_id)


def test_an_adult_cannot_take_a_chat_that_nobody_waits_for(world: World) -> None:
    thread = world.report(MENTOR_WANTED)
    with pytest.raises(WrongState):
        claim(world, "khan", thread)


def test_a_pupil_is_not_asked_to_wait_when_nobody_is_on_duty(world: World) -> None:
    thread = world.report(ADULT_WANTED)
    with pytest.raises(NobodyOnDuty):
        world.do(queue.wait, thread.pupil, "adult", everybody_is_here)


def test_a_pupil_cannot_wait_for_a_mentor_they_did_not_allow(world: World) -> None:
    world.on_duty("khan", "robin")
    thread = world.report(ADULT_WANTED)
    with pytest.raises(MentorNotAllowed):
        world.do(queue.wait, thread.pupil, "mentor", everybody_is_here)


def test_a_pupil_waits_stops_and_waits_again(world: World) -> None:
    thread = world.report(ADULT_WANTED)
    world.on_duty("khan")
    world.do(queue.wait, thread.pupil, "adult", everybody_is_here)
    states = [world.case(thread).state]
    world.do(queue.unwait, thread.pupil)
    states.append(world.case(thread).state)
    assert states == ["waiting", "sent"]


def test_a_mentor_cannot_join_or_leave_as_an_adult_does(world: World) -> None:
    thread = world.mentored()
    for verb in (chat.join, chat.leave):
        with pytest.raises(Forbidden):
            world.do(verb, world.actor("robin"), thread.pupil.id)


def test_a_mentor_hears_when_the_pupils_page_has_let_them_in(world: World) -> None:
    thread = waiting(world)
    world.claimed(thread)
    assert world.desk("robin")[-1] == {"what": "given", "id": thread.id}


def test_a_mentor_hears_when_an_adult_takes_over_what_they_had_claimed(world: World) -> None:
    thread = waiting(world)
    claim(world, "robin", thread)
    before = len(world.desk("robin"))
    claim(world, "khan", thread)
    assert world.desk("robin")[before:] == [{"what": "waiting"}]


@pytest.mark.parametrize("claimed", [False, True])
def test_nobody_waits_for_a_pupil_who_was_gone_at_two_rounds_in_a_row(world: World, claimed: bool) -> None:
    thread = waiting(world)
    if claimed:
        claim(world, "robin", thread)
    worker = Worker(world.db, hillcrest.SERVER, is_here=nobody_is_here)
    states = []
    for _ in range(2):
        asyncio.run(worker.end_waits())
        states.append(world.case(thread).state)
    assert states == ["claimed" if claimed else "waiting", "sent"]


def test_a_pupil_who_is_there_keeps_their_place(world: World) -> None:
    thread = waiting(world)
    worker = Worker(world.db, hillcrest.SERVER, is_here=everybody_is_here)
    for _ in range(3):
        asyncio.run(worker.end_waits())
    assert world.case(thread).state == "waiting"
