"""How an action on people comes into the school's audit log."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.audit import actions as audit
from app.audit.schemas import AuditAction, Detail, Party, Ref, log_id
from app.core.ids import PersonId, SchoolId


def record(
    session: Session,
    school_id: SchoolId,
    actor: Party,
    action: AuditAction,
    subject: Party,
    details: Mapping[str, Detail] | None = None,
) -> None:
    """Write an entry into the log of a school's people and keys."""
    audit.record(session, log=log_id(school_id, "school"), actor=actor, action=action, subject=subject, details=details)


def ref(person_id: PersonId) -> Ref:
    """A person as a party of the log."""
    return Ref("person", person_id)
