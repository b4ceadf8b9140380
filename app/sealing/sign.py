"""Ed25519 (RFC 8032) over 32-byte seeds. A message is always a context of a `sign/…` label."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def public_key(seed: bytes) -> bytes:
    """The 32-byte public key of a seed."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, message: bytes) -> bytes:
    """The 64-byte signature."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)
