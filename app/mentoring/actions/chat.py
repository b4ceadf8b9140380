"""Being in a live chat: joining, leaving, passing it to an adult, ending it."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.audit.schemas import AuditAction
from app.conversations import queries as conversations
from app.conversations.actions import people
from app.conversations.policy import Standing
from app.conversations.schemas import conv_stream
from app.core import clock
from app.core.errors import Forbidden, InvalidRequest
from app.core.ids import ConversationId
from app.mentoring import access
from app.mentoring.actions import company
from app.mentoring.schemas.chat import Acted, PassReason
from app.people.actors import Actor, Pupil, Staff
from app.realtime import queries as realtime
from app.reports import access as cases
from app.reports.actions.state import change, record
from app.reports.errors import WrongState
from app.reports.schemas import Report
from app.schools import queries as schools

_REASONS: tuple[PassReason, ...] = ("serious", "know_them", "break", "asked")
_OUTCOMES = ("helped", "signposted", "stopped")


def join(session: Session, actor: Staff, conversation_id: ConversationId) -> Acted:
    """An adult of the group is in the chat by name, and everybody in it is told."""
    report = cases.case_of_group(session, actor, conversation_id).report
    if is_in(session, report, actor):
        return done(session, report, dup=True)
    people.join(session, report.id, actor.person_id, actor.alias, "adult", "joined")
    record(session, report, actor, AuditAction.CHAT_JOINED)
    return done(session, report)


def leave(session: Session, actor: Staff, conversation_id: ConversationId) -> Acted:
    """An adult is in the chat by name no longer. If it was theirs, it is over; a responder hands the case back."""
    case = cases.case_to_change(session, actor, conversation_id)
    report = case.report
    if case.who not in {Standing.GROUP, Standing.RESPONDER}:
        raise Forbidden
    if not people.leave(session, report.id, actor.person_id, actor.alias, "left"):
        return done(session, report, dup=True)
    record(session, report, actor, AuditAction.CHAT_LEFT)
    if report.holder_id == actor.person_id:
        rest(session, report)
    return done(session, report)


def escalate(session: Session, actor: Actor, conversation_id: ConversationId, why: object) -> Acted:
    """Pass to an adult in one step: the mentor or responder is out of the chat at once, and the case rises.

    An adult who had joined already has the chat from here on. For the pupil, the mentor and a responder; the group's
    own adults have nobody to pass to: `Forbidden`.
    """
    reason = next((each for each in _REASONS if each == why), None)
    if reason is None:
        raise InvalidRequest
    report = _to_pass(session, actor, conversation_id)
    if report.state == "passed" or (report.state == "live" and report.holder_role == "adult"):
        return done(session, report, dup=True)
    if report.state == "closed":
        raise WrongState
    if reason == "know_them" and report.holder_role == "mentor" and report.holder_id is not None:
        company.keep_apart(session, report, report.holder_id)
    company.send_away(session, report, reason, lambda who: who.role != "adult")
    if isinstance(actor, Pupil) and report.holder_role == "mentor" and report.holder_id is not None:
        company.note_asked(session, report, report.holder_id)
    report = to_an_adult(session, report)
    record(session, report, actor, AuditAction.REPORT_PASSED_TO_ADULT, {"why": reason})
    return done(session, report)


def finish(session: Session, actor: Actor, conversation_id: ConversationId, outcome: object = None) -> Acted:
    """End the live chat. A mentor has no access from here on, and may say how it ended; nobody else does.

    A claim not yet completed goes back to the queue.
    """
    if outcome is not None and (outcome not in _OUTCOMES or not _is_mentor(actor)):
        raise InvalidRequest
    if isinstance(actor, Staff):
        given_up = access.claimed_by(session, actor, conversation_id)
        if given_up is not None:
            return done(session, release_claim(session, given_up, actor))
    case = cases.case_to_change(session, actor, conversation_id)
    report = case.report
    if report.state != "live":
        return done(session, report, dup=True)
    company.send_away(session, report, "finished", lambda who: who.role != "responder")
    if isinstance(actor, Staff) and outcome is not None:
        company.note_outcome(session, report, actor.person_id, str(outcome))
    record(session, report, actor, AuditAction.CHAT_ENDED)
    return done(session, rest(session, report))


def release_claim(session: Session, report: Report, actor: Staff) -> Report:
    """A mentor's claim that the pupil's browser did not complete ends, and the pupil waits on in the same place."""
    record(session, report, actor, AuditAction.REPORT_RELEASED)
    return change(session, report, state="waiting", holder_id=None, holder_role=None)


def rest(session: Session, report: Report) -> Report:
    """No chat runs or is waited for. What no adult has opened is still to be read; a responder keeps what they hold."""
    keeps = report.holder_role == "responder" and any(
        who.person_id == report.holder_id for who in conversations.participants(session, report.id)
    )
    unread = report.opened_at is None
    return change(
        session,
        report,
        state="sent" if unread else "open",
        holder_id=report.holder_id if keeps else None,
        holder_role=report.holder_role if keeps else None,
        waiting_since=None,
        target_at=_owed(session, report, clock.now()) if unread else report.target_at,
    )


def done(session: Session, report: Report, *, dup: bool = False) -> Acted:
    """The answer to a verb: how far the stream has come."""
    stream = conv_stream(report.id)
    return Acted(realtime.heads(session, [stream])[stream].seq, dup)


def _to_pass(session: Session, actor: Actor, conversation_id: ConversationId) -> Report:
    if isinstance(actor, Staff):
        claimed = access.claimed_by(session, actor, conversation_id)
        if claimed is not None:
            return claimed
    case = cases.case_to_change(session, actor, conversation_id)
    if case.who is Standing.GROUP:
        raise Forbidden
    return case.report


def to_an_adult(session: Session, report: Report) -> Report:
    """The first adult who is in the chat by name has it now. If none is, it waits for one above nearly everything."""
    adult = next((who.person_id for who in conversations.participants(session, report.id)), None)
    now = clock.now()
    return change(
        session,
        report,
        state="passed" if adult is None else "live",
        want="adult",
        holder_id=adult,
        holder_role=None if adult is None else "adult",
        waiting_since=now if adult is None else None,
        target_at=_owed(session, report, now) if adult is None else None,
    )


def _is_mentor(actor: Actor) -> bool:
    return isinstance(actor, Staff) and actor.is_mentor


def is_in(session: Session, report: Report, actor: Staff) -> bool:
    """Whether somebody is in the chat by name."""
    return any(who.person_id == actor.person_id for who in conversations.participants(session, report.id))


def _owed(session: Session, report: Report, now: datetime) -> datetime | None:
    return report.target_at or schools.target(schools.by_id(session, report.school_id), now, report.urgency)
