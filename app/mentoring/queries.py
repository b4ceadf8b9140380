"""Reading what a mentor may know before and during a chat."""

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import or_
from sqlalchemy.orm import Session

from app.conversations import queries as conversations
from app.core import clock
from app.core.ids import PersonId, SchoolId
from app.mentoring import policy
from app.mentoring.schemas import Gate, GateFacts, Waiting, WaitingPupil
from app.people import queries as people
from app.people.actors import Group, Pupil, Role, Staff
from app.realtime import frames
from app.reports import queries as reports
from app.reports.schemas import IsHere, Report
from app.schools import policy as hours
from app.schools import queries as schools

_ALL = 10_000
"""More cases than one person ever holds."""
_SUPERVISORS = frozenset({Group.SAFEGUARDING, Group.PASTORAL})


def waiting(session: Session, actor: Staff, is_here: IsHere) -> Waiting:
    """Who waits for a mentor, the longest first; the caller's own chat; and whether they may take one."""
    now = clock.now()
    mine = reports.held_live(session, actor.person_id)
    return Waiting(
        waiting=[_waiting_pupil(report, now) for report in reports.waiting_for_mentor(session, actor.school_id)],
        mine=mine[0].id if mine else None,
        gate=gate(session, actor.school_id, actor.person_id, is_here),
    )


def gate(session: Session, school_id: SchoolId, mentor_id: PersonId, is_here: IsHere) -> Gate:
    """Whether a mentor may take a chat now."""
    on_duty = {duty.person_id for duty in people.on_duty(session, school_id)}
    supervisors = [
        person
        for person in people.people(session, school_id)
        if person.groups & _SUPERVISORS and person.role is not Role.MENTOR and person.id in on_duty
    ]
    calendar = schools.by_id(session, school_id).calendar
    return policy.gate(
        GateFacts(
            mentor_on_duty=mentor_id in on_duty,
            adult_live=any(is_here(person.id) for person in supervisors),
            school_open=hours.state(calendar, clock.now()) == "open",
            chats=len(reports.held_live(session, mentor_id)),
        )
    )


def cases_of(session: Session, person_id: PersonId) -> list[Report]:
    """Every case that somebody holds, owns or is in by name."""
    cases = reports.CASES
    theirs = or_(
        cases.holder_id == person_id,
        cases.owner_id == person_id,
        cases.id.in_(conversations.taking_part(person_id)),
    )
    # In order of id, so that two departures on PostgreSQL lock the rows in one order and never wait for each other.
    return reports.where(session, theirs, order=[cases.id], limit=_ALL)


def live(session: Session, actor: Pupil, is_here: IsHere) -> frames.Live:
    """What a ping tells a pupil: their place among those who wait, and whether whoever they talk to is there."""
    report = reports.report(session, actor.conversation_id)
    if report is None:
        raise LookupError("a pupil's session without a report")
    who: Literal["none", "waiting", "here", "away"] = "none"
    if report.state in {"waiting", "claimed", "passed"}:
        who = "waiting"
    elif report.state == "live" and report.holder_id is not None:
        who = "here" if is_here(report.holder_id) else "away"
    return frames.Live(reports.place(session, report), who)


def _waiting_pupil(report: Report, now: datetime) -> WaitingPupil:
    if report.mentor is None:
        raise LookupError("a case without a mentor's topic among those that wait for one")
    waited = now - (report.waiting_since or now)
    return WaitingPupil(id=report.id, family=report.mentor, minutes=waited // timedelta(minutes=1), v=report.v)
