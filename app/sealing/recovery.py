"""A group's recovery secret as text that a person can keep on paper and type (docs/protocol.md, section 8)."""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from app.sealing.errors import SecretMistyped

_CHECK_SIZE = 3
# 32 bytes of seed and 3 of check fill 56 letters exactly, so no letter carries stray bits.
_SECRET = re.compile(r"hark-(safeguarding|pastoral|head|governors)-([1-9][0-9]{0,8})-([a-z2-7]{56})")


@dataclass(frozen=True, slots=True)
class RecoverySecret:
    """The KEM seed of one key epoch of one group."""

    group: str
    epoch: int
    seed: bytes

    @property
    def recipient(self) -> str:
        """How epochs name this reader."""
        return f"group:{self.group}:{self.epoch}"


def _check(group: str, seed: bytes) -> bytes:
    return hashlib.sha256(b"\0".join((b"hark/1 recovery", group.encode(), seed))).digest()[:_CHECK_SIZE]


def write_secret(secret: RecoverySecret) -> str:
    """`hark-<group>-<epoch>-` and 56 letters and digits in blocks of four."""
    data = secret.seed + _check(secret.group, secret.seed)
    letters = base64.b32encode(data).decode("ascii").lower()
    blocks = [letters[at : at + 4] for at in range(0, len(letters), 4)]
    return "-".join(["hark", secret.group, str(secret.epoch), *blocks])


def read_secret(text: str) -> RecoverySecret:
    """Upper or lower case, with or without the dashes between blocks, spaces anywhere. Raises `SecretMistyped`."""
    head, dash, letters = _split("".join(text.lower().split()))
    found = _SECRET.fullmatch(head + dash + letters.replace("-", ""))
    if found is None:
        raise SecretMistyped
    group, epoch = found[1], int(found[2])
    try:
        data = base64.b32decode(found[3].upper())
    except binascii.Error:
        raise SecretMistyped from None
    seed, check = data[:-_CHECK_SIZE], data[-_CHECK_SIZE:]
    if check != _check(group, seed):
        raise SecretMistyped
    return RecoverySecret(group, epoch, seed)


def _split(text: str) -> tuple[str, str, str]:
    parts = text.split("-", 3)
    if len(parts) != 4:
        raise SecretMistyped
    return "-".join(parts[:3]), "-", parts[3]
