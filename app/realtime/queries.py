"""Reads of streams. Who may read which stream is the caller's business."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from app.core.columns import table_of
from app.realtime.schemas import Head, StoredItem
from app.realtime.tables import Item, Stream

_ITEM = table_of(Item)
_STREAM = table_of(Stream)
# Built once: whoever reads a mailbox, opens a case or connects asks it.
_HEADS = select(_STREAM).where(_STREAM.c.id.in_(bindparam("streams", expanding=True)))


def items_after(session: Session, stream: str, seq: int, limit: int) -> list[StoredItem]:
    """Up to `limit` items that follow `seq`, oldest first."""
    wanted = select(_ITEM).where(_ITEM.c.stream == stream, _ITEM.c.seq > seq).order_by(_ITEM.c.seq).limit(limit)
    return _items(session.execute(wanted).all())


def items_before(session: Session, stream: str, seq: int, limit: int) -> list[StoredItem]:
    """The last `limit` items that come before `seq`, oldest first."""
    wanted = select(_ITEM).where(_ITEM.c.stream == stream, _ITEM.c.seq < seq).order_by(_ITEM.c.seq.desc()).limit(limit)
    return _items(session.execute(wanted).all())[::-1]


def item_at(session: Session, stream: str, seq: int) -> StoredItem | None:
    """The item numbered `seq`, if there is one."""
    found = session.execute(select(_ITEM).where(_ITEM.c.stream == stream, _ITEM.c.seq == seq)).first()
    return None if found is None else StoredItem(*tuple(found))


def has_item(session: Session, stream: str, cmid: str) -> bool:
    """Whether an item with that `cmid` is in the stream, so that a retry can be told from something new."""
    return session.scalar(select(_ITEM.c.seq).where(_ITEM.c.stream == stream, _ITEM.c.cmid == cmid)) is not None


def heads(session: Session, streams: Iterable[str]) -> dict[str, Head]:
    """Generation and last `seq` of each stream that exists."""
    rows = session.connection().execute(_HEADS, {"streams": list(streams)})
    return {row.id: Head(row.generation, row.head) for row in rows}


def _items(rows: Sequence[Row[Any]]) -> list[StoredItem]:
    return [StoredItem(*tuple(row)) for row in rows]
