"""Sessions: starting one for who has been proved, keeping it, and ending it with its sockets."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from sqlalchemy import case, delete, insert, literal, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.audit import actions as audit
from app.audit.schemas import SYSTEM, AuditAction
from app.core import clock
from app.core.columns import UtcDateTime, table_of
from app.core.errors import NotFound
from app.core.ids import ConversationId, PersonId, SchoolId, SessionId, new_id
from app.core.secrets import new_token, token_hash
from app.people import queries
from app.people.actions import proofs
from app.people.actions.proofs import Proof
from app.people.actions.recording import ref
from app.people.actors import Staff
from app.people.schemas import Person
from app.people.tables import SessionRow
from app.realtime import actions as realtime
from app.realtime.codes import CloseCode

_PUPIL_DAYS = 1
_ADD_SESSION = insert(table_of(SessionRow))


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that has just begun. The token goes to the browser and is kept nowhere."""

    session_id: SessionId
    token: str
    device: str = ""
    """What the browser is known as from now on; empty where it is not to be known."""


def sign_in(
    session: Session, person: Person, proof: Proof, *, hours: float, idle_minutes: float, device: str = ""
) -> Opened:
    """Start a session for somebody who has been proved. `device` is what they call their browser.

    It counts as confirmed. Raises `SignInFailed` or `PasskeyRefused` if what they proved it with was used before.
    """
    proofs.spend(session, person.id, proof)
    opened = _start(
        session,
        "person",
        person.id,
        person.school_id,
        whole=timedelta(hours=hours),
        idle=timedelta(minutes=idle_minutes),
        device=device,
        confirmed=True,
    )
    details = {"method": proof.kind}
    audit.record_in_school(
        session, person.school_id, ref(person.id), AuditAction.SESSION_STARTED, ref(person.id), details
    )
    return opened


def confirm(session: Session, actor: Staff, proof: Proof) -> None:
    """The caller has proved anew who they are, so what matters most may be done for a while.

    Raises `SignInFailed` or `PasskeyRefused` if what they proved it with was used before.
    """
    proofs.spend(session, actor.person_id, proof)
    session.execute(update(SessionRow).where(col(SessionRow.id) == actor.session_id).values(confirmed_at=clock.now()))
    audit.record_in_school(
        session, actor.school_id, actor, AuditAction.SESSION_CONFIRMED, actor, {"method": proof.kind}
    )


def refuse_sign_in(session: Session, person: Person) -> None:
    """Somebody tried an account and was refused. Who it was is not known, so the server is the actor."""
    audit.record_in_school(session, person.school_id, SYSTEM, AuditAction.SIGN_IN_REFUSED, ref(person.id))


def sign_out(session: Session, actor: Staff) -> None:
    """End the caller's session, and every socket that came with it."""
    end_session(session, actor.session_id)
    audit.record_in_school(session, actor.school_id, actor, AuditAction.SESSION_ENDED, actor)


def end_own_session(session: Session, actor: Staff, session_id: SessionId) -> None:
    """End one of the caller's sessions, wherever it is open. Raises `NotFound` for anybody else's."""
    if session_id not in queries.session_ids(session, "person", actor.person_id):
        raise NotFound
    end_session(session, session_id)
    audit.record_in_school(session, actor.school_id, actor, AuditAction.SESSION_ENDED, actor)


def name_session(session: Session, actor: Staff, session_id: SessionId, device: str) -> None:
    """Say what the caller calls the browser of one of their sessions. Raises `NotFound` for anybody else's."""
    if session_id not in queries.session_ids(session, "person", actor.person_id):
        raise NotFound
    session.execute(update(SessionRow).where(col(SessionRow.id) == session_id).values(device=device.strip()))


def end_other_sessions(session: Session, actor: Staff) -> None:
    """End every session of the caller's but this one."""
    for session_id in queries.session_ids(session, "person", actor.person_id):
        if session_id != actor.session_id:
            end_own_session(session, actor, session_id)


def start_pupil_session(
    session: Session, school_id: SchoolId, conversation_id: ConversationId, *, minutes: float
) -> str:
    """A bearer token for whoever holds a conversation's words; it ends after `minutes` without use, or a day."""
    return _start(
        session, "pupil", conversation_id, school_id, whole=timedelta(days=_PUPIL_DAYS), idle=timedelta(minutes=minutes)
    ).token


def keep_session(session: Session, session_id: SessionId, minutes: float) -> None:
    """A session was used: it does not go idle for another `minutes`."""
    ends_at = literal(clock.now() + timedelta(minutes=minutes), UtcDateTime)
    latest = col(SessionRow.latest_end_at)
    capped = case((latest < ends_at, latest), else_=ends_at)
    session.execute(
        update(SessionRow).where(col(SessionRow.id) == session_id).values(ends_at=capped, used_at=clock.now())
    )


def end_session(session: Session, session_id: SessionId) -> None:
    """End one session. Its token opens nothing any more, and its sockets close within the second."""
    session.execute(delete(SessionRow).where(col(SessionRow.id) == session_id))
    realtime.close_sockets(session, session_id, CloseCode.SESSION_ENDED)


def end_sessions(session: Session, kind: Literal["person", "pupil"], subject: PersonId | ConversationId) -> None:
    """End every session of a person or of a conversation's pupil."""
    for session_id in queries.session_ids(session, kind, subject):
        end_session(session, session_id)


def end_expired(session: Session) -> int:
    """End the sessions whose time is up, so that an open socket does not outlive its right; how many there were."""
    expired = queries.expired_session_ids(session, clock.now())
    for session_id in expired:
        end_session(session, session_id)
    proofs.forget_old(session)
    return len(expired)


def _start(
    session: Session,
    kind: Literal["person", "pupil"],
    subject: PersonId | ConversationId,
    school_id: SchoolId,
    *,
    whole: timedelta,
    idle: timedelta,
    device: str = "",
    confirmed: bool = False,
) -> Opened:
    token, now, session_id = new_token(), clock.now(), SessionId(new_id())
    row = {
        "id": session_id,
        "kind": kind,
        "subject": subject,
        "school_id": school_id,
        "token_hash": token_hash(token),
        "ends_at": now + min(idle, whole),
        "latest_end_at": now + whole,
        "device": device,
        "started_at": now,
        "used_at": now,
        "confirmed_at": now if confirmed else None,
    }
    session.connection().execute(_ADD_SESSION, row)
    return Opened(session_id, token)
