"""Reading people, their sessions and who is on duty."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core.errors import NotFound
from app.core.ids import ConversationId, PersonId, SchoolId, SessionId
from app.people.actors import Pupil, Role, Staff
from app.people.errors import SignedOut
from app.people.schemas import OnDuty, Person
from app.people.tables import DutyRow, MembershipRow, PersonRow, SessionRow
from app.schools import queries as schools
from app.schools.schemas import School, Status

A = TypeVar("A", Staff, Pupil)


def person(session: Session, school_id: SchoolId, person_id: PersonId) -> Person:
    """Someone at a school who has not left. Raises `NotFound`."""
    row = session.get(PersonRow, person_id)
    if row is None or row.school_id != school_id or row.ended_at is not None:
        raise NotFound
    return _people(session, [row])[0]


def people(session: Session, school_id: SchoolId) -> list[Person]:
    """Everyone at a school who has not left, by alias."""
    return _people(session, session.scalars(_present(school_id)))


def members(session: Session, school_id: SchoolId, group: str) -> list[Person]:
    """The members of a group, by alias."""
    return [person for person in people(session, school_id) if group in person.groups]


def with_role(session: Session, school_id: SchoolId, *roles: Role) -> list[Person]:
    """The people in any of those roles, by alias."""
    return [person for person in people(session, school_id) if person.role in roles]


def by_email(session: Session, email: str) -> Person | None:
    """The person with that address, in any school, unless they have left. Case does not matter."""
    statement = select(PersonRow).where(col(PersonRow.email) == email.lower(), col(PersonRow.ended_at).is_(None))
    found = _people(session, session.scalars(statement))
    return found[0] if found else None


def on_duty(session: Session, school_id: SchoolId) -> list[OnDuty]:
    """Who has said they are on duty, the longest first."""
    statement = (
        select(PersonRow, DutyRow)
        .join(DutyRow, col(DutyRow.person_id) == col(PersonRow.id))
        .where(col(DutyRow.school_id) == school_id, col(DutyRow.state) == "on", col(PersonRow.ended_at).is_(None))
        .order_by(col(DutyRow.since), col(PersonRow.id))
    )
    return [OnDuty(PersonId(row.id), row.alias, Role(row.role), duty.since) for row, duty in session.execute(statement)]


def status(session: Session, school: School, now: datetime, connected: Collection[str]) -> Status:
    """What the pupil page says about time and who is there. `connected`: ids of people with an open socket."""
    live = [duty for duty in on_duty(session, school.id) if duty.person_id in connected]
    mentors = sum(duty.role is Role.MENTOR for duty in live)
    return schools.status(school, now, adults_live=len(live) - mentors, mentors_live=mentors)


@dataclass(frozen=True, slots=True)
class LiveSession(Generic[A]):
    """A caller with a session that has not ended."""

    actor: A
    expires_at: datetime
    idle_at: datetime


def staff_by_token(session: Session, token_hash: str, now: datetime) -> LiveSession[Staff]:
    """The person behind a cookie. Raises `SignedOut` if there is none, it has ended, or they have left."""
    row = _live_session(session, "person", token_hash, now)
    return LiveSession(_staff(session, row), row.expires_at, row.idle_at)


def pupil_by_token(session: Session, token_hash: str, now: datetime) -> LiveSession[Pupil]:
    """The pupil behind a bearer token. Raises `SignedOut`."""
    row = _live_session(session, "pupil", token_hash, now)
    actor = Pupil(ConversationId(row.subject), SchoolId(row.school_id), SessionId(row.id))
    return LiveSession(actor, row.expires_at, row.idle_at)


def actor_of_session(session: Session, session_id: SessionId, now: datetime) -> Staff | Pupil:
    """Who a session belongs to, asked afresh: for a socket, which outlives a request. Raises `SignedOut`."""
    row = session.get(SessionRow, session_id)
    if row is None or min(row.expires_at, row.idle_at) <= now:
        raise SignedOut
    if row.kind == "person":
        return _staff(session, row)
    return Pupil(ConversationId(row.subject), SchoolId(row.school_id), SessionId(row.id))


def is_stale(idle_at: datetime, minutes: float, now: datetime) -> bool:
    """Whether use should be written down: after a tenth of the idle time, so that not every call is a write."""
    return idle_at - now < timedelta(minutes=minutes * 0.9)


def _live_session(session: Session, kind: str, token_hash: str, now: datetime) -> SessionRow:
    statement = select(SessionRow).where(col(SessionRow.token_hash) == token_hash, col(SessionRow.kind) == kind)
    row = session.scalars(statement).one_or_none()
    if row is None or min(row.expires_at, row.idle_at) <= now:
        raise SignedOut
    return row


def _staff(session: Session, row: SessionRow) -> Staff:
    try:
        found = person(session, SchoolId(row.school_id), PersonId(row.subject))
    except NotFound:
        raise SignedOut from None
    return Staff(found.id, found.school_id, found.role, found.groups, SessionId(row.id), found.alias)


def _present(school_id: SchoolId) -> Select[PersonRow]:
    return (
        select(PersonRow)
        .where(col(PersonRow.school_id) == school_id, col(PersonRow.ended_at).is_(None))
        .order_by(col(PersonRow.alias), col(PersonRow.id))
    )


def _people(session: Session, rows: Iterable[PersonRow]) -> list[Person]:
    found = list(rows)
    groups: dict[str, set[str]] = {row.id: set() for row in found}
    statement = select(MembershipRow).where(col(MembershipRow.person_id).in_(groups))
    for membership in session.scalars(statement):
        groups[membership.person_id].add(membership.group_name)
    return [
        Person(
            PersonId(row.id),
            SchoolId(row.school_id),
            row.email,
            row.alias,
            row.title,
            Role(row.role),
            frozenset(groups[row.id]),
        )
        for row in found
    ]
