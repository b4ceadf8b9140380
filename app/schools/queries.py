"""Reading schools."""

from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from app.core.columns import table_of
from app.core.errors import NotFound
from app.core.ids import SchoolId
from app.schools import policy
from app.schools.schemas import Calendar, Hours, Period, Phase, School, Status
from app.schools.tables import SchoolRow

_SCHOOL = table_of(SchoolRow)

# Built once: nearly every call of a pupil's asks one of them.
_BY_SLUG = select(_SCHOOL).where(_SCHOOL.c.slug == bindparam("slug"))
_BY_ID = select(_SCHOOL).where(_SCHOOL.c.id == bindparam("id"))


def by_slug(session: Session, slug: str) -> School:
    """The school at an address. Raises `NotFound`."""
    return _found(session.connection().execute(_BY_SLUG, {"slug": slug}).first())


def by_id(session: Session, school_id: SchoolId) -> School:
    """The school with that id. Raises `NotFound`."""
    return _found(session.connection().execute(_BY_ID, {"id": school_id}).first())


def every(session: Session) -> list[School]:
    """All schools of this deployment, in order of their addresses."""
    return [_school(row) for row in session.connection().execute(select(_SCHOOL).order_by(_SCHOOL.c.slug))]


def status(school: School, now: datetime, *, adults_live: bool, mentors_live: bool) -> Status:
    """What the pupil page says about time. `live` means on duty with an open socket, which the caller knows."""
    calendar = school.calendar
    return Status(
        state=policy.state(calendar, now),
        adults_live=adults_live,
        mentors_live=mentors_live,
        read_by=policy.read_by(calendar, now),
        next_open=policy.next_open(calendar, now),
        label=policy.label(calendar, now),
    )


def target(school: School, received: datetime) -> datetime | None:
    """When a person will have looked at something received then, or null if no opening is in sight."""
    return policy.read_by(school.calendar, received)


def _found(row: Row[Any] | None) -> School:
    if row is None:
        raise NotFound
    return _school(row)


def _school(row: Row[Any]) -> School:
    return School(
        id=SchoolId(row.id),
        slug=row.slug,
        name=row.name,
        phase=cast(Phase, row.phase),
        team=row.team,
        exit_url=row.exit_url,
        calendar=Calendar(
            timezone=row.timezone,
            week=tuple(_hours(day) for day in row.hours),
            terms=tuple(_period(term) for term in row.terms),
            closures=tuple(_period(closure) for closure in row.closures),
            target_minutes=row.target_minutes,
        ),
        help_numbers=tuple(row.help_numbers),
        demo=row.demo,
    )


def _hours(stored: list[int] | None) -> Hours | None:
    return None if stored is None else (stored[0], stored[1])


def _period(stored: dict[str, Any]) -> Period:
    return Period(stored["name"], date.fromisoformat(stored["first"]), date.fromisoformat(stored["last"]))
