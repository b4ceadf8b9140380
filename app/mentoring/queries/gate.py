"""Whether mentors may take a chat now, and why not."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from app.core.ids import PersonId, SchoolId
from app.mentoring.policy import gate as rule
from app.mentoring.queries import load
from app.mentoring.schemas.gate import Gate
from app.people import queries as people
from app.people.actors import Role
from app.reports.schemas import IsHere


def gate(session: Session, school_id: SchoolId, mentor_id: PersonId, is_here: IsHere) -> Gate:
    """Whether a mentor may take a chat now."""
    return gates(session, school_id, [mentor_id], is_here)[mentor_id]


def gates(
    session: Session, school_id: SchoolId, mentors: Collection[PersonId], is_here: IsHere
) -> dict[PersonId, Gate]:
    """The same for each of several."""
    cover = load.cover(session, school_id, is_here)
    return {mentor: rule.gate(cover, each) for mentor, each in load.loads(session, school_id, mentors).items()}


def chat_open(session: Session, school_id: SchoolId, is_here: IsHere) -> bool:
    """Whether a pupil may wait for a mentor now: some mentor is there whose gate is open, or soon is by itself."""
    there = mentors_there(session, school_id, is_here)
    # Asked first, because a pupil's page asks this time and again, and mostly there is nobody.
    if not there or not load.adults_live(session, school_id, is_here):
        return False
    return any(rule.takes_new_pupils(each) for each in gates(session, school_id, there, is_here).values())


def mentors_there(session: Session, school_id: SchoolId, is_here: IsHere) -> list[PersonId]:
    """The mentors on duty with an open page, the longest on duty first."""
    on_duty = people.on_duty(session, school_id)
    return [duty.person_id for duty in on_duty if duty.role is Role.MENTOR and is_here(duty.person_id)]
