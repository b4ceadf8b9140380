"""Adding rows that may be there already."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlmodel import SQLModel

from app.core.columns import table_of


def add_missing(session: Session, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> int:
    """Add those rows whose key nobody has; how many that were. The first of two writers wins, on both databases."""
    if not rows:
        return 0
    session.flush()
    connection, table = session.connection(), table_of(model)
    insert = sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
    statement = insert.on_conflict_do_nothing().returning(*table.primary_key)
    return len(connection.execute(statement.values([dict(row) for row in rows])).all())
