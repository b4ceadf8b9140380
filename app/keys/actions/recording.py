"""What the audit log is told of keys."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.audit import actions as audit
from app.audit.schemas import AuditAction, Detail, Party, log_id
from app.core.ids import SchoolId


def record(
    session: Session,
    school_id: SchoolId,
    actor: Party,
    action: AuditAction,
    subject: Party,
    details: Mapping[str, Detail] | None = None,
) -> None:
    """Write down, in the school's own log, who did something with keys."""
    audit.record(session, log=log_id(school_id, "school"), actor=actor, action=action, subject=subject, details=details)
