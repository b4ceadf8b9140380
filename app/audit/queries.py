"""Reads of the logs. Which logs a person may read is the caller's business."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, func, or_, select, tuple_
from sqlalchemy.orm import Session

from app.audit.frontier import read_frontier
from app.audit.leaves import ERASED, Act, CheckpointView, EntryView, Evidence, LogState
from app.audit.merkle import RootOf, consistency_path, inclusion_path
from app.audit.proofs import PathOfEntry, Witnessed
from app.audit.schemas import Proved, Ref
from app.audit.tables import Cosignature, Entry, EntrySalt, Log, Node, StoredCheckpoint
from app.audit.tiles import WIDTH, root_of
from app.core import encoding
from app.core.columns import table_of

_ENTRY = table_of(Entry)
_SALT = table_of(EntrySalt)
_LOG = table_of(Log)
_CHECKPOINT = table_of(StoredCheckpoint)
_NODE = table_of(Node)
_COSIGNATURE = table_of(Cosignature)

_SAME = (_SALT.c.log == _ENTRY.c.log) & (_SALT.c.index == _ENTRY.c.index)

PAGE = 50


@dataclass(frozen=True, slots=True)
class Cursor:
    """The place of the last entry of a page."""

    at: datetime
    log: str
    index: int


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, newest first; `next` is None on the last page."""

    entries: list[EntryView]
    next: Cursor | None


@dataclass(frozen=True, slots=True)
class Visit:
    """How many entries a witness has seen, and when."""

    size: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries are wanted. What is None is not asked about; `person` is whoever acted or was acted on."""

    person: str | None = None
    subject: str | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def entries(
    session: Session, logs: Iterable[str], wanted: Filter, *, after: Cursor | None = None, limit: int = PAGE
) -> Page:
    """A page of what the logs hold, newest first. Keyset pages, so new entries never shift what is being read."""
    statement = _filtered(select(_ENTRY).where(_ENTRY.c.log.in_(list(logs))), wanted)
    place = (_ENTRY.c.at, _ENTRY.c.log, _ENTRY.c.index)
    if after is not None:
        statement = statement.where(tuple_(*place) < tuple_(after.at, after.log, after.index))
    statement = statement.order_by(*(column.desc() for column in place)).limit(limit + 1)
    found = [_view(row) for row in session.execute(statement)]
    page = found[:limit]
    last = page[-1] if len(found) > limit else None
    return Page(page, None if last is None else Cursor(last.at, last.log, last.index))


def states(session: Session, logs: Iterable[str]) -> dict[str, LogState]:
    """Size and root of each log that has begun."""
    rows = session.execute(select(_LOG).where(_LOG.c.id.in_(list(logs))))
    return {row.id: LogState(row.size, encoding.encode(read_frontier(row.size, row.frontier).root())) for row in rows}


def latest_checkpoint(session: Session, log: str) -> CheckpointView | None:
    """The newest signed checkpoint of a log."""
    newest = select(_CHECKPOINT).where(_CHECKPOINT.c.log == log).order_by(_CHECKPOINT.c.size.desc()).limit(1)
    row = session.execute(newest).first()
    return None if row is None else _checkpoint(row, _lines(session, log, row.size))


def note_at(session: Session, log: str, size: int) -> str:
    """The note of the checkpoint at `size`, as the log signed it; empty if there is none."""
    here = select(_CHECKPOINT.c.note).where(_CHECKPOINT.c.log == log, _CHECKPOINT.c.size == size)
    return session.execute(here).scalar() or ""


def last_seen(session: Session, log: str, witness: str) -> Visit | None:
    """How far a witness has seen a log, and when it said so."""
    mine = select(_COSIGNATURE).where(_COSIGNATURE.c.log == log, _COSIGNATURE.c.witness == witness)
    row = session.execute(mine.order_by(_COSIGNATURE.c.size.desc()).limit(1)).first()
    return None if row is None else Visit(row.size, row.seen_at)


def salts(session: Session, log: str, indexes: Iterable[int]) -> dict[int, str]:
    """The salts of some entries, of those that still have one."""
    mine = select(_SALT.c.index, _SALT.c.salt).where(_SALT.c.log == log, _SALT.c.index.in_(list(indexes)))
    return dict(tuple(row) for row in session.execute(mine))


def erased(session: Session, log: str, indexes: Iterable[int]) -> set[int]:
    """Of some entries, those whose erasure is recorded."""
    names = [str(index) for index in indexes]
    mine = select(_ENTRY.c.subject_id).where(
        _ENTRY.c.log == log, _ENTRY.c.action == ERASED, _ENTRY.c.subject_id.in_(names)
    )
    return {int(name) for name in session.execute(mine).scalars()}


def counts(session: Session, log: str, since: datetime | None) -> dict[str, int]:
    """How often each action stands in a log from `since` on."""
    mine = select(_ENTRY.c.action, func.count()).where(_ENTRY.c.log == log).group_by(_ENTRY.c.action)
    if since is not None:
        mine = mine.where(_ENTRY.c.at > since)
    return dict(tuple(row) for row in session.execute(mine))


def last_act(session: Session, log: str, person: str, action: str) -> datetime | None:
    """When a person last did something that stands in a log."""
    mine = (_ENTRY.c.log == log, _ENTRY.c.actor_id == person, _ENTRY.c.action == action)
    return session.execute(select(func.max(_ENTRY.c.at)).where(*mine)).scalar()


def entered(session: Session, log: str, index: int) -> datetime | None:
    """When the entry at `index` was made; None if there is none."""
    return session.execute(select(_ENTRY.c.at).where(_ENTRY.c.log == log, _ENTRY.c.index == index)).scalar()


def logs_about(session: Session, subject: Ref) -> set[str]:
    """The logs that hold an entry about `subject`."""
    about = (_ENTRY.c.subject_kind == subject.kind, _ENTRY.c.subject_id == subject.id)
    return set(session.execute(select(_ENTRY.c.log).distinct().where(*about)).scalars())


def proved(session: Session, log: str, subject: Ref) -> Proved | None:
    """What the newest checkpoint of `log` proves about `subject`; None for a log that was never signed."""
    checkpoint = latest_checkpoint(session, log)
    if checkpoint is None:
        return None
    about = (_ENTRY.c.log == log, _ENTRY.c.subject_kind == subject.kind, _ENTRY.c.subject_id == subject.id)
    inside = select(_ENTRY, _SALT.c.salt).outerjoin(_SALT, _SAME).where(*about, _ENTRY.c.index < checkpoint.size)
    from_tiles = roots(session, log)
    found = [(_view(row), row.salt) for row in session.execute(inside.order_by(_ENTRY.c.index))]
    return Proved(
        checkpoint,
        _witnessed(session, log, checkpoint),
        [PathOfEntry(entry, salt, inclusion_path(from_tiles, entry.index, checkpoint.size)) for entry, salt in found],
    )


def _witnessed(session: Session, log: str, checkpoint: CheckpointView) -> Witnessed | None:
    """The newest checkpoint before this one that anybody cosigned."""
    before = (_COSIGNATURE.c.log == log, _COSIGNATURE.c.size <= checkpoint.size)
    size = session.execute(select(func.max(_COSIGNATURE.c.size)).where(*before)).scalar()
    if size is None or size == checkpoint.size:
        return None
    note = note_at(session, log, size) + _lines(session, log, size).get(size, "")
    return Witnessed(note, consistency(session, log, size, checkpoint.size))


def consistency(session: Session, log: str, old: int, size: int) -> list[bytes]:
    """The proof that the log of `size` entries begins with the first `old`, 0 < old <= size."""
    return consistency_path(roots(session, log), old, size)


def tile(session: Session, log: str, level: int, number: int, width: int = WIDTH) -> list[bytes]:
    """The first `width` hashes of a tile of the log as it stands, or as many as there are."""
    first, last = number * WIDTH, number * WIDTH + width
    if level == 0:
        here = select(_ENTRY.c.leaf_hash).where(_ENTRY.c.log == log).order_by(_ENTRY.c.index)
        found = here.where(_ENTRY.c.index >= first, _ENTRY.c.index < last)
    else:
        above = select(_NODE.c.hash).where(_NODE.c.log == log, _NODE.c.level == level).order_by(_NODE.c.index)
        found = above.where(_NODE.c.index >= first, _NODE.c.index < last)
    return [encoding.decode(text) for text in session.execute(found).scalars()]


def roots(session: Session, log: str) -> RootOf:
    """The root of any part of a log as it stands, from its tiles. Good for as long as the session's snapshot."""

    def fetch(level: int, number: int) -> list[bytes]:
        return tile(session, log, level, number)

    # A tile serves every path that crosses it, and the roots on the right edge every path there is.
    return cache(root_of(cache(fetch)))


def log_names(session: Session, school_id: str | None = None) -> list[str]:
    """Every log that the database knows of, perhaps of one school, whichever of its rows are left."""
    known = select(_LOG.c.id).union(select(_ENTRY.c.log), select(_CHECKPOINT.c.log))
    names = sorted(session.execute(known).scalars())
    return [name for name in names if school_id is None or name.startswith(f"{school_id}/")]


def unsigned(session: Session) -> list[str]:
    """The logs that have grown since their last checkpoint."""
    signed = (
        select(_CHECKPOINT.c.log, func.max(_CHECKPOINT.c.size).label("size")).group_by(_CHECKPOINT.c.log).subquery()
    )
    grown = (
        select(_LOG.c.id)
        .outerjoin(signed, signed.c.log == _LOG.c.id)
        .where(_LOG.c.size > func.coalesce(signed.c.size, 0))
        .order_by(_LOG.c.id)
    )
    return list(session.execute(grown).scalars())


def evidence(session: Session, log: str) -> Evidence:
    """Everything that `app.audit.verify` needs of one log."""
    rows = session.execute(select(_ENTRY).where(_ENTRY.c.log == log).order_by(_ENTRY.c.index))
    salts = session.execute(select(_SALT.c.index, _SALT.c.salt).where(_SALT.c.log == log))
    lines = _lines(session, log)
    notes = session.execute(select(_CHECKPOINT).where(_CHECKPOINT.c.log == log).order_by(_CHECKPOINT.c.size))
    return Evidence(
        log=log,
        entries=[_view(row) for row in rows],
        salts=dict(tuple(row) for row in salts),
        checkpoints=[_checkpoint(row, lines) for row in notes],
        state=states(session, [log]).get(log),
    )


def _lines(session: Session, log: str, size: int | None = None) -> dict[int, str]:
    """What witnesses have written under the checkpoints of a log, or under that at `size`."""
    mine = select(_COSIGNATURE.c.size, _COSIGNATURE.c.line).where(_COSIGNATURE.c.log == log)
    if size is not None:
        mine = mine.where(_COSIGNATURE.c.size == size)
    lines: dict[int, str] = {}
    for at, line in session.execute(mine.order_by(_COSIGNATURE.c.size, _COSIGNATURE.c.witness)):
        lines[at] = lines.get(at, "") + line
    return lines


def _checkpoint(row: Row[Any], lines: Mapping[int, str]) -> CheckpointView:
    return CheckpointView(row.size, row.root, row.note + lines.get(row.size, ""), row.at)


def _filtered(statement: Select[Any], wanted: Filter) -> Select[Any]:
    if wanted.person is not None:
        statement = statement.where(or_(_ENTRY.c.actor_id == wanted.person, _ENTRY.c.subject_id == wanted.person))
    if wanted.subject is not None:
        statement = statement.where(_ENTRY.c.subject_id == wanted.subject)
    if wanted.action is not None:
        statement = statement.where(_ENTRY.c.action == wanted.action)
    if wanted.since is not None:
        statement = statement.where(_ENTRY.c.at >= wanted.since)
    if wanted.until is not None:
        statement = statement.where(_ENTRY.c.at < wanted.until)
    return statement


def _view(row: Row[Any]) -> EntryView:
    values = row._mapping
    return EntryView(
        log=values["log"],
        index=values["index"],
        at=values["at"],
        actor=Ref(values["actor_kind"], values["actor_id"]),
        action=values["action"],
        subject=Ref(values["subject_kind"], values["subject_id"]),
        details=values["details"],
        leaf_hash=values["leaf_hash"],
        act=None if values["act"] is None else Act(*values["act"]),
    )
