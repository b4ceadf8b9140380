"""Writing people: sessions, duty."""

from datetime import timedelta
from typing import Literal

from sqlalchemy import delete, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core import clock
from app.core.ids import ConversationId, PersonId, SchoolId, SessionId, new_id
from app.core.secrets import new_token, token_hash
from app.people.tables import SessionRow

_PUPIL_DAYS = 1


def start_pupil_session(
    session: Session, school_id: SchoolId, conversation_id: ConversationId, *, minutes: float
) -> str:
    """A bearer token for whoever holds a conversation's words; it ends after `minutes` without use, or a day."""
    return _start(
        session, "pupil", conversation_id, school_id, whole=timedelta(days=_PUPIL_DAYS), idle=timedelta(minutes=minutes)
    )[1]


def keep_session(session: Session, session_id: SessionId, minutes: float) -> None:
    """A session was used: it does not go idle for another `minutes`."""
    idle_at = clock.now() + timedelta(minutes=minutes)
    session.execute(update(SessionRow).where(col(SessionRow.id) == session_id).values(idle_at=idle_at))


def end_session(session: Session, session_id: SessionId) -> None:
    """End one session. Its token opens nothing any more."""
    session.execute(delete(SessionRow).where(col(SessionRow.id) == session_id))


def _start(
    session: Session,
    kind: Literal["person", "pupil"],
    subject: PersonId | ConversationId,
    school_id: SchoolId,
    *,
    whole: timedelta,
    idle: timedelta,
) -> tuple[SessionId, str]:
    token, now, session_id = new_token(), clock.now(), SessionId(new_id())
    session.add(
        SessionRow(
            id=session_id,
            kind=kind,
            subject=subject,
            school_id=school_id,
            token_hash=token_hash(token),
            expires_at=now + whole,
            idle_at=now + idle,
        )
    )
    session.flush()
    return session_id, token
