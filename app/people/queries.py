"""Reading people, their sessions and who is on duty."""

from collections.abc import Callable, Iterable
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
from app.people.schemas import DutyState, OnDuty, Person
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
    row = _by_email(session, email)
    return None if row is None else _people(session, [row])[0]


def on_duty(session: Session, school_id: SchoolId) -> list[OnDuty]:
    """Who has said they are on duty, the longest first."""
    statement = (
        select(PersonRow, DutyRow)
        .join(DutyRow, col(DutyRow.person_id) == col(PersonRow.id))
        .where(col(DutyRow.school_id) == school_id, col(DutyRow.state) == "on", col(PersonRow.ended_at).is_(None))
        .order_by(col(DutyRow.since), col(PersonRow.id))
    )
    return [OnDuty(PersonId(row.id), row.alias, Role(row.role), duty.since) for row, duty in session.execute(statement)]


def status(session: Session, school: School, now: datetime, is_here: Callable[[str], bool]) -> Status:
    """What the pupil page says about time and who is there. `is_here` tells whether a person has an open socket."""
    live = {duty.role for duty in on_duty(session, school.id) if is_here(duty.person_id)}
    return schools.status(school, now, adults_live=bool(live - {Role.MENTOR}), mentors_live=Role.MENTOR in live)


@dataclass(frozen=True, slots=True)
class LiveSession(Generic[A]):
    """A caller with a session that has not ended."""

    actor: A
    ends_at: datetime


def staff_by_token(session: Session, token_hash: str, now: datetime) -> LiveSession[Staff]:
    """The person behind a cookie. Raises `SignedOut` if there is none, it has ended, or they have left."""
    row = _live_session(session, "person", token_hash, now)
    return LiveSession(_staff(session, row), row.ends_at)


def pupil_by_token(session: Session, token_hash: str, now: datetime) -> LiveSession[Pupil]:
    """The pupil behind a bearer token. Raises `SignedOut`."""
    row = _live_session(session, "pupil", token_hash, now)
    actor = Pupil(ConversationId(row.subject), SchoolId(row.school_id), SessionId(row.id))
    return LiveSession(actor, row.ends_at)


def actor_of_session(session: Session, session_id: SessionId, now: datetime) -> Staff | Pupil:
    """Who a session belongs to, asked afresh: for a socket, which outlives a request. Raises `SignedOut`."""
    row = session.get(SessionRow, session_id)
    if row is None or row.ends_at <= now:
        raise SignedOut
    if row.kind == "person":
        return _staff(session, row)
    return Pupil(ConversationId(row.subject), SchoolId(row.school_id), SessionId(row.id))


@dataclass(frozen=True, slots=True)
class SignIn:
    """What proving an account needs. Never leaves the sign-in route."""

    person: Person
    auth_hash: str
    totp_box: bytes | None


def sign_in_of(session: Session, email: str) -> SignIn | None:
    """The stored side of a sign-in, or None for an address that nobody has."""
    row = _by_email(session, email)
    return None if row is None else SignIn(_people(session, [row])[0], row.auth_hash, row.totp_box)


def last_totp_step(session: Session, person_id: PersonId) -> int:
    """The last 30-second step whose code opened this account, or 0."""
    row = session.get(PersonRow, person_id)
    return 0 if row is None or row.totp_step is None else row.totp_step


def salt_of(session: Session, email: str) -> bytes | None:
    """The public salt of an account's passphrase, or None for an address that nobody has."""
    row = _by_email(session, email)
    return None if row is None else row.salt


def session_end(session: Session, session_id: SessionId) -> datetime:
    """When a session ends however much it is used. Raises `SignedOut`."""
    row = session.get(SessionRow, session_id)
    if row is None:
        raise SignedOut
    return row.latest_end_at


def session_ids(session: Session, kind: str, subject: str) -> list[SessionId]:
    """Every session of a person or of a conversation's pupil."""
    statement = select(col(SessionRow.id)).where(col(SessionRow.kind) == kind, col(SessionRow.subject) == subject)
    return [SessionId(found) for found in session.scalars(statement)]


def expired_session_ids(session: Session, now: datetime) -> list[SessionId]:
    """The sessions whose time is up."""
    statement = select(col(SessionRow.id)).where(col(SessionRow.ends_at) <= now)
    return [SessionId(found) for found in session.scalars(statement)]


def duty_of(session: Session, person_id: PersonId) -> DutyState:
    """Whether a person has said that they are on duty."""
    row = session.get(DutyRow, person_id)
    return "on" if row is not None and row.state == "on" else "off"


def may_be_given(session: Session, actor: Staff, group: str) -> list[Person]:
    """Who a case of `group` may be given to: the school's mentors and responders. Raises `NotFound` to a non-member."""
    if group not in actor.groups:
        raise NotFound
    return with_role(session, actor.school_id, Role.MENTOR, Role.RESPONDER)


def is_stale(ends_at: datetime, minutes: float, now: datetime) -> bool:
    """Whether use should be written down: after a tenth of the idle time, so that not every call is a write."""
    return ends_at - now < timedelta(minutes=minutes * 0.9)


def _live_session(session: Session, kind: str, token_hash: str, now: datetime) -> SessionRow:
    statement = select(SessionRow).where(col(SessionRow.token_hash) == token_hash, col(SessionRow.kind) == kind)
    row = session.scalars(statement).one_or_none()
    if row is None or row.ends_at <= now:
        raise SignedOut
    return row


def _staff(session: Session, row: SessionRow) -> Staff:
    try:
        found = person(session, SchoolId(row.school_id), PersonId(row.subject))
    except NotFound:
        raise SignedOut from None
    return Staff(found.id, found.school_id, found.role, found.groups, SessionId(row.id), found.alias)


def _by_email(session: Session, email: str) -> PersonRow | None:
    statement = select(PersonRow).where(
        col(PersonRow.email) == email.strip().lower(), col(PersonRow.ended_at).is_(None)
    )
    return session.scalars(statement).one_or_none()


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
