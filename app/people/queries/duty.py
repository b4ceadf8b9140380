"""Who is on duty, and what the pupil page says about it."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core.ids import PersonId, SchoolId
from app.people.actors import Role
from app.people.schemas import DutyState, OnDuty
from app.people.tables import DutyRow, PersonRow
from app.schools import queries as schools
from app.schools.schemas import School, Status


def on_duty(session: Session, school_id: SchoolId) -> list[OnDuty]:
    """Who has said they are on duty, the longest first."""
    statement = (
        select(PersonRow, DutyRow)
        .join(DutyRow, col(DutyRow.person_id) == col(PersonRow.id))
        .where(col(DutyRow.school_id) == school_id, col(DutyRow.state) == "on", col(PersonRow.ended_at).is_(None))
        .order_by(col(DutyRow.since), col(PersonRow.id))
    )
    return [OnDuty(PersonId(row.id), row.alias, Role(row.role), duty.since) for row, duty in session.execute(statement)]


def status(session: Session, school: School, now: datetime, is_here: Callable[[str], bool]) -> Status:
    """What the pupil page says about time and who is there. `is_here` tells whether a person has an open socket."""
    live = {duty.role for duty in on_duty(session, school.id) if is_here(duty.person_id)}
    return schools.status(school, now, adults_live=bool(live - {Role.MENTOR}), mentors_live=Role.MENTOR in live)


def duty_of(session: Session, person_id: PersonId) -> DutyState:
    """Whether a person has said that they are on duty."""
    row = session.get(DutyRow, person_id)
    return "on" if row is not None and row.state == "on" else "off"
