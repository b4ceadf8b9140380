"""Reading mentors' time on duty, and what a school says of each mentor."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core.errors import NotFound
from app.core.ids import PersonId, SchoolId, ShiftId
from app.mentoring.queries.rules import rules
from app.mentoring.schemas.shifts import Feeling, MentorProfile, Shift
from app.mentoring.tables.shifts import MentorProfileRow, ShiftRow
from app.people import queries as people
from app.people.actors import Role, Staff
from app.schools.schemas import Family


def open_shifts(session: Session, school_id: SchoolId | None = None) -> dict[PersonId, Shift]:
    """The shifts that run now, by mentor: of a school, or of all of them."""
    statement = select(ShiftRow).where(col(ShiftRow.ended_at).is_(None))
    if school_id is not None:
        statement = statement.where(col(ShiftRow.school_id) == school_id)
    return {PersonId(row.person_id): shift_of(row) for row in session.scalars(statement)}


def shifts_since(session: Session, who: Iterable[PersonId], since: datetime) -> dict[PersonId, list[Shift]]:
    """Each mentor's shifts that had not ended by then, the oldest first."""
    mentors = list(who)
    statement = (
        select(ShiftRow)
        .where(
            col(ShiftRow.person_id).in_(mentors),
            or_(col(ShiftRow.ended_at).is_(None), col(ShiftRow.ended_at) > since),
        )
        .order_by(col(ShiftRow.started_at))
    )
    found: dict[PersonId, list[Shift]] = {mentor: [] for mentor in mentors}
    for row in session.scalars(statement):
        found[PersonId(row.person_id)].append(shift_of(row))
    return found


def shifts_of(session: Session, mentor: PersonId) -> list[Shift]:
    """Every shift of a mentor, the oldest first."""
    rows = session.scalars(select(ShiftRow).where(col(ShiftRow.person_id) == mentor).order_by(col(ShiftRow.started_at)))
    return [shift_of(row) for row in rows]


def minutes(shifts: Iterable[Shift], since: datetime, now: datetime) -> int:
    """Whole minutes on duty between two moments."""
    spans = ((max(shift.started_at, since), min(shift.ended_at or now, now)) for shift in shifts)
    return sum((max(end - begin, timedelta()) for begin, end in spans), timedelta()) // timedelta(minutes=1)


def profile(session: Session, actor: Staff, person_id: PersonId) -> MentorProfile:
    """What the school says of a mentor. Raises `NotFound` for whoever is none."""
    check_mentor(session, actor.school_id, person_id)
    return profiles(session, actor.school_id).get(person_id) or unsaid(session, actor.school_id)


def profiles(session: Session, school_id: SchoolId) -> dict[PersonId, MentorProfile]:
    """What a school says of those mentors of whom it has said something."""
    rows = session.scalars(select(MentorProfileRow).where(col(MentorProfileRow.school_id) == school_id))
    return {PersonId(row.person_id): _profile(row) for row in rows}


def unsaid(session: Session, school_id: SchoolId) -> MentorProfile:
    """A mentor of whom nothing is said yet: their first chats are held where the school wants that."""
    return MentorProfile(hold_left=rules(session, school_id).hold_first)


def check_mentor(session: Session, school_id: SchoolId, person_id: PersonId) -> None:
    """Raise `NotFound` unless that is a mentor of the school."""
    if people.person(session, school_id, person_id).role is not Role.MENTOR:
        raise NotFound


def shift_of(row: ShiftRow) -> Shift:
    """A stored shift."""
    return Shift(
        id=ShiftId(row.id),
        school_id=SchoolId(row.school_id),
        person_id=PersonId(row.person_id),
        feeling=cast(Feeling, row.feeling),
        started_at=row.started_at,
        ended_at=row.ended_at,
        talked_at=row.talked_at,
        room_at=row.room_at,
    )


def _profile(row: MentorProfileRow) -> MentorProfile:
    return MentorProfile(
        year=row.year,
        band=row.band,
        topics=cast("tuple[Family, ...]", tuple(row.topics)),
        languages=tuple(row.languages),
        senior=row.senior,
        rest_until=row.rest_until,
        hold_left=row.hold_left,
    )
