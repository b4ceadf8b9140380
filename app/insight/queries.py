"""Reading the audit logs and checking that they are whole; and how far a school's set-up has come."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Annotated

import msgspec
from sqlalchemy.orm import Session

from app.audit import actions as signing
from app.audit import queries as audit
from app.audit.leaves import EntryView, Evidence
from app.audit.notes import Verifier
from app.audit.proofs import PathOfEntry
from app.audit.queries import Cursor, Filter
from app.audit.schemas import Proved, Ref, log_id
from app.audit.verify import verify
from app.audit.witnessing import Ask, BadAsk, read_ask, write_offer
from app.core import clock, encoding
from app.core.errors import InvalidRequest
from app.core.ids import SchoolId
from app.core.secrets import ServerSecrets
from app.escalation import queries as helping
from app.insight import policy, readiness
from app.insight.errors import WitnessClock, WitnessUnknown
from app.insight.readiness import Done, Facts
from app.insight.schemas import (
    AuditView,
    CaseProof,
    EntryLine,
    EntryProof,
    LogProof,
    LogReport,
    Offers,
    PartyView,
    Setup,
    SignedRoster,
    WitnessAsks,
    Witnessed,
    WitnessState,
)
from app.insight.witnesses import Watch, Witness
from app.keys import queries as keys
from app.people import queries as people
from app.people.actors import Group, Role, Staff
from app.people.policy import groups_of
from app.reports import access as cases
from app.reports import queries as reading
from app.reports.schemas import Report
from app.schools import queries as schools
from app.sealing.documents import Roster, read_roster

AwareTime = Annotated[datetime, msgspec.Meta(tz=True)]


def audit_view(
    session: Session, actor: Staff, secrets: ServerSecrets, watch: Watch, wanted: Filter, cursor: str | None
) -> AuditView:
    """A page of what the caller may see, and the state of each log. Raises `Forbidden`, `InvalidRequest`."""
    logs = policy.readable_logs(actor)
    page = audit.entries(session, logs, wanted, after=None if cursor is None else _read_cursor(cursor))
    aliases = people.names(session, actor.school_id)
    return AuditView(
        entries=[_line(entry, aliases) for entry in page.entries],
        cursor=None if page.next is None else _write_cursor(page.next),
        logs=[report for report in reports(session, secrets, watch, logs) if report.size],
    )


def logs_of_case(session: Session, actor: Staff, report: Report) -> list[str]:
    """The logs of the caller's groups that tell of a case: its own, then those of a group that it was raised from."""
    own = log_id(report.school_id, report.group)
    mine = {log_id(actor.school_id, group) for group in actor.reads}
    return [own, *sorted((audit.logs_about(session, Ref("case", report.id)) & mine) - {own})]


def case_proof(session: Session, actor: Staff, case_id: str, secrets: ServerSecrets) -> CaseProof:
    """Every entry about a case, each with its path to a signed root. `insight.actions.prove_case` goes before."""
    report = cases.case_to_read(session, actor, case_id).report
    own, *earlier = [
        _proof(log, signing.signer(secrets, log).verifier.vkey(), found)
        for log in logs_of_case(session, actor, report)
        if (found := audit.proved(session, log, Ref("case", case_id))) is not None
    ]
    signed = keys.newest_roster(session, report.school_id)
    roster = signed and SignedRoster(doc=encoding.encode(signed.doc), sig=encoding.encode(signed.sig))
    return CaseProof(v=1, case=case_id, roster=roster, earlier=earlier, **dict(own))


def _proof(log: str, key: str, found: Proved) -> LogProof:
    seen = found.witnessed
    return LogProof(
        log=log,
        key=key,
        checkpoint=found.checkpoint.note,
        entries=[_proved(one) for one in found.entries],
        witnessed=None if seen is None else Witnessed(checkpoint=seen.checkpoint, proof=_hashes(seen.path)),
    )


def _hashes(path: list[bytes]) -> list[str]:
    return [encoding.encode(step) for step in path]


def _proved(one: PathOfEntry) -> EntryProof:
    entry = one.entry
    return EntryProof(
        index=entry.index,
        at=entry.at,
        actor=entry.actor,
        action=entry.action,
        subject=entry.subject,
        details=dict(entry.details),
        act=entry.act,
        salt=one.salt,
        leaf_hash=entry.leaf_hash,
        proof=_hashes(one.path),
    )


def asking(watch: Watch, given: WitnessAsks) -> tuple[Witness, Ask]:
    """Which witness asks, and for what. Raises `WitnessUnknown`, `WitnessClock`."""
    witness = witness_named(watch, given.witness)
    try:
        ask = read_ask(given.text, encoding.decode(given.sig), witness.verifier)
    except BadAsk:
        raise WitnessUnknown from None
    # Bound to this server, so that a question that was put to another one cannot be put to us.
    if ask.server not in watch.servers:
        raise WitnessUnknown
    now = clock.now()
    if abs(ask.seconds - now.timestamp()) > signing.CLOCKS_DIFFER.total_seconds():
        raise WitnessClock(data={"now": now.isoformat()})
    return witness, ask


def witness_named(watch: Watch, name: str) -> Witness:
    """One of this server's witnesses. Raises `WitnessUnknown`."""
    found = next((witness for witness in watch.witnesses if witness.name == name), None)
    if found is None:
        raise WitnessUnknown
    return found


def offers(session: Session, witness: Witness, ask: Ask) -> Offers:
    """The newest checkpoint of each log that was asked for, with the proof that it adds to what was seen."""
    made = []
    for origin, old in ask.sizes.items():
        log = signing.log_of(origin)
        newest = audit.latest_checkpoint(session, log) if log and may_see(session, witness, log) else None
        if log is not None and newest is not None:
            path = audit.consistency(session, log, old, newest.size) if 0 < old <= newest.size else []
            made.append(write_offer(old, path, newest.note))
    return Offers(offers=made)


def may_see(session: Session, witness: Witness, log: str) -> bool:
    """Whether a log is one of those that a witness was named for."""
    school, _, name = log.partition("/")
    slug = next((one.slug for one in schools.every(session) if one.id == school), None)
    return slug is not None and witness.sees(slug, name)


def witness_states(session: Session, watch: Watch, log: str) -> list[WitnessState]:
    """How far each witness of a log has seen it."""
    return [
        _witness_state(session, witness.name, log, watch.days)
        for witness in watch.witnesses
        if may_see(session, witness, log)
    ]


def late_witnesses(session: Session, watch: Watch) -> list[str]:
    """Which witnesses have been away for too long, each with the log."""
    return [
        f"{state.name} has seen {state.size} entries of {log}"
        for log in audit.log_names(session)
        for state in witness_states(session, watch, log)
        if state.late
    ]


def _witness_state(session: Session, name: str, log: str, days: float) -> WitnessState:
    visit = audit.last_seen(session, log, name)
    size = 0 if visit is None else visit.size
    waiting = audit.entered(session, log, size)
    late = waiting is not None and clock.now() - waiting > timedelta(days=days)
    return WitnessState(name=name, size=size, at=None if visit is None else visit.at, late=late)


def reports(session: Session, secrets: ServerSecrets, watch: Watch, logs: Iterable[str]) -> list[LogReport]:
    """Check each log, as the database holds it now."""
    return [
        report(
            audit.evidence(session, log),
            signing.signer(secrets, log).verifier,
            witness_states(session, watch, log),
        )
        for log in logs
    ]


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
    )


def setup(session: Session, actor: Staff) -> Setup:
    """How far the caller's school is."""
    found = facts(session, actor.school_id)
    return Setup(
        steps=readiness.steps(found),
        checklist=readiness.checklist(found),
        live=found.live,
        testing_until=schools.by_id(session, actor.school_id).testing_until,
    )


def facts(session: Session, school_id: SchoolId) -> Facts:
    """What is stored about a school that is being set up."""
    school = schools.by_id(session, school_id)
    aliases = people.names(session, school_id)
    noted = {
        step: Done(said.at, aliases.get(said.by.id)) for step, said in schools.steps_done(session, school_id).items()
    }
    test_ended = reading.test_ended(session, school_id)
    no_numbers = frozenset(helping.unfilled(session, school_id))
    signed = keys.newest_roster(session, school_id)
    if signed is None:
        return Facts(noted=noted, no_numbers=no_numbers, test_ended=test_ended, live=school.live_at)
    roster = read_roster(signed.doc)
    groups = frozenset(group.name for group in roster.groups)
    return Facts(
        noted=noted,
        signed=datetime.fromisoformat(roster.issued),
        roles=_standing_roles(roster, groups),
        groups=groups,
        without_sheets=frozenset(group for group in groups if not _has_sheets(session, school_id, roster, group)),
        restored=_restored(session, school_id, roster),
        no_numbers=no_numbers,
        untrained=bool(people.out_of_date(session, school_id)),
        test_ended=test_ended,
        live=school.live_at,
    )


def _standing_roles(roster: Roster, groups: frozenset[str]) -> frozenset[str]:
    """Those who can open what is sent to them: in the roster, and so is the key of each of their groups."""
    roles = {Role(person.role) for person in roster.people if person.role != "left"}
    return frozenset(role for role in roles if groups_of(role) <= groups)


def _has_sheets(session: Session, school_id: SchoolId, roster: Roster, name: str) -> bool:
    group = roster.group(name)
    recovery = None if group is None else group.recovery
    return recovery is not None and keys.is_confirmed(session, school_id, name, recovery.set)


def _restored(session: Session, school_id: SchoolId, roster: Roster) -> datetime | None:
    group = roster.group(Group.SAFEGUARDING)
    recovery = None if group is None else group.recovery
    return None if recovery is None else keys.tested_at(session, school_id, Group.SAFEGUARDING, recovery.set)


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
