"""Writes of streams: opening one, appending to it exactly once, and saying that somebody's rights changed."""

import json
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger, Text, bindparam, cast, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.core import clock
from app.core.columns import table_of
from app.core.ids import new_id
from app.core.outbox import outbox
from app.realtime.codes import CloseCode
from app.realtime.errors import CmidConflict, StreamUnknown
from app.realtime.schemas import (
    AccessEnded,
    AccessGranted,
    Appended,
    ItemAppended,
    ItemType,
    KeyClosed,
    RightsChanged,
    StoredItem,
)
from app.realtime.tables import Item, Process, Signal, Stream

_ITEM = table_of(Item)
_STREAM = table_of(Stream)
_SIGNAL = table_of(Signal)
_PROCESS = table_of(Process)

SIGNALS_LAST = timedelta(hours=1)
"""How long a signal is kept: a process that looks again later than that has to let its sockets go."""

_PROCESSES_LAST = timedelta(minutes=5)

# Built once: on the hot path, composing a statement costs as much as running it.
_STEP = update(_STREAM).where(_STREAM.c.id == bindparam("stream_id"))
_ADVANCE = _STEP.values(head=_STREAM.c.head + 1).returning(_STREAM.c.generation, _STREAM.c.head)
_RETREAT = _STEP.values(head=_STREAM.c.head - 1)
_OPEN = insert(_STREAM)
# Locked in order of id, so that two writers on PostgreSQL who tell the same people never wait for each other.
_NAMED = select(_STREAM.c.id).where(_STREAM.c.id.in_(bindparam("streams", expanding=True)))
_ADVANCE_EACH = (
    update(_STREAM)
    .where(_STREAM.c.id.in_(_NAMED.order_by(_STREAM.c.id).with_for_update()))
    .values(head=_STREAM.c.head + 1)
    .returning(_STREAM.c.id, _STREAM.c.generation, _STREAM.c.head)
)
_ADD_EACH = insert(_ITEM)
_SAME = select(_ITEM).where(_ITEM.c.stream == bindparam("stream_id"), _ITEM.c.cmid == bindparam("item_cmid"))
_INSERT = {
    "sqlite": sqlite.insert(_ITEM).on_conflict_do_nothing(index_elements=["stream", "cmid"]).returning(_ITEM.c.seq),
    "postgresql": postgresql.insert(_ITEM)
    .on_conflict_do_nothing(index_elements=["stream", "cmid"])
    .returning(_ITEM.c.seq),
}


def open_stream(session: Session, *streams: str) -> None:
    """Make empty streams. Doing so twice is a fault of the caller: the database refuses."""
    session.connection().execute(_OPEN, [{"id": stream, "generation": 1, "head": 0} for stream in streams])


def append(
    session: Session,
    stream: str,
    *,
    cmid: str,
    type: ItemType,
    kind: str,
    key_epoch: int,
    sender: str,
    body: str,
) -> Appended:
    """Give the item the next `seq` of `stream` and tell its followers after the commit.

    Numbers are contiguous and never reused. The same `cmid` with the same bytes answers with the first `seq` and `dup`;
    with other bytes it raises `CmidConflict`. Where there is no such stream: `StreamUnknown`.
    """
    connection = session.connection()
    # The update holds the stream's row until the commit, so whoever appends next waits for this number to be settled.
    row = connection.execute(_ADVANCE, {"stream_id": stream}).first()
    if row is None:
        raise StreamUnknown
    generation, seq = row
    item = StoredItem(stream, seq, cmid, type, kind, key_epoch, sender, body, clock.now())
    if connection.execute(_INSERT[connection.dialect.name], _row(item)).first() is None:
        connection.execute(_RETREAT, {"stream_id": stream})
        first = connection.execute(_SAME, {"stream_id": stream, "item_cmid": cmid}).one()
        return _again(StoredItem(*tuple(first)), item)
    outbox(session).add(ItemAppended(generation, item))
    return Appended(item.seq, dup=False)


def append_clear(session: Session, stream: str, *, type: ItemType, kind: str, body: Mapping[str, Any]) -> Appended:
    """Append an item that the server itself writes: state, party, epoch, status, tomb or desk."""
    text = _text(body)
    return append(session, stream, cmid=new_id(), type=type, kind=kind, key_epoch=0, sender="server", body=text)


def append_clear_to_each(
    session: Session, streams: Collection[str], *, type: ItemType, kind: str, body: Mapping[str, Any]
) -> None:
    """Append the same item of the server's to several streams, in two statements however many they are."""
    if not streams:
        return
    connection, text, now = session.connection(), _text(body), clock.now()
    rows = sorted(connection.execute(_ADVANCE_EACH, {"streams": list(streams)}))
    if len(rows) != len(streams):
        raise StreamUnknown
    added = [
        (generation, StoredItem(stream, seq, new_id(), type, kind, 0, "server", text, now))
        for stream, generation, seq in rows
    ]
    connection.execute(_ADD_EACH, [_row(item) for _, item in added])
    for generation, item in added:
        outbox(session).add(ItemAppended(generation, item))


def grant(session: Session, key: str, stream: str, *, role: str, after: int = 0) -> None:
    """After the commit, every open socket of `key` follows `stream` from the item after `after`."""
    _signal(session, AccessGranted(key, stream, role, after), key, stream=stream, after=after)


def end_access(session: Session, key: str, stream: str) -> None:
    """After the commit, no open socket of `key` follows `stream`; each is told `gone`."""
    _signal(session, AccessEnded(key, stream), key, stream=stream)


def close_sockets(session: Session, key: str, code: CloseCode) -> None:
    """After the commit, every open socket of `key` (a person, mailbox or session) is closed with `code`."""
    _signal(session, KeyClosed(key, code), key, code=code)


def _signal(
    session: Session,
    event: RightsChanged,
    key: str,
    *,
    stream: str | None = None,
    after: int | None = None,
    code: CloseCode | None = None,
) -> None:
    outbox(session).add(event)
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        return  # One process, which the event itself reaches.
    row = {"id": event.signal, "key": key, "stream": stream, "after": after, "code": code, "at": clock.now()}
    present = cast(cast(func.pg_current_xact_id(), Text), BigInteger)
    connection.execute(insert(_SIGNAL).values(transaction=present, **row))


def show_process(session: Session, process: str, version: int, here: Collection[str] | None) -> None:
    """On PostgreSQL: this process runs. `here`, unless it is None, is who has a socket in it now."""
    # The database's own clock, because those who ask whether a process still runs may be on another machine.
    known: dict[str, Any] = {"seen_at": func.now(), "version": version}
    if here is not None:
        known["here"] = sorted(here)
    row = postgresql.insert(_PROCESS).values(**{"id": process, "here": [], **known})
    session.connection().execute(row.on_conflict_do_update(index_elements=["id"], set_=known))


def forget_process(session: Session, process: str) -> None:
    """This process ends."""
    session.connection().execute(delete(_PROCESS).where(_PROCESS.c.id == process))


def forget_signals(session: Session) -> None:
    """Erase signals that every process has seen by now, and processes that ended without a word."""
    now, connection = clock.now(), session.connection()
    connection.execute(delete(_SIGNAL).where(_SIGNAL.c.at <= now - SIGNALS_LAST))
    connection.execute(delete(_PROCESS).where(_PROCESS.c.seen_at <= now - _PROCESSES_LAST))


def _row(item: StoredItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in StoredItem.__slots__}


def _text(body: Mapping[str, Any]) -> str:
    return json.dumps(body, separators=(",", ":"), sort_keys=True)


def _again(first: StoredItem, repeat: StoredItem) -> Appended:
    same = (first.type, first.kind, first.key_epoch, first.sender, first.body) == (
        repeat.type,
        repeat.kind,
        repeat.key_epoch,
        repeat.sender,
        repeat.body,
    )
    if not same:
        raise CmidConflict(data={"cmid": repeat.cmid})
    return Appended(first.seq, dup=True)
