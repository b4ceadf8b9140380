"""Vectors of what is said aside (section 5, stream `side`), by an adult to a mentor and by a mentor to the adults."""

import json
from typing import Any
from unittest.mock import patch

from app.core import encoding
from app.sealing.box import seal_box
from app.sealing.contexts import u32
from app.sealing.item import ItemPlace, envelope_hash, seal_item
from app.sealing.sign import sign
from app.sealing.verify import PADDED_SIZES
from tests.sealing.making.cast import CMID, CONV, FILE, NOW, SCHOOL, SIDE, Member, make_cast
from tests.sealing.making.counter import Counter

EPOCH = 2
Vectors = list[dict[str, Any]]


def items(counter: Counter) -> tuple[Vectors, Vectors]:
    """What opens, and what is refused, in the shape of `item.json`."""
    cast, key = make_cast(counter), counter.take()
    with patch("app.sealing.box.token_bytes", counter.take):
        return _accepted(key, cast.khan, cast.sam), _refused(key, cast.khan, cast.sam)


def _body(kind: str, sender: str, text: str) -> dict[str, Any]:
    return {"v": 1, "kind": kind, "from": sender, "at": NOW, "seen": None, "text": text}


def _case(key: bytes, one: Member, name: str, code: str, env: str, kind: str, **changes: Any) -> dict[str, Any]:
    place = {"school": SCHOOL, "stream": SIDE, "epoch": EPOCH, "cmid": CMID, "key": key.hex()}
    frame = {"kind": kind, "sender": one.party, "signer": encoding.encode(one.secrets.sign_public)}
    return {"name": name, "code": code, "env": env, **place, **frame, **changes}


def _accepted(key: bytes, adult: Member, mentor: Member) -> Vectors:
    said = [
        ("an adult's coach", adult, _body("coach", adult.party, "Ask them who else they could tell. é 🙂")),
        ("a mentor's ask", mentor, _body("ask", mentor.party, "Is it all right to ask where they are?")),
    ]
    place, made = ItemPlace(SCHOOL, SIDE, EPOCH, CMID), []
    for name, one, body in said:
        env = seal_item(place, key=key, signing_seed=one.secrets.sign, body=body)
        made.append(_case(key, one, name, "", env, body["kind"], body=body, hash=envelope_hash(env)))
    return made


def _refused(key: bytes, adult: Member, mentor: Member) -> Vectors:
    def case(
        name: str, code: str, one: Member, body: dict[str, Any], stream: str = SIDE, **changes: Any
    ) -> dict[str, Any]:
        return _case(key, one, name, code, _raw(key, one, body, stream), body["kind"], stream=stream, **changes)

    coach, ask = _body("coach", adult.party, "Listen first."), _body("ask", mentor.party, "What now?")
    by_mentor = encoding.encode(mentor.secrets.sign_public)
    return [
        case("an adult's coach where the pupil reads", "kind_mismatch", adult, coach, CONV),
        case("an adult's coach in the adults' file", "kind_mismatch", adult, coach, FILE),
        case("a mentor's ask where the pupil reads", "kind_mismatch", mentor, ask, CONV),
        case("a mentor's ask in the adults' file", "kind_mismatch", mentor, ask, FILE),
        case("a note of the file, said aside", "kind_mismatch", adult, _body("note", adult.party, "x")),
        case("a message of the conversation, said aside", "kind_mismatch", mentor, _body("msg", mentor.party, "x")),
        case("an adult's coach from the pupil", "kind_mismatch", adult, _body("coach", "pupil", "x"), sender="pupil"),
        case("an adult's coach without a word", "body_malformed", adult, _body("coach", adult.party, "")),
        case("a mentor's ask of 4,001 characters", "body_malformed", mentor, _body("ask", mentor.party, "a" * 4001)),
        case("an adult's coach under a mentor's name", "signature_wrong", adult, coach, signer=by_mentor),
    ]


def _raw(key: bytes, one: Member, body: dict[str, Any], stream: str) -> str:
    """A body sealed as it is, though no client would seal it."""
    place = ItemPlace(SCHOOL, stream, EPOCH, CMID)
    data = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    signed = sign(one.secrets.sign, place.signed_context(data)) + u32(len(data)) + data
    size = next(size for size in PADDED_SIZES if len(signed) <= size)
    return encoding.encode(seal_box(key, place.box_context(), signed.ljust(size, b"\0")))
