"""Exports of logs and proofs of cases as files, read from JSON with nothing taken on trust.

Pure, and part of the stand-alone verifier.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from app.audit.leaves import Act, CheckpointView, Detail, EntryView, Evidence, LogState, Ref, unb64u
from app.audit.merkle import HASH_BYTES
from app.audit.proofs import PathOfEntry, Proof, Witnessed

T = TypeVar("T")


class BadFile(Exception):
    """The text is neither an export of logs nor a proof of a case."""


@dataclass(frozen=True, slots=True)
class ExportedLog:
    """One log, and the key that its checkpoints are signed with, as C2SP writes it."""

    key: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class RosterPart:
    """A signed roster, base64url: who may sign what is done at a school."""

    doc: str
    sig: str


@dataclass(frozen=True, slots=True)
class Export:
    """What `hark audit export` writes."""

    v: int
    exported: datetime
    logs: list[ExportedLog]
    rosters: Mapping[str, RosterPart] = field(default_factory=dict)
    """The newest roster of each school."""


def read_export(text: str) -> Export:
    """The export in a file. Raises `BadFile`."""
    return _read(text, _export)


def read_proofs(text: str) -> list[Proof]:
    """The proofs in a case's proof: of its log, then of the logs that it was raised from. Raises `BadFile`."""
    return _read(text, lambda raw: [_proof(part) for part in (raw, *raw["earlier"])])


def read_roster_part(text: str) -> RosterPart | None:
    """The roster that a case's proof brings. Raises `BadFile`."""
    return _read(text, lambda raw: None if raw.get("roster") is None else _roster(raw["roster"]))


def is_export(text: str) -> bool:
    """Whether the file is an export; else it is taken for a proof. Raises `BadFile`."""
    return _read(text, lambda raw: "logs" in raw)


def _read(text: str, reader: Callable[[Any], T]) -> T:
    try:
        raw = json.loads(text)
        if not isinstance(raw, dict) or raw["v"] != 1:
            raise BadFile("it is not of version 1")
        return reader(raw)
    except KeyError as error:
        raise BadFile(f"{error.args[0]} is missing") from None
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise BadFile(f"it cannot be read ({error})") from None


def _export(raw: Any) -> Export:
    logs = [ExportedLog(_is(str, log["key"]), _evidence(log["evidence"])) for log in raw["logs"]]
    rosters = {school: _roster(roster) for school, roster in _is(dict, raw.get("rosters", {})).items()}
    return Export(1, _time(raw["exported"]), logs, rosters)


def _roster(raw: Any) -> RosterPart:
    return RosterPart(_is(str, raw["doc"]), _is(str, raw["sig"]))


def _evidence(raw: Any) -> Evidence:
    log, state = _is(str, raw["log"]), raw.get("state")
    return Evidence(
        log=log,
        entries=[_entry(entry, _is(str, entry["log"])) for entry in raw["entries"]],
        salts={int(index): _is(str, salt) for index, salt in raw["salts"].items()},
        checkpoints=[_checkpoint(one) for one in raw["checkpoints"]],
        state=None if state is None else LogState(_is(int, state["size"]), _is(str, state["root"])),
    )


def _checkpoint(raw: Any) -> CheckpointView:
    at = raw.get("at")
    return CheckpointView(
        _is(int, raw["size"]), _is(str, raw["root"]), _is(str, raw["note"]), None if at is None else _time(at)
    )


def _proof(raw: Any) -> Proof:
    log, witnessed = _is(str, raw["log"]), raw.get("witnessed")
    return Proof(
        log=log,
        key=_is(str, raw["key"]),
        checkpoint=_is(str, raw["checkpoint"]),
        entries=[
            PathOfEntry(_entry(one, log), None if one["salt"] is None else _is(str, one["salt"]), _path(one["proof"]))
            for one in raw["entries"]
        ],
        witnessed=None
        if witnessed is None
        else Witnessed(_is(str, witnessed["checkpoint"]), _path(witnessed["proof"])),
    )


def _entry(raw: Any, log: str) -> EntryView:
    return EntryView(
        log=log,
        index=_is(int, raw["index"]),
        at=_time(raw["at"]),
        actor=_ref(raw["actor"]),
        action=_is(str, raw["action"]),
        subject=_ref(raw["subject"]),
        details=_details(raw["details"]),
        leaf_hash=_is(str, raw["leaf_hash"]),
        act=_act(raw.get("act")),
    )


def _act(raw: Any) -> Act | None:
    if raw is None:
        return None
    method, path, body, nonce, sig = (_is(str, raw[name]) for name in ("method", "path", "body", "nonce", "sig"))
    return Act(method, path, body, _is(int, raw["seconds"]), nonce, sig)


def _details(raw: Any) -> Mapping[str, Detail]:
    if not all(value is None or isinstance(value, str | int) for value in _is(dict, raw).values()):
        raise ValueError("a detail is no text and no number")
    return dict(raw)


def _ref(raw: Any) -> Ref:
    return Ref(_is(str, raw["kind"]), _is(str, raw["id"]))


def _path(raw: Any) -> list[bytes]:
    steps = [unb64u(_is(str, step), HASH_BYTES) for step in _is(list, raw)]
    if None in steps:
        raise ValueError("a step of a proof is no hash")
    return [step for step in steps if step is not None]


def _time(raw: Any) -> datetime:
    at = datetime.fromisoformat(_is(str, raw))
    if at.tzinfo is None:
        raise ValueError("a time has no zone")
    return at.astimezone(UTC)


def _is(kind: type[T], raw: Any) -> T:
    # True is an int to Python, and would pass for entry 1.
    if not isinstance(raw, kind) or isinstance(raw, bool):
        raise TypeError(f"{raw!r:.40} is no {kind.__name__}")
    return raw
