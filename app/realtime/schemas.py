"""Plain values that travel between the tables, the actions, the hub and the wire."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.core.outbox import Event
from app.realtime.codes import CloseCode

ItemType = Literal["msg", "state", "party", "epoch", "status", "tomb", "desk"]
"""`msg` is sealed; the rest are clear and written by the server."""


@dataclass(frozen=True, slots=True)
class StoredItem:
    """One entry of a stream, as it is on disk."""

    stream: str
    seq: int
    cmid: str
    type: str
    kind: str
    key_epoch: int
    sender: str
    body: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Appended:
    """Where an append went. `dup`: the same bytes were there before, and `seq` is theirs."""

    seq: int
    dup: bool


@dataclass(frozen=True, slots=True)
class Head:
    """How far a stream has come."""

    generation: int
    seq: int


@dataclass(frozen=True, slots=True)
class TicketHolder:
    """Whom a ticket let in."""

    actor_kind: str
    actor_id: str
    session_id: str


@dataclass(frozen=True, slots=True)
class ItemAppended(Event):
    """A stream has a new item."""

    generation: int
    item: StoredItem


@dataclass(frozen=True, slots=True)
class AccessGranted(Event):
    """Every socket of `key` now follows `stream`, from the item after `after`."""

    key: str
    stream: str
    role: str
    after: int


@dataclass(frozen=True, slots=True)
class AccessEnded(Event):
    """No socket of `key` follows `stream` any more."""

    key: str
    stream: str


@dataclass(frozen=True, slots=True)
class KeyClosed(Event):
    """Every socket of `key` (a person, a mailbox or one session) is closed with `code`."""

    key: str
    code: CloseCode
