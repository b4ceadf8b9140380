"""Plain values that travel between the tables, the actions, the hub and the wire."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from app.core.ids import new_id
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


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsChanged(Event):
    """Somebody's rights changed. Under `signal` the other processes of the database find it."""

    signal: str = field(default_factory=new_id, compare=False)


@dataclass(frozen=True, slots=True)
class AccessGranted(RightsChanged):
    """Every socket of `key` now follows `stream`, from the item after `after`."""

    key: str
    stream: str
    role: str
    after: int


@dataclass(frozen=True, slots=True)
class AccessEnded(RightsChanged):
    """No socket of `key` follows `stream` any more."""

    key: str
    stream: str


@dataclass(frozen=True, slots=True)
class KeyClosed(RightsChanged):
    """Every socket of `key` (a person, a mailbox or one session) is closed with `code`."""

    key: str
    code: CloseCode


@dataclass(frozen=True, slots=True)
class Place:
    """How far the hindmost and the foremost of those have come who follow one stream here."""

    generation: int
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class SignalView:
    """What another process wrote of somebody's rights."""

    id: str
    key: str
    stream: str | None
    after: int | None
    code: CloseCode | None


@dataclass(frozen=True, slots=True)
class News:
    """What one look at the rows shows, all of it in one snapshot.

    `horizon`: every transaction below it has ended, so only signals from it on have to be looked for next time.
    `others`: which processes run, and the version of who is there. `here`: who, where that version was not known.
    """

    heads: dict[str, Head]
    items: dict[str, list[StoredItem]]
    signals: list[SignalView] = field(default_factory=list)
    horizon: int = 0
    others: dict[str, int] = field(default_factory=dict)
    here: dict[str, list[str]] = field(default_factory=dict)
