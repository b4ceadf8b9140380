"""Challenges: text that the server signs and need not remember until it is used.

`<purpose>.<school>.<id>.<expires>.<bits>.<mac>`, where `expires` is in whole seconds since 1970 and the MAC is of
everything before it, under a key of the purpose's own: a challenge of one school or use is worth nothing at another.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from app.core import encoding
from app.core.ids import SchoolId, new_id
from app.core.secrets import ServerSecrets
from app.reports.errors import ChallengeOld, WorkWrong

Purpose = Literal["work", "mailbox"]


@dataclass(frozen=True, slots=True)
class Challenge:
    """A challenge of ours that has not run out. It may still have been used."""

    text: str
    id: str
    expires: datetime
    bits: int


def issue(
    secrets: ServerSecrets, purpose: Purpose, school_id: SchoolId, now: datetime, minutes: float, bits: int = 0
) -> Challenge:
    """A fresh challenge for one school."""
    expires = datetime.fromtimestamp(int((now + timedelta(minutes=minutes)).timestamp()), UTC)
    unique = new_id()
    said = f"{purpose}.{school_id}.{unique}.{int(expires.timestamp())}.{bits}"
    mac = encoding.encode(secrets.mac(f"challenge/{purpose}", said.encode()))
    return Challenge(f"{said}.{mac}", unique, expires, bits)


def read(secrets: ServerSecrets, purpose: Purpose, school_id: SchoolId, text: str, now: datetime) -> Challenge:
    """The challenge in `text`. Raises `WorkWrong` unless we signed it for this, `ChallengeOld` once it has run out."""
    said, _, mac = text.rpartition(".")
    try:
        tag = encoding.decode(mac, exact=32)
    except encoding.BadEncoding:
        raise WorkWrong from None
    if not secrets.mac_matches(f"challenge/{purpose}", said.encode(), tag):
        raise WorkWrong
    # Only we can have made it, so its parts are ours.
    _, school, unique, seconds, bits = said.split(".")
    if school != school_id:
        raise WorkWrong
    expires = datetime.fromtimestamp(int(seconds), UTC)
    if expires <= now:
        raise ChallengeOld
    return Challenge(text, unique, expires, int(bits))


def is_solved(challenge: Challenge, answer: str) -> bool:
    """Whether SHA-256(challenge ‖ ":" ‖ answer) starts with as many zero bits as were asked for."""
    digest = hashlib.sha256(f"{challenge.text}:{answer}".encode()).digest()
    return int.from_bytes(digest, "big") >> (256 - challenge.bits) == 0
