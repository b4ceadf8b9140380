"""Whose a session is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core.columns import table_of
from app.core.errors import NotFound
from app.core.ids import ConversationId, PersonId, SchoolId, SessionId
from app.people.actors import Pupil, Staff, Standing
from app.people.errors import SignedOut
from app.people.queries import training
from app.people.queries.directory import person
from app.people.tables import SessionRow

A = TypeVar("A", Staff, Pupil)

_SESSION = table_of(SessionRow)

# Built once: every call with a session asks one of them.
_BY_TOKEN = select(_SESSION).where(
    _SESSION.c.token_hash == bindparam("token_hash"), _SESSION.c.kind == bindparam("kind")
)
_BY_ID = select(_SESSION).where(_SESSION.c.id == bindparam("id"))


@dataclass(frozen=True, slots=True)
class LiveSession(Generic[A]):
    """A caller with a session that has not ended."""

    actor: A
    ends_at: datetime
    confirmed_at: datetime | None = None
    """When the caller last proved who they are. None for a pupil."""


def staff_by_token(session: Session, token_hash: str, now: datetime) -> LiveSession[Staff]:
    """The person behind a cookie. Raises `SignedOut` if there is none, it has ended, or they have left."""
    row = _live_session(session, "person", token_hash, now)
    return LiveSession(_staff(session, row), row.ends_at, row.confirmed_at)


def pupil_by_token(session: Session, token_hash: str, now: datetime) -> LiveSession[Pupil]:
    """The pupil behind a bearer token. Raises `SignedOut`."""
    row = _live_session(session, "pupil", token_hash, now)
    actor = Pupil(ConversationId(row.subject), SchoolId(row.school_id), SessionId(row.id))
    return LiveSession(actor, row.ends_at)


def actor_of_session(session: Session, session_id: SessionId, now: datetime) -> Staff | Pupil:
    """Who a session belongs to, asked afresh: for a socket, which outlives a request. Raises `SignedOut`."""
    row = session.connection().execute(_BY_ID, {"id": session_id}).first()
    if row is None or row.ends_at <= now:
        raise SignedOut
    if row.kind == "person":
        return _staff(session, row)
    return Pupil(ConversationId(row.subject), SchoolId(row.school_id), SessionId(row.id))


def staff_of_session(session: Session, session_id: SessionId) -> Staff:
    """The person whose session has just begun. Raises `SignedOut`."""
    row = session.connection().execute(_BY_ID, {"id": session_id}).first()
    if row is None or row.kind != "person":
        raise SignedOut
    return _staff(session, row)


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


def is_stale(ends_at: datetime, minutes: float, now: datetime) -> bool:
    """Whether use should be written down: after a tenth of the idle time, so that not every call is a write."""
    return ends_at - now < timedelta(minutes=minutes * 0.9)


def _live_session(session: Session, kind: str, token_hash: str, now: datetime) -> Row[Any]:
    row = session.connection().execute(_BY_TOKEN, {"token_hash": token_hash, "kind": kind}).first()
    if row is None or row.ends_at <= now:
        raise SignedOut
    return row


def _staff(session: Session, row: Row[Any]) -> Staff:
    try:
        found = person(session, SchoolId(row.school_id), PersonId(row.subject))
    except NotFound:
        raise SignedOut from None
    if found.state == "suspended":
        raise SignedOut
    standing, paused = training.standing_of(session, found)
    # Whoever has only joined is of no group yet, whatever a former roster had of them.
    groups: frozenset[str] = frozenset() if standing is Standing.JOINED else found.groups
    return Staff(found.id, found.school_id, found.role, groups, SessionId(row.id), found.alias, standing, paused)
