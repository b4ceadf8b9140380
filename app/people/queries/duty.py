"""Who is on duty, and what the pupil page says about it."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.core.columns import table_of
from app.core.ids import PersonId, SchoolId
from app.people import mentors
from app.people.actors import Group, Role, Staff
from app.people.queries.directory import member_ids
from app.people.schemas import Duty, DutyPerson, DutyState, IsHere, OnDuty
from app.people.tables import DutyRow, PersonRow
from app.schools import queries as schools
from app.schools.schemas import School, Status

_PERSON = table_of(PersonRow)
_DUTY = table_of(DutyRow)

# Built once: every report and every look at a pupil's page asks it.
_ON_DUTY = (
    select(_PERSON.c.id, _PERSON.c.alias, _PERSON.c.role, _DUTY.c.since)
    .join(_DUTY, _DUTY.c.person_id == _PERSON.c.id)
    .where(_DUTY.c.school_id == bindparam("school"), _DUTY.c.state == "on", _PERSON.c.ended_at.is_(None))
    .order_by(_DUTY.c.since, _PERSON.c.id)
)


def on_duty(session: Session, school_id: SchoolId) -> list[OnDuty]:
    """Who has said they are on duty, the longest first."""
    found = session.connection().execute(_ON_DUTY, {"school": school_id})
    return [OnDuty(PersonId(row.id), row.alias, Role(row.role), row.since) for row in found]


def status(session: Session, school: School, now: datetime, is_here: Callable[[str], bool]) -> Status:
    """What the pupil page says about time and who is there. `is_here` tells whether a person has an open socket."""
    live = {duty.person_id for duty in on_duty(session, school.id) if is_here(duty.person_id)}
    # The head and the chair answer no chats, so a page that counted them would show a chat that nobody takes.
    team = live & member_ids(session, school.id, Group.SAFEGUARDING) if live else set()
    pastoral = live & member_ids(session, school.id, Group.PASTORAL) if live else set()
    return schools.status(
        school,
        now,
        adults_live=bool(team),
        pastoral_live=bool(team or pastoral),
        mentors_live=mentors.chat_open(session, school.id, is_here),
    )


def duty(session: Session, actor: Staff, is_here: IsHere) -> Duty:
    """Who is on duty at the caller's school, and the caller's own state."""
    return Duty(
        people=[
            DutyPerson(alias=one.alias, role=one.role, live=is_here(one.person_id))
            for one in on_duty(session, actor.school_id)
        ],
        me=duty_of(session, actor.person_id),
    )


def duty_of(session: Session, person_id: PersonId) -> DutyState:
    """Whether a person has said that they are on duty."""
    row = session.get(DutyRow, person_id)
    return "on" if row is not None and row.state == "on" else "off"
