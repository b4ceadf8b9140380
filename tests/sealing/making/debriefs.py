"""Vectors of section 4.4: what a mentor says after a chat."""

from typing import Any

from app.core import encoding
from app.sealing.box import seal_box
from app.sealing.contexts import context
from app.sealing.debrief import Debriefed, Note, seal_debrief
from app.sealing.wrap import kem_public_key, wrap_to
from tests.sealing.making.cast import CASE, OTHER_SCHOOL, SCHOOL, Cast, make_cast
from tests.sealing.making.counter import Counter

TEXT = "It was hard to hear. I am OK. 🙂"
EPOCH = 3


def files(counter: Counter) -> dict[str, Any]:
    return {"debrief": _debrief(counter, make_cast(counter))}


def _debrief(counter: Counter, cast: Cast) -> dict[str, Any]:
    seed, sam = cast.groups["safeguarding"], cast.sam
    kem, about = kem_public_key(seed), Debriefed(SCHOOL, CASE, sam.line.id)
    note = seal_debrief(kem, EPOCH, about, sam.secrets.sign, TEXT)
    forged = seal_debrief(kem, EPOCH, about, cast.reed.secrets.sign, TEXT)
    return {
        "about": "A debrief's note: the wrapped key and the box, and what is refused (section 4.4)",
        "school": SCHOOL,
        "conversation": CASE,
        "person": sam.line.id,
        "sign": encoding.encode(sam.line.sign),
        "group_seed": seed.hex(),
        "text": TEXT,
        "note": _wire(note),
        "refused": [
            {"name": "another school", "code": "wrap_broken", "note": _wire(note), "school": OTHER_SCHOOL},
            {"name": "another mentor", "code": "wrap_broken", "note": _wire(note), "person": cast.khan.line.id},
            {"name": "another epoch", "code": "wrap_broken", "note": _wire(note) | {"epoch": EPOCH + 1}},
            {"name": "a key of another length", "code": "size_wrong", "note": _strange(kem, about, b"", bytes(31))},
            {"name": "another size", "code": "size_wrong", "note": _strange(kem, about, b" " * 1000, counter.take())},
            {
                "name": "another shape",
                "code": "debrief_malformed",
                "note": _strange(kem, about, b'{"v":1,"text":"x"}'.ljust(1024), counter.take()),
            },
            {"name": "somebody else's signature", "code": "signature_wrong", "note": _wire(forged)},
        ],
    }


def _strange(kem: bytes, about: Debriefed, document: bytes, key: bytes) -> dict[str, Any]:
    place = (about.school, about.conversation, about.person)
    box = seal_box(key.ljust(32, b"\0"), context("debrief/note", *place), document)
    return _wire(Note(EPOCH, wrap_to(kem, context("wrap/debrief", *place, EPOCH), key), box))


def _wire(note: Note) -> dict[str, Any]:
    return {"epoch": note.epoch, "wrap": encoding.encode(note.wrap), "box": encoding.encode(note.box)}
