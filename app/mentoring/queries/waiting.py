"""What a mentor may know before a chat and about their day."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.core import clock
from app.mentoring.queries.gate import gate
from app.mentoring.schemas.waiting import Waiting, WaitingPupil
from app.people.actors import Staff
from app.reports import queries as reports
from app.reports.schemas import IsHere, Report


def waiting(session: Session, actor: Staff, is_here: IsHere) -> Waiting:
    """Who waits for a mentor, the longest first; the caller's own chat; and whether they may take one."""
    now = clock.now()
    mine = reports.held_live(session, actor.person_id)
    return Waiting(
        waiting=[_waiting_pupil(report, now) for report in reports.waiting_for_mentor(session, actor.school_id)],
        mine=mine[0].id if mine else None,
        gate=gate(session, actor.school_id, actor.person_id, is_here),
    )


def _waiting_pupil(report: Report, now: datetime) -> WaitingPupil:
    if report.mentor is None:
        raise LookupError("a case without a mentor's topic among those that wait for one")
    waited = now - (report.waiting_since or now)
    return WaitingPupil(id=report.id, family=report.mentor, minutes=waited // timedelta(minutes=1), v=report.v)
