"""Decisions, closing, reopening, help and the case file: what must be there, and what is on the record."""

from datetime import timedelta

import pytest

from app.audit import queries as audit
from app.audit.schemas import AuditAction, log_id
from app.cli.demo.browser import Thread
from app.conversations import access
from app.conversations.schemas import SealedItem
from app.core import encoding
from app.core.errors import Forbidden, NotFound
from app.escalation import policy, queries
from app.escalation.actions import endings
from app.escalation.errors import AlreadyClosed, AlreadyOpen, HelpRouteUnknown
from app.escalation.schemas import Close, Decide, Reopen
from app.realtime.errors import StreamUnknown
from app.reports.errors import CaseChanged
from app.reports.schemas import Report
from app.sealing import casefile, recovery
from app.sealing.errors import SizeWrong
from app.triage.actions import desk
from tests.cases import ABOUT_STAFF, NO_CHAT, World


def sealed(world: World, thread: Thread, stream: str, kind: str) -> SealedItem:
    fields = {
        "outcome": {"outcome": "Resolved.", "reason": "It stopped."},
        "last": {"text": "Come back any time."},
        "reopen": {"reason": "It started again."},
        "note": {"text": "A note."},
    }
    return world.do(thread.sealed, world.enrolled("khan"), stream, kind, fields[kind])


def ending(world: World, thread: Thread) -> Close:
    return Close(
        outcome=sealed(world, thread, thread.file, "outcome"),
        last=sealed(world, thread, thread.conv, "last"),
        v=world.case(thread).v,
    )


def close(world: World, thread: Thread, body: Close, by: str = "khan") -> Report:
    return world.do(endings.close, world.actor(by), thread.id, body)


def recorded(world: World, group: str = "safeguarding") -> list[str]:
    log = log_id(world.school.id, group)
    return [entry.action for entry in world.ask(audit.entries, [log], audit.Filter()).entries][::-1]


def test_a_stranger_cannot_close_decide_or_export(world: World) -> None:
    thread = world.report(NO_CHAT)
    body = ending(world, thread)
    for attempt in (
        lambda: close(world, thread, body, by="ward"),
        lambda: world.do(endings.record_export, world.actor("ward"), thread.id),
        lambda: world.do(endings.record_decision, world.actor("ward"), thread.id, Decide(**body.outcome.model_dump())),
        lambda: world.do(endings.show_help, world.actor("ward"), thread.id, "ceop"),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_a_mentor_who_holds_the_chat_cannot_close_it(world: World) -> None:
    thread = world.mentored()
    with pytest.raises(Forbidden):
        close(world, thread, ending(world, thread), by="robin")


def test_a_last_word_that_is_refused_leaves_no_outcome_behind(world: World) -> None:
    """Both, or nothing is stored."""
    thread = world.report(NO_CHAT)
    body = ending(world, thread)
    broken = body.last.model_copy(update={"env": encoding.encode(encoding.decode(body.last.env)[:-1])})
    with pytest.raises(SizeWrong):
        close(world, thread, body.model_copy(update={"last": broken}))
    assert [item.kind for item in world.items(thread.file)] == ["epoch"]
    assert world.case(thread).state == "sent"


def test_a_case_that_changed_meanwhile_is_not_closed(world: World) -> None:
    thread = world.report(NO_CHAT)
    body = ending(world, thread)
    world.do(desk.take, world.actor("osei"), thread.id, 1)
    with pytest.raises(CaseChanged):
        close(world, thread, body)
    assert world.case(thread).state == "sent"


def test_closing_leaves_the_last_word_and_everybody_out_of_the_chat(world: World) -> None:
    thread = world.mentored()
    close(world, thread, ending(world, thread))
    after = world.case(thread)
    assert (after.state, after.holder_id, after.target_at, after.closed_at is not None) == ("closed", None, None, True)
    assert [item.kind for item in world.items(thread.conv) if item.type == "msg"] == ["report", "last"]
    with pytest.raises(StreamUnknown):
        world.ask(access.stream_to_read, world.actor("robin"), thread.conv)


def test_closing_again_after_a_lost_answer_is_the_same_closing(world: World) -> None:
    thread = world.report(NO_CHAT)
    body = ending(world, thread)
    assert close(world, thread, body).v == close(world, thread, body).v


def test_of_two_who_close_at_once_one_wins_and_the_other_is_told_who_it_was(world: World) -> None:
    """Nothing of the second's is stored, so the pupil has one last word and the file one outcome."""
    thread = world.report(NO_CHAT)
    first, second = ending(world, thread), ending(world, thread)
    closed = close(world, thread, first, by="khan")
    with pytest.raises(AlreadyClosed) as refused:
        close(world, thread, second, by="osei")
    assert refused.value.data == {"by": world.actor("khan").alias}
    assert [item.kind for item in world.items(thread.file) if item.type == "msg"] == ["outcome"]
    assert [item.kind for item in world.items(thread.conv) if item.type == "msg"] == ["report", "last"]
    assert world.case(thread) == closed
    assert [one for one in recorded(world) if one == AuditAction.REPORT_CLOSED] == [AuditAction.REPORT_CLOSED]


def test_a_closed_case_is_opened_again_with_a_reason(world: World) -> None:
    thread = world.report(NO_CHAT)
    close(world, thread, ending(world, thread))
    reason = sealed(world, thread, thread.file, "reopen")
    body = Reopen(reason=reason, v=world.case(thread).v)
    world.do(endings.reopen, world.actor("khan"), thread.id, body)
    assert world.case(thread).state == "open"
    assert world.do(endings.reopen, world.actor("khan"), thread.id, body).v == world.case(thread).v


def refused_reopening(world: World, thread: Thread) -> dict[str, object]:
    body = Reopen(reason=sealed(world, thread, thread.file, "reopen"), v=world.case(thread).v)
    with pytest.raises(AlreadyOpen) as refused:
        world.do(endings.reopen, world.actor("osei"), thread.id, body)
    return refused.value.data


def test_of_two_who_reopen_at_once_the_other_is_told_who_it_was(world: World) -> None:
    thread = world.report(NO_CHAT)
    close(world, thread, ending(world, thread))
    body = Reopen(reason=sealed(world, thread, thread.file, "reopen"), v=world.case(thread).v)
    world.do(endings.reopen, world.actor("khan"), thread.id, body)
    assert refused_reopening(world, thread) == {"by": world.actor("khan").alias}
    assert [item.kind for item in world.items(thread.file) if item.type == "msg"] == ["outcome", "reopen"]


def test_a_case_that_was_never_closed_or_that_the_pupil_opened_again_names_nobody(world: World) -> None:
    thread = world.report(NO_CHAT)
    assert refused_reopening(world, thread) == {}
    close(world, thread, ending(world, thread))
    world.do(thread.pupil_says, "it started again")
    assert refused_reopening(world, thread) == {}


def test_a_child_who_writes_after_the_end_is_heard(world: World) -> None:
    thread = world.report(NO_CHAT)
    close(world, thread, ending(world, thread))
    world.do(thread.pupil_says, "it started again")
    after = world.case(thread)
    assert (after.state, after.closed_at, after.target_at is not None) == ("open", None, True)


def test_everything_that_was_done_is_on_the_record_of_its_own_group(world: World) -> None:
    thread, hidden = world.report(NO_CHAT), world.report(ABOUT_STAFF)
    world.do(desk.open_case, world.actor("khan"), thread.id)
    world.do(thread.says, world.enrolled("khan"), "Thank you.")
    world.do(thread.notes, world.enrolled("khan"), "Look at the shed.")
    world.do(endings.show_help, world.actor("khan"), thread.id, "ceop")
    world.do(endings.record_export, world.actor("khan"), thread.id)
    close(world, thread, ending(world, thread))
    assert recorded(world) == [
        "report.received",
        "report.opened",
        "message.posted",
        "epoch.started",
        "note.added",
        "help_route.shown",
        "export.made",
        "outcome.recorded",
        "last_word.sent",
        "report.closed",
    ]
    assert recorded(world, "head") == ["report.received"]
    assert hidden.id not in str(world.ask(audit.entries, [log_id(world.school.id, "safeguarding")], audit.Filter()))


def test_a_help_route_that_is_not_on_the_list_is_refused(world: World) -> None:
    thread = world.report(NO_CHAT)
    with pytest.raises(HelpRouteUnknown):
        world.do(endings.show_help, world.actor("khan"), thread.id, "made-up")


def test_a_route_nobody_has_checked_for_too_long_is_withheld_from_pupils() -> None:
    shout = queries.help_route("shout")
    last_day = shout.last_checked + timedelta(days=120)
    assert policy.shown_to_pupils(shout, last_day, 120)
    assert not policy.shown_to_pupils(shout, last_day + timedelta(days=1), 120)


def test_a_case_file_holds_every_wrap_and_both_streams(world: World) -> None:
    thread = world.report(NO_CHAT)
    world.do(thread.notes, world.enrolled("khan"), "Look at the shed.")
    file = world.ask(queries.case_file, world.actor("khan"), thread.id)
    assert [stream.stream for stream in file.streams] == [thread.conv, thread.file]
    assert [wrap.to for wrap in file.streams[0].epochs[0].wraps] == ["group:safeguarding:1", "pupil"]
    assert [item.kind for item in file.streams[1].items] == ["epoch", "note"]


def test_a_case_file_holds_what_was_said_aside_to_a_mentor_and_the_teams_secret_opens_it(world: World) -> None:
    thread = world.mentored()
    world.do(thread.coaches, world.enrolled("khan"), "Ask what happened at lunch.")
    file = world.ask(queries.case_file, world.actor("khan"), thread.id)
    assert [stream.stream for stream in file.streams] == [thread.conv, thread.side]
    read = casefile.read_case_file(file.model_dump_json(by_alias=True).encode())
    seed = thread.held.group("safeguarding").seed
    opened = casefile.open_case_file(read, [recovery.RecoverySecret("safeguarding", 1, seed)])
    assert [check for check in opened.checks if check.finding is not None] == []
    said = [item.body.fields for item in opened.streams[thread.side] if item.body is not None]
    assert said == [{"text": "Ask what happened at lunch."}]


def test_a_case_file_leaves_out_a_file_that_nobody_has_written_in(world: World) -> None:
    thread = world.report(NO_CHAT)
    file = world.ask(queries.case_file, world.actor("khan"), thread.id)
    assert [stream.stream for stream in file.streams] == [thread.conv]
