"""Checks a file: an export of the logs, the proof of a case, or a `tlog-proof`; and says in sentences what is wrong.

Pure but for reading the file that is named, and the last part of the stand-alone verifier.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.audit.exports import (
    BadFile,
    Export,
    ExportedLog,
    RosterPart,
    is_export,
    read_export,
    read_proofs,
    read_roster_part,
)
from app.audit.leaves import EntryView
from app.audit.notes import WITNESS_KEY, BadNote, Verifier, parse_checkpoint, parse_vkey, split_note
from app.audit.proofs import Proof, faults_of, read_text, seen_by
from app.audit.signers import BadRoster, faults_of_acts, read_signers
from app.audit.verify import verify

_TEXT_PROOF = "c2sp.org/tlog-proof"
PATIENCE = timedelta(days=7)
"""How long a witness may be away before entries that it has not seen are a fault."""


@dataclass(frozen=True, slots=True)
class Trust:
    """The keys that the reader kept: of logs, and of witnesses who must have seen them."""

    logs: list[Verifier] = field(default_factory=list)
    witnesses: list[Verifier] = field(default_factory=list)
    root: str | None = None
    """The fingerprint of the root that signs the school's rosters."""

    @classmethod
    def of(cls, keys: Sequence[str], witnesses: Sequence[str], root: str | None = None) -> "Trust":
        """The keys as C2SP writes them. Raises `BadNote`."""
        found = [parse_vkey(key) for key in witnesses]
        if any(key.kind != WITNESS_KEY for key in found):
            raise BadNote("the key is not of a witness")
        return cls([parse_vkey(key) for key in keys], found, root)

    def key_for(self, own: Verifier) -> Verifier:
        """The key to check a log with: one that the reader kept, else the one that the file brings itself."""
        if not self.logs:
            return own
        # A file made by a forger brings the forger's key, so once keys are given no other one counts.
        return next((key for key in self.logs if key.name == own.name), self.logs[0])


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found of one log. `notes` are no faults: what was trusted, and what witnesses saw."""

    name: str
    line: str
    faults: list[str]
    notes: list[str]


def check(text: str, trust: Trust) -> list[Checked]:
    """Check what a file says. Raises `BadFile`, or `BadNote` for a key that cannot be read."""
    if text.startswith(_TEXT_PROOF):
        return [_checked_text(text, trust)]
    if is_export(text):
        whole = read_export(text)
        return [_checked_log(whole, log, trust) for log in whole.logs]
    roster = read_roster_part(text)
    return [_checked_proof(proof, trust, roster) for proof in read_proofs(text)]


def line_of(state: str, size: int, root: str | None) -> str:
    """How the state of a log is said, wherever it is said."""
    return f"{state}, {size} entries, root {root or 'unknown'}"


def _checked_log(whole: Export, log: ExportedLog, trust: Trust) -> Checked:
    evidence, own = log.evidence, parse_vkey(log.key)
    faults = [finding.sentence for finding in verify(evidence, trust.key_for(own))]
    notes = [checkpoint.note for checkpoint in evidence.checkpoints]
    oldest_unseen = {entry.index: entry.at for entry in evidence.entries}
    for witness in trust.witnesses:
        seen = seen_by(notes, witness)
        first = oldest_unseen.get(0 if seen is None else seen.size)
        if first is not None and whole.exported - first > PATIENCE:
            upto = "none of them" if seen is None else f"the first {seen.size} entries"
            faults.append(f"The witness {witness.name} has seen {upto}, and the next is of {first:%d %B %Y}.")
    more, said = _names(evidence.entries, whole.rosters.get(evidence.log.partition("/")[0]), trust)
    faults += more
    size = len(evidence.entries) if evidence.state is None else evidence.state.size
    root = None if evidence.state is None else evidence.state.root
    line = line_of("broken" if faults else "whole", size, root)
    return Checked(evidence.log, line, faults, [*_own_key(log.key, trust), *_seen(notes, trust), *said])


def _checked_proof(proof: Proof, trust: Trust, roster: RosterPart | None = None) -> Checked:
    faults = list(faults_of(proof, trust.key_for(parse_vkey(proof.key))))
    more, said = _names([one.entry for one in proof.entries], roster, trust)
    faults += more
    notes = [proof.checkpoint, *([proof.witnessed.checkpoint] if proof.witnessed else [])]
    faults += [
        f"The witness {witness.name} has seen no part of this log that the proof brings."
        for witness in trust.witnesses
        if seen_by(notes, witness) is None
    ]
    erased = sum(one.salt is None for one in proof.entries)
    size = parse_checkpoint(split_note(proof.checkpoint)[0]).size
    line = f"{'broken' if faults else 'proved'}, {len(proof.entries)} entries of a log of {size}"
    if erased:
        said.append(f"the meaning of {erased} entries was erased; that they were there is proved")
    return Checked(proof.log, line, faults, [*_own_key(proof.key, trust), *_seen(notes, trust), *said])


def _checked_text(text: str, trust: Trust) -> Checked:
    proof = read_text(text)
    try:
        brought = json.loads(proof.extra)
        entry = brought["entry"] | {"index": proof.index, "proof": [], "salt": brought["salt"]}
        shell = {"v": 1, "log": brought["log"], "key": brought["key"], "checkpoint": proof.checkpoint}
    except (ValueError, KeyError, TypeError):
        raise BadFile("it brings no entry of Hark") from None
    [whole] = read_proofs(json.dumps(shell | {"entries": [entry], "earlier": []}))
    return _checked_proof(replace(whole, entries=[replace(whole.entries[0], path=proof.path)]), trust)


def _names(entries: Sequence[EntryView], roster: RosterPart | None, trust: Trust) -> tuple[list[str], list[str]]:
    """What is wrong with the names that people put to what they did, and what there is to say of them."""
    acted = [entry for entry in entries if entry.actor.kind == "person"]
    bare = [entry.index for entry in acted if entry.act is None]
    said = []
    if bare:
        said.append(f"{len(bare)} of {len(acted)} entries of people bear no signature of theirs; first {bare[0]}")
    if len(bare) == len(acted):
        return [], said
    if roster is None:
        return [], [*said, "there is no roster in the file, so the signatures of people were not checked"]
    try:
        signers = read_signers(roster.doc, roster.sig)
    except BadRoster:
        return ["The roster in the file is not signed by the root that it names."], said
    if trust.root is None:
        said.append(f"people's keys are those of the roster in the file, of the root {signers.root}")
    elif trust.root != signers.root:
        return [f"The roster in the file is of another root, {signers.root}."], said
    return [sentence for _, sentence in faults_of_acts(entries, signers)], said


def _own_key(key: str, trust: Trust) -> Iterator[str]:
    if not trust.logs:
        yield f"checked with the key in the file, {key}"


def _seen(notes: list[str], trust: Trust) -> Iterator[str]:
    for witness in trust.witnesses:
        seen = seen_by(notes, witness)
        if seen is not None:
            at = datetime.fromtimestamp(seen.seconds, UTC)
            yield f"the witness {seen.name} saw the first {seen.size} entries at {at:%Y-%m-%d %H:%M} UTC"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command: 0 if all holds, 1 if something does not, 2 if the file or a key cannot be read."""
    parser = argparse.ArgumentParser(prog="hark_verify.py", description="Check a record of Hark's, with no server.")
    parser.add_argument("file", type=Path, help="an export of the logs, the proof of a case, or a .tlog-proof")
    parser.add_argument("--key", action="append", default=[], help="a log's key that you kept; no other one counts")
    parser.add_argument("--witness", action="append", default=[], help="the key of a witness who must have seen it")
    parser.add_argument("--root", help="the fingerprint of the school's root, as its posters have it")
    given = parser.parse_args(arguments)
    try:
        found = check(given.file.read_text("utf-8"), Trust.of(given.key, given.witness, given.root))
    except (OSError, UnicodeDecodeError, BadFile, BadNote) as error:
        print(f"{given.file} cannot be checked: {error}.", file=sys.stderr)
        return 2
    return tell(found)


def tell(found: list[Checked]) -> int:
    """Print what was found; 1 if anything is wrong."""
    for one in found:
        print(f"{one.name}: {one.line}")
        for fault in one.faults:
            print(f"  {fault}")
        for note in one.notes:
            print(f"{one.name}: {note}", file=sys.stderr)
    if not found:
        print("There is no log yet.")
    return int(any(one.faults for one in found))
