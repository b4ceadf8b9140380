"""What comes round with a school's keys: a roster that runs out, and sheets that are to be tried."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.core import clock
from app.core.ids import SchoolId
from app.keys import policy
from app.keys.queries.recovery import sets_in_use
from app.keys.queries.rosters import newest_roster
from app.people import queries as people
from app.people.roll import Reminder
from app.schools import queries as schools


def key_reminders(session: Session, school_id: SchoolId) -> list[Reminder]:
    """Letters to those who can sign the next roster before it runs out, and to members whose test is overdue."""
    return [*_of_roster(session, school_id), *_of_sheets(session, school_id)]


def _of_roster(session: Session, school_id: SchoolId) -> list[Reminder]:
    roster, now = newest_roster(session, school_id), clock.now()
    if roster is None:
        return []
    due = [days for days in policy.ROSTER_WARNING_DAYS if roster.expires_at - timedelta(days=days) <= now]
    if not due:
        return []
    holders = people.with_role(session, school_id, *policy.ROOT_HOLDERS)
    return [
        Reminder(
            school_id=school_id,
            causes=frozenset(f"roster/{roster.number}/{days}" for days in due),
            letters={"alert": frozenset(one.id for one in holders)},
        )
    ]


def _of_sheets(session: Session, school_id: SchoolId) -> list[Reminder]:
    today = schools.today(session, school_id)
    reminders = []
    for group, number, due in sets_in_use(session, school_id):
        late = [days for days in policy.TEST_REMINDER_DAYS if due + timedelta(days=days) <= today]
        if late:
            reminders.append(
                Reminder(
                    school_id=school_id,
                    causes=frozenset(f"restore/{group}/{number}/{due}/{days}" for days in late),
                    letters={"alert": frozenset(people.member_ids(session, school_id, group))},
                )
            )
    return reminders
