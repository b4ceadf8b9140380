"""Writing that somebody looked back, and how far a school's set-up has come."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.audit import actions as audit
from app.audit.schemas import AuditAction, Ref, log_id
from app.insight import policy, queries, readiness
from app.insight.errors import NotReady
from app.insight.readiness import SaidStep
from app.people.actors import Staff
from app.schools import actions as schools


def note_viewing(session: Session, actor: Staff) -> None:
    """Record that the caller looked at the logs. Raises `Forbidden`.

    Without the filters: this entry is in the log that every reader sees, and a case's id in it would tell the
    safeguarding lead that the head has a case.
    """
    policy.readable_logs(actor)
    log = log_id(actor.school_id, policy.SCHOOL_LOG)
    audit.record(session, log=log, actor=actor, action=AuditAction.AUDIT_VIEWED, subject=Ref("school", actor.school_id))


def say_step(
    session: Session, actor: Staff, step: SaidStep, *, done: bool, failed: Sequence[str] | None = None
) -> None:
    """Somebody says that a step is done, or that it is not after all; and what a self-test of theirs found amiss."""
    self_test = None if failed is None else ", ".join(failed) or "good"
    schools.say_step(session, actor, actor.school_id, step, done=done, self_test=self_test)


def open_test(session: Session, actor: Staff) -> None:
    """Take test reports for half an hour. Raises `AlreadyLive`."""
    schools.open_test(session, actor, actor.school_id)


def go_live(session: Session, actor: Staff) -> None:
    """Open the school to pupils. Raises `NotReady` with what is missing, `AlreadyLive`."""
    missing = readiness.missing(queries.facts(session, actor.school_id))
    if missing:
        raise NotReady(data={"items": missing})
    schools.go_live(session, actor, actor.school_id)


def close(session: Session, actor: Staff) -> None:
    """Take no new reports. Whoever has reported can still come back."""
    schools.close(session, actor, actor.school_id)
