"""Whether a mentor may take a chat now, and why not."""

from sqlalchemy.orm import Session

from app.core import clock
from app.core.ids import PersonId, SchoolId
from app.mentoring.policy import gate as rule
from app.mentoring.schemas.gate import Gate, GateFacts
from app.people import queries as people
from app.people.actors import Group, Role
from app.reports import queries as reports
from app.reports.schemas import IsHere
from app.schools import policy as hours
from app.schools import queries as schools

_SUPERVISORS = frozenset({Group.SAFEGUARDING, Group.PASTORAL})


def gate(session: Session, school_id: SchoolId, mentor_id: PersonId, is_here: IsHere) -> Gate:
    """Whether a mentor may take a chat now."""
    on_duty = {duty.person_id for duty in people.on_duty(session, school_id)}
    supervisors = [
        person
        for person in people.people(session, school_id)
        if person.groups & _SUPERVISORS and person.role is not Role.MENTOR and person.id in on_duty
    ]
    calendar = schools.by_id(session, school_id).calendar
    return rule.gate(
        GateFacts(
            mentor_on_duty=mentor_id in on_duty,
            adult_live=any(is_here(person.id) for person in supervisors),
            school_open=hours.state(calendar, clock.now()) == "open",
            chats=len(reports.held_live(session, mentor_id)),
        )
    )
