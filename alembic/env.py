"""Runs the migrations, each in a transaction of its own, on the database that the settings name."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, TypeDecorator, event
from sqlmodel import SQLModel

import app.tables  # noqa: F401 - imported so that the metadata knows every table
from app.core.db.engines import write_engine
from app.core.settings import Settings

_MIGRATING = 0x4D494752


def run() -> None:
    """Migrate with the settings that a caller handed over, or else those of the environment."""
    settings = context.config.attributes.get("settings") or Settings()
    engine = write_engine(settings)
    if settings.is_sqlite:
        event.listen(engine, "connect", _unchecked)
    try:
        with engine.connect() as connection:
            if not settings.is_sqlite:
                # Several processes may start at once: the first migrates, and the others find it done. The lock goes
                # with the connection.
                connection.exec_driver_sql("SELECT pg_advisory_lock(%s)", (_MIGRATING,))
                # Better to fail and be tried again than to queue behind a long read and hold up everyone behind us.
                connection.exec_driver_sql("SET lock_timeout = '5s'")
                connection.commit()
            _migrate(connection)
    finally:
        engine.dispose()


def _unchecked(connection: Any, _record: object) -> None:
    # SQLite changes a table by copying it and dropping the old one, which would drop its children's rows too.
    connection.execute("PRAGMA foreign_keys=OFF")


def _plainly(kind: str, item: object, _context: object) -> str | Literal[False]:
    # A migration says what the database stores, and goes on saying it when our own column types have changed.
    return f"sa.{item.impl!r}" if kind == "type" and isinstance(item, TypeDecorator) else False


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=True,
        render_item=_plainly,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
