"""Several processes of the server on one PostgreSQL database: SQLite serves one process, so there is no other kind."""

from collections.abc import Iterator

import pytest

from app.core.db import Database
from tests.databases import PostgreSQL, settings_for
from tests.hillcrest import Hillcrest, made, write_server_key
from tests.processes.servers import Cluster, Server


@pytest.fixture(scope="module")
def cluster(postgresql: PostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """The school in a database that a file's tests share; whoever serves it when they are over is killed."""
    folder = tmp_path_factory.mktemp("cluster")
    write_server_key(folder)
    with postgresql.database(planted=True) as url:
        settings = settings_for(url, folder)
        database = Database(settings)
        running = Cluster(Hillcrest(*made(), settings, database))
        try:
            yield running
        finally:
            running.end()
            database.close()


@pytest.fixture(scope="module")
def two(cluster: Cluster) -> tuple[Server, Server]:
    """Two processes on two ports, for all of a file's tests: starting one takes longer than most tests do."""
    return cluster.start(), cluster.start()


@pytest.fixture
def single(hillcrest: Hillcrest) -> Iterator[Cluster]:
    """A database of the test's own, on each engine, for one process at a time."""
    running = Cluster(hillcrest)
    try:
        yield running
    finally:
        running.end()
