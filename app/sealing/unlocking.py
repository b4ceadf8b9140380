"""Unlocking by what a passkey's PRF gives (docs/protocol.md, section 4). By a personal sheet: `sheets`."""

from app.sealing.contexts import context
from app.sealing.hkdf import derive


def passkey_wrap_key(prf: bytes, school: str, person: str, credential: str) -> bytes:
    """The wrap key of the method `passkey:<credential>` (a base64url id), from the authenticator's 32 bytes."""
    return derive(prf, context("passkey/wrap", school, person, credential))
