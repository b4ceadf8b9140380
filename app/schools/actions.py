"""Writing schools."""

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.audit import actions as audit
from app.audit.schemas import SYSTEM, AuditAction, Detail, Party, Ref
from app.core import clock
from app.core.ids import SchoolId
from app.schools import policy, queries
from app.schools.errors import AlreadyLive, SlugFixed, SlugTaken
from app.schools.schemas import Calendar, OwnTopics, Period, PeriodBody, School, SchoolSettings
from app.schools.tables import SchoolRow, SetupStepRow

TEST_MINUTES = 30


def found(session: Session, school: School) -> None:
    """Store a new school. Raises `HoursInvalid`, `DatesInvalid`, `SlugTaken`."""
    policy.check_week(school.calendar.week)
    policy.check_dates(school.calendar)
    _check_slug(session, school.id, school.slug)
    settings = _columns(queries.settings_of(school), school.calendar)
    session.add(
        SchoolRow(
            id=school.id,
            **settings,
            demo=school.demo,
            live_at=school.live_at,
            testing_until=school.testing_until,
            created_at=clock.now(),
        )
    )
    session.flush()
    _record(session, school.id, SYSTEM, AuditAction.SCHOOL_SET_UP)


def change(session: Session, by: Party, school_id: SchoolId, wanted: SchoolSettings) -> None:
    """Store what a school has decided about itself. The caller has checked that `by` may decide it.

    Raises `HoursInvalid`, `DatesInvalid`, `TimezoneUnknown`, `TargetsInvalid`, `AddressInvalid`, `SlugTaken`,
    `SlugFixed`.
    """
    school = queries.by_id(session, school_id)
    calendar = Calendar(
        timezone=wanted.timezone,
        week=wanted.hours,
        terms=_periods(wanted.terms),
        closures=_periods(wanted.closures),
        target_minutes=wanted.target_minutes,
    )
    policy.check_timezone(wanted.timezone)
    policy.check_week(calendar.week)
    policy.check_dates(calendar)
    policy.check_exit(wanted.exit_url)
    if wanted.targets is not None:
        policy.check_targets(calendar, wanted.targets)
    if wanted.slug != school.slug and school.live_at is not None:
        raise SlugFixed
    _check_slug(session, school_id, wanted.slug)
    _set(session, school_id, **_columns(wanted, calendar))
    _note_step(session, by, school_id, "school", done=True)
    _note_step(session, by, school_id, "hours", done=policy.reads_sometimes(calendar))
    _record(session, school_id, by, AuditAction.SCHOOL_CHANGED)


def set_topics(session: Session, by: Party, school_id: SchoolId, topics: OwnTopics) -> None:
    """The list of topics is this from here on. The caller has checked it, and that `by` may decide it."""
    _set(session, school_id, topics=topics.model_dump(mode="json"))
    _record(session, school_id, by, AuditAction.SCHOOL_TOPICS_SET)


def say_step(
    session: Session, by: Party, school_id: SchoolId, step: str, *, done: bool, self_test: str | None = None
) -> None:
    """Somebody says that a step of setting up is done, or is not after all. The log keeps what their self-test saw."""
    _note_step(session, by, school_id, step, done=done)
    seen: dict[str, Detail] = {} if self_test is None else {"self_test": self_test}
    _record(session, school_id, by, AuditAction.SCHOOL_STEP_SAID, {"step": step, "done": done, **seen})


def open_test(session: Session, by: Party, school_id: SchoolId) -> None:
    """Take test reports for half an hour. Raises `AlreadyLive`: what a child sends is never a test."""
    _check_not_live(session, school_id)
    _set(session, school_id, testing_until=clock.now() + timedelta(minutes=TEST_MINUTES))
    _record(session, school_id, by, AuditAction.SCHOOL_TESTED)


def go_live(session: Session, by: Party, school_id: SchoolId) -> None:
    """Pupils may report from now on. The caller has checked that the school is ready. Raises `AlreadyLive`."""
    _check_not_live(session, school_id)
    _set(session, school_id, live_at=clock.now(), testing_until=None)
    _note_step(session, by, school_id, queries.OPENING, done=True)
    _record(session, school_id, by, AuditAction.SCHOOL_OPENED)


def close(session: Session, by: Party, school_id: SchoolId) -> None:
    """No new report is taken from now on; whoever has reported can still come back. Closing twice is closing once."""
    if queries.by_id(session, school_id).live_at is None:
        return
    _set(session, school_id, live_at=None)
    _record(session, school_id, by, AuditAction.SCHOOL_CLOSED)


def _note_step(session: Session, by: Party, school_id: SchoolId, step: str, *, done: bool) -> None:
    session.execute(
        delete(SetupStepRow).where(col(SetupStepRow.school_id) == school_id, col(SetupStepRow.step) == step)
    )
    if done:
        row = {"school_id": school_id, "step": step, "done_at": clock.now(), "by_kind": by.kind, "by_id": by.id}
        session.execute(insert(SetupStepRow).values(row))


def _check_not_live(session: Session, school_id: SchoolId) -> None:
    if queries.by_id(session, school_id).live_at is not None:
        raise AlreadyLive


def _check_slug(session: Session, school_id: SchoolId, slug: str) -> None:
    statement = select(col(SchoolRow.id)).where(col(SchoolRow.slug) == slug, col(SchoolRow.id) != school_id)
    if session.scalars(statement).first() is not None:
        raise SlugTaken


def _set(session: Session, school_id: SchoolId, **columns: Any) -> None:
    session.execute(update(SchoolRow).where(col(SchoolRow.id) == school_id).values(**columns))


def _columns(settings: SchoolSettings, calendar: Calendar) -> dict[str, Any]:
    """The settings as the columns of the row."""
    return {
        "name": settings.name,
        "slug": settings.slug,
        "phase": settings.phase,
        "team": settings.team,
        "exit_url": settings.exit_url,
        "timezone": calendar.timezone,
        "hours": [None if day is None else list(day) for day in calendar.week],
        "terms": [_stored(term) for term in calendar.terms],
        "closures": [_stored(closure) for closure in calendar.closures],
        "target_minutes": calendar.target_minutes,
        "targets": None if settings.targets is None else settings.targets.model_dump(),
        "help_numbers": [line.model_dump() for line in settings.help_numbers],
        "pastoral_topics": sorted(set(settings.pastoral_topics)),
        "mentor_code": settings.mentor_code,
    }


def _periods(bodies: tuple[PeriodBody, ...]) -> tuple[Period, ...]:
    return tuple(Period(body.name, body.first, body.last) for body in bodies)


def _stored(period: Period) -> dict[str, Any]:
    return {"name": period.name, "first": period.first.isoformat(), "last": period.last.isoformat()}


def _record(
    session: Session, school_id: SchoolId, by: Party, action: AuditAction, details: dict[str, Detail] | None = None
) -> None:
    audit.record_in_school(session, school_id, by, action, Ref("school", school_id), details)
