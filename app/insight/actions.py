"""Writing that somebody looked back, and how far a school's set-up has come."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.audit import actions as audit
from app.audit.schemas import AuditAction, Ref, log_id
from app.conversations.policy import Standing
from app.core.errors import Forbidden
from app.core.secrets import ServerSecrets
from app.insight import policy, queries, readiness
from app.insight.errors import NotReady, WitnessUnknown
from app.insight.readiness import SaidStep
from app.insight.schemas import Cosignature
from app.insight.witnesses import Witness
from app.people.actors import Staff
from app.reports import access as cases
from app.reports.actions.state import record
from app.schools import actions as schools


def note_viewing(session: Session, actor: Staff) -> None:
    """Record that the caller looked at the logs. Raises `Forbidden`.

    Without the filters: this entry is in the log that every reader sees, and a case's id in it would tell the
    safeguarding lead that the head has a case.
    """
    policy.readable_logs(actor)
    log = log_id(actor.school_id, policy.SCHOOL_LOG)
    audit.record(session, log=log, actor=actor, action=AuditAction.AUDIT_VIEWED, subject=Ref("school", actor.school_id))


def note_changes(session: Session, actor: Staff) -> None:
    """Record that the caller asked what changed. Raises `Forbidden`."""
    log = policy.reviews(actor)
    audit.record(
        session, log=log, actor=actor, action=AuditAction.CHANGES_VIEWED, subject=Ref("school", actor.school_id)
    )


def note_export(session: Session, actor: Staff, secrets: ServerSecrets) -> None:
    """Record that the caller takes their logs with them, and sign each as it stands. Raises `Forbidden`."""
    logs = policy.readable_logs(actor)
    audit.record(
        session, log=logs[0], actor=actor, action=AuditAction.EXPORT_MADE, subject=Ref("school", actor.school_id)
    )
    for log in logs:
        audit.sign_checkpoint(session, log, secrets)


def prove_case(session: Session, actor: Staff, case_id: str, secrets: ServerSecrets) -> None:
    """Record that a proof of a case's record is made, and sign its logs so that this entry is proved too.

    Raises `NotFound`, or `Forbidden` to a reader who is not of the case's group: the size of a log tells how much
    happens in it, and that is for those alone whose log it is.
    """
    case = cases.case_to_read(session, actor, case_id)
    if case.who is not Standing.GROUP:
        raise Forbidden
    record(session, case.report, actor, AuditAction.PROOF_MADE)
    for log in queries.logs_of_case(session, actor, case.report):
        audit.sign_checkpoint(session, log, secrets)


def add_cosignature(session: Session, witness: Witness, given: Cosignature) -> None:
    """Keep what a witness signed. Raises `WitnessUnknown` for a log that it may not see, `CosignatureWrong`."""
    log = audit.log_of(given.origin)
    if log is None or not queries.may_see(session, witness, log):
        raise WitnessUnknown
    audit.add_cosignature(session, log, given.size, given.line, witness.verifier)


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
