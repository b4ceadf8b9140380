"""What one person has to do themselves: nobody else closes it, nobody has to agree, and it is seen until it is done."""

from datetime import UTC, datetime, timedelta

import pytest

from app.cli.demo.browser import Thread
from app.conversations.schemas import SealedItem
from app.core import clock
from app.core.errors import Forbidden, NotFound
from app.core.ids import PersonId
from app.escalation import policy, queries
from app.escalation.actions import duties, endings, raising
from app.escalation.errors import DutyDone, DutyPersonWrong, DutyUnrecorded
from app.escalation.schemas import Decide, DutyOut
from tests.cases import ABOUT_STAFF, NO_CHAT, PASTORAL, World

NOW = "2026-11-24T10:00:00Z"
RECORD = {"to": "Police 101", "reference": "88-214", "when": NOW, "spoke_to": "J. Ward", "late": ""}
DONE_AND_TAKEN = ["personal_duty.done", "personal_duty.taken"]
TOLD = {"child_told": "no", "child_told_note": "Not safe", "second_view": "", "review": None}


def person(world: World, name: str) -> PersonId:
    return PersonId(world.enrolled(name).person.id)


def take(world: World, thread: Thread, by: str, whose: str | None = None) -> str:
    """An FGM duty of somebody's."""
    return world.do(duties.take, world.actor(by), thread.id, "fgm", person(world, whose or by))


def record(world: World, thread: Thread, duty: str, by: str) -> SealedItem:
    return world.do(thread.sealed, world.enrolled(by), thread.file, "duty", {**RECORD, "duty": duty})


def finish(world: World, thread: Thread, duty: str, by: str) -> None:
    world.do(duties.finish, world.actor(by), duty, record(world, thread, duty, by))


def mine(world: World, name: str) -> list[DutyOut]:
    return world.ask(queries.my_duties, world.actor(name)).duties


def decide(world: World, thread: Thread, second: str | None = None, review: datetime | None = None) -> Decide:
    fields = {"decision": "Refer", "why": "Harm", "considered": "Waiting", **TOLD}
    item = world.do(thread.sealed, world.enrolled("khan"), thread.file, "decision", fields)
    asked = None if second is None else str(person(world, second))
    body = Decide(cmid=item.cmid, epoch=item.epoch, env=item.env, second=asked, review=review)
    world.do(endings.record_decision, world.actor("khan"), thread.id, body)
    return body


def test_a_stranger_and_a_mentor_can_neither_take_one_on_nor_read_them(world: World) -> None:
    thread = world.mentored()
    for name, refusal in (("ward", NotFound), ("robin", Forbidden)):
        with pytest.raises(refusal):
            take(world, thread, name)
        with pytest.raises(refusal):
            world.ask(queries.duties_of_case, world.actor(name), thread.id)


def test_nobody_else_can_close_a_duty_and_a_stranger_does_not_learn_of_it(world: World) -> None:
    thread = world.report(NO_CHAT)
    duty = take(world, thread, "osei")
    with pytest.raises(Forbidden):
        finish(world, thread, duty, "khan")
    with pytest.raises(NotFound):
        world.do(duties.finish, world.actor("ward"), duty, None)
    assert [one.id for one in mine(world, "osei")] == [duty]


def test_a_duty_is_given_only_to_a_colleague_who_reads_the_case(world: World) -> None:
    thread = world.report(NO_CHAT)
    for outsider in ("ward", "robin"):
        with pytest.raises(DutyPersonWrong):
            take(world, thread, "khan", outsider)
    take(world, thread, "khan", "osei")
    assert mine(world, "osei")[0].alias == world.enrolled("osei").person.alias
    assert {"what": "task"} in world.desk("osei")


def test_a_duty_waits_for_nobody_and_goes_only_when_it_is_done_with_a_record(world: World) -> None:
    thread = world.report(NO_CHAT)
    duty = take(world, thread, "osei")
    assert take(world, thread, "osei") == duty
    with pytest.raises(DutyUnrecorded):
        world.do(duties.finish, world.actor("osei"), duty, None)
    finish(world, thread, duty, "osei")
    assert mine(world, "osei") == []
    done = world.ask(queries.duties_of_case, world.actor("khan"), thread.id).duties
    assert [(one.id, one.done is not None) for one in done] == [(duty, True)]
    assert [item.kind for item in world.items(thread.file)] == ["epoch", "duty"]
    assert [one for one in world.recorded("safeguarding") if one.startswith("personal")] == DONE_AND_TAKEN


def test_a_record_sent_again_is_the_same_and_another_one_is_refused(world: World) -> None:
    thread = world.report(NO_CHAT)
    duty = take(world, thread, "khan")
    first = record(world, thread, duty, "khan")
    for _ in range(2):
        world.do(duties.finish, world.actor("khan"), duty, first)
    with pytest.raises(DutyDone):
        finish(world, thread, duty, "khan")
    assert world.recorded("safeguarding").count("personal_duty.done") == 1


def test_a_teacher_who_lost_the_case_meanwhile_still_has_the_duty_and_can_do_it(world: World) -> None:
    """The law's duty is the teacher's, and does not go away with a hand-over."""
    thread = world.report(PASTORAL)
    duty = take(world, thread, "patel")
    world.do(raising.raise_case, world.actor("khan"), thread.id, world.case(thread).v)
    assert [(one.id, one.case, one.number) for one in mine(world, "patel")] == [(duty, None, None)]
    world.do(duties.finish, world.actor("patel"), duty, None)
    assert mine(world, "patel") == []


def test_a_duty_about_a_report_on_staff_is_nowhere_for_the_safeguarding_team(world: World) -> None:
    thread = world.report(ABOUT_STAFF)
    take(world, thread, "ward")
    with pytest.raises(NotFound):
        world.ask(queries.duties_of_case, world.actor("khan"), thread.id)
    assert (mine(world, "khan"), world.recorded("safeguarding")) == ([], [])


def test_a_second_view_is_a_named_colleagues_own_and_never_the_deciders(world: World) -> None:
    thread = world.report(NO_CHAT)
    with pytest.raises(DutyPersonWrong):
        decide(world, thread, second="khan")
    with pytest.raises(DutyPersonWrong):
        decide(world, thread, second="ward")
    assert [item.kind for item in world.items(thread.file)] == ["epoch"]
    body = decide(world, thread, second="osei")
    asked = mine(world, "osei")[0]
    assert (asked.kind, asked.about) == ("second_view", body.cmid)
    view = {"decision": body.cmid, "agrees": "yes", "text": "Ring today."}
    item = world.do(thread.sealed, world.enrolled("osei"), thread.file, "second", view)
    with pytest.raises(Forbidden):
        world.do(duties.finish, world.actor("khan"), asked.id, item)
    world.do(duties.finish, world.actor("osei"), asked.id, item)
    assert world.items(thread.file)[-1].sender == f"person:{person(world, 'osei')}"


def test_a_decision_sent_again_asks_for_its_second_view_once(world: World) -> None:
    thread = world.report(NO_CHAT)
    body = decide(world, thread, second="osei")
    world.do(endings.record_decision, world.actor("khan"), thread.id, body)
    assert len(mine(world, "osei")) == 1


def test_a_review_brings_the_case_back_and_never_later_than_it_was_to_come_back(world: World) -> None:
    thread = world.report(NO_CHAT)
    soon = clock.now() + timedelta(days=7)
    decide(world, thread, review=soon)
    decide(world, thread, review=soon + timedelta(days=7))
    assert world.case(thread).follow_up_at == soon


def test_fgm_is_due_at_the_close_of_the_next_working_day_whatever_the_schools_holidays_are(world: World) -> None:
    friday = datetime(2026, 12, 18, 15, tzinfo=UTC)
    assert policy.duty_due("fgm", world.school.calendar, friday) == datetime(2026, 12, 21, 17, tzinfo=UTC)
    in_summer = datetime(2026, 7, 7, 23, 30, tzinfo=UTC)
    assert policy.duty_due("fgm", world.school.calendar, in_summer) == datetime(2026, 7, 9, 16, tzinfo=UTC)
    assert policy.duty_due("csa", world.school.calendar, friday) == friday + timedelta(days=1)
