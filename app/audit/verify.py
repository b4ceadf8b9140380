"""Finds whether a log's past was changed, and says where. Pure: it needs no database, no server and no clock.

What it can prove follows from what it is given. Entries and salts show a row that was changed, removed, added or moved
without care. Checkpoints show any change at all, as far as they reach; and somebody outside who keeps one can show
that the whole log was replaced.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.audit.leaves import ERASED, SALT_BYTES, CheckpointView, EntryView, Evidence, b64u, commitment, unb64u
from app.audit.merkle import HASH_BYTES, Frontier, leaf_hash
from app.audit.notes import BadNote, Verifier

_NEARBY = 1000
"""How far from its number an entry's true place is looked for. Beyond that it is reported as changed."""


class Fault(StrEnum):
    """What is wrong. Each is a failure of the log."""

    CHANGED = "changed"
    MISSING = "missing"
    INSERTED = "inserted"
    REORDERED = "reordered"
    TRUNCATED = "truncated"
    UNPROVED = "unproved"
    BAD_SIGNATURE = "bad_signature"
    CHECKPOINT_MISMATCH = "checkpoint_mismatch"
    STATE_MISMATCH = "state_mismatch"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with `log`. `index` is the entry where it shows, or the size of the checkpoint."""

    log: str
    fault: Fault
    index: int
    sentence: str


def verify(evidence: Evidence, verifier: Verifier) -> list[Finding]:
    """Everything wrong with the log, entries first; an empty list if nothing is."""
    tree = _Tree(evidence.entries, _sizes(evidence))
    erased = {entry.subject.id for entry in evidence.entries if entry.action == ERASED}
    places = [_place(entry, evidence.salts.get(entry.index), erased) for entry in evidence.entries]
    reach = max((place.number for place in places), default=-1) + 1
    found = [
        *(place.fault for place in places if place.fault is not None),
        *_order(places),
        *_ends(evidence, reach),
        *_checkpoints(evidence, tree, verifier),
        *_state(evidence, tree),
    ]
    return [Finding(evidence.log, fault, index, sentence) for fault, index, sentence in found]


_Found = tuple[Fault, int, str]


@dataclass(frozen=True, slots=True)
class _Place:
    """An entry's number in the row, and the number under which it was recorded."""

    index: int
    number: int
    fault: _Found | None = None


class _Tree:
    """The roots of the log at the sizes that somebody stated, as far as its entries reach without a gap."""

    def __init__(self, entries: list[EntryView], sizes: set[int]) -> None:
        frontier = Frontier()
        self._roots = {0: frontier.root()}
        for number, entry in enumerate(entries):
            leaf = unb64u(entry.leaf_hash, HASH_BYTES)
            if entry.index != number or leaf is None:
                break
            frontier = frontier.append(leaf)
            # A root costs several hashes and an append hardly more than one, so only what is asked for is worked out.
            if frontier.size in sizes:
                self._roots[frontier.size] = frontier.root()

    def root(self, size: int) -> str | None:
        """base64url of the root at a stated `size`, or None beyond what the entries reach."""
        root = self._roots.get(size)
        return None if root is None else b64u(root)


def _sizes(evidence: Evidence) -> set[int]:
    stated = {checkpoint.size for checkpoint in evidence.checkpoints}
    return stated if evidence.state is None else stated | {evidence.state.size}


def _place(entry: EntryView, text: str | None, erased: set[str]) -> _Place:
    index = entry.index
    if text is None:
        if str(index) in erased:
            return _Place(index, index)
        sentence = f"The salt of entry {index} is gone and no erasure is recorded, so nothing proves the entry."
        return _Place(index, index, (Fault.UNPROVED, index, sentence))
    salt = unb64u(text, SALT_BYTES)
    number = None if salt is None else _recorded_as(entry, salt)
    if number is None:
        return _Place(index, index, (Fault.CHANGED, index, f"Entry {index} is not what was recorded."))
    return _Place(index, number)


def _recorded_as(entry: EntryView, salt: bytes) -> int | None:
    """The number for which the entry fits its leaf: its own, else the nearest."""
    own = entry.index
    if _fits(entry, salt, own):
        return own
    nearest_first = sorted(range(max(0, own - _NEARBY), own + _NEARBY), key=lambda number: abs(number - own))
    return next((number for number in nearest_first if _fits(entry, salt, number)), None)


def _fits(entry: EntryView, salt: bytes, number: int) -> bool:
    return b64u(leaf_hash(commitment(salt, entry.canonical(number)))) == entry.leaf_hash


def _order(places: list[_Place]) -> Iterator[_Found]:
    """What the recorded numbers say: one that is not there, one that is there twice, a run that goes back."""
    expected, out_of_order = 0, False
    seen: set[int] = set()
    present = {place.number for place in places}
    for place in places:
        if place.number in seen:
            yield Fault.INSERTED, place.index, f"There are two entries in place {place.number}: one was inserted."
        elif place.number < expected:
            if not out_of_order:
                sentence = f"Entry {place.index} was recorded as entry {place.number}, after others that now follow it."
                yield Fault.REORDERED, place.index, sentence
            out_of_order = True
        else:
            missing = [number for number in range(expected, place.number) if number not in present]
            if missing:
                yield Fault.MISSING, missing[0], _missing(missing)
            expected, out_of_order = place.number + 1, False
        seen.add(place.number)


def _missing(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"Entry {numbers[0]} is missing."
    return f"{len(numbers)} entries from {numbers[0]} to {numbers[-1]} are missing."


def _ends(evidence: Evidence, reach: int) -> Iterator[_Found]:
    """Whether the log ends where its own row and its checkpoints say it did."""
    stated = evidence.state.size if evidence.state else 0
    promised = max([stated, *(checkpoint.size for checkpoint in evidence.checkpoints)])
    if promised > reach:
        yield Fault.TRUNCATED, reach, f"The log reached {promised} entries and now ends after {reach}."
    if evidence.state and reach > stated:
        yield Fault.INSERTED, stated, f"The log has {stated} entries by its own count and {reach} in its rows."


def _checkpoints(evidence: Evidence, tree: _Tree, verifier: Verifier) -> Iterator[_Found]:
    good = 0
    for checkpoint in sorted(evidence.checkpoints, key=lambda one: one.size):
        broken = _signature_fault(checkpoint, verifier)
        root = tree.root(checkpoint.size)
        if broken:
            yield Fault.BAD_SIGNATURE, checkpoint.size, f"The checkpoint at {checkpoint.size} does not hold: {broken}."
        elif root is not None and root != checkpoint.root:
            sentence = (
                f"The first {checkpoint.size} entries are not those that were signed; the first {good} are. "
                f"The change is between them."
            )
            yield Fault.CHECKPOINT_MISMATCH, checkpoint.size, sentence
        elif root is not None:
            good = checkpoint.size


def _signature_fault(checkpoint: CheckpointView, verifier: Verifier) -> str | None:
    try:
        signed = verifier.open(checkpoint.note)
    except BadNote as error:
        return str(error)
    if signed.origin != verifier.name:
        return "it is of another log"
    if (signed.size, b64u(signed.root)) != (checkpoint.size, checkpoint.root):
        return "the row says something else than the signed note"
    return None


def _state(evidence: Evidence, tree: _Tree) -> Iterator[_Found]:
    if evidence.state is None:
        return
    root = tree.root(evidence.state.size)
    if root is not None and root != evidence.state.root:
        yield Fault.STATE_MISMATCH, evidence.state.size, "The entries do not have the root that the log last counted."
