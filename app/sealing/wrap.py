"""HPKE base mode (RFC 9180) with X-Wing, HKDF-SHA256 and AES-256-GCM: a short text sealed to one public key."""

import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from app.core.encoding import BadEncoding
from app.sealing.errors import SizeWrong, SuiteUnknown, WrapBroken
from app.sealing.verify import SUITE, WRAP_OVERHEAD

KEM_PUBLIC_SIZE = 1216
_MLKEM_PUBLIC_SIZE = 1184
_HPKE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def _private(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    if len(seed) != 32:
        raise BadEncoding
    # The X-Wing draft keeps a key as 32 bytes, which the library does not read: this is the draft's expansion.
    expanded = hashlib.shake_256(seed).digest(96)
    return MLKEM768PrivateKey.from_seed_bytes(expanded[:64]), X25519PrivateKey.from_private_bytes(expanded[64:])


def kem_public_key(seed: bytes) -> bytes:
    """The X-Wing public key (1216 bytes) of a 32-byte seed."""
    mlkem, x25519 = _private(seed)
    return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()


def wrap_to(public_key: bytes, context: bytes, plaintext: bytes) -> bytes:
    """Seal to a public key; its seed opens it, and nothing says who sealed it. Raises `BadEncoding` for no such key."""
    if len(public_key) != KEM_PUBLIC_SIZE:
        raise BadEncoding
    try:
        mlkem = MLKEM768PublicKey.from_public_bytes(public_key[:_MLKEM_PUBLIC_SIZE])
        x25519 = X25519PublicKey.from_public_bytes(public_key[_MLKEM_PUBLIC_SIZE:])
        return bytes([SUITE]) + _HPKE.encrypt(plaintext, MLKEM768X25519PublicKey(mlkem, x25519), context)
    except ValueError:
        raise BadEncoding from None


def unwrap(seed: bytes, context: bytes, wrapped: bytes) -> bytes:
    """Open a wrap. Raises `SuiteUnknown`, `SizeWrong`, or `WrapBroken`: another recipient or context, or altered."""
    if wrapped[:1] != bytes([SUITE]):
        raise SuiteUnknown
    if len(wrapped) < WRAP_OVERHEAD:
        raise SizeWrong
    try:
        return _HPKE.decrypt(wrapped[1:], MLKEM768X25519PrivateKey(*_private(seed)), context)
    except (InvalidTag, ValueError):
        raise WrapBroken from None
