"""Reads of streams, and of what other processes did. Who may read which stream is the caller's business."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Row, Text, any_, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from app.core.columns import table_of
from app.realtime.codes import CATCH_UP_PAGE, CloseCode
from app.realtime.schemas import Head, News, Place, SignalView, StoredItem
from app.realtime.tables import Item, Process, Signal, Stream

_ITEM = table_of(Item)
_STREAM = table_of(Stream)
_SIGNAL = table_of(Signal)
_PROCESS = table_of(Process)
# Built once: whoever reads a mailbox, opens a case or connects asks it.
_HEADS = select(_STREAM).where(_STREAM.c.id.in_(bindparam("streams", expanding=True)))
_AFTER = (
    select(_ITEM)
    .where(_ITEM.c.stream == bindparam("stream_id"), _ITEM.c.seq > bindparam("after"))
    .order_by(_ITEM.c.seq)
    .limit(bindparam("limit"))
)
# Thousands of names as one value: composing a statement with a place for each would take longer than running it.
_HEADS_OF_MANY = {
    "sqlite": select(_STREAM).where(
        _STREAM.c.id.in_(select(func.json_each(bindparam("streams", type_=Text)).table_valued("value").c.value))
    ),
    "postgresql": select(_STREAM).where(_STREAM.c.id == any_(bindparam("streams", type_=ARRAY(Text)))),
}
_BEHIND = 50
"""Most streams whose items one look reads. Whoever follows a further one reads it alone."""
_ALIVE = timedelta(seconds=6)
"""A process that has not said for so long that it runs does not."""
_CODES = {int(code): code for code in CloseCode}
_HORIZON = select(cast(cast(func.pg_snapshot_xmin(func.pg_current_snapshot()), Text), BigInteger))


def items_after(session: Session, stream: str, seq: int, limit: int) -> list[StoredItem]:
    """Up to `limit` items that follow `seq`, oldest first."""
    wanted = {"stream_id": stream, "after": seq, "limit": limit}
    return _items(session.connection().execute(_AFTER, wanted).all())


def items_before(session: Session, stream: str, seq: int, limit: int) -> list[StoredItem]:
    """The last `limit` items that come before `seq`, oldest first."""
    wanted = select(_ITEM).where(_ITEM.c.stream == stream, _ITEM.c.seq < seq).order_by(_ITEM.c.seq.desc()).limit(limit)
    return _items(session.execute(wanted).all())[::-1]


def item_at(session: Session, stream: str, seq: int) -> StoredItem | None:
    """The item numbered `seq`, if there is one."""
    found = session.execute(select(_ITEM).where(_ITEM.c.stream == stream, _ITEM.c.seq == seq)).first()
    return None if found is None else StoredItem(*tuple(found))


def last_sealed(session: Session, stream: str) -> StoredItem | None:
    """The newest item that a person wrote."""
    wanted = select(_ITEM).where(_ITEM.c.stream == stream, _ITEM.c.type == "msg").order_by(_ITEM.c.seq.desc()).limit(1)
    found = session.execute(wanted).first()
    return None if found is None else StoredItem(*tuple(found))


def last_of_kinds(session: Session, stream: str, kinds: Collection[str]) -> StoredItem | None:
    """The newest item of any of `kinds`."""
    wanted = select(_ITEM).where(_ITEM.c.stream == stream, _ITEM.c.kind.in_(kinds)).order_by(_ITEM.c.seq.desc())
    found = session.execute(wanted.limit(1)).first()
    return None if found is None else StoredItem(*tuple(found))


def has_item(session: Session, stream: str, cmid: str) -> bool:
    """Whether an item with that `cmid` is in the stream, so that a retry can be told from something new."""
    return session.scalar(select(_ITEM.c.seq).where(_ITEM.c.stream == stream, _ITEM.c.cmid == cmid)) is not None


def heads(session: Session, streams: Iterable[str]) -> dict[str, Head]:
    """Generation and last `seq` of each stream that exists."""
    rows = session.connection().execute(_HEADS, {"streams": list(streams)})
    return {row.id: Head(row.generation, row.head) for row in rows}


def news(session: Session, asked: Mapping[str, Place], since: int, known: Mapping[str, int]) -> News:
    """What has changed for who follows `asked`, and what other processes wrote from transaction `since` on.

    `known` names processes and the version of who is there that the caller has already.
    """
    many = _heads_of_many(session, list(asked))
    behind = [stream for stream, place in asked.items() if stream in many and many[stream].seq > place.lowest]
    items = {stream: items_after(session, stream, asked[stream].lowest, CATCH_UP_PAGE) for stream in behind[:_BEHIND]}
    if session.connection().dialect.name == "sqlite":
        return News(many, items)
    horizon = session.connection().execute(_HORIZON).scalar_one()
    signals = [] if since == 0 else _signals(session, since)
    others = _others(session)
    here = _here(session, [process for process, version in others.items() if known.get(process) != version])
    return News(many, items, signals, horizon, others, here)


def _heads_of_many(session: Session, streams: Sequence[str]) -> dict[str, Head]:
    if not streams:
        return {}
    connection = session.connection()
    dialect = connection.dialect.name
    value = msgspec.json.encode(streams).decode() if dialect == "sqlite" else streams
    rows = connection.execute(_HEADS_OF_MANY[dialect], {"streams": value})
    return {row.id: Head(row.generation, row.head) for row in rows}


def _signals(session: Session, since: int) -> list[SignalView]:
    wanted = select(_SIGNAL).where(_SIGNAL.c.transaction >= since).order_by(_SIGNAL.c.id)
    return [
        SignalView(row.id, row.key, row.stream, row.after, _CODES.get(row.code))
        for row in session.connection().execute(wanted)
    ]


def _others(session: Session) -> dict[str, int]:
    alive = select(_PROCESS.c.id, _PROCESS.c.version).where(_PROCESS.c.seen_at > func.now() - _ALIVE)
    return {row.id: row.version for row in session.connection().execute(alive)}


def _here(session: Session, processes: Sequence[str]) -> dict[str, list[str]]:
    if not processes:
        return {}
    wanted = select(_PROCESS.c.id, _PROCESS.c.here).where(_PROCESS.c.id.in_(processes))
    return {row.id: row.here for row in session.connection().execute(wanted)}


def _items(rows: Sequence[Row[Any]]) -> list[StoredItem]:
    return [StoredItem(*tuple(row)) for row in rows]
