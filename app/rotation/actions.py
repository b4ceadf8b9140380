"""Handing out what is to be moved, with a trace."""

from collections import Counter

from sqlalchemy.orm import Session

from app.audit import actions as audit
from app.audit.schemas import AuditAction, Ref, log_id
from app.people.actors import Staff
from app.reports import queries as reports
from app.rotation import queries
from app.rotation.schemas import Moving


def list_to_move(session: Session, actor: Staff, limit: int) -> Moving:
    """Some of the streams to move, with the keys and the reports that moving them needs.

    It is no opening of a case, because the browser shows none of it, and yet somebody could read it: so each group's
    log says who was given how many.
    """
    found = queries.moving(session, actor, limit)
    for group, count in sorted(Counter(_group(session, each.case) for each in found.streams).items()):
        audit.record(
            session,
            log=log_id(actor.school_id, group),
            actor=actor,
            action=AuditAction.KEYS_MOVING,
            subject=Ref("group", group),
            details={"streams": count},
        )
    return found


def _group(session: Session, case_id: str) -> str:
    report = reports.report(session, case_id)
    if report is None:
        raise LookupError("a stream without a report")
    return report.group
