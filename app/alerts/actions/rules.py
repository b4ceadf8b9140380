"""What a school sets for its ladder, and what a person sets for themselves."""

from sqlalchemy import delete
from sqlalchemy.orm import Session
from sqlmodel import col

from app.alerts import policy, queries
from app.alerts.schemas import AlertRules, Quiet
from app.alerts.tables import AlertRulesRow, QuietRow
from app.audit import actions as audit
from app.audit.schemas import AuditAction, Ref
from app.people.actors import Staff


def set_rules(session: Session, actor: Staff, rules: AlertRules) -> None:
    """The ladder is this from its next step on. Raises `AlertMinutesInvalid`, `CoverInvalid`."""
    policy.check_rules(rules, queries.readers(session, actor.school_id))
    session.merge(AlertRulesRow(school_id=actor.school_id, rules=rules.model_dump(mode="json")))
    session.flush()
    audit.record_in_school(session, actor.school_id, actor, AuditAction.ALERT_RULES_SET, Ref("school", actor.school_id))


def set_quiet(session: Session, actor: Staff, quiet: Quiet) -> None:
    """The caller's quiet hours. Red alerts come all the same. Raises `QuietInvalid`."""
    policy.check_quiet(quiet)
    if quiet.hours is None:
        session.execute(delete(QuietRow).where(col(QuietRow.person_id) == actor.person_id))
        return
    begins, ends = quiet.hours
    session.merge(QuietRow(person_id=actor.person_id, begins=begins, ends=ends))
    session.flush()
