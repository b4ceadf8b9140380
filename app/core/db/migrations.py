"""Brings a database to the newest schema, or to a named revision, with the migrations that this code carries."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from app.core.settings import Settings

_PACKAGE = Path(__file__).parents[2]
# A wheel carries the migrations inside the package; a checkout has them beside it.
_PLACES = (_PACKAGE / "alembic", _PACKAGE.parent / "alembic")


def config(settings: Settings) -> Config:
    """Alembic's configuration for the database of `settings`, for any of Alembic's commands."""
    made = Config()
    made.set_main_option("script_location", str(next(place for place in _PLACES if place.is_dir())))
    made.set_main_option("path_separator", "os")
    made.attributes["settings"] = settings
    return made


def upgrade(settings: Settings, revision: str = "head") -> None:
    """Migrate up to `revision`. Does nothing where the database is there already."""
    command.upgrade(config(settings), revision)


def downgrade(settings: Settings, revision: str) -> None:
    """Migrate down to `revision`; `base` is an empty database."""
    command.downgrade(config(settings), revision)
