"""The schema that migrations make is the schema that the models mean, on both databases, and the way back is open."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from app.core.db import migrations
from app.core.db.engines import write_engine
from app.core.settings import Settings
from app.tables import metadata


def tables_of(settings: Settings) -> set[str]:
    engine = write_engine(settings)
    try:
        return set(inspect(engine).get_table_names()) - {"alembic_version"}
    finally:
        engine.dispose()


def test_the_models_are_what_the_migrations_make(settings: Settings) -> None:
    engine = write_engine(settings)
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, metadata) == []
    finally:
        engine.dispose()


def test_every_table_comes_with_the_way_up_and_goes_with_the_way_down(settings: Settings) -> None:
    assert tables_of(settings) == set(metadata.tables)
    migrations.downgrade(settings, "base")
    assert tables_of(settings) == set()
    migrations.upgrade(settings)
    assert tables_of(settings) == set(metadata.tables)


def test_migrating_twice_changes_nothing(settings: Settings) -> None:
    migrations.upgrade(settings)
    command.check(migrations.config(settings))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_entry SET action = 'nothing.happened'",
        "DELETE FROM audit_entry",
        "UPDATE audit_checkpoint SET size = 0",
        "DELETE FROM audit_checkpoint",
        "UPDATE audit_entry_salt SET salt = 'another'",
    ],
)
def test_nobody_with_the_database_open_can_rewrite_the_past(settings: Settings, change: str) -> None:
    engine = write_engine(settings)
    entry = (
        'INSERT INTO audit_entry (log, "index", at, actor_kind, actor_id, action, subject_kind, subject_id, details, '
        "leaf_hash) VALUES ('school', 0, CURRENT_TIMESTAMP, 'person', 'a', 'case.opened', 'case', 'b', '{}', 'hash')"
    )
    try:
        with engine.begin() as connection:
            connection.execute(text(entry))
            connection.execute(text("INSERT INTO audit_entry_salt (log, \"index\", salt) VALUES ('school', 0, 'salt')"))
            connection.execute(
                text(
                    "INSERT INTO audit_checkpoint (log, size, root, note, at) "
                    "VALUES ('school', 1, 'root', 'note', CURRENT_TIMESTAMP)"
                )
            )
        with pytest.raises(DBAPIError, match="only grows"), engine.begin() as connection:
            connection.execute(text(change))
    finally:
        engine.dispose()
