"""The logs: entries and checkpoints that only grow, and the salts that may be erased."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Connection
from sqlmodel import Field, SQLModel

from app.core.columns import UtcDateTime


class Log(SQLModel, table=True):
    """How far a log has grown. `frontier` is what the next append needs; all of it follows from the entries."""

    __tablename__ = "audit_log"

    id: str = Field(primary_key=True, max_length=64)
    size: int = 0
    frontier: str = ""


class Entry(SQLModel, table=True):
    """One thing that somebody did. Ids, enums and numbers only."""

    __tablename__ = "audit_entry"

    log: str = Field(primary_key=True, max_length=64)
    index: int = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    actor_kind: str = Field(max_length=16)
    actor_id: str = Field(max_length=64, index=True)
    action: str = Field(max_length=48, index=True)
    subject_kind: str = Field(max_length=24)
    subject_id: str = Field(max_length=64, index=True)
    details: dict[str, Any] = Field(sa_type=JSON)
    leaf_hash: str = Field(max_length=43)
    act: list[Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))


class SpentAct(SQLModel, table=True):
    """A request that was signed and recorded. It cannot be recorded again, by whoever copied it on its way."""

    __tablename__ = "audit_act"

    nonce: str = Field(primary_key=True, max_length=22)
    at: datetime = Field(sa_type=UtcDateTime, index=True)


class EntrySalt(SQLModel, table=True):
    """What opens an entry's commitment. Erasing it erases what the entry proves, and leaves the proof of the rest."""

    __tablename__ = "audit_entry_salt"

    log: str = Field(primary_key=True, max_length=64)
    index: int = Field(primary_key=True)
    salt: str = Field(max_length=43)


class StoredCheckpoint(SQLModel, table=True):
    """A signed statement of a log's size and root. `note` is the C2SP text; the rest is copied from it."""

    __tablename__ = "audit_checkpoint"

    log: str = Field(primary_key=True, max_length=64)
    size: int = Field(primary_key=True)
    root: str = Field(max_length=43)
    note: str
    at: datetime = Field(sa_type=UtcDateTime)


class Node(SQLModel, table=True):
    """The root of a whole tile: of 256 leaves on level 1, of 256 of those on level 2. It follows from the entries.

    A row that was changed makes proofs that do not hold, and never a false one that does.
    """

    __tablename__ = "audit_node"

    log: str = Field(primary_key=True, max_length=64)
    level: int = Field(primary_key=True)
    index: int = Field(primary_key=True)
    hash: str = Field(max_length=43)


class Cosignature(SQLModel, table=True):
    """A witness's line under a checkpoint. `seen_at` is what the witness signed."""

    __tablename__ = "audit_cosignature"

    log: str = Field(primary_key=True, max_length=64)
    size: int = Field(primary_key=True)
    witness: str = Field(primary_key=True, max_length=128)
    line: str
    seen_at: datetime = Field(sa_type=UtcDateTime)


# (table, its number, what the database refuses). A salt may be erased, never exchanged for one of another story.
_REFUSALS = (
    ("audit_entry", "index", ("UPDATE", "DELETE")),
    ("audit_checkpoint", "size", ("UPDATE", "DELETE")),
    ("audit_entry_salt", "index", ("UPDATE",)),
)


def trigger_ddl(dialect: str) -> list[str]:
    """Statements, for a migration, that make the database itself refuse to change the past."""
    return _sqlite_ddl() if dialect == "sqlite" else _postgresql_ddl()


def drop_trigger_ddl(dialect: str) -> list[str]:
    """Statements that undo `trigger_ddl`, for a migration's way down."""
    if dialect == "sqlite":
        pairs = [*_pairs(), *((table, "REPLACE") for table, _, _ in _REFUSALS)]
        return [f"DROP TRIGGER IF EXISTS {_name(table, verb)}" for table, verb in pairs]
    drops = [f"DROP TRIGGER IF EXISTS {_name(table, verb)} ON {table}" for table, verb in _pairs()]
    return [*drops, "DROP FUNCTION IF EXISTS audit_refuse()"]


def install_triggers(connection: Connection) -> None:
    """Run `trigger_ddl` on a connection."""
    for statement in trigger_ddl(connection.dialect.name):
        connection.exec_driver_sql(statement)


def drop_triggers(connection: Connection) -> None:
    """Run `drop_trigger_ddl` on a connection."""
    for statement in drop_trigger_ddl(connection.dialect.name):
        connection.exec_driver_sql(statement)


def _pairs() -> list[tuple[str, str]]:
    return [(table, verb) for table, _, verbs in _REFUSALS for verb in verbs]


def _name(table: str, verb: str) -> str:
    return f"{table}_no_{verb.lower()}"


def _sqlite_ddl() -> list[str]:
    refuse = "BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END"
    plain = [
        f"CREATE TRIGGER IF NOT EXISTS {_name(table, verb)} BEFORE {verb} ON {table} {refuse}"
        for table, verb in _pairs()
    ]
    # INSERT OR REPLACE deletes the old row without firing its DELETE trigger, which would be a quiet way in.
    replacing = [
        f"CREATE TRIGGER IF NOT EXISTS {_name(table, 'REPLACE')} BEFORE INSERT ON {table} WHEN EXISTS "  # noqa: S608 - our own names
        f'(SELECT 1 FROM {table} WHERE log = NEW.log AND "{number}" = NEW."{number}") {refuse}'
        for table, number, _ in _REFUSALS
    ]
    return [*plain, *replacing]


def _postgresql_ddl() -> list[str]:
    function = (
        "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the audit log only grows'; END $$"
    )
    # For each statement, and TRUNCATE too, which fires no row trigger.
    triggers = [
        f"CREATE OR REPLACE TRIGGER {_name(table, verb)} BEFORE {verb}"
        f"{' OR TRUNCATE' if verb == 'DELETE' else ''} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
        for table, verb in _pairs()
    ]
    return [function, *triggers]
