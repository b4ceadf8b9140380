"""Proofs of cases, and logs with all that proves them."""

import json
from collections.abc import Iterable

from sqlalchemy.orm import Session

from app.audit import actions as signing
from app.audit import queries as audit
from app.audit import tiles
from app.audit.exports import Export, ExportedLog, RosterPart
from app.audit.proofs import PathOfEntry, TextProof, write_text
from app.audit.schemas import Proved, Ref, log_id
from app.core import clock, encoding
from app.core.errors import NotFound
from app.core.ids import SchoolId
from app.core.secrets import ServerSecrets
from app.insight import policy
from app.insight.schemas import (
    CaseProof,
    EntryProof,
    LogProof,
    SignedRoster,
    Witnessed,
)
from app.keys import queries as keys
from app.people.actors import Staff
from app.reports import access as cases
from app.reports.schemas import Report


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


def entry_proof(session: Session, actor: Staff, case_id: str, name: str, index: int, secrets: ServerSecrets) -> str:
    """One entry about a case in the text form of C2SP (`tlog-proof`). Raises `NotFound`."""
    report = cases.case_to_read(session, actor, case_id).report
    log = log_id(report.school_id, name)
    found = audit.proved(session, log, Ref("case", case_id)) if log in logs_of_case(session, actor, report) else None
    one = next((each for each in found.entries if each.entry.index == index), None) if found else None
    if found is None or one is None:
        raise NotFound
    entry = _proved(one).model_dump(mode="json", exclude={"index", "proof", "salt"})
    extra = {"log": log, "key": signing.signer(secrets, log).verifier.vkey(), "salt": one.salt, "entry": entry}
    return write_text(TextProof(index, one.path, found.checkpoint.note, json.dumps(extra).encode()))


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


def export(session: Session, secrets: ServerSecrets, logs: Iterable[str], school_ids: Iterable[SchoolId]) -> Export:
    """Logs with all that proves them, for somebody who has the verifier and nothing else."""
    rosters = {
        str(school_id): RosterPart(encoding.encode(roster.doc), encoding.encode(roster.sig))
        for school_id in school_ids
        if (roster := keys.newest_roster(session, school_id)) is not None
    }
    made = [ExportedLog(signing.signer(secrets, log).verifier.vkey(), audit.evidence(session, log)) for log in logs]
    return Export(1, clock.now(), made, rosters)


def own_export(session: Session, actor: Staff, secrets: ServerSecrets) -> Export:
    """The logs that the caller may read. Raises `Forbidden`."""
    return export(session, secrets, policy.readable_logs(actor), [actor.school_id])


def checkpoint(session: Session, actor: Staff, name: str) -> str:
    """The newest checkpoint of one of the caller's logs. Raises `Forbidden`, or `NotFound` if it is not theirs."""
    newest = audit.latest_checkpoint(session, _own_log(actor, name))
    if newest is None:
        raise NotFound
    return newest.note


def tile(session: Session, actor: Staff, name: str, level: int, path: str) -> bytes:
    """The hashes of a tile, one after another. Raises the same."""
    log, asked = _own_log(actor, name), tiles.read_path(path)
    hashes = [] if asked is None else audit.tile(session, log, level, *asked)
    # A tile that is not as wide as was asked for is another tile, and a client would take it for a false one.
    if asked is None or len(hashes) != asked[1]:
        raise NotFound
    return b"".join(hashes)


def _own_log(actor: Staff, name: str) -> str:
    """The caller's log of that name. Another group's is answered as one that is not there."""
    log = log_id(actor.school_id, name)
    if log not in policy.readable_logs(actor):
        raise NotFound
    return log
