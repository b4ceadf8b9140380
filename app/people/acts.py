"""The signature with which a person puts their name to a request, so that the server cannot say they made it.

`people` stands below `keys`, which holds the key to check it with, so somebody has to say here where it is.
"""

import hashlib
from collections.abc import Callable
from typing import cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fastapi import Request
from sqlalchemy.orm import Session

from app.audit.actions import CLOCKS_DIFFER
from app.audit.leaves import Act
from app.core import clock, encoding
from app.core.db import Database
from app.core.ids import PersonId
from app.people.actors import Staff
from app.people.errors import ActClock, ActWrong

HEADER = "hark-act"
_NONCE_BYTES, _SIGNATURE_BYTES = 16, 64

KeyOf = Callable[[Session, PersonId], bytes]
"""The public signing key of a person who has made their keys."""

_asked: list[KeyOf] = []


def keys_from(key_of: KeyOf) -> None:
    """Have signatures checked with what `key_of` says, from here on."""
    _asked[:] = [key_of]


async def signed(request: Request, actor: Staff) -> Act | None:
    """What the caller signed; None for a request that nobody signed. Raises `ActWrong`, `ActClock`.

    The header is the time in seconds since 1970, a nonce and the signature, a space between each.
    """
    header = request.headers.get(HEADER)
    if header is None:
        return None
    act = _read(header, request.method, request.url.path, await request.body())
    now = clock.now()
    if abs(act.seconds - now.timestamp()) > CLOCKS_DIFFER.total_seconds():
        raise ActClock(data={"now": now.isoformat()})
    db = cast(Database, request.app.state.db)
    [key] = [await db.read(key_of, actor.person_id) for key_of in _asked]
    try:
        message = act.message(actor.school_id, actor.person_id)
        Ed25519PublicKey.from_public_bytes(key).verify(encoding.decode(act.sig), message)
    except InvalidSignature:
        raise ActWrong from None
    return act


def _read(header: str, method: str, path: str, body: bytes) -> Act:
    try:
        seconds, nonce, sig = header.split(" ")
        encoding.decode(nonce, exact=_NONCE_BYTES)
        encoding.decode(sig, exact=_SIGNATURE_BYTES)
        act = Act(method, path, encoding.encode(hashlib.sha256(body).digest()), int(seconds), nonce, sig)
    except (ValueError, encoding.BadEncoding):
        raise ActWrong from None
    if str(act.seconds) != seconds:
        raise ActWrong
    return act
