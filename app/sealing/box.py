"""The one committing box (docs/protocol.md, section 2; docs/decisions/0001-one-committing-box.md)."""

from hmac import compare_digest
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.sealing.errors import BoxBroken, CommitmentWrong, SizeWrong, SuiteUnknown
from app.sealing.hkdf import hkdf
from app.sealing.verify import BOX_OVERHEAD, SUITE

_SALT = 32
_HEAD = 1 + _SALT + 32
# The AES key comes from a fresh salt and so is used once: a fixed nonce never repeats under one key.
_NONCE = bytes(12)


def _schedule(key: bytes, salt: bytes, context: bytes) -> tuple[AESGCM, bytes]:
    if len(key) != 32:
        raise ValueError("a box key is 32 bytes")
    okm = hkdf(key, salt, context, 64)
    return AESGCM(okm[:32]), okm[32:]


def seal_box(key: bytes, context: bytes, plaintext: bytes) -> bytes:
    """Seal under a 32-byte key for one context. The result commits to the key."""
    salt = token_bytes(_SALT)
    aes, commitment = _schedule(key, salt, context)
    return bytes([SUITE]) + salt + commitment + aes.encrypt(_NONCE, plaintext, None)


def open_box(key: bytes, context: bytes, box: bytes) -> bytes:
    """Open a box. Raises `SuiteUnknown`, `SizeWrong`, `CommitmentWrong` or `BoxBroken`."""
    if box[:1] != bytes([SUITE]):
        raise SuiteUnknown
    if len(box) < BOX_OVERHEAD:
        raise SizeWrong
    aes, commitment = _schedule(key, box[1 : 1 + _SALT], context)
    # AES-GCM does not bind its key: without this, one box could be made to show two readers two texts ("salamander").
    if not compare_digest(commitment, box[1 + _SALT : _HEAD]):
        raise CommitmentWrong
    try:
        return aes.decrypt(_NONCE, box[_HEAD:], None)
    except InvalidTag:
        raise BoxBroken from None
