"""Opening a case, taking it, judging how urgent it is, coming back to it, and telling the pupil where it stands."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.audit.schemas import AuditAction
from app.conversations.actions.people import say_status
from app.conversations.policy import Standing
from app.conversations.schemas import conv_stream, file_stream, side_stream
from app.core import clock
from app.core.errors import Forbidden
from app.mentoring.actions.chat import release_claim
from app.people.actors import Staff
from app.realtime import actions as realtime
from app.realtime import queries as streams
from app.reports import access as cases
from app.reports.actions.state import change, record
from app.reports.schemas import Report, Told, Urgency
from app.schools import queries as schools
from app.triage.errors import ReportUnopened
from app.triage.tables import OpeningRow


def open_case(session: Session, actor: Staff, case_id: str) -> None:
    """Record that an adult opened the case, and let their sockets follow it. A mentor never does: `Forbidden`."""
    case = cases.case_to_change(session, actor, case_id)
    if case.who not in {Standing.GROUP, Standing.RESPONDER}:
        raise Forbidden
    report, now = case.report, clock.now()
    _note_opening(session, actor, case_id, now)
    record(session, report, actor, AuditAction.REPORT_OPENED)
    _looked_at(session, report, now)
    follows = [conv_stream(case_id)]
    if case.who is Standing.GROUP:
        follows.append(side_stream(case_id))
    if case.who is Standing.GROUP or case.access.place.file_from_seq is not None:
        follows.append(file_stream(case_id))
    for stream, head in streams.heads(session, follows).items():
        realtime.grant(session, actor.person_id, stream, role=str(case.who), after=head.seq)


def search_case(session: Session, actor: Staff, case_id: str) -> None:
    """Record that a member of the group took a case to search its words. Nothing is owed less because of it.

    Raises `ReportUnopened`: what nobody has read is opened and not searched, or a pupil would wait for no one.
    """
    report = cases.case_of_group(session, actor, case_id).report
    if report.opened_at is None:
        raise ReportUnopened
    _note_opening(session, actor, case_id, clock.now())
    record(session, report, actor, AuditAction.REPORT_SEARCHED)


def take(session: Session, actor: Staff, case_id: str, v: int) -> Report:
    """The case is the caller's to see through. Taking one out of the tray brings it into the inbox."""
    report = cases.case_of_group(session, actor, case_id, if_v=v).report
    return _change(session, actor, report, AuditAction.REPORT_TAKEN, owner_id=actor.person_id, overflow=False)


def release(session: Session, actor: Staff, case_id: str, v: int) -> Report:
    """The case is nobody's; a mentor's claim that the pupil's browser never completed lapses."""
    report = cases.case_of_group(session, actor, case_id, if_v=v).report
    if report.state == "claimed":
        return release_claim(session, report, actor)
    return _change(session, actor, report, AuditAction.REPORT_RELEASED, owner_id=None)


def set_urgency(session: Session, actor: Staff, case_id: str, urgency: Urgency, v: int) -> Report:
    """How urgent an adult finds it."""
    report = cases.case_of_group(session, actor, case_id, if_v=v).report
    after = change(session, report, **changes_for(session, report, urgency))
    record(session, after, actor, AuditAction.REPORT_URGENCY_SET, {"urgency": urgency})
    return after


def set_follow_up(session: Session, actor: Staff, case_id: str, at: datetime | None, v: int) -> Report:
    """When somebody comes back to it."""
    report = cases.case_of_group(session, actor, case_id, if_v=v).report
    after = change(session, report, follow_up_at=at)
    record(session, after, actor, AuditAction.REPORT_FOLLOW_UP_SET, {"at": None if at is None else at.isoformat()})
    return after


def tell(session: Session, actor: Staff, case_id: str, status: Told) -> Report:
    """Put into words, on the pupil's page, what was done: asked them something, or told somebody who can help."""
    report = cases.case_of_group(session, actor, case_id).report
    say_status(session, report.id, status)
    record(session, report, actor, AuditAction.REPORT_STATUS_TOLD, {"status": status})
    return report


def changes_for(session: Session, report: Report, urgency: Urgency) -> dict[str, Any]:
    """What becomes of a case with another urgency: what is still owed to a report is counted anew from when it came."""
    school = schools.by_id(session, report.school_id)
    changes: dict[str, Any] = {"urgency": urgency}
    if report.opened_at is None and report.target_at is not None:
        changes["target_at"] = schools.target(school, report.received_at, urgency)
    if report.reply_at is not None:
        changes["reply_at"] = schools.reply_target(school, report.received_at, urgency)
    return changes


def _note_opening(session: Session, actor: Staff, case_id: str, now: datetime) -> None:
    row = session.get(OpeningRow, (case_id, actor.person_id))
    if row is None:
        session.add(OpeningRow(case_id=case_id, person_id=actor.person_id, first_at=now, last_at=now))
    else:
        row.last_at = now
    session.flush()


def _looked_at(session: Session, report: Report, now: datetime) -> None:
    if report.state == "closed" or (report.opened_at is not None and report.target_at is None):
        return
    changes: dict[str, Any] = {"target_at": None}
    if report.opened_at is None:
        changes["opened_at"] = now
        say_status(session, report.id, "read")
    if report.state == "sent":
        changes["state"] = "open"
    change(session, report, **changes)


def _change(session: Session, actor: Staff, report: Report, action: AuditAction, **changes: Any) -> Report:
    after = change(session, report, **changes)
    record(session, after, actor, action)
    return after
