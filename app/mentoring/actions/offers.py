"""Putting a waiting pupil before a mentor, one after the other, and ringing for whoever nobody takes."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.audit.schemas import SYSTEM, AuditAction
from app.core import clock
from app.core.ids import ConversationId, PersonId
from app.mentoring import access
from app.mentoring.actions.chat import done
from app.mentoring.queries import offers
from app.mentoring.queries.rules import rules
from app.mentoring.schemas.chat import Acted
from app.mentoring.schemas.queue import Alarm, ToDo
from app.mentoring.tables.chats import OfferRow
from app.people.actors import Staff
from app.reports import policy
from app.reports import queries as reports
from app.reports.actions.state import note_alarm, record, ring, tell
from app.reports.schemas import IsHere, Report


def attend(session: Session, todo: ToDo, is_here: IsHere) -> None:
    """Do what a round found to be due, if it still is."""
    if todo.mentor is not None:
        offer(session, todo.report, todo.mentor, is_here)
    if todo.alarm is not None:
        _alarm(session, todo.report, todo.alarm)


def offer(session: Session, before: Report, mentor_id: PersonId, is_here: IsHere) -> bool:
    """Ask a mentor about a waiting pupil. False if the pupil waits no longer, or somebody else is asked by now."""
    access.hold_claims(session, before.school_id, mentor_id)
    report = reports.report(session, before.id, lock=True)
    if report is None or not policy.mentor_waits(report):
        return False
    if offers.next_mentor(session, report, is_here) != mentor_id:
        return False
    now = clock.now()
    until = now + timedelta(seconds=rules(session, report.school_id).offer_seconds)
    session.merge(OfferRow(conversation_id=report.id, person_id=mentor_id, at=now, until=until, over=False))
    session.flush()
    record(session, report, SYSTEM, AuditAction.CHAT_OFFERED, {"person": mentor_id})
    tell(session, {mentor_id}, {"what": "offer", "id": report.id})
    return True


def decline(session: Session, actor: Staff, conversation_id: ConversationId) -> Acted:
    """A mentor would rather not, and is not asked why. The next one is asked within the second."""
    report = access.claimable(session, actor, conversation_id)
    row = session.get(OfferRow, (report.id, actor.person_id))
    if row is None:
        return done(session, report, dup=True)
    if row.over or row.until <= clock.now():
        return done(session, report, dup=True)
    row.over = True
    session.flush()
    record(session, report, actor, AuditAction.CHAT_DECLINED)
    return done(session, report)


def _alarm(session: Session, before: Report, alarm: Alarm) -> None:
    if note_alarm(session, before, alarm.level):
        ring(session, before, alarm.why)
