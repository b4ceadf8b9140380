"""Column types and the registry of ciphertext columns."""

from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import DateTime, Dialect, Table, inspect
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

# Names every constraint, so that Alembic can drop one on SQLite and PostgreSQL alike.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

CIPHERTEXT_COLUMNS: dict[str, frozenset[str]] = {}
"""Table name to the columns that hold only what a browser sealed. Each domain's `tables.py` registers its own."""


def register_ciphertext(table: str, *columns: str) -> None:
    """Say that `columns` of `table` hold ciphertext. A test scans every model against this registry."""
    CIPHERTEXT_COLUMNS[table] = CIPHERTEXT_COLUMNS.get(table, frozenset()) | frozenset(columns)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, timezone-aware in UTC on both databases. A naive datetime is refused rather than guessed at."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


def table_of(model: type[SQLModel]) -> Table:
    """The Core table behind a model, for the hot path, where the ORM's bookkeeping costs several times the work."""
    mapper: Any = inspect(model)
    return cast(Table, mapper.local_table)
