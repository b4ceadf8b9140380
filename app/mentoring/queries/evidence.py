"""What a mentor has given, for a certificate."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core import clock
from app.core.errors import Forbidden
from app.core.ids import PersonId, SchoolId
from app.mentoring.policy import day
from app.mentoring.queries.shifts import check_mentor, minutes, shifts_of
from app.mentoring.schemas.debriefs import Evidence, TermHours
from app.mentoring.schemas.shifts import Shift
from app.mentoring.tables.debriefs import DebriefRow, ReviewRow, SupervisionRow
from app.people import queries as people
from app.people.actors import Staff
from app.people.policy import ROTA_KEEPERS
from app.people.queries.training import trained
from app.schools import queries as schools
from app.schools.schemas import Calendar

BETWEEN_TERMS = "Between terms"


def evidence(session: Session, actor: Staff, person_id: PersonId) -> Evidence:
    """Hours, training, debriefs and supervision of a mentor, for themself and for those who keep the rota.

    Raises `NotFound` for whoever is no mentor of the school, `Forbidden` for other callers.
    """
    check_mentor(session, actor.school_id, person_id)
    if actor.person_id != person_id and actor.role not in ROTA_KEEPERS:
        raise Forbidden
    calendar = schools.by_id(session, actor.school_id).calendar
    done = select(func.count()).where(col(DebriefRow.person_id) == person_id)
    return Evidence(
        alias=people.person(session, actor.school_id, person_id).alias,
        hours=_hours(calendar, shifts_of(session, person_id)),
        training=trained(session, actor.school_id).get(person_id, []),
        debriefs=session.scalars(done).one(),
        supervision=supervised_on(session, actor.school_id).get(person_id, []),
    )


def supervised_on(session: Session, school_id: SchoolId) -> dict[str, list[date]]:
    """The days on which an adult read a chat again and signed, talked one over, or held a meeting, by mentor."""
    calendar = schools.by_id(session, school_id).calendar
    found: dict[str, set[date]] = {}
    done = select(col(ReviewRow.person_id), col(ReviewRow.signed_at), col(ReviewRow.talked_at))
    for mentor, *moments in session.execute(done.where(col(ReviewRow.school_id) == school_id)):
        found.setdefault(mentor, set()).update(day.local(calendar, at)[0] for at in moments if at is not None)
    held = select(col(SupervisionRow.person_id), col(SupervisionRow.on))
    for mentor, on in session.execute(held.where(col(SupervisionRow.school_id) == school_id)):
        found.setdefault(mentor, set()).add(on)
    return {mentor: sorted(days) for mentor, days in found.items()}


def _hours(calendar: Calendar, shifts: list[Shift]) -> list[TermHours]:
    """Per term, the first one first; what was given between terms comes last. A shift is of the day it began on."""
    terms = [term.name for term in calendar.terms]
    given: dict[str, list[Shift]] = {}
    for shift in shifts:
        given.setdefault(_term(calendar, day.local(calendar, shift.started_at)[0]), []).append(shift)
    now = clock.now()
    return [
        TermHours(term=term, minutes=minutes(given[term], given[term][0].started_at, now), shifts=len(given[term]))
        for term in [*dict.fromkeys(terms), BETWEEN_TERMS]
        if term in given
    ]


def _term(calendar: Calendar, on: date) -> str:
    return next((term.name for term in calendar.terms if term.includes(on)), BETWEEN_TERMS)
