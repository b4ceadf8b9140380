"""What an entry of a log is, and the one way of turning it into bytes. Pure, and part of the stand-alone verifier."""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

SALT_BYTES = 32
ERASED = "audit.erased"
"""The action of an entry that says of another, its subject, that its salt was destroyed."""

# Made once: every entry of a log passes through it when the log is verified.
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
Detail = str | int | bool | None
"""What a detail may be: an id, an enum's value, a number. Never words that somebody wrote."""


def b64u(data: bytes) -> str:
    """base64url of `data`, without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def unb64u(text: str, size: int) -> bytes | None:
    """The `size` bytes that `text` spells, or None if it is not their one spelling."""
    try:
        data = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (UnicodeEncodeError, binascii.Error):
        return None
    return data if len(data) == size and b64u(data) == text else None


@dataclass(frozen=True, slots=True)
class Ref:
    """A party by kind and id: `Ref("case", conversation_id)`."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Act:
    """A request to which a person put their name: what it was, and their signature with the key of the roster.

    `body` is the SHA-256 of the request's body, `nonce` 16 random bytes, `sig` 64 bytes, all base64url; `seconds` is
    their own clock's, since 1970.
    """

    method: str
    path: str
    body: str
    seconds: int
    nonce: str
    sig: str

    def message(self, school: str, person: str) -> bytes:
        """What is signed: the context `sign/act` of docs/protocol.md, section 1.1."""
        parts = (school, person, self.method, self.path, self.body, str(self.seconds), self.nonce)
        return signing_context("sign/act", *(part.encode() for part in parts))

    def listed(self) -> list[str | int]:
        """How an entry commits to it."""
        return [self.method, self.path, self.body, self.seconds, self.nonce, self.sig]


def signing_context(label: str, *parts: bytes) -> bytes:
    """`ctx(label, …)` of docs/protocol.md, section 1."""
    framed = b"".join(len(part).to_bytes(4) + part for part in parts)
    return b"hark/1 " + label.encode() + b"\0" + framed


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry, as read from a database or an export. `leaf_hash` is base64url; `act` is what its actor signed."""

    log: str
    index: int
    at: datetime
    actor: Ref
    action: str
    subject: Ref
    details: Mapping[str, Detail]
    leaf_hash: str
    act: Act | None = None

    def canonical(self, index: int | None = None) -> bytes:
        """What is committed to: compact JSON, keys sorted, UTF-8. `index` asks how it would read in another place."""
        document: dict[str, object] = {
            "v": 1,
            "log": self.log,
            "index": self.index if index is None else index,
            "at": self.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "actor": [self.actor.kind, self.actor.id],
            "action": self.action,
            "subject": [self.subject.kind, self.subject.id],
            "details": dict(self.details),
        }
        if self.act is not None:
            document |= {"v": 2, "act": self.act.listed()}
        return _CANONICAL.encode(document).encode()


def commitment(salt: bytes, canonical: bytes) -> bytes:
    """The leaf's data. Without the salt it says nothing of the entry, not even to somebody who guesses the entry."""
    return hashlib.sha256(b"hark/1 audit-entry\x00" + salt + canonical).digest()


@dataclass(frozen=True, slots=True)
class LogState:
    """What the database says of a log as a whole. `root` is base64url."""

    size: int
    root: str


@dataclass(frozen=True, slots=True)
class CheckpointView:
    """One stored checkpoint. `root` is base64url and repeats what the note says."""

    size: int
    root: str
    note: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a verifier needs of one log, from a database or an export alike."""

    log: str
    entries: list[EntryView]
    salts: Mapping[int, str]
    checkpoints: list[CheckpointView] = field(default_factory=list)
    state: LogState | None = None
