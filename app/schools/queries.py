"""Reading schools."""

from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from app.audit.schemas import Ref
from app.core import clock
from app.core.columns import table_of
from app.core.errors import NotFound
from app.core.ids import SchoolId
from app.schools import policy
from app.schools.schemas import (
    Calendar,
    HelpNumber,
    Hours,
    OwnTopics,
    Period,
    PeriodBody,
    Phase,
    School,
    SchoolSettings,
    Status,
    StepDone,
    Targets,
    Urgency,
)
from app.schools.tables import SchoolRow, SetupStepRow

_SCHOOL = table_of(SchoolRow)
_STEP = table_of(SetupStepRow)
OPENING = "golive"
"""The step that is noted when a school first opens, and stays noted when it closes."""

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


def status(school: School, now: datetime, *, adults_live: bool, pastoral_live: bool, mentors_live: bool) -> Status:
    """What the pupil page says about time. `live` means on duty with an open socket, which the caller knows."""
    calendar, testing = school.calendar, school.is_testing(now)
    if not school.takes_reports(now):
        return Status(
            state="not_open",
            adults_live=False,
            pastoral_live=False,
            mentors_live=False,
            read_by=None,
            next_open=None,
            label=None,
            testing=False,
        )
    return Status(
        state=policy.state(calendar, now),
        adults_live=adults_live,
        pastoral_live=pastoral_live,
        mentors_live=mentors_live,
        read_by=policy.read_by(calendar, now),
        next_open=policy.next_open(calendar, now),
        label=policy.label(calendar, now),
        testing=testing,
    )


def settings(session: Session, school_id: SchoolId) -> SchoolSettings:
    """What a school has decided about itself, as it is shown and stored again. Raises `NotFound`."""
    return settings_of(by_id(session, school_id))


def settings_of(school: School) -> SchoolSettings:
    """The same of a school that is at hand."""
    calendar = school.calendar
    return SchoolSettings(
        name=school.name,
        slug=school.slug,
        phase=school.phase,
        team=school.team,
        exit_url=school.exit_url,
        timezone=calendar.timezone,
        hours=calendar.week,
        terms=tuple(map(_period_body, calendar.terms)),
        closures=tuple(map(_period_body, calendar.closures)),
        target_minutes=calendar.target_minutes,
        targets=targets_of(school),
        help_numbers=tuple(HelpNumber(**line) for line in school.help_numbers),
        pastoral_topics=school.pastoral_topics,
        mentor_code=school.mentor_code,
    )


def today(session: Session, school_id: SchoolId) -> date:
    """The day that it is at the school now. Raises `NotFound`."""
    return policy.local_day(by_id(session, school_id).calendar, clock.now())


def steps_done(session: Session, school_id: SchoolId) -> dict[str, StepDone]:
    """The steps of setting up that somebody has said are done."""
    rows = session.connection().execute(select(_STEP).where(_STEP.c.school_id == school_id))
    return {row.step: StepDone(row.step, row.done_at, Ref(row.by_kind, row.by_id)) for row in rows}


def has_opened(session: Session, school_id: SchoolId) -> bool:
    """Whether pupils may report, or ever could: a school that has closed again has cases all the same."""
    return by_id(session, school_id).live_at is not None or OPENING in steps_done(session, school_id)


def set_up_at(session: Session, school_id: SchoolId) -> datetime:
    """When the school was made. Raises `NotFound`."""
    row = session.connection().execute(_BY_ID, {"id": school_id}).first()
    if row is None:
        raise NotFound
    made: datetime = row.created_at
    return made


def targets_of(school: School) -> Targets:
    """The targets that a school has set, or the usual ones."""
    return school.own_targets or policy.usual_targets(school.calendar)


def target(school: School, received: datetime, urgency: Urgency = "amber") -> datetime | None:
    """When a person will have looked at something received then, or null if no opening is in sight."""
    own = targets_of(school)
    minutes = {"red": own.open_red, "amber": school.calendar.target_minutes, "green": own.open_green}
    return policy.after_open_minutes(school.calendar, received, minutes[urgency])


def reply_target(school: School, received: datetime, urgency: Urgency) -> datetime | None:
    """When somebody will have written back to a report received then, or null if no opening is in sight."""
    own = targets_of(school)
    minutes = {"red": own.reply_red, "amber": own.reply_amber, "green": own.reply_green}
    return policy.after_open_minutes(school.calendar, received, minutes[urgency])


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
        pastoral_topics=tuple(row.pastoral_topics),
        mentor_code=row.mentor_code,
        own_targets=None if row.targets is None else Targets.model_validate(row.targets),
        topics=OwnTopics.model_validate(row.topics),
        demo=row.demo,
        live_at=row.live_at,
        testing_until=row.testing_until,
    )


def _period_body(period: Period) -> PeriodBody:
    return PeriodBody(name=period.name, first=period.first, last=period.last)


def _hours(stored: list[int] | None) -> Hours | None:
    return None if stored is None else (stored[0], stored[1])


def _period(stored: dict[str, Any]) -> Period:
    return Period(stored["name"], date.fromisoformat(stored["first"]), date.fromisoformat(stored["last"]))
