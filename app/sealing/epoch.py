"""Key epochs of a stream: made by a reader, opened and proven by every other (docs/protocol.md, section 5)."""

import hashlib
import hmac
import json
from collections.abc import Callable, Collection, Sequence
from secrets import token_bytes

from app.core import encoding
from app.sealing.contexts import context
from app.sealing.documents import EpochRecord, Statement, read_statement
from app.sealing.errors import CommitmentWrong, EpochLink, EpochReader, EpochSigner, SignatureWrong, SizeWrong
from app.sealing.hkdf import derive
from app.sealing.sign import sign
from app.sealing.verify import epoch_signed_by
from app.sealing.wrap import unwrap, wrap_to

Place = tuple[str, str]
"""School and stream."""


def _commitment(key: bytes, place: Place, number: int) -> bytes:
    return derive(key, context("epoch-commit", *place, number))


def _link(previous_key: bytes, place: Place, number: int, commit: bytes) -> bytes:
    return hmac.digest(previous_key, context("epoch-link", *place, number, commit), hashlib.sha256)


def make_epoch(
    place: Place,
    number: int,
    *,
    previous_key: bytes | None,
    by: str,
    signing_seed: bytes,
    roster_number: int,
    readers: Sequence[tuple[str, bytes]],
) -> tuple[EpochRecord, bytes]:
    """Start epoch `number` with a fresh key, which is returned beside the record.

    `previous_key` is None only for number 1; `readers` are recipients with their KEM public keys. Raises `EpochLink`,
    `EpochMalformed`.
    """
    if (previous_key is None) != (number == 1):
        raise EpochLink
    key = token_bytes(32)
    commit = _commitment(key, place, number)
    link = None if previous_key is None else encoding.encode(_link(previous_key, place, number, commit))
    fields = {
        "v": 1,
        "school": place[0],
        "stream": place[1],
        "epoch": number,
        "commit": encoding.encode(commit),
        "link": link,
        "by": by,
        "roster": roster_number,
        "readers": [to for to, _kem in readers],
    }
    statement = json.dumps(fields, separators=(",", ":")).encode()
    record: EpochRecord = {
        "epoch": number,
        "statement": encoding.encode(statement),
        "sig": encoding.encode(sign(signing_seed, context("sign/epoch", statement))),
        "wraps": [
            {"to": to, "wrap": encoding.encode(wrap_to(kem, context("wrap/epoch", *place, number, to, commit), key))}
            for to, kem in readers
        ],
    }
    read_statement(record, *place)
    return record, key


def unwrap_epoch(
    place: Place,
    record: EpochRecord,
    *,
    recipient: str,
    seed: bytes,
    previous_key: bytes | None,
    reader_allowed: Callable[[Statement, str], bool],
) -> tuple[bytes, Statement]:
    """The epoch's key, with everything proven but the signature.

    Alone only for epoch 1 of a conversation, whose signer's key is inside the report that this opens: `check_signer`
    follows as soon as the report is read. Raises what `read_statement` and `unwrap` raise, `EpochReader`, `SizeWrong`,
    `CommitmentWrong`, `EpochLink`.
    """
    statement = read_statement(record, *place)
    mine = next((wrap["wrap"] for wrap in record["wraps"] if wrap["to"] == recipient), None)
    # Somebody who was given the case later has a wrap of an earlier epoch, whose maker could not name them.
    if mine is None or not all(reader_allowed(statement, to) for to in statement.readers):
        raise EpochReader
    number, commit = statement.epoch, statement.commit
    key = unwrap(seed, context("wrap/epoch", *place, number, recipient, commit), encoding.decode(mine))
    if len(key) != 32:
        raise SizeWrong
    if not hmac.compare_digest(_commitment(key, place, number), commit):
        raise CommitmentWrong
    if previous_key is not None:
        link = b"" if statement.link is None else statement.link
        if not hmac.compare_digest(_link(previous_key, place, number, commit), link):
            raise EpochLink
    return key, statement


def check_signer(record: EpochRecord, public_keys: Collection[bytes]) -> None:
    """Raise `EpochSigner` for somebody who may start no epoch (no key), `SignatureWrong` for another's signature."""
    if not public_keys:
        raise EpochSigner
    if not any(epoch_signed_by(record, key) for key in public_keys):
        raise SignatureWrong
