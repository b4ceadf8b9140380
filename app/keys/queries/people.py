"""Reading people's public keys."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core.errors import NotFound
from app.core.ids import PersonId, SchoolId
from app.keys.schemas import PersonKeys
from app.keys.tables import PersonKeyRow


def kem_key(session: Session, person_id: PersonId) -> bytes:
    """A person's public KEM key, 1216 bytes. Raises `NotFound`."""
    return _row(session, person_id).kem


def signing_key(session: Session, person_id: PersonId) -> bytes:
    """A person's public Ed25519 key, 32 bytes. Raises `NotFound`."""
    return _row(session, person_id).sign


def people_keys(session: Session, school_id: SchoolId) -> list[PersonKeys]:
    """The public keys of everyone who has ever joined a school."""
    rows = session.scalars(select(PersonKeyRow).where(col(PersonKeyRow.school_id) == school_id))
    return [PersonKeys(PersonId(row.person_id), row.kem, row.sign) for row in rows]


def _row(session: Session, person_id: PersonId) -> PersonKeyRow:
    row = session.get(PersonKeyRow, person_id)
    if row is None:
        raise NotFound
    return row
