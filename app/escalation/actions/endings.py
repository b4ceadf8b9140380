"""Deciding, using a help route, exporting, closing and reopening a case."""

from sqlalchemy.orm import Session

from app.audit.schemas import AuditAction
from app.conversations.actions import people
from app.conversations.actions.items import post_item
from app.conversations.schemas import NewItem, SealedItem, conv_stream, file_stream
from app.core import clock
from app.core.ids import PersonId
from app.escalation import queries
from app.escalation.actions import duties
from app.escalation.errors import AlreadyClosed, AlreadyOpen
from app.escalation.schemas import Close, Decide, Reopen
from app.mentoring.actions import company
from app.people.actors import Staff
from app.realtime import queries as streams
from app.realtime.schemas import Appended
from app.reports import access as cases
from app.reports import queries as reports
from app.reports.actions.state import change, record
from app.reports.schemas import Report


def record_decision(session: Session, actor: Staff, case_id: str, body: Decide) -> Appended:
    """Add a decision with its reasons to the file. It is corrected by another, never changed.

    Whoever is asked for a second view has it as a duty of their own; a review brings the case back then, or earlier if
    it was to come back earlier. Raises `DutyPersonWrong`.
    """
    case = cases.case_of_group(session, actor, case_id)
    report = case.report
    decided = _post(session, actor, report, file_stream(case_id), "decision", body, AuditAction.DECISION_RECORDED)
    if body.second is not None:
        duties.ask_second(session, actor, case, body.cmid, PersonId(body.second))
    if body.review is not None and (report.follow_up_at is None or body.review < report.follow_up_at):
        change(session, report, follow_up_at=body.review)
        record(session, report, actor, AuditAction.REPORT_FOLLOW_UP_SET, {"at": body.review.isoformat()})
    return decided


def show_help(session: Session, actor: Staff, case_id: str, route_id: str) -> None:
    """Note that a help route was used for a case. Raises `HelpRouteUnknown`."""
    report = cases.case_of_group(session, actor, case_id).report
    record(session, report, actor, AuditAction.HELP_ROUTE_SHOWN, {"route": queries.help_route(route_id).id})


def record_export(session: Session, actor: Staff, case_id: str) -> None:
    """Note that the case file is about to be made."""
    report = cases.case_of_group(session, actor, case_id).report
    record(session, report, actor, AuditAction.EXPORT_MADE)


def close(session: Session, actor: Staff, case_id: str, body: Close) -> Report:
    """Close a case with its outcome and the last word to the pupil: both are stored, or neither.

    The server cannot read either; it sees that both are there, sealed, in the streams where they belong. Sent again
    after a lost answer, it is the same closing. Raises `AlreadyClosed`, `CaseChanged`, and what refuses an item.
    """
    report = cases.case_of_group(session, actor, case_id).report
    if report.state == "closed":
        if _has(session, (file_stream(case_id), body.outcome), (conv_stream(case_id), body.last)):
            return report
        raise AlreadyClosed(data=_by(session, report, "outcome"))
    cases.check_version(report, body.v)
    _post(session, actor, report, file_stream(case_id), "outcome", body.outcome, AuditAction.OUTCOME_RECORDED)
    _post(session, actor, report, conv_stream(case_id), "last", body.last, AuditAction.LAST_WORD_SENT)
    people.say_status(session, case_id, "closed")
    company.send_away(session, report, "closed", lambda _: True)
    now = clock.now()
    closed = change(
        session,
        report,
        state="closed",
        closed_at=now,
        last_staff_at=now,
        holder_id=None,
        holder_role=None,
        waiting_since=None,
        target_at=None,
        reply_at=None,
        follow_up_at=None,
        snoozed_at=None,
        snoozed_until=None,
    )
    record(session, closed, actor, AuditAction.REPORT_CLOSED)
    return closed


def reopen(session: Session, actor: Staff, case_id: str, body: Reopen) -> Report:
    """Open a closed case again, with the reason in its file. Raises `AlreadyOpen`, and the rest of `close`."""
    report = cases.case_of_group(session, actor, case_id).report
    if report.state != "closed":
        if _has(session, (file_stream(case_id), body.reason)):
            return report
        raise AlreadyOpen(data=_by(session, report, "reopen"))
    cases.check_version(report, body.v)
    _post(session, actor, report, file_stream(case_id), "reopen", body.reason, AuditAction.REPORT_REOPENED)
    people.say_status(session, case_id, "reopened")
    return change(session, report, state="open", closed_at=None)


def _post(
    session: Session,
    actor: Staff,
    report: Report,
    stream: str,
    kind: str,
    item: SealedItem,
    action: AuditAction,
) -> Appended:
    sealed = NewItem(cmid=item.cmid, epoch=item.epoch, env=item.env, kind=kind)
    appended = post_item(session, actor, stream, sealed, own_call=True).appended
    if not appended.dup:
        record(session, report, actor, action)
    return appended


def _has(session: Session, *items: tuple[str, SealedItem]) -> bool:
    return all(streams.has_item(session, stream, item.cmid) for stream, item in items)


def _by(session: Session, report: Report, kind: str) -> dict[str, str]:
    """Who came first with an ending of that kind; nobody where the case stands as it does for another reason."""
    newest = streams.last_of_kinds(session, file_stream(report.id), ("outcome", "reopen"))
    if newest is None or newest.kind != kind:
        return {}
    who = PersonId(newest.sender.removeprefix("person:"))
    return {"by": reports.alias_of(session, report.school_id, who)}
