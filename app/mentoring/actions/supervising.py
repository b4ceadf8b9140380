"""What an adult does with a chat that somebody else has: watching it, stopping it for a moment, taking it over."""

from sqlalchemy.orm import Session

from app.audit.schemas import AuditAction
from app.conversations.actions import people
from app.conversations.schemas import conv_stream, side_stream
from app.core import clock
from app.core.errors import NotFound
from app.core.ids import ConversationId
from app.mentoring.actions import company
from app.mentoring.actions.chat import done, is_in
from app.mentoring.errors import ClaimLost
from app.mentoring.schemas.chat import Acted
from app.mentoring.tables.chats import WatchRow
from app.people.actors import Staff
from app.realtime import actions as realtime
from app.realtime import queries as streams
from app.reports import access as cases
from app.reports import queries as reports
from app.reports.actions.state import change, record, tell_group
from app.reports.errors import WrongState


def watch(session: Session, actor: Staff, conversation_id: ConversationId) -> Acted:
    """An adult of the group follows the chat from here on. On the record once for each sitting of theirs."""
    report = cases.case_of_group(session, actor, conversation_id).report
    if report.state != "live":
        raise WrongState
    for stream, head in streams.heads(session, [conv_stream(report.id), side_stream(report.id)]).items():
        realtime.grant(session, actor.person_id, stream, role="group", after=head.seq)
    row = session.get(WatchRow, (report.id, actor.person_id))
    if row is not None and row.session_id == actor.session_id:
        return done(session, report, dup=True)
    session.merge(
        WatchRow(conversation_id=report.id, person_id=actor.person_id, session_id=actor.session_id, at=clock.now())
    )
    session.flush()
    record(session, report, actor, AuditAction.CHAT_WATCHED)
    return done(session, report)


def freeze(session: Session, actor: Staff, conversation_id: ConversationId) -> Acted:
    """Nothing that the pupil or the mentor writes is taken until an adult lets the chat go on; both are told."""
    report = cases.case_of_group(session, actor, conversation_id).report
    if report.frozen_at is not None:
        return done(session, report, dup=True)
    if report.state != "live":
        raise WrongState
    report = change(session, report, frozen_at=clock.now(), frozen_by=actor.person_id)
    record(session, report, actor, AuditAction.CHAT_FROZEN)
    return done(session, report)


def unfreeze(session: Session, actor: Staff, conversation_id: ConversationId) -> Acted:
    """The chat goes on."""
    report = cases.case_of_group(session, actor, conversation_id).report
    if report.frozen_at is None:
        return done(session, report, dup=True)
    report = change(session, report, frozen_at=None, frozen_by=None)
    record(session, report, actor, AuditAction.CHAT_UNFROZEN)
    return done(session, report)


def take_over(session: Session, actor: Staff, conversation_id: ConversationId) -> Acted:
    """The mentor's or responder's chat is the caller's, in one step. Of two who try, one wins: `ClaimLost`."""
    report = cases.case_of_group(session, actor, conversation_id).report
    if report.state != "live":
        raise WrongState
    if report.holder_id == actor.person_id:
        return done(session, report, dup=True)
    if report.holder_role == "adult" and report.holder_id is not None:
        raise ClaimLost(data={"by": reports.alias_of(session, report.school_id, report.holder_id)})
    # The adult is there before the mentor goes, so that the pupil reads of nobody leaving them alone.
    if not is_in(session, report, actor):
        people.join(session, report.id, actor.person_id, actor.alias, "adult", "taken_over")
    company.send_away(session, report, "taken_over", lambda who: who.role != "adult")
    report = change(session, report, holder_id=actor.person_id, holder_role="adult", want="adult", target_at=None)
    record(session, report, actor, AuditAction.CHAT_TAKEN_OVER)
    return done(session, report)


def ask(session: Session, actor: Staff, conversation_id: ConversationId) -> Acted:
    """A mentor asks for an adult, without a word: the way to ask before any adult has said something aside."""
    case = cases.case_to_change(session, actor, conversation_id)
    if not actor.is_mentor:
        raise NotFound
    record(session, case.report, actor, AuditAction.CHAT_ASKED)
    tell_group(session, case.report, "asked")
    return done(session, case.report)
