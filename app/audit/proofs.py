"""Whether entries lead to a signed root, and the text form of one proof (C2SP `tlog-proof`).

Pure, and part of the stand-alone verifier.
"""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass

from app.audit.leaves import SALT_BYTES, EntryView, b64u, commitment, unb64u
from app.audit.merkle import HASH_BYTES, leaf_hash, verify_consistency, verify_inclusion
from app.audit.notes import BadNote, Checkpoint, Verifier, parse_checkpoint, split_note

_HEAD = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True, slots=True)
class PathOfEntry:
    """An entry, its salt unless that was erased, and its path to the root."""

    entry: EntryView
    salt: str | None
    path: list[bytes]


@dataclass(frozen=True, slots=True)
class Witnessed:
    """An earlier checkpoint that witnesses cosigned, and the proof that the later one only adds to it."""

    checkpoint: str
    path: list[bytes]


@dataclass(frozen=True, slots=True)
class Proof:
    """Some entries of one log, under one checkpoint."""

    log: str
    key: str
    checkpoint: str
    entries: list[PathOfEntry]
    witnessed: Witnessed | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What one witness has put its name to: so many entries, at a time in seconds since 1970."""

    name: str
    size: int
    seconds: int


def faults_of(proof: Proof, verifier: Verifier) -> Iterator[str]:
    """Everything wrong with a proof, each as a sentence that says where."""
    try:
        signed = verifier.open(proof.checkpoint)
    except BadNote as error:
        yield f"The checkpoint does not hold: {error}."
        return
    if signed.origin != verifier.name:
        yield f"The checkpoint is of another log, {signed.origin}."
        return
    for one in proof.entries:
        yield from faults_of_entry(proof.log, one, signed.size, signed.root)
    yield from _faults_of_witnessed(proof.witnessed, verifier, signed)


def faults_of_entry(log: str, one: PathOfEntry, size: int, root: bytes) -> Iterator[str]:
    """What is wrong with one entry of a log of `size` entries."""
    entry, index = one.entry, one.entry.index
    leaf = unb64u(entry.leaf_hash, HASH_BYTES)
    if entry.log != log:
        yield f"Entry {index} is of another log."
    if leaf is None or not verify_inclusion(leaf, index, size, one.path, root):
        yield f"Entry {index} does not lead to the root of the log's {size} entries."
    if one.salt is None:
        return
    salt = unb64u(one.salt, SALT_BYTES)
    if salt is None or b64u(leaf_hash(commitment(salt, entry.canonical()))) != entry.leaf_hash:
        yield f"Entry {index} is not what was recorded."


def _faults_of_witnessed(witnessed: Witnessed | None, verifier: Verifier, signed: Checkpoint) -> Iterator[str]:
    if witnessed is None:
        return
    try:
        old = verifier.open(witnessed.checkpoint)
    except BadNote as error:
        yield f"The checkpoint that was shown to a witness does not hold: {error}."
        return
    if not verify_consistency(old.size, signed.size, old.root, signed.root, witnessed.path):
        yield f"The log of {signed.size} entries does not begin with the {old.size} that were shown to a witness."


def seen_by(notes: list[str], witness: Verifier) -> Seen | None:
    """The largest of `notes` that `witness` cosigned; None if it cosigned none of them."""
    seen = []
    for note in notes:
        try:
            seen.append(Seen(witness.name, parse_checkpoint(witness.text(note)).size, witness.time(note)))
        except BadNote:
            # Most checkpoints come and go between two visits of a witness, and bear no line of it.
            continue
    return max(seen, key=lambda one: (one.size, one.seconds), default=None)


@dataclass(frozen=True, slots=True)
class TextProof:
    """One `tlog-proof`. Nothing vouches for `extra` but what the reader works out from it."""

    index: int
    path: list[bytes]
    checkpoint: str
    extra: bytes = b""


def write_text(proof: TextProof) -> str:
    """The proof as C2SP writes it."""
    extra = [f"extra {base64.b64encode(proof.extra).decode()}"] if proof.extra else []
    path = [base64.b64encode(step).decode() for step in proof.path]
    return "\n".join([_HEAD, *extra, f"index {proof.index}", *path, "", proof.checkpoint])


def read_text(text: str) -> TextProof:
    """A proof as C2SP writes it. Raises `BadNote`."""
    head, blank, checkpoint = text.partition("\n\n")
    first, *lines = head.split("\n")
    try:
        extra = base64.b64decode(lines.pop(0)[len("extra ") :], validate=True) if lines[0].startswith("extra ") else b""
        word, number = lines.pop(0).split(" ")
        proof = TextProof(int(number), [base64.b64decode(line, validate=True) for line in lines], checkpoint, extra)
    except (ValueError, IndexError, binascii.Error):
        raise BadNote("the proof is malformed") from None
    fits = all(len(step) == HASH_BYTES for step in proof.path) and word == "index" and proof.index >= 0
    if first != _HEAD or not blank or not fits or write_text(proof) != text:
        raise BadNote("the proof is malformed")
    split_note(checkpoint)
    return proof
