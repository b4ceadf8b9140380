"""What a witness does: remember how far each log was seen, refuse what does not only add to that, and sign what does.

The texts are those of C2SP `tlog-witness`; but the witness calls the school and not the school the witness, so that a
governor's own computer can be one. Pure: who carries the texts is the caller's business.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

from app.audit.merkle import EMPTY_ROOT, HASH_BYTES, verify_consistency
from app.audit.notes import BadNote, Checkpoint, Signer, Verifier, parse_checkpoint, split_note

_ASK = "hark/1 witness"
_STEPS = 63
"""No proof is longer (`tlog-witness`)."""


class Refused(Exception):
    """A checkpoint that a witness does not sign, and why: one sentence."""


class BadAsk(Exception):
    """The text does not ask for checkpoints in a witness's name."""


@dataclass(frozen=True, slots=True)
class Seen:
    """How large a log was when it was last seen, and its root."""

    size: int = 0
    root: bytes = EMPTY_ROOT


@dataclass(frozen=True, slots=True)
class Ask:
    """What a witness asks a server for: the logs that it watches, and how much of each it has seen."""

    server: str
    seconds: int
    sizes: Mapping[str, int]

    def text(self) -> str:
        """What is signed. The first line keeps it from passing for a cosignature."""
        lines = [f"{origin} {size}" for origin, size in self.sizes.items()]
        return "\n".join([_ASK, self.server, str(self.seconds), *lines, ""])


def read_ask(text: str, signature: bytes, witness: Verifier) -> Ask:
    """The question that `witness` signed. Raises `BadAsk`."""
    if not witness.signed(text.encode(), signature):
        raise BadAsk
    try:
        head, server, seconds, *lines, end = text.split("\n")
        pairs = [line.rsplit(" ", 1) for line in lines]
        ask = Ask(server, int(seconds), {origin: int(size) for origin, size in pairs})
    except ValueError:
        raise BadAsk from None
    if head != _ASK or end or ask.text() != text or any(size < 0 for size in ask.sizes.values()):
        raise BadAsk
    return ask


def write_offer(old: int, path: list[bytes], note: str) -> str:
    """A checkpoint and the proof that it adds to what was seen, as the body of `add-checkpoint`."""
    return "\n".join([f"old {old}", *(base64.b64encode(step).decode() for step in path), "", note])


def _read_offer(text: str) -> tuple[int, list[bytes], str]:
    head, blank, note = text.partition("\n\n")
    first, *lines = head.split("\n")
    try:
        word, number = first.split(" ")
        path = [base64.b64decode(line, validate=True) for line in lines]
        old = int(number)
    except (ValueError, binascii.Error):
        raise Refused("What the server sent cannot be read.") from None
    fits = word == "old" and str(old) == number and all(len(step) == HASH_BYTES for step in path)
    if not blank or not fits or old < 0 or len(path) > _STEPS:
        raise Refused("What the server sent cannot be read.")
    return old, path, note


def consider(offer: str, logs: Mapping[str, Verifier], memory: Mapping[str, Seen]) -> tuple[Checkpoint, str]:
    """The checkpoint that a server offers and its note, if a witness may sign it. Raises `Refused`.

    Whoever calls writes the checkpoint down before the signature leaves: a witness that forgot what it signed could be
    made to sign a fork.
    """
    old, path, note = _read_offer(offer)
    signed = _signed(note, logs)
    seen = memory.get(signed.origin, Seen())
    if signed.size < seen.size:
        raise Refused(f"{signed.origin} was rolled back: it had {seen.size} entries, and now has {signed.size}.")
    if signed.size == seen.size:
        if signed.root != seen.root:
            raise Refused(f"{signed.origin} was forked: its first {seen.size} entries are not those that were seen.")
        return signed, note
    if old != seen.size:
        raise Refused(f"{signed.origin} is proved from {old} entries on, and {seen.size} were seen.")
    if seen.size and not verify_consistency(seen.size, signed.size, seen.root, signed.root, path):
        raise Refused(
            f"{signed.origin} was forked: of {signed.size} entries, the first {seen.size} are not those that were seen."
        )
    return signed, note


def _signed(note: str, logs: Mapping[str, Verifier]) -> Checkpoint:
    try:
        claimed = parse_checkpoint(split_note(note)[0]).origin
        if claimed not in logs:
            raise Refused(f"{claimed} is a log that this witness does not watch.")
        checkpoint = logs[claimed].open(note)
    except BadNote as error:
        raise Refused(f"A checkpoint does not hold: {error}.") from None
    if checkpoint.size == 0 and checkpoint.root != EMPTY_ROOT:
        raise Refused(f"{claimed} claims a root for no entries.")
    return checkpoint


def ask_signature(signer: Signer, ask: Ask) -> bytes:
    """The witness's signature under its question."""
    return signer.private_key.sign(ask.text().encode())
