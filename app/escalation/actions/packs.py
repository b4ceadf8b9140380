"""Referral packs: made in a browser, and on the record before they leave it."""

from sqlalchemy.orm import Session

from app.audit.schemas import AuditAction, Detail
from app.escalation.schemas import PackMade
from app.people.actors import Staff
from app.reports import access as cases
from app.reports.actions.state import record


def record_pack(session: Session, actor: Staff, case_id: str, made: PackMade) -> None:
    """Note that a pack of a case was made: for whom, with how many removals, and the SHA-256 of the file.

    The server never has the file itself. Raises `NotFound`, or `Forbidden` for whoever only was given the case.
    """
    report = cases.case_of_group(session, actor, case_id).report
    details: dict[str, Detail] = {"pack": made.sha256, "to": made.to, "redactions": made.redactions}
    record(session, report, actor, AuditAction.EXPORT_MADE, details)
