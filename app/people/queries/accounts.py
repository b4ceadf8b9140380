"""The stored side of signing in, and what a person sees of their own account."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core.ids import PersonId, SessionId
from app.people.actors import Role, Staff
from app.people.queries.directory import people_of, person, row_by_email
from app.people.queries.sessions import session_end, staff_of_session
from app.people.queries.training import endings, recorders
from app.people.schemas import (
    PASSKEY,
    PASSPHRASE,
    Account,
    Me,
    Method,
    MySchool,
    OwnSession,
    PausedFor,
    Person,
    SessionEnd,
    TrainingEnds,
)
from app.people.tables import CredentialRow, KnownDeviceRow, PersonRow, SessionRow
from app.schools import queries as schools

UNNAMED = "This browser"
"""A browser that its owner has not named."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """What proving an account needs. Never leaves the sign-in desk."""

    person: Person
    auth_hash: str | None
    """None where the account does not have the way that was asked for."""
    totp_box: bytes | None
    asks_mentor_code: bool
    """Whether this is a mentor of a school that asks its mentors for a one-use code."""


def sign_in_of(session: Session, email: str, method: str = PASSPHRASE) -> SignIn | None:
    """The stored side of a sign-in by `method`, or None for an address that nobody has."""
    row = row_by_email(session, email)
    return None if row is None else _sign_in(session, row, method)


def confirmation_of(session: Session, actor: Staff, method: str = PASSPHRASE) -> SignIn | None:
    """The same for somebody who is signed in."""
    row = session.get(PersonRow, actor.person_id)
    return None if row is None else _sign_in(session, row, method)


@dataclass(frozen=True, slots=True)
class StoredPasskey:
    """A passkey, and whose it is."""

    person: Person
    method: str
    name: str
    public_key: bytes
    sign_count: int


def passkey_of(session: Session, credential_id: str) -> StoredPasskey | None:
    """The passkey with that credential id (base64url), unless its owner is suspended or has left."""
    statement = (
        select(CredentialRow, PersonRow)
        .join(PersonRow, col(PersonRow.id) == col(CredentialRow.person_id))
        .where(
            col(CredentialRow.method) == PASSKEY + credential_id,
            col(PersonRow.ended_at).is_(None),
            col(PersonRow.suspended_at).is_(None),
        )
    )
    found = session.execute(statement).first()
    if found is None:
        return None
    credential, row = found
    return StoredPasskey(
        people_of(session, [row])[0],
        credential.method,
        credential.name,
        credential.public_key or b"",
        credential.sign_count or 0,
    )


def is_known_device(session: Session, email: str, device_hash: str, now: datetime) -> bool:
    """Whether somebody has signed in to that account in that browser. One question, whether or not there is one."""
    statement = (
        select(col(KnownDeviceRow.ends_at))
        .join(PersonRow, col(PersonRow.id) == col(KnownDeviceRow.person_id))
        .where(
            col(PersonRow.email) == email.strip().lower(),
            col(KnownDeviceRow.device_hash) == device_hash,
            col(KnownDeviceRow.ends_at) > now,
        )
    )
    return session.scalars(statement).first() is not None


def last_totp_step(session: Session, person_id: PersonId) -> int:
    """The last 30-second step whose code opened this account, or 0."""
    row = session.get(PersonRow, person_id)
    return 0 if row is None or row.totp_step is None else row.totp_step


def totp_next(session: Session, actor: Staff) -> bytes | None:
    """The sealed secret of the authenticator that the caller is setting up."""
    row = session.get(PersonRow, actor.person_id)
    return None if row is None else row.totp_next


def salt_of(session: Session, email: str) -> bytes | None:
    """The public salt of an account's passphrase, or None for an address that nobody has, or without a passphrase.

    One question either way, so that the time of its answer does not tell whether there is such an account.
    """
    statement = (
        select(col(CredentialRow.salt))
        .join(PersonRow, col(PersonRow.id) == col(CredentialRow.person_id))
        .where(
            col(PersonRow.email) == email.strip().lower(),
            col(PersonRow.ended_at).is_(None),
            col(PersonRow.suspended_at).is_(None),
            col(CredentialRow.method) == PASSPHRASE,
        )
    )
    return session.scalars(statement).first()


def methods_of(session: Session, person_id: PersonId) -> list[Method]:
    """The ways in which a person can sign in, the oldest first."""
    ways = session.scalars(
        select(CredentialRow)
        .where(col(CredentialRow.person_id) == person_id)
        .order_by(col(CredentialRow.made_at), col(CredentialRow.method))
    )
    return [Method(method=way.method, name=way.name, made=way.made_at, used=way.used_at) for way in ways]


def _sessions_of(session: Session, actor: Staff) -> list[OwnSession]:
    """Where the caller is signed in, the newest first."""
    rows: Iterable[SessionRow] = session.scalars(
        select(SessionRow)
        .where(col(SessionRow.kind) == "person", col(SessionRow.subject) == actor.person_id)
        .order_by(col(SessionRow.started_at).desc(), col(SessionRow.id))
    )
    return [
        OwnSession(
            id=row.id,
            started=row.started_at,
            used=row.used_at,
            device=row.device or UNNAMED,
            here=row.id == actor.session_id,
        )
        for row in rows
    ]


def account(session: Session, actor: Staff) -> Account:
    """The caller's ways of signing in, and where they are signed in."""
    row = session.get(PersonRow, actor.person_id)
    return Account(
        methods=methods_of(session, actor.person_id),
        sessions=_sessions_of(session, actor),
        mfa=row is not None and row.totp_box is not None,
    )


def me(session: Session, actor: Staff) -> Me:
    """The caller, as their console shows them."""
    mine = person(session, actor.school_id, actor.person_id)
    school = schools.by_id(session, actor.school_id)
    return Me(
        id=mine.id,
        school=MySchool(id=school.id, slug=school.slug, name=school.name, demo=school.demo),
        email=mine.email,
        alias=mine.alias,
        role=mine.role,
        groups=sorted(actor.groups),
        standing=actor.standing,
        paused=None if actor.paused is None else PausedFor(module=actor.paused.module, since=actor.paused.since),
        training=_training_of(session, mine),
        session=SessionEnd(expires=session_end(session, actor.session_id)),
    )


def _training_of(session: Session, mine: Person) -> TrainingEnds | None:
    ending = next(iter(endings(session, mine.school_id, [mine])), None)
    if ending is None:
        return None
    ask = [one.alias for one in recorders(session, mine.school_id, mine.id)]
    return TrainingEnds(module=ending.module, last=ending.last, ask=ask)


def me_of_session(session: Session, session_id: SessionId) -> Me:
    """The same for a session that has just begun."""
    return me(session, staff_of_session(session, session_id))


def _sign_in(session: Session, row: PersonRow, method: str) -> SignIn:
    way = session.get(CredentialRow, (row.id, method))
    found = people_of(session, [row])[0]
    asks = found.role is Role.MENTOR and schools.by_id(session, found.school_id).mentor_code
    return SignIn(found, None if way is None else way.auth_hash, row.totp_box, asks)
