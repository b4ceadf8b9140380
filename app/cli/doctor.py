"""`hark doctor`: is this machine fit to serve Hark? One line for each check, and what to do about what is not."""

import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer
from alembic.script import ScriptDirectory
from pydantic import ValidationError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.audit.notes import BadNote
from app.cli.refusal import explain
from app.core import clock, secrets, static
from app.core.db import migrations
from app.core.db.engines import read_engine
from app.core.settings import Settings
from app.insight.queries import late_witnesses
from app.insight.witnesses import Watch

_NEWEST_RELEASE = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Line:
    """What one check found; `problem` says what is wrong and what to do, or is None."""

    what: str
    problem: str | None = None


def doctor() -> None:
    """Check this machine and this configuration. Ends with status 1 if something is wrong."""
    lines = list(examine())
    for line in lines:
        print(f"problem  {line.what}: {line.problem}" if line.problem else f"ok       {line.what}")
    if any(line.problem for line in lines):
        raise typer.Exit(1)


def examine() -> Iterator[Line]:
    """Every check, in the order in which one builds on another."""
    yield _python()
    yield _clock()
    yield _pages()
    try:
        settings = Settings()
    except ValidationError as error:
        yield Line("settings", explain(error))
        return
    yield Line("settings")
    checks: tuple[Callable[[Settings], Line], ...] = (_addresses, _data_folder, _server_key, _database, _witnesses)
    for check in checks:
        yield check(settings)


def _python() -> Line:
    version = ".".join(map(str, sys.version_info[:3]))
    return Line(f"Python {version}", None if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed.")


def _clock() -> Line:
    try:
        ZoneInfo("Europe/London")
    except ZoneInfoNotFoundError:
        return Line("clock", "The time zone data is missing. Install the Python package tzdata.")
    # A clock before this release is wrong for certain, and every code and expiry would be wrong with it.
    wrong = clock.now() < _NEWEST_RELEASE
    return Line("clock", f"It says {clock.now():%d %B %Y}. Set the machine's clock." if wrong else None)


def _pages() -> Line:
    wanted = ("pupil/index.html", "console/index.html", "button/button.js")
    missing = [name for name in wanted if not (static.FOLDER / name).is_file()]
    return Line("built pages", f"{', '.join(missing)} not built. Run scripts/setup." if missing else None)


def _addresses(settings: Settings) -> Line:
    plain = [one for one in settings.origins if one.startswith("http://") and not _is_local(one)]
    problem = f"{plain[0]} is not https, so browsers neither seal nor keep a session there." if plain else None
    return Line(f"address {settings.origin}", problem)


def _is_local(origin: str) -> bool:
    host = origin.removeprefix("http://").split(":")[0]
    return host in {"localhost", "127.0.0.1"} or host.endswith(".localhost")


def _data_folder(settings: Settings) -> Line:
    folder = settings.data_dir
    what = f"data folder {folder}"
    if not folder.is_dir():
        return Line(f"{what} (made at the first start)")
    if stat.S_IMODE(folder.stat().st_mode) & 0o007:
        return Line(what, f"Every user of this machine can look into it. Run: chmod o-rwx {folder}")
    return Line(what)


def _server_key(settings: Settings) -> Line:
    key_file = settings.data_dir / "server.key"
    if settings.secret_key is None and not key_file.exists():
        return Line("server key (made at the first start)")
    try:
        secrets.load(settings)
    except secrets.ServerKeyUnusable as error:
        return Line("server key", str(error))
    return Line("server key")


def _witnesses(settings: Settings) -> Line:
    try:
        watch = Watch.of(settings)
    except BadNote as error:
        return Line("witnesses", f"{error}. Set HARK_WITNESSES to keys that `hark witness key` printed.")
    if not watch.witnesses:
        return Line("witnesses (none: whoever has this machine could rewrite the logs unseen; see docs/deploy.md)")
    engine = read_engine(settings)
    try:
        with Session(engine) as session:
            late = late_witnesses(session, watch)
    except SQLAlchemyError as error:
        return Line("witnesses", f"The database does not answer, or was never set up ({type(error).__name__}).")
    finally:
        engine.dispose()
    what = f"witnesses {', '.join(witness.name for witness in watch.witnesses)}"
    return Line(what, f"Not seen for {watch.days:g} days: {'; '.join(late)}. Ask its keeper." if late else None)


def _database(settings: Settings) -> Line:
    what = "database SQLite" if settings.is_sqlite else "database PostgreSQL"
    if settings.is_sqlite and not settings.database.url and not (settings.data_dir / "hark.db").exists():
        return Line(f"{what} (made at the first start)")
    engine = read_engine(settings)
    try:
        with engine.connect() as connection:
            at = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    except SQLAlchemyError as error:
        return Line(
            what, f"It does not answer, or was never set up ({type(error).__name__}). Check HARK_DATABASE__URL."
        )
    finally:
        engine.dispose()
    newest = ScriptDirectory.from_config(migrations.config(settings)).get_current_head()
    return Line(what, None if at == newest else f"It is at {at}, and this version needs {newest}. Restart the server.")
