"""Raising an alert, climbing until somebody answers, and answering."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.alerts import policy, queries
from app.alerts.actions.devices import queue_pushes
from app.alerts.errors import AlertAnswered
from app.alerts.queries import ToDo, alert_of
from app.alerts.schemas import Channel, Hearer
from app.alerts.tables import AlertRow, DeviceRow, NoticeRow, PushRow, QuietRow
from app.audit.schemas import SYSTEM, AuditAction, Party, Ref
from app.core import clock
from app.core.errors import NotFound
from app.core.ids import PersonId, SchoolId, new_id
from app.core.rows import add_missing
from app.people import queries as people
from app.people.actions import mail
from app.people.actors import Staff
from app.reports import queries as reports
from app.reports.actions.state import record, tell
from app.reports.schemas import Report


def attend(session: Session, todo: ToDo) -> None:
    """Do what a round found to be due, if it still is: two rounds at once do it once."""
    report = reports.report(session, todo.report.id)
    if report is None:
        return
    if todo.alert is None:
        raise_for(session, report)
        return
    row = _held(session, todo.alert.id)
    if row is None or row.over_at is not None:
        return
    match queries.what_is_due(session, alert_of(row), report):
        case "climb":
            _climb(session, row, report)
        case "taken":
            _taken(session, row, report)
        case "again":
            _again(session, row, report)
        case "end":
            _end(session, row, report)
        case None:
            pass


def raise_for(session: Session, report: Report) -> None:
    """Raise the alert of a case that cannot wait, and ring at once if somebody can be reached."""
    now = clock.now()
    cause = policy.cause_of(report, now)
    if cause is None:
        return
    made = {
        "id": new_id(),
        "school_id": report.school_id,
        "group_name": report.group,
        "case_id": report.id,
        "cause": cause,
        "raised_at": now,
        "owner_id": report.owner_id,
        "level": 0,
        "stepped_at": now,
        "next_at": queries.begins(session, report, now),
        "again": 0,
    }
    if not add_missing(session, AlertRow, [made]):
        return
    record(session, report, SYSTEM, AuditAction.ALERT_RAISED, {"cause": cause})
    row = session.get_one(AlertRow, made["id"])
    if queries.what_is_due(session, alert_of(row), report) == "climb":
        _climb(session, row, report)
    else:
        _tell_all(session, row, report)


def answer(session: Session, actor: Staff, alert_id: str) -> None:
    """The caller is dealing with it: the ladder stops. Answering twice is answering once.

    Raises `NotFound` for an alert that is not the caller's to know of, `AlertAnswered` where somebody else was first.
    """
    row = _held(session, alert_id)
    if row is None or row.school_id != actor.school_id or queries.hears(session, actor, alert_of(row)) is None:
        raise NotFound
    if row.answered_by is not None:
        if row.answered_by == actor.person_id:
            return
        raise AlertAnswered(data={"by": reports.alias_of(session, actor.school_id, PersonId(row.answered_by))})
    report = reports.report(session, row.case_id)
    if row.over_at is not None or report is None:
        raise NotFound
    _answered(session, row, report, actor, actor.person_id)


def see(session: Session, actor: Staff, alert_ids: tuple[str, ...]) -> None:
    """Those alerts were on the caller's screen, so they did not miss them."""
    session.execute(
        update(NoticeRow)
        .where(col(NoticeRow.person_id) == actor.person_id, col(NoticeRow.alert_id).in_(alert_ids))
        .where(col(NoticeRow.seen_at).is_(None))
        .values(seen_at=clock.now())
    )


def take_back(session: Session, by: Party, school_id: SchoolId, person_id: PersonId) -> None:  # noqa: ARG001 - as asked
    """Somebody goes: no push reaches their browsers from now on, and what they had answered rings again."""
    session.execute(delete(PushRow).where(col(PushRow.person_id) == person_id))
    session.execute(delete(DeviceRow).where(col(DeviceRow.person_id) == person_id))
    session.execute(delete(QuietRow).where(col(QuietRow.person_id) == person_id))
    theirs = select(AlertRow).where(col(AlertRow.answered_by) == person_id, col(AlertRow.over_at).is_(None))
    for row in session.scalars(theirs.with_for_update()).all():
        report = reports.report(session, row.case_id)
        if report is not None:
            _again(session, row, report)


def _climb(session: Session, row: AlertRow, report: Report) -> None:
    now, alert = clock.now(), alert_of(row)
    hearers, loud = queries.hearers(session, report, now), policy.breaks_quiet(alert.cause, report)
    repeats = alert.level >= policy.STEPS
    step = policy.OUTSIDE if repeats else policy.first_step(alert.group, alert.level, hearers)
    started = policy.started_at(alert, now)
    reached = policy.recipients(alert.group, step, hearers)
    row.level, row.started_at, row.stepped_at = min(step + 1, policy.STEPS), started, now
    row.next_at = policy.step_at(queries.rules(session, alert.school_id), started, row.level, now)
    session.flush()
    written_since = now if repeats else started
    for hearer in sorted((one for one in hearers if one.id in reached), key=lambda one: one.id):
        _tell(session, row, report, hearer, policy.channels(step, hearer, red=loud), written_since)
    record(session, report, SYSTEM, AuditAction.ALERT_CLIMBED, {"step": step + 1, "people": len(reached)})
    _tell_all(session, row, report)


def _tell(
    session: Session,
    row: AlertRow,
    report: Report,
    hearer: Hearer,
    channels: tuple[Channel, ...],
    written_since: datetime,
) -> None:
    for channel in channels:
        notice = session.get(NoticeRow, (row.id, hearer.id, channel))
        if channel == "push" and not queue_pushes(session, hearer.id, row.id):
            continue
        letter = None
        if channel == "mail":
            # One letter for each time that it is raised or repeated: the second within minutes says nothing new.
            if notice is not None and notice.sent_at >= written_since:
                continue
            letter = _write_to(session, report, hearer.id)
            if letter is None:
                continue
        if notice is None:
            notice = NoticeRow(alert_id=row.id, person_id=hearer.id, channel=channel, sent_at=clock.now())
            session.add(notice)
        notice.sent_at, notice.letter_id = clock.now(), letter
    session.flush()


def _write_to(session: Session, report: Report, person_id: PersonId) -> str | None:
    address = people.person(session, report.school_id, person_id).email
    return mail.queue(session, report.school_id, "urgent", address, log=report.group)


def _taken(session: Session, row: AlertRow, report: Report) -> None:
    """Somebody has taken the case or the chat, by name: that is an answer."""
    by = report.holder_id if row.cause == "passed" else report.owner_id
    if by is None:
        _end(session, row, report)
    else:
        _answered(session, row, report, Ref("person", by), by)


def _answered(session: Session, row: AlertRow, report: Report, by: Party, person_id: PersonId) -> None:
    row.answered_by, row.answered_at, row.next_at = person_id, clock.now(), None
    session.execute(delete(PushRow).where(col(PushRow.alert_id) == row.id))
    session.flush()
    record(session, report, by, AuditAction.ALERT_ANSWERED, {"cause": row.cause})
    _tell_all(session, row, report)


def _again(session: Session, row: AlertRow, report: Report) -> None:
    now = clock.now()
    row.answered_by = row.answered_at = row.started_at = None
    row.level, row.stepped_at, row.again = 0, now, row.again + 1
    # Whoever has the case by now is not thereby dealing with it: they had their time.
    row.owner_id = report.owner_id
    row.next_at = queries.begins(session, report, now)
    session.flush()
    record(session, report, SYSTEM, AuditAction.ALERT_RAISED, {"cause": row.cause, "again": row.again})
    if queries.what_is_due(session, alert_of(row), report) == "climb":
        _climb(session, row, report)
    else:
        _tell_all(session, row, report)


def _end(session: Session, row: AlertRow, report: Report) -> None:
    row.over_at, row.next_at = clock.now(), None
    session.execute(delete(PushRow).where(col(PushRow.alert_id) == row.id))
    session.flush()
    record(session, report, SYSTEM, AuditAction.ALERT_ENDED)
    _tell_all(session, row, report)


def _tell_all(session: Session, row: AlertRow, report: Report) -> None:
    """Have the consoles look again: of those who read the case, and of those who were told. The word names nothing."""
    present = {one.id for one in people.people(session, report.school_id)}
    readers = reports.readers_of_case(session, report.school_id, row.group_name)
    tell(session, (readers | queries.told(session, row.id)) & present, {"what": "alert"})


def _held(session: Session, alert_id: str) -> AlertRow | None:
    return session.get(AlertRow, alert_id, with_for_update=True, populate_existing=True)
