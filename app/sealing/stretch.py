"""Argon2id (RFC 9106) for return words and passphrases, 32 bytes."""

import unicodedata

from argon2.low_level import Type, hash_secret_raw

from app.sealing.errors import CostRefused

MEMORY_KIB, PASSES, LANES = 65536, 3, 1
"""The cost of return words, and the least that is accepted for a passphrase."""
_MOST = (1048576, 16, 4)


def stretch(secret: str, salt: bytes, *, m: int = MEMORY_KIB, t: int = PASSES, p: int = LANES) -> bytes:
    """Raises `CostRefused` below the floor: a server that asked for less could guess the secret from what it gets."""
    for cost, least, most in zip((m, t, p), (MEMORY_KIB, PASSES, LANES), _MOST, strict=True):
        if not least <= cost <= most:
            raise CostRefused
    return hash_secret_raw(secret.encode(), salt, time_cost=t, memory_cost=m, parallelism=p, hash_len=32, type=Type.ID)


def normalise_passphrase(text: str) -> str:
    """NFKC, without spaces, tabs and line ends at either end."""
    return unicodedata.normalize("NFKC", text).strip(" \t\r\n")
