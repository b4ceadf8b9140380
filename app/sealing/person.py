"""A person's keys, their vault, and how a passphrase unlocks it (docs/protocol.md, section 4)."""

import json
from dataclasses import dataclass
from secrets import token_bytes

from app.core import encoding
from app.sealing.box import open_box, seal_box
from app.sealing.contexts import context
from app.sealing.errors import VaultMalformed
from app.sealing.hkdf import derive
from app.sealing.shape import Shape
from app.sealing.sign import public_key
from app.sealing.wrap import kem_public_key


@dataclass(frozen=True, slots=True)
class PersonSecrets:
    """What a vault keeps: two 32-byte seeds and the root (32 bytes, public) that the person has pinned."""

    kem: bytes
    sign: bytes
    root: bytes

    @property
    def kem_public(self) -> bytes:
        return kem_public_key(self.kem)

    @property
    def sign_public(self) -> bytes:
        return public_key(self.sign)


def make_person(root: bytes) -> PersonSecrets:
    """Fresh keys for a person of the school whose root this is."""
    return PersonSecrets(token_bytes(32), token_bytes(32), root)


def split_stretched(master: bytes) -> tuple[bytes, bytes]:
    """`(auth, wrap key)`: the first is sent to sign in, the second opens the vault key and never leaves."""
    return derive(master, context("person/auth")), derive(master, context("person/wrap"))


def seal_vault(vault_key: bytes, school: str, person: str, secrets: PersonSecrets) -> bytes:
    """A person's secrets under a random 32-byte vault key."""
    document = {
        "v": 1,
        "kem": encoding.encode(secrets.kem),
        "sign": encoding.encode(secrets.sign),
        "root": encoding.encode(secrets.root),
    }
    return seal_box(vault_key, context("vault", school, person), json.dumps(document, separators=(",", ":")).encode())


def open_vault(vault_key: bytes, school: str, person: str, box: bytes) -> PersonSecrets:
    """Raises as `open_box` does, or `VaultMalformed`."""
    shape = Shape.of(open_box(vault_key, context("vault", school, person), box), VaultMalformed)
    shape.version_1()
    return PersonSecrets(shape.raw("kem", 32), shape.raw("sign", 32), shape.raw("root", 32))


def seal_unlock(wrap_key: bytes, school: str, person: str, method: str, vault_key: bytes) -> bytes:
    """The vault key under one way to unlock (`passphrase`)."""
    return seal_box(wrap_key, context("unlock", school, person, method), vault_key)


def open_unlock(wrap_key: bytes, school: str, person: str, method: str, box: bytes) -> bytes:
    """The vault key. `CommitmentWrong` is what a wrong passphrase looks like."""
    vault_key = open_box(wrap_key, context("unlock", school, person, method), box)
    if len(vault_key) != 32:
        raise VaultMalformed
    return vault_key
