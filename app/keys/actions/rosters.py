"""Signed rosters: the next one follows from the one before."""

from sqlalchemy.orm import Session

from app.audit.schemas import AuditAction, Party, Ref
from app.core import clock
from app.core.errors import NotFound
from app.core.ids import SchoolId
from app.keys import policy, queries
from app.keys.actions.recording import record
from app.keys.tables import RosterRow
from app.people import actions as people


def publish_roster(session: Session, school_id: SchoolId, doc: bytes, sig: bytes, *, by: Party) -> None:
    """Store the next roster and tell every desk. Raises `RosterRefused`; then nothing is stored."""
    try:
        before = queries.current_roster(session, school_id)
    except NotFound:
        before = None
    facts = policy.next_roster(school_id, doc, sig, before, clock.now())
    session.add(
        RosterRow(
            school_id=school_id,
            number=facts.number,
            doc=doc,
            sig=sig,
            issued_at=facts.issued,
            expires_at=facts.expires,
        )
    )
    session.flush()
    subject, details = Ref("school", school_id), {"number": facts.number}
    record(session, school_id, by, AuditAction.ROSTER_SIGNED, subject, details)
    people.tell_desks(session, school_id, "roster")
