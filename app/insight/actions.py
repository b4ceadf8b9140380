"""Writing that somebody looked back."""

from sqlalchemy.orm import Session

from app.audit import actions as audit
from app.audit.schemas import AuditAction, Ref, log_id
from app.insight import policy
from app.people.actors import Staff


def note_viewing(session: Session, actor: Staff) -> None:
    """Record that the caller looked at the logs. Raises `Forbidden`.

    Without the filters: this entry is in the log that every reader sees, and a case's id in it would tell the
    safeguarding lead that the head has a case.
    """
    policy.readable_logs(actor)
    log = log_id(actor.school_id, policy.SCHOOL_LOG)
    audit.record(session, log=log, actor=actor, action=AuditAction.AUDIT_VIEWED, subject=Ref("school", actor.school_id))
