"""Reading the signed roster."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core.columns import table_of
from app.core.errors import NotFound
from app.core.ids import SchoolId
from app.keys.policy import Known
from app.keys.queries.people import people_keys
from app.keys.schemas import SignedRoster
from app.keys.tables import GroupKeyRow, RecoverySetRow, RosterRow

_ROSTER = table_of(RosterRow)

# Built once: every report asks it.
_CURRENT_ROSTER = (
    select(_ROSTER.c.number, _ROSTER.c.doc, _ROSTER.c.sig, _ROSTER.c.expires_at)
    .where(_ROSTER.c.school_id == bindparam("school"))
    .order_by(_ROSTER.c.number.desc())
    .limit(1)
)


def current_roster(session: Session, school_id: SchoolId) -> SignedRoster:
    """The newest roster of a school. Raises `NotFound` before the first ceremony."""
    found = newest_roster(session, school_id)
    if found is None:
        raise NotFound
    return found


def newest_roster(session: Session, school_id: SchoolId) -> SignedRoster | None:
    """The same, or None."""
    row = session.connection().execute(_CURRENT_ROSTER, {"school": school_id}).first()
    return None if row is None else SignedRoster(row.number, row.doc, row.sig, row.expires_at)


def known(session: Session, school_id: SchoolId) -> Known:
    """Everything stored that a roster may name."""
    groups = select(GroupKeyRow).where(col(GroupKeyRow.school_id) == school_id)
    sets = select(RecoverySetRow).where(col(RecoverySetRow.school_id) == school_id)
    return Known(
        people={keys.person_id: keys for keys in people_keys(session, school_id)},
        groups={(row.name, row.epoch): row.kem for row in session.scalars(groups)},
        recovery={(row.name, row.set_number): row.kem for row in session.scalars(sets)},
    )
