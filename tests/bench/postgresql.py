"""Reports and chat once more, with Hark on a PostgreSQL of its own. The bare programs stay as they are, on SQLite."""

from tests.bench import chat, reports
from tests.bench.measure import Scale
from tests.databases import postgresql_binaries, postgresql_server


def run(scale: Scale) -> int:
    """Print the tables; answers how much went wrong. Says so where there is no PostgreSQL to measure."""
    binaries = postgresql_binaries()
    if binaries is None:
        print("Not measured: there is no PostgreSQL on this machine.")
        return 0
    errors = 0
    with postgresql_server(binaries) as server:
        for benchmark in (reports, chat):
            with server.database(planted=False) as url:
                errors += benchmark.run(scale, url)
    return errors
