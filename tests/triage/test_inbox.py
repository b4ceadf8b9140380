"""Who sees which cases, in pages that lose and repeat nothing; and that a hidden report leaves no trace at all."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from app.cli.demo import adults
from app.cli.demo.browser import Thread
from app.conversations import access
from app.core import clock
from app.core.errors import AppError, Forbidden, InvalidRequest, NotFound
from app.mentoring.actions import queue
from app.people.actors import Staff
from app.reports import queries as reports
from app.triage import access as opened
from app.triage import queries
from app.triage.actions import desk
from app.triage.schemas import View
from tests.cases import ABOUT_STAFF, ADULT_WANTED, MENTOR_WANTED, NO_CHAT, NOT_SAFE, World, everybody_is_here

EVERYBODY = ("khan", "osei", "patel", "robin", "sam", "ward", "ellis")


def ids(world: World, name: str, view: View = "inbox") -> list[str]:
    return [head.id for head in world.ask(queries.inbox, world.actor(name), view, None).cases]


def test_the_list_and_the_single_check_agree_about_everybody(world: World) -> None:
    """Two ways of asking who may see a case must never drift apart."""
    threads = [world.report(telling) for telling in (ADULT_WANTED, ABOUT_STAFF, NO_CHAT)]
    threads.append(world.mentored())
    for name in EVERYBODY:
        actor = world.actor(name)
        if actor.is_mentor:
            continue
        listed = {
            report.id
            for report in world.ask(reports.where, queries.visible_to(actor), order=(reports.CASES.id,), limit=100)
        }
        single = {thread.id for thread in threads if may_read(world, actor, thread)}
        assert listed == single, name


def may_read(world: World, actor: Staff, thread: Thread) -> bool:
    try:
        world.ask(access.conversation_to_read, actor, thread.id)
    except NotFound:
        return False
    return True


@pytest.mark.parametrize("name", ["khan", "osei", "patel", "ellis"])
def test_whoever_a_report_is_routed_past_cannot_ask_for_it_by_id(world: World, name: str) -> None:
    thread = world.report(ABOUT_STAFF)
    with pytest.raises(NotFound):
        world.do(desk.open_case, world.actor(name), thread.id)


def test_the_head_cannot_open_what_the_safeguarding_group_receives(world: World) -> None:
    with pytest.raises(NotFound):
        world.do(desk.open_case, world.actor("ward"), world.report().id)


def test_a_mentor_who_holds_the_chat_cannot_open_the_case(world: World) -> None:
    thread = world.mentored()
    with pytest.raises(Forbidden):
        world.do(desk.open_case, world.actor("robin"), thread.id)


def test_nobody_reads_quietly(world: World) -> None:
    """Promise 6: a member of the group has the items and the keys only once their opening is on the record."""
    thread = world.report()
    with pytest.raises(Forbidden):
        world.ask(opened.opened_stream, world.actor("khan"), thread.conv)
    world.do(desk.open_case, world.actor("khan"), thread.id)
    assert world.ask(opened.opened_stream, world.actor("khan"), thread.conv).place.epoch == 1


def everything_about(world: World, name: str) -> tuple[list[str], list[dict[str, object]]]:
    """Every answer and every private item that a person can get, byte for byte."""
    actor = world.actor(name)
    with clock.frozen(clock.now()):
        answers = [
            world.ask(queries.inbox, actor, view, None).model_dump_json()
            for view in ("inbox", "mine", "live", "tray", "closed")
        ]
    return answers, world.desk(name)


def test_a_report_about_staff_changes_nothing_that_the_safeguarding_lead_can_see(world: World) -> None:
    """Promise 3: not a byte of an answer, not a frame, not a count, not a gap in the numbers."""
    world.report(NO_CHAT)
    before = {name: everything_about(world, name) for name in ("khan", "osei", "patel", "robin", "ellis")}
    hidden = world.report(ABOUT_STAFF)
    world.do(hidden.pupil_says, "there is more")
    world.do(adults.opens, hidden, world.enrolled("ward"))
    world.do(hidden.says, world.enrolled("ward"), "Thank you.")
    after = {name: everything_about(world, name) for name in before}
    assert after == before
    assert world.report(NO_CHAT) is not None
    assert [head.number for head in world.ask(queries.inbox, world.actor("khan"), "inbox", None).cases] == [1, 2]


def test_the_head_hears_of_a_report_about_staff(world: World) -> None:
    hidden = world.report(ABOUT_STAFF)
    assert world.desk("ward")[-1:] == [{"what": "case", "id": hidden.id, "v": 1}]
    assert ids(world, "ward") == [hidden.id]


def test_what_is_not_safe_stands_above_what_came_before_it(world: World) -> None:
    first, danger = world.report(NO_CHAT), world.report(NOT_SAFE)
    assert ids(world, "khan") == [danger.id, first.id]


def test_opening_says_so_to_the_pupil_and_to_the_desk_and_owes_nothing_more(world: World) -> None:
    thread = world.report()
    world.do(desk.open_case, world.actor("khan"), thread.id)
    case = world.case(thread)
    assert (case.state, case.opened_at is not None, case.target_at) == ("open", True, None)
    assert {"status": "read"} in [json.loads(item.body) for item in world.items(thread.conv)[1:]]
    found = world.ask(queries.open_case, world.actor("khan"), thread.id)
    assert [one.alias for one in found.opened_by] == ["Ms Khan"]
    assert [stream.stream for stream in found.streams] == [thread.conv, thread.file]


def test_the_inbox_comes_in_pages_that_lose_and_repeat_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 3)
    sent = [
        world.report(telling).id for telling in (NO_CHAT, NOT_SAFE, ADULT_WANTED, NO_CHAT, NOT_SAFE, NO_CHAT, NO_CHAT)
    ]
    pages, cursor = [], None
    while True:
        page = world.ask(queries.inbox, world.actor("khan"), "inbox", cursor)
        pages.append([head.id for head in page.cases])
        cursor = page.cursor
        if cursor is None:
            break
    assert [len(page) for page in pages] == [3, 3, 1]
    listed = [case_id for page in pages for case_id in page]
    assert listed[:2] == [sent[1], sent[4]]
    assert sorted(listed) == sorted(sent)


@pytest.mark.parametrize("cursor", ["", "AAAA", "W10", "eyJ9", "!!", "WyIyMDI2LTExLTI0IiwxLDIsM10"])
def test_a_cursor_that_is_not_ours_is_refused(world: World, cursor: str) -> None:
    with pytest.raises(InvalidRequest):
        world.ask(queries.inbox, world.actor("khan"), "inbox", cursor)


def test_the_tray_is_counted_and_taking_a_case_brings_it_into_the_inbox(world: World) -> None:
    thread = world.report(replace(NO_CHAT, overflow=True))
    page = world.ask(queries.inbox, world.actor("khan"), "inbox", None)
    assert (page.cases, page.tray, ids(world, "khan", "tray")) == ([], 1, [thread.id])
    world.do(desk.take, world.actor("khan"), thread.id, 1)
    assert (ids(world, "khan"), ids(world, "khan", "tray"), ids(world, "khan", "mine")) == (
        [thread.id],
        [],
        [thread.id],
    )


def test_what_will_change_the_order_by_itself_is_announced(world: World) -> None:
    thread = world.report(NO_CHAT)
    page = world.ask(queries.inbox, world.actor("khan"), "inbox", None)
    assert page.next_change == world.case(thread).target_at
    soon = clock.now() + timedelta(minutes=2)
    world.do(desk.set_follow_up, world.actor("khan"), thread.id, soon, 1)
    assert world.ask(queries.inbox, world.actor("khan"), "inbox", None).next_change == soon


def test_of_two_who_decide_on_the_same_view_the_second_is_told_to_look_again(world: World) -> None:
    thread = world.report(NO_CHAT)
    world.do(desk.set_urgency, world.actor("khan"), thread.id, "red", 1)
    with pytest.raises(AppError) as refused:
        world.do(desk.take, world.actor("osei"), thread.id, 1)
    assert (refused.value.code, refused.value.data) == ("case_changed", {"v": 2})


def test_everyone_of_the_group_hears_of_a_change_and_nobody_else(world: World) -> None:
    thread = world.report(NO_CHAT)
    before = {name: len(world.desk(name)) for name in EVERYBODY}
    world.do(desk.take, world.actor("khan"), thread.id, 1)
    heard = {name for name in EVERYBODY if len(world.desk(name)) > before[name]}
    assert heard == {"khan", "osei"}


def test_mentors_hear_that_somebody_waits_and_never_which_case(world: World) -> None:
    world.on_duty("khan", "robin")
    before = len(world.desk("robin"))
    world.report(MENTOR_WANTED)
    assert world.desk("robin")[before:] == [{"what": "waiting"}]


def test_an_adult_releases_a_claim_that_hangs(world: World) -> None:
    world.on_duty("khan", "robin")
    thread = world.report(MENTOR_WANTED)
    world.do(queue.claim, world.actor("robin"), thread.pupil.id, None, everybody_is_here)
    world.do(desk.release, world.actor("khan"), thread.id, world.case(thread).v)
    assert (world.case(thread).state, world.case(thread).holder_id) == ("waiting", None)
