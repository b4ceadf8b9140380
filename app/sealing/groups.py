"""Group seeds and the root seed, wrapped to the people who hold them (docs/protocol.md, section 4)."""

from app.sealing.contexts import context
from app.sealing.errors import KeyMismatch
from app.sealing.sign import public_key, sign
from app.sealing.verify import signature_holds
from app.sealing.wrap import kem_public_key, unwrap, wrap_to


def wrap_group_seed(member_kem: bytes, school: str, group: str, epoch: int, person: str, seed: bytes) -> bytes:
    """Give a member the group's KEM seed."""
    return wrap_to(member_kem, context("wrap/group", school, group, epoch, person), seed)


def unwrap_group_seed(
    member_seed: bytes, school: str, group: str, epoch: int, person: str, wrapped: bytes, expected: bytes
) -> bytes:
    """The group's seed, if it is that of the key the roster signed (`expected`, 1216 bytes); else `KeyMismatch`."""
    seed = unwrap(member_seed, context("wrap/group", school, group, epoch, person), wrapped)
    if kem_public_key(seed) != expected:
        raise KeyMismatch
    return seed


def sign_group(member_sign_seed: bytes, school: str, group: str, epoch: int, kem: bytes) -> bytes:
    """A member who holds no root proposes the group's next key; whoever holds one signs it into the roster."""
    return sign(member_sign_seed, context("sign/group", school, group, epoch, kem))


def group_proposed_by(member_sign: bytes, school: str, group: str, epoch: int, kem: bytes, sig: bytes) -> bool:
    """Whether a member proposed this key, so that the server cannot bring one of its own into the roster."""
    return signature_holds(member_sign, context("sign/group", school, group, epoch, kem), sig)


def wrap_root_seed(holder_kem: bytes, school: str, person: str, seed: bytes) -> bytes:
    """Give a holder the root's Ed25519 seed."""
    return wrap_to(holder_kem, context("wrap/root", school, person), seed)


def unwrap_root_seed(holder_seed: bytes, school: str, person: str, wrapped: bytes, pinned: bytes) -> bytes:
    """The root's seed, if it is that of the root the holder has pinned; else `KeyMismatch`."""
    seed = unwrap(holder_seed, context("wrap/root", school, person), wrapped)
    if public_key(seed) != pinned:
        raise KeyMismatch
    return seed
