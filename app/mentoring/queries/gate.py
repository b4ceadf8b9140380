"""Whether mentors may take a chat now, and why not."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from app.core.ids import PersonId, SchoolId
from app.mentoring.policy import gate as rule
from app.mentoring.queries import load
from app.mentoring.schemas.gate import Cover, Gate
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
    now = load.at_present(session, school_id)
    return _gates(session, now, load.cover(session, now, is_here), mentors)


def chat_open(session: Session, school_id: SchoolId, is_here: IsHere) -> bool:
    """Whether a pupil may wait for a mentor now: some mentor is there whose gate is open, or soon is by itself."""
    there = mentors_there(session, school_id, is_here)
    # A pupil's page asks this time and again, and mostly there is nobody: then nothing more is asked.
    if not there:
        return False
    now = load.at_present(session, school_id)
    cover = load.cover(session, now, is_here)
    if cover.adults == 0:
        return False
    return any(rule.takes_new_pupils(gate) for gate in _gates(session, now, cover, there).values())


def mentors_there(session: Session, school_id: SchoolId, is_here: IsHere) -> list[PersonId]:
    """The mentors on duty with an open page, the longest on duty first."""
    on_duty = people.on_duty(session, school_id)
    return [duty.person_id for duty in on_duty if duty.role is Role.MENTOR and is_here(duty.person_id)]


def _gates(session: Session, now: load.Now, cover: Cover, mentors: Collection[PersonId]) -> dict[PersonId, Gate]:
    return {mentor: rule.gate(cover, each) for mentor, each in load.loads(session, now, mentors).items()}
