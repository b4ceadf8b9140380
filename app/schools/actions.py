"""Writing schools."""

from typing import Any

from sqlalchemy.orm import Session

from app.audit import actions as audit
from app.audit.schemas import SYSTEM, AuditAction, Ref, log_id
from app.core import clock
from app.schools import policy
from app.schools.schemas import Period, School
from app.schools.tables import SchoolRow


def found(session: Session, school: School) -> None:
    """Store a new school. Raises `HoursInvalid`."""
    policy.check_week(school.calendar.week)
    calendar = school.calendar
    session.add(
        SchoolRow(
            id=school.id,
            slug=school.slug,
            name=school.name,
            phase=school.phase,
            team=school.team,
            exit_url=school.exit_url,
            timezone=calendar.timezone,
            hours=[None if day is None else list(day) for day in calendar.week],
            terms=[_stored(term) for term in calendar.terms],
            closures=[_stored(closure) for closure in calendar.closures],
            target_minutes=calendar.target_minutes,
            help_numbers=list(school.help_numbers),
            demo=school.demo,
            created_at=clock.now(),
        )
    )
    session.flush()
    audit.record(
        session,
        log=log_id(school.id, "school"),
        actor=SYSTEM,
        action=AuditAction.SCHOOL_SET_UP,
        subject=Ref("school", school.id),
    )


def _stored(period: Period) -> dict[str, Any]:
    return {"name": period.name, "first": period.first.isoformat(), "last": period.last.isoformat()}
