"""What a mentor says after a chat, for the safeguarding team alone (docs/protocol.md, section 4.4)."""

import json
from dataclasses import dataclass
from secrets import token_bytes

from app.core import encoding
from app.sealing import sign
from app.sealing.box import open_box, seal_box
from app.sealing.contexts import context
from app.sealing.errors import DebriefMalformed, SignatureWrong, SizeWrong, TooLong
from app.sealing.shape import Shape
from app.sealing.verify import signature_holds
from app.sealing.wrap import unwrap, wrap_to

_SIZES = (1024, 4096)


@dataclass(frozen=True, slots=True)
class Debriefed:
    """Which chat of which school, and the mentor whose word it is."""

    school: str
    conversation: str
    person: str


@dataclass(frozen=True, slots=True)
class Note:
    """A sealed note, and the group's epoch that its key is wrapped to."""

    epoch: int
    wrap: bytes
    box: bytes


def seal_debrief(group_kem: bytes, epoch: int, about: Debriefed, signing_seed: bytes, text: str) -> Note:
    """Sign, pad and seal a note. Raises `TooLong`."""
    key = token_bytes(32)
    signature = sign.sign(signing_seed, _signed(about, text))
    fields = {"v": 1, "text": text, "sig": encoding.encode(signature)}
    document = json.dumps(fields, separators=(",", ":"), ensure_ascii=False).encode()
    size = next((least for least in _SIZES if len(document) <= least), None)
    if size is None:
        raise TooLong
    box = seal_box(key, context("debrief/note", *_place(about)), document.ljust(size))
    return Note(epoch, wrap_to(group_kem, context("wrap/debrief", *_place(about), epoch), key), box)


def open_debrief(group_seed: bytes, about: Debriefed, signers: tuple[bytes, ...], note: Note) -> str:
    """What the mentor wrote. Raises as `unwrap` and `open_box` do, `SizeWrong`, `DebriefMalformed` or
    `SignatureWrong`.
    """
    key = unwrap(group_seed, context("wrap/debrief", *_place(about), note.epoch), note.wrap)
    if len(key) != 32:
        raise SizeWrong
    document = open_box(key, context("debrief/note", *_place(about)), note.box)
    if len(document) not in _SIZES:
        raise SizeWrong
    shape = Shape.of(document, DebriefMalformed)
    shape.version_1()
    text, signature = shape.text("text"), shape.raw("sig", 64)
    if not any(signature_holds(signer, _signed(about, text), signature) for signer in signers):
        raise SignatureWrong
    return text


def _place(about: Debriefed) -> tuple[str, str, str]:
    return about.school, about.conversation, about.person


def _signed(about: Debriefed, text: str) -> bytes:
    return context("sign/debrief", *_place(about), text)
