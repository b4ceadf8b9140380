"""Personal duties: what one person does themselves, waiting for nobody's approval, and what nobody else can close."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.audit import actions as audit
from app.audit.schemas import AuditAction, Ref, log_id
from app.conversations import queries as conversations
from app.conversations.access import stream_to_read
from app.conversations.actions.items import post_item
from app.conversations.policy import Standing
from app.conversations.schemas import NewItem, SealedItem, file_stream
from app.core import clock
from app.core.errors import AppError, Forbidden, NotFound
from app.core.ids import PersonId, new_id
from app.escalation import policy, queries
from app.escalation.errors import DutyDone, DutyPersonWrong, DutyUnrecorded
from app.escalation.schemas import DutyKind
from app.escalation.tables import PersonalDutyRow
from app.people.actors import Staff
from app.realtime import queries as streams
from app.reports import access as cases
from app.reports import queries as reports
from app.reports.access import Case
from app.reports.actions.state import record, tell
from app.schools import queries as schools


def take(session: Session, actor: Staff, case_id: str, kind: DutyKind, person_id: PersonId) -> str:
    """A person has a duty about this case from now on. The same one again is the same. Answers with its id.

    Whoever may read the case takes one on for themselves; the case's group may remind a colleague who reads it too.
    Raises `Forbidden` to a mentor, `DutyPersonWrong`.
    """
    case = cases.case_to_change(session, actor, case_id)
    if case.who not in {Standing.GROUP, Standing.RESPONDER}:
        raise Forbidden
    if person_id != actor.person_id and (case.who is not Standing.GROUP or person_id not in _readers(session, case)):
        raise DutyPersonWrong
    return give(session, actor, case, kind, person_id)


def ask_second(session: Session, actor: Staff, case: Case, decision: str, person_id: PersonId) -> None:
    """A colleague is asked for their own view of a decision. Raises `DutyPersonWrong` for oneself or a stranger."""
    if person_id == actor.person_id or person_id not in _readers(session, case):
        raise DutyPersonWrong
    give(session, actor, case, "second_view", person_id, about=decision)


def give(
    session: Session, actor: Staff, case: Case, kind: DutyKind, person_id: PersonId, about: str | None = None
) -> str:
    """Write the duty down and tell the person. The caller has checked whose it may be."""
    known = queries.open_duty(session, case.report.id, kind, person_id, about)
    if known is not None:
        return known.id
    now = clock.now()
    row = PersonalDutyRow(
        id=str(new_id()),
        school_id=case.report.school_id,
        case_id=case.report.id,
        person_id=person_id,
        kind=kind,
        about=about,
        set_by=actor.person_id,
        taken_at=now,
        due_at=policy.duty_due(kind, schools.by_id(session, case.report.school_id).calendar, now),
    )
    session.add(row)
    session.flush()
    details = {"kind": str(kind), "person": str(person_id)}
    record(session, case.report, actor, AuditAction.PERSONAL_DUTY_TAKEN, {**details})
    tell(session, {person_id}, {"what": "task"})
    return row.id


def finish(session: Session, actor: Staff, duty_id: str, item: SealedItem | None) -> None:
    """The person has done it; what came of it goes into the file, sealed. Nobody else can say so for them.

    Whoever no longer reads the file says it without: the duty is theirs all the same. Sent again after a lost answer it
    is the same. Raises `NotFound`, `Forbidden` to a colleague who may know of it, `DutyUnrecorded`, `DutyDone`.
    """
    row = session.get(PersonalDutyRow, duty_id, with_for_update=True)
    if row is None or row.school_id != actor.school_id:
        raise NotFound
    if row.person_id != actor.person_id:
        cases.case_to_read(session, actor, row.case_id)
        raise Forbidden
    if row.done_at is not None:
        if item is not None and not streams.has_item(session, file_stream(row.case_id), item.cmid):
            raise DutyDone
        return
    if item is None and _reads_file(session, actor, row.case_id):
        raise DutyUnrecorded
    if item is not None:
        kind = "second" if row.kind == "second_view" else "duty"
        sealed = NewItem(cmid=item.cmid, epoch=item.epoch, env=item.env, kind=kind)
        post_item(session, actor, file_stream(row.case_id), sealed, own_call=True)
    row.done_at = clock.now()
    session.flush()
    _record_done(session, actor, row)
    tell(session, {row.person_id, row.set_by}, {"what": "task"})


def _record_done(session: Session, actor: Staff, row: PersonalDutyRow) -> None:
    report = reports.by_id(session, [row.case_id])[row.case_id]
    late = clock.now() - row.due_at > timedelta()
    # Whoever has lost the case meanwhile may still say that their duty is done: it goes into the log of its group.
    audit.record(
        session,
        log=log_id(report.school_id, report.group),
        actor=actor,
        action=AuditAction.PERSONAL_DUTY_DONE,
        subject=Ref("case", report.id),
        details={"kind": row.kind, "late": late},
    )


def _readers(session: Session, case: Case) -> set[PersonId]:
    """The adults who read the case: its groups, and whoever was given it."""
    given = {who.person_id for who in conversations.participants(session, case.report.id) if who.role != "mentor"}
    return reports.readers_of_case(session, case.report.school_id, case.report.group) | given


def _reads_file(session: Session, actor: Staff, case_id: str) -> bool:
    try:
        stream_to_read(session, actor, file_stream(case_id))
    except AppError:
        return False
    return True
