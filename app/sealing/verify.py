"""What the server checks without being able to open anything: sizes, suites, shapes and signatures."""

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.core import encoding
from app.sealing.contexts import context
from app.sealing.documents import EpochRecord, Roster, SignedRoster, Statement, read_roster, read_statement
from app.sealing.errors import (
    EpochMalformed,
    RosterOtherSchool,
    RosterSignature,
    SignatureWrong,
    SizeWrong,
    SuiteUnknown,
)

SUITE = 0x01
BOX_OVERHEAD = 81
"""Suite, salt, commitment and tag."""
WRAP_OVERHEAD = 1137
"""Suite, encapsulation and tag."""
PADDED_SIZES = (1024, 4096, 16384, 65536)
KEY_WRAP_SIZE = WRAP_OVERHEAD + 32
SIGNATURE_SIZE = 64


def signature_holds(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` is Ed25519's (RFC 8032) for `message`, which must be a context of a `sign/…` label."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def key_id(public_key: bytes) -> str:
    """The id of a public key: base64url of its SHA-256."""
    return encoding.encode(hashlib.sha256(public_key).digest())


def read_envelope(env: str) -> bytes:
    """The bytes of a sealed item. Raises `BadEncoding`, `SizeWrong` or `SuiteUnknown`."""
    return _read_sealed(env, [size + BOX_OVERHEAD for size in PADDED_SIZES])


def read_key_wrap(wrap: str) -> bytes:
    """The bytes of a wrapped 32-byte key or seed. Raises `BadEncoding`, `SizeWrong` or `SuiteUnknown`."""
    return _read_sealed(wrap, [KEY_WRAP_SIZE])


def _read_sealed(text: str, sizes: list[int]) -> bytes:
    # Refused by its length before it is decoded, so that a huge one costs nothing.
    if len(text) not in map(encoding.encoded_length, sizes):
        raise SizeWrong
    sealed = encoding.decode(text)
    if sealed[0] != SUITE:
        raise SuiteUnknown
    return sealed


def read_new_epoch(record: EpochRecord, *, school: str, stream: str) -> Statement:
    """A new epoch as its maker sends it: shape, place, and one well-sized wrap for each reader and nobody else.

    Raises `EpochMalformed`, `EpochMismatch`, `BadEncoding`, `SizeWrong`, `SuiteUnknown`. Its signature: `check_epoch`.
    """
    statement = read_statement(record, school, stream)
    encoding.decode(record["sig"], exact=SIGNATURE_SIZE)
    if sorted(wrap["to"] for wrap in record["wraps"]) != sorted(statement.readers):
        raise EpochMalformed
    for wrap in record["wraps"]:
        read_key_wrap(wrap["wrap"])
    return statement


def epoch_signed_by(record: EpochRecord, public_key: bytes) -> bool:
    """Whether the holder of `public_key` signed it. Raises `BadEncoding`."""
    message = context("sign/epoch", encoding.decode(record["statement"]))
    return signature_holds(public_key, message, encoding.decode(record["sig"]))


def check_epoch(record: EpochRecord, public_key: bytes) -> None:
    """Raise `SignatureWrong` unless the holder of `public_key` signed it. The server knows no pupil's signing key."""
    if not epoch_signed_by(record, public_key):
        raise SignatureWrong


def succeeds(roster: Roster, root: bytes) -> bool:
    """Whether the roster's root is `root`, or one that it handed over to, each named by the one before."""
    for link in roster.handed_over:
        message = context("sign/root", roster.school, link.new)
        if root != roster.root and link.old == root and signature_holds(root, message, link.sig):
            root = link.new
    return root == roster.root


def read_signed_roster(signed: SignedRoster, *, school: str, root: bytes) -> Roster:
    """The roster, if it is this school's and `root`, or one that it handed over to, signed it.

    Raises, in this order, `BadEncoding`, `RosterMalformed`, `RosterOtherSchool`, `RosterSignature`.
    """
    document = encoding.decode(signed["doc"])
    roster = read_roster(document)
    if roster.school != school:
        raise RosterOtherSchool
    signature = encoding.decode(signed["sig"])
    if not (succeeds(roster, root) and signature_holds(roster.root, context("sign/roster", document), signature)):
        raise RosterSignature
    return roster


def mailbox_opens(mailbox_key: bytes, *, school: str, challenge: str, signature: bytes) -> bool:
    """Whether whoever signed the challenge, which is signed as the text that was sent, holds the mailbox's key."""
    return signature_holds(mailbox_key, context("sign/mailbox", school, challenge), signature)
