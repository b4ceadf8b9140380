"""HKDF-SHA256 (RFC 5869), extract and expand."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def hkdf(ikm: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """An empty salt is the RFC's string of zeros."""
    return HKDF(SHA256(), length, salt, info).derive(ikm)


def derive(ikm: bytes, info: bytes) -> bytes:
    """32 bytes for one purpose, without a salt: for input that is uniform already."""
    return hkdf(ikm, b"", info, 32)
