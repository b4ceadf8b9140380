"""SQLAlchemy engines for both databases: one to write with and one to read with."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import QueuePool

from app.core.settings import Settings

# The writer waits on disk for every commit (FULL): an acknowledged report survives a power cut. Deleted pages are
# overwritten (secure_delete), so that what retention erases does not stay in the file.
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=5000",
    "PRAGMA secure_delete=ON",
    "PRAGMA trusted_schema=OFF",
)

# An answered write is on disk, whatever the server's own default says. A process that is stopped in the middle of a
# write, or whose machine has vanished, may not hold its locks for ever against the others.
_POSTGRESQL_OPTIONS = (
    "-c synchronous_commit=on -c idle_in_transaction_session_timeout=30s "
    "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
)


def write_engine(settings: Settings) -> Engine:
    """The engine of the writer lanes, of migrations and of tests' set-up."""
    if settings.is_sqlite:
        return _sqlite(settings, connections=1, begin="BEGIN IMMEDIATE", pragmas=_SQLITE_PRAGMAS)
    return _postgresql(settings, connections=settings.database.lanes)


def read_engine(settings: Settings) -> Engine:
    """The engine of readers. It cannot write: the database itself refuses."""
    if settings.is_sqlite:
        pragmas = (*_SQLITE_PRAGMAS, "PRAGMA query_only=ON")
        return _sqlite(settings, connections=settings.database.readers, begin="BEGIN", pragmas=pragmas)
    # REPEATABLE READ gives a reader one snapshot for all its statements, as SQLite does.
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return _postgresql(settings, connections=settings.database.readers, options=options)


def _sqlite(settings: Settings, *, connections: int, begin: str, pragmas: tuple[str, ...]) -> Engine:
    database = make_url(settings.database_url).database
    if database:
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        settings.database_url,
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,  # An error message would otherwise quote the row that it refused.
        connect_args={"check_same_thread": False},
    )
    _speak_plainly(engine)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # The standard library would start transactions by itself, and too late; `do_begin` below does it.
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(pragma)

    # Not in an event: one listener costs every statement a look for listeners to all the others.
    dialect: Any = engine.dialect
    dialect.do_begin = lambda connection: connection.execute(begin)
    return engine


def _postgresql(settings: Settings, *, connections: int, options: dict[str, Any] | None = None) -> Engine:
    engine = create_engine(
        settings.database_url,
        pool_size=connections,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,  # An error message would otherwise quote the row that it refused.
        connect_args={"options": _POSTGRESQL_OPTIONS},
        execution_options=options or {},
    )
    _speak_plainly(engine)
    return engine


def _speak_plainly(engine: Engine) -> None:
    # Each job of a writer lane has a SAVEPOINT, and the library would compose the statements for it anew each time.
    def saying(statement: str) -> Callable[[Connection, str], None]:
        def say(connection: Connection, name: str) -> None:
            connection.exec_driver_sql(f"{statement} {name}")

        return say

    dialect: Any = engine.dialect
    dialect.do_savepoint = saying("SAVEPOINT")
    dialect.do_release_savepoint = saying("RELEASE SAVEPOINT")
    dialect.do_rollback_to_savepoint = saying("ROLLBACK TO SAVEPOINT")
