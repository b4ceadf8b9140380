"""Targets by urgency in the school's own hours, what a case is about, and putting one aside until later."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from app.cli.demo.browser import Thread
from app.conversations.schemas import SealedItem
from app.core import clock
from app.core.errors import AppError, Forbidden, NotFound
from app.reports.schemas import Urgency
from app.triage import queries
from app.triage.actions import desk, judging
from tests.cases import ABOUT_STAFF, ADULT_WANTED, NO_CHAT, NOT_SAFE, World

FIELDS: dict[str, dict[str, Any]] = {
    "category": {"categories": ["BULLY"], "text": ""},
    "snooze": {"until": "2026-11-26T10:00:00Z", "reason": "They write again on Thursday."},
}


def sealed(world: World, thread: Thread, kind: str) -> SealedItem:
    made = world.do(thread.sealed, world.enrolled("khan"), thread.file, kind, FIELDS[kind])
    return SealedItem(cmid=made.cmid, epoch=made.epoch, env=made.env)


def opened(world: World) -> Thread:
    thread = world.report(NO_CHAT)
    world.do(desk.open_case, world.actor("khan"), thread.id)
    return thread


def snooze(world: World, thread: Thread, until: datetime, name: str = "khan") -> None:
    v = world.case(thread).v
    world.do(judging.snooze, world.actor(name), thread.id, sealed(world, thread, "snooze"), until, v)


def refused(world: World, thread: Thread, until: datetime) -> object:
    with pytest.raises(AppError) as error:
        snooze(world, thread, until)
    assert error.value.code == "snooze_refused"
    return error.value.data["why"]


def listed(world: World, view: Any) -> list[str]:
    return [head.id for head in world.ask(queries.inbox, world.actor("khan"), view, None).cases]


def hours(number: float) -> datetime:
    return clock.now() + timedelta(hours=number)


def set_urgency(world: World, thread: Thread, urgency: Urgency) -> None:
    world.do(desk.set_urgency, world.actor("khan"), thread.id, urgency, world.case(thread).v)


def test_a_pupil_who_is_not_safe_or_waits_or_was_not_read_is_never_put_aside(world: World) -> None:
    unsafe, unread = world.report(NOT_SAFE), world.report(NO_CHAT)
    world.do(desk.open_case, world.actor("khan"), unsafe.id)
    assert refused(world, unsafe, hours(1)) == "not_safe"
    assert refused(world, unread, hours(1)) == "waiting"
    world.on_duty("khan")
    waits = world.report(ADULT_WANTED)
    world.do(desk.open_case, world.actor("khan"), waits.id)
    assert refused(world, waits, hours(1)) == "waiting"
    red = opened(world)
    set_urgency(world, red, "red")
    assert refused(world, red, hours(1)) == "red"


@pytest.mark.parametrize(("in_hours", "why"), [(-1, "past"), (0, "past"), (24 * 32, "too_long")])
def test_a_time_that_is_none_is_refused(world: World, in_hours: int, why: str) -> None:
    with clock.frozen(clock.now()):
        assert refused(world, opened(world), hours(in_hours)) == why


def test_whoever_may_not_read_a_case_cannot_put_it_aside_or_say_what_it_is_about(world: World) -> None:
    thread = world.report(ABOUT_STAFF)
    item = sealed(world, opened(world), "snooze")
    with pytest.raises(NotFound):
        world.do(judging.snooze, world.actor("khan"), thread.id, item, hours(1), 1)
    with pytest.raises(NotFound):
        world.do(judging.categorise, world.actor("khan"), thread.id, item, "red", 1)


def test_what_is_put_aside_leaves_the_inbox_and_comes_back_by_itself_as_due(world: World) -> None:
    thread = opened(world)
    with clock.frozen(clock.now()) as time:
        snooze(world, thread, hours(0.25))
        assert (listed(world, "inbox"), listed(world, "later"), listed(world, "mine")) == ([], [thread.id], [])
        page = world.ask(queries.inbox, world.actor("khan"), "later", None)
        assert page.cases[0].snoozed == page.next_change == hours(0.25)
        time.advance(minutes=15)
        assert (listed(world, "inbox"), listed(world, "later")) == ([thread.id], [])
        back = world.ask(queries.inbox, world.actor("khan"), "inbox", None).cases[0]
        assert (back.why, back.snoozed) == (["follow_up_due"], None)


def test_a_pupil_who_writes_brings_their_case_back_at_once(world: World) -> None:
    thread = opened(world)
    snooze(world, thread, hours(1))
    world.do(thread.pupil_says, "It is worse.")
    assert listed(world, "inbox") == [thread.id]


def test_a_case_that_turns_red_or_is_past_its_answer_comes_back(world: World) -> None:
    red, late = opened(world), opened(world)
    for thread in (red, late):
        snooze(world, thread, hours(24 * 20))
    set_urgency(world, red, "red")
    assert listed(world, "inbox") == [red.id]
    due = world.case(late).reply_at
    assert due is not None
    with clock.frozen(due):
        assert late.id in listed(world, "inbox")


def test_a_clock_that_is_set_back_hides_no_case(world: World) -> None:
    thread = opened(world)
    snooze(world, thread, hours(24))
    with clock.frozen(hours(-24 * 400)):
        assert listed(world, "inbox") == [thread.id]


def test_an_adult_brings_a_case_back_before_its_time(world: World) -> None:
    thread = opened(world)
    snooze(world, thread, hours(1))
    world.do(judging.wake, world.actor("osei"), thread.id, world.case(thread).v)
    assert listed(world, "inbox") == [thread.id]


def test_saying_what_a_case_is_about_never_makes_it_less_urgent(world: World) -> None:
    thread = opened(world)
    with pytest.raises(AppError) as error:
        world.do(
            judging.categorise, world.actor("khan"), thread.id, sealed(world, thread, "category"), "green",
            world.case(thread).v,
        )  # fmt: skip
    assert (error.value.code, error.value.data) == ("urgency_lowered", {"least": "amber"})
    after = world.do(
        judging.categorise, world.actor("khan"), thread.id, sealed(world, thread, "category"), "red",
        world.case(thread).v,
    )  # fmt: skip
    assert after.urgency == "red"
    assert [item.kind for item in world.items(thread.file)][-1] == "category"


def test_an_answer_is_owed_from_when_the_report_came_until_somebody_writes(world: World) -> None:
    thread = opened(world)
    before = world.case(thread)
    assert (before.target_at, before.reply_at is not None) == (None, True)
    set_urgency(world, thread, "red")
    risen = world.case(thread)
    assert risen.reply_at is not None
    assert before.reply_at is not None
    assert before.received_at < risen.reply_at < before.reply_at
    world.do(thread.says, world.enrolled("khan"), "We have read this. What happened next?")
    assert world.case(thread).reply_at is None


def test_taking_a_case_to_search_it_owes_nothing_less_and_is_on_the_record(world: World) -> None:
    thread = opened(world)
    world.do(thread.pupil_says, "Are you there?")
    owed = world.case(thread).target_at
    world.do(desk.search_case, world.actor("osei"), thread.id)
    assert (world.case(thread).target_at, owed is not None) == (owed, True)
    found = world.ask(queries.open_case, world.actor("osei"), thread.id)
    assert {one.alias for one in found.opened_by} == {"Ms Khan", "Mr Osei"}


def test_nobody_searches_what_nobody_has_read_or_is_not_theirs(world: World) -> None:
    thread, hidden = world.report(NO_CHAT), world.report(ABOUT_STAFF)
    with pytest.raises(AppError) as error:
        world.do(desk.search_case, world.actor("khan"), thread.id)
    assert error.value.code == "report_unopened"
    with pytest.raises(NotFound):
        world.do(desk.search_case, world.actor("khan"), hidden.id)
    mentored = world.mentored()
    with pytest.raises((NotFound, Forbidden)):
        world.do(desk.search_case, world.actor("robin"), mentored.id)
