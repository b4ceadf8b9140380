"""Reads of the logs. Which logs a person may read is the caller's business."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, func, or_, select, tuple_
from sqlalchemy.orm import Session

from app.audit.frontier import read_frontier
from app.audit.leaves import CheckpointView, EntryView, Evidence, LogState
from app.audit.merkle import RootOf, inclusion_path, root
from app.audit.proofs import PathOfEntry
from app.audit.schemas import Proved, Ref
from app.audit.tables import Entry, EntrySalt, Log, StoredCheckpoint
from app.core import encoding
from app.core.columns import table_of

_ENTRY = table_of(Entry)
_SALT = table_of(EntrySalt)
_LOG = table_of(Log)
_CHECKPOINT = table_of(StoredCheckpoint)

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
    return None if row is None else CheckpointView(row.size, row.root, row.note, row.at)


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
    root_of = _roots(session, log, checkpoint.size)
    found = [(_view(row), row.salt) for row in session.execute(inside.order_by(_ENTRY.c.index))]
    return Proved(
        checkpoint,
        [PathOfEntry(entry, salt, inclusion_path(root_of, entry.index, checkpoint.size)) for entry, salt in found],
    )


def _roots(session: Session, log: str, size: int) -> RootOf:
    hashes = select(_ENTRY.c.leaf_hash).where(_ENTRY.c.log == log, _ENTRY.c.index < size).order_by(_ENTRY.c.index)
    leaves = [encoding.decode(text) for text in session.execute(hashes).scalars()]
    return cache(lambda start, end: root(leaves[start:end]))


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
    notes = session.execute(select(_CHECKPOINT).where(_CHECKPOINT.c.log == log).order_by(_CHECKPOINT.c.size))
    return Evidence(
        log=log,
        entries=[_view(row) for row in rows],
        salts=dict(tuple(row) for row in salts),
        checkpoints=[CheckpointView(row.size, row.root, row.note, row.at) for row in notes],
        state=states(session, [log]).get(log),
    )


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
    )
