"""Reading the audit logs and checking that they are whole."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

import msgspec
from sqlalchemy.orm import Session

from app.audit import actions as signing
from app.audit import queries as audit
from app.audit.notes import Verifier
from app.audit.queries import Cursor, Filter
from app.audit.schemas import EntryView, Evidence, Ref
from app.audit.verify import verify
from app.core import encoding
from app.core.errors import InvalidRequest
from app.core.secrets import ServerSecrets
from app.insight import policy
from app.insight.schemas import AuditView, EntryLine, LogReport, PartyView
from app.people import queries as people
from app.people.actors import Staff

AwareTime = Annotated[datetime, msgspec.Meta(tz=True)]


def audit_view(session: Session, actor: Staff, secrets: ServerSecrets, wanted: Filter, cursor: str | None) -> AuditView:
    """A page of what the caller may see, and the state of each log. Raises `Forbidden`, `InvalidRequest`."""
    logs = policy.readable_logs(actor)
    page = audit.entries(session, logs, wanted, after=None if cursor is None else _read_cursor(cursor))
    aliases = {str(person.id): person.alias for person in people.people(session, actor.school_id)}
    return AuditView(
        entries=[_line(entry, aliases) for entry in page.entries],
        cursor=None if page.next is None else _write_cursor(page.next),
        logs=[report for report in reports(session, secrets, logs) if report.size],
    )


def reports(session: Session, secrets: ServerSecrets, logs: Iterable[str]) -> list[LogReport]:
    """Check each log, as the database holds it now."""
    return [report(audit.evidence(session, log), signing.signer(secrets, log).verifier) for log in logs]


def report(evidence: Evidence, verifier: Verifier) -> LogReport:
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
