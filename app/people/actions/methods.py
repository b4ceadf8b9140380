"""The ways in which a person proves who they are. What each unlocks is written in the same transaction by `keys`."""

from sqlalchemy import delete
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core import clock
from app.core.ids import PersonId
from app.people.schemas import PASSPHRASE, SHEET
from app.people.tables import CredentialRow


def set_passphrase(session: Session, person_id: PersonId, salt: bytes, auth_hash: str) -> None:
    """The person's one passphrase, in place of the one before."""
    _replace(session, person_id, PASSPHRASE, auth_hash, salt)


def set_sheet(session: Session, person_id: PersonId, auth_hash: str) -> None:
    """The person's one recovery sheet, in place of the one before, which opens nothing any more."""
    _replace(session, person_id, SHEET, auth_hash, None)


def _replace(session: Session, person_id: PersonId, method: str, auth_hash: str, salt: bytes | None) -> None:
    same = col(CredentialRow.person_id) == person_id, col(CredentialRow.method) == method
    session.execute(delete(CredentialRow).where(*same))
    session.add(
        CredentialRow(person_id=person_id, method=method, name="", salt=salt, auth_hash=auth_hash, made_at=clock.now())
    )
    session.flush()
