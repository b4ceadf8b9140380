"""Coming in: a session, and the browser that it began in is known from then on."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core import clock
from app.core.ids import PersonId
from app.core.secrets import new_token, token_hash
from app.people.actions import mail
from app.people.actions.proofs import Proof
from app.people.actions.sessions import Opened, sign_in
from app.people.schemas import Person
from app.people.tables import KnownDeviceRow


def enter(
    session: Session,
    person: Person,
    proof: Proof,
    known_as: str | None,
    *,
    hours: float,
    idle_minutes: float,
    device_days: float,
    device: str = "",
    joining: bool = False,
) -> Opened:
    """Start a session for somebody who has been proved, and know their browser for `device_days`.

    They are sent a letter about a browser that they never signed in with, unless they are `joining` just now. Raises
    `SignInFailed` or `PasskeyRefused` if what they proved it with was used before.
    """
    opened = sign_in(session, person, proof, hours=hours, idle_minutes=idle_minutes, device=device)
    name = known_as if known_as is not None and _is_ours(session, known_as) else new_token()
    if not _know(session, person.id, name, device_days) and not joining:
        mail.queue_for(session, person.school_id, "new_browser", [person.id])
    return Opened(opened.session_id, opened.token, name)


def _know(session: Session, person_id: PersonId, device: str, days: float) -> bool:
    """Know a person in a browser from now on; whether they were known in it before."""
    mine = col(KnownDeviceRow.device_hash) == token_hash(device), col(KnownDeviceRow.person_id) == person_id
    known = session.execute(delete(KnownDeviceRow).where(*mine).returning(col(KnownDeviceRow.person_id))).first()
    ends = clock.now() + timedelta(days=days)
    session.add(KnownDeviceRow(device_hash=token_hash(device), person_id=person_id, ends_at=ends))
    session.flush()
    return known is not None


def _is_ours(session: Session, device: str) -> bool:
    # A browser that several people share keeps one name. A name that we never gave is not taken over: whoever planted
    # it would know it, and could spend the owner's tries with it.
    known = select(KnownDeviceRow).where(
        col(KnownDeviceRow.device_hash) == token_hash(device), col(KnownDeviceRow.ends_at) > clock.now()
    )
    return session.scalars(known.limit(1)).first() is not None
