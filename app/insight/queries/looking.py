"""Reading the audit logs and checking that they are whole."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated

import msgspec
from sqlalchemy.orm import Session

from app.audit import actions as signing
from app.audit import queries as audit
from app.audit.leaves import EntryView, Evidence, LogState
from app.audit.notes import Verifier
from app.audit.queries import Cursor, Filter
from app.audit.schemas import AuditAction, Ref
from app.audit.verify import verify
from app.conversations.policy import Standing
from app.core import encoding
from app.core.errors import Forbidden, InvalidRequest
from app.core.secrets import ServerSecrets
from app.insight import policy
from app.insight.glance import SHORT, glance
from app.insight.queries.proving import logs_of_case
from app.insight.queries.watching import witness_states
from app.insight.schemas import (
    AuditView,
    CaseView,
    CaseViews,
    Change,
    Changes,
    EntryLine,
    LogReport,
    PartyView,
    WitnessState,
)
from app.insight.witnesses import Watch
from app.people import queries as people
from app.people.actors import Staff
from app.reports import access as cases
from app.reports.schemas import Report

_VIEWS = (AuditAction.REPORT_OPENED, AuditAction.CHAT_WATCHED, AuditAction.PROOF_MADE, AuditAction.EXPORT_MADE)
"""What somebody does who sees what stands in a case, or takes it with them."""
AwareTime = Annotated[datetime, msgspec.Meta(tz=True)]


def audit_view(
    session: Session,
    actor: Staff,
    secrets: ServerSecrets,
    watch: Watch,
    wanted: Filter,
    cursor: str | None,
    *,
    whole: bool = False,
) -> AuditView:
    """A page of what the caller may see, and the state of each log. Raises `Forbidden`, `InvalidRequest`."""
    logs = policy.readable_logs(actor)
    page = audit.entries(session, logs, wanted, after=None if cursor is None else _read_cursor(cursor))
    aliases = people.names(session, actor.school_id)
    return AuditView(
        entries=[_line(entry, aliases) for entry in page.entries],
        cursor=None if page.next is None else _write_cursor(page.next),
        logs=[report for report in reports(session, secrets, watch, logs, page.entries, whole=whole) if report.size],
    )


def reports(
    session: Session,
    secrets: ServerSecrets,
    watch: Watch,
    logs: Iterable[str],
    shown: Sequence[EntryView] = (),
    *,
    whole: bool = True,
) -> list[LogReport]:
    """Check each log, as the database holds it now: if not `whole`, a long one by what is shown of it."""
    states = audit.states(session, logs)
    made = []
    for log in logs:
        verifier, state = signing.signer(secrets, log).verifier, states.get(log)
        witnesses = witness_states(session, watch, log)
        if whole or state is None or state.size <= SHORT:
            made.append(report(audit.evidence(session, log), verifier, witnesses))
        else:
            made.append(_glanced(session, log, state, verifier, shown, witnesses))
    return made


def _glanced(
    session: Session,
    log: str,
    state: LogState,
    verifier: Verifier,
    shown: Sequence[EntryView],
    witnesses: list[WitnessState],
) -> LogReport:
    findings = glance(session, log, state, verifier, shown)
    newest = audit.latest_checkpoint(session, log)
    return LogReport(
        log=log.partition("/")[2],
        size=state.size,
        root=state.root,
        checkpoint=None if newest is None else newest.note,
        state="broken" if findings else "whole",
        findings=findings,
        witnesses=witnesses,
        checked=sum(entry.log == log for entry in shown),
    )


def case_views(session: Session, actor: Staff, case_id: str) -> CaseViews:
    """Who has seen a case. Raises `NotFound`, or `Forbidden` to a reader who is not of the case's group."""
    report = _case_of_group(session, actor, case_id)
    logs = logs_of_case(session, actor, report)
    aliases = people.names(session, actor.school_id)
    found = [
        entry
        for action in _VIEWS
        for entry in audit.entries(session, logs, Filter(subject=case_id, action=action)).entries
    ]
    found.sort(key=lambda entry: entry.at, reverse=True)
    views = [CaseView(at=entry.at, who=_party(entry.actor, aliases), action=entry.action) for entry in found]
    return CaseViews(views=views)


def _case_of_group(session: Session, actor: Staff, case_id: str) -> Report:
    case = cases.case_to_read(session, actor, case_id)
    if case.who is not Standing.GROUP:
        raise Forbidden
    return case.report


def last_review(session: Session, actor: Staff) -> datetime | None:
    """When the caller last asked what changed. Raises `Forbidden`."""
    return audit.last_act(session, policy.reviews(actor), actor.id, AuditAction.CHANGES_VIEWED)


def changes(session: Session, actor: Staff, since: datetime | None) -> Changes:
    """How often what was done since then, of what a governor may know. Raises `Forbidden`."""
    found = audit.counts(session, policy.reviews(actor), since)
    counted = [
        Change(action=action, times=times) for action, times in sorted(found.items()) if policy.is_counted(action)
    ]
    return Changes(since=since, changes=counted)


def report(evidence: Evidence, verifier: Verifier, witnesses: Sequence[WitnessState] = ()) -> LogReport:
    """Check one log. The page and `hark audit verify` say the same because both ask this."""
    findings = [finding.sentence for finding in verify(evidence, verifier)]
    newest = max(evidence.checkpoints, key=lambda checkpoint: checkpoint.size, default=None)
    return LogReport(
        log=evidence.log.partition("/")[2],
        size=len(evidence.entries) if evidence.state is None else evidence.state.size,
        root=None if evidence.state is None else evidence.state.root,
        checkpoint=None if newest is None else newest.note,
        state="broken" if findings else "whole",
        findings=findings,
        witnesses=list(witnesses),
        checked=len(evidence.entries),
    )


def _line(entry: EntryView, aliases: dict[str, str]) -> EntryLine:
    return EntryLine(
        log=entry.log.partition("/")[2],
        index=entry.index,
        at=entry.at,
        actor=_party(entry.actor, aliases),
        action=entry.action,
        subject=_party(entry.subject, aliases),
        details=dict(entry.details),
    )


def _party(ref: Ref, aliases: dict[str, str]) -> PartyView:
    return PartyView(kind=ref.kind, id=ref.id, alias=aliases.get(ref.id) if ref.kind == "person" else None)


def _write_cursor(cursor: Cursor) -> str:
    return encoding.encode(msgspec.json.encode((cursor.at, cursor.log, cursor.index)))


def _read_cursor(text: str) -> Cursor:
    try:
        at, log, index = msgspec.json.decode(encoding.decode(text, maximum=512), type=tuple[AwareTime, str, int])
    except (msgspec.MsgspecError, encoding.BadEncoding):
        raise InvalidRequest from None
    return Cursor(at, log, index)
