"""Reading keys."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core.errors import NotFound
from app.core.ids import PersonId, SchoolId
from app.keys.schemas import PersonKeys, SignedRoster
from app.keys.tables import GroupKeyRow, PersonKeyRow, RosterRow


def current_roster(session: Session, school_id: SchoolId) -> SignedRoster:
    """The newest roster of a school. Raises `NotFound` before the first ceremony."""
    statement = (
        select(RosterRow).where(col(RosterRow.school_id) == school_id).order_by(col(RosterRow.number).desc()).limit(1)
    )
    row = session.scalars(statement).one_or_none()
    if row is None:
        raise NotFound
    return SignedRoster(row.number, row.doc, row.sig, row.expires_at)


def group_epoch(session: Session, school_id: SchoolId, group: str) -> int | None:
    """The newest epoch of a group's key, or None if the school has no such group."""
    statement = select(func.max(GroupKeyRow.epoch)).where(
        col(GroupKeyRow.school_id) == school_id, col(GroupKeyRow.name) == group
    )
    return session.scalar(statement)


def kem_key(session: Session, person_id: PersonId) -> bytes:
    """A person's public KEM key, 1216 bytes. Raises `NotFound`."""
    row = session.get(PersonKeyRow, person_id)
    if row is None:
        raise NotFound
    return row.kem


def people_keys(session: Session, school_id: SchoolId) -> list[PersonKeys]:
    """The public keys of everyone at a school."""
    rows = session.scalars(select(PersonKeyRow).where(col(PersonKeyRow.school_id) == school_id))
    return [PersonKeys(PersonId(row.person_id), row.kem, row.sign) for row in rows]
