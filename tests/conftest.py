"""What every test may ask for: settings, and a database on SQLite and on PostgreSQL. What was not run is said aloud."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.db import Database
from app.core.settings import Settings
from tests.databases import PostgreSQL, migrated_sqlite, postgresql_binaries, postgresql_server, settings_for
from tests.hillcrest import Hillcrest, Served, made, plant_school, serving, write_server_key
from tests.missing import missing, named_in


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for what in sorted(named_in(terminalreporter.stats.get("skipped", []))):
        terminalreporter.section("NOT RUN", red=True, bold=True)
        terminalreporter.write_line(f"Some tests did not run, because this is not on this machine: {what}", red=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for a server of its own says so, because starting one costs more than most tests do."""
    for item in items:
        if {"served", "site", "port"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.served)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file; copying it takes under a millisecond."""
    return migrated_sqlite(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def sqlite_planted(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with the school in it, which takes longer to write than most tests take to run."""
    path = tmp_path_factory.mktemp("planted") / "planted.db"
    shutil.copyfile(sqlite_template, path)
    plant_school(f"sqlite:///{path}", path.parent)
    return path


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgreSQL]:
    """One PostgreSQL server for all of this process's tests, started by the first that needs it."""
    binaries = postgresql_binaries()
    if binaries is None:
        missing("PostgreSQL (apt install postgresql)")
    with postgresql_server(binaries) as server:
        server.plant(lambda url: plant_school(url, tmp_path_factory.mktemp("planting")))
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated database of the test's own. A test that asks for it runs once on each engine.

    If the test asks for `hillcrest` too, the school is in it already.
    """
    planted = "hillcrest" in request.fixturenames
    if request.param == "sqlite":
        path = tmp_path / "hark.db"
        shutil.copyfile(request.getfixturevalue("sqlite_planted" if planted else "sqlite_template"), path)
        yield f"sqlite:///{path}"
    else:
        server: PostgreSQL = request.getfixturevalue("postgresql")
        with server.database(planted=planted) as url:
            yield url


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Settings that name the test's own database and data folder."""
    return settings_for(database_url, tmp_path)


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """The test's own database, open, with its readers and writer lanes."""
    opened = Database(settings)
    yield opened
    opened.close()


@pytest.fixture
def hillcrest(database: Database, settings: Settings) -> Hillcrest:
    """A school with people and real keys, in the test's own database."""
    school, held = made()
    write_server_key(settings.data_dir)
    return Hillcrest(school, held, settings, database)


@pytest.fixture
def served(hillcrest: Hillcrest) -> Iterator[Served]:
    """The school, served by the app."""
    with serving(hillcrest) as running:
        yield running
