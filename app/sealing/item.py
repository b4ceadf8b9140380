"""One item of a stream: signed, padded and boxed under the epoch's key (docs/protocol.md, section 5)."""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from app.core import encoding
from app.sealing.body import Body, parse_body
from app.sealing.box import open_box, seal_box
from app.sealing.contexts import context, u32
from app.sealing.errors import KindMismatch, PaddingWrong, SignatureWrong, SizeWrong, TooLong
from app.sealing.sign import sign
from app.sealing.verify import PADDED_SIZES, SIGNATURE_SIZE, read_envelope, signature_holds

_HEAD = SIGNATURE_SIZE + 4


@dataclass(frozen=True, slots=True)
class ItemPlace:
    """Where an item stands. Bound into its box and its signature, so that it can be shown nowhere else."""

    school: str
    stream: str
    epoch: int
    cmid: str

    def box_context(self) -> bytes:
        return context("envelope", self.school, self.stream, self.epoch, self.cmid)

    def signed_context(self, body: bytes) -> bytes:
        return context("sign/message", self.school, self.stream, self.epoch, self.cmid, body)


def _padded_size(length: int) -> int | None:
    return next((size for size in PADDED_SIZES if length <= size), None)


def seal_item(place: ItemPlace, *, key: bytes, signing_seed: bytes, body: Mapping[str, Any]) -> str:
    """`env` for the wire (base64url); a retry sends the same. Raises `BodyMalformed`, `KindMismatch`, `TooLong`."""
    data = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    parse_body(data, place.stream)
    signed = sign(signing_seed, place.signed_context(data)) + u32(len(data)) + data
    size = _padded_size(len(signed))
    if size is None:
        raise TooLong
    return encoding.encode(seal_box(key, place.box_context(), signed.ljust(size, b"\0")))


def _unpad(padded: bytes) -> tuple[bytes, bytes]:
    end = _HEAD + int.from_bytes(padded[SIGNATURE_SIZE:_HEAD], "big")
    # The size is the least that fits, else it could carry a sign of its own.
    if _padded_size(end) != len(padded):
        raise SizeWrong
    if any(padded[end:]):
        raise PaddingWrong
    return padded[:SIGNATURE_SIZE], padded[_HEAD:end]


def open_item(
    place: ItemPlace,
    *,
    key: bytes,
    kind: str,
    sender: str,
    env: str,
    signers_of: Callable[[str, Body], Collection[bytes]],
) -> Body:
    """Open one item and prove who wrote it. `kind` and `sender` are those of the clear frame.

    `signers_of` gives the sender's Ed25519 public keys, none for nobody who may write here; it sees the body because
    the pupil's key comes in the first one. Raises `SizeWrong`, `BadEncoding`, `SuiteUnknown`, `CommitmentWrong`,
    `BoxBroken`, `PaddingWrong`, `BodyMalformed`, `KindMismatch`, `SignatureWrong`.
    """
    signature, data = _unpad(open_box(key, place.box_context(), read_envelope(env)))
    body = parse_body(data, place.stream)
    if (body.kind, body.sender) != (kind, sender):
        raise KindMismatch
    signed = place.signed_context(data)
    if not any(signature_holds(key, signed, signature) for key in signers_of(body.sender, body)):
        raise SignatureWrong
    return body


def envelope_hash(env: str) -> str:
    """What a later item's `seen` must say of a sealed item: the SHA-256 of its envelope, in base64url."""
    return encoding.encode(hashlib.sha256(encoding.decode(env)).digest())


def clear_hash(body: str) -> str:
    """The same of a clear item, whose `body` is JSON text."""
    return encoding.encode(hashlib.sha256(body.encode()).digest())
