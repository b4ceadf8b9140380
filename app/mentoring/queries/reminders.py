"""What comes round in mentoring, and has letters sent of it."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.core.ids import SchoolId
from app.mentoring.policy import rota as rule
from app.mentoring.queries.rota import days_ahead
from app.mentoring.queries.rules import rules
from app.people import queries as people
from app.people.actors import Role
from app.people.roll import Reminder
from app.schools import queries as schools


def cover_reminders(session: Session, school_id: SchoolId) -> list[Reminder]:
    """A letter to the leads if the next day of school has nobody on the rota at any time that mentors may chat.

    A school that has no rota yet is not told day by day that it has none.
    """
    calendar = schools.by_id(session, school_id).calendar
    tomorrow = schools.today(session, school_id) + timedelta(days=1)
    days = [day for day in days_ahead(session, school_id, tomorrow) if day.open]
    if not schools.has_opened(session, school_id) or not any(day.people for day in days):
        return []
    hours = rule.mentoring_hours(calendar, rules(session, school_id), days[0].on)
    if hours is None or sum(gap.closes - gap.opens for gap in days[0].gaps) < hours[1] - hours[0]:
        return []
    leads = frozenset(lead.id for lead in people.with_role(session, school_id, Role.DSL))
    return [Reminder(school_id=school_id, causes=frozenset({f"cover/{days[0].on}"}), letters={"alert": leads})]
