"""`scripts/bench [name …]`: run some of the benchmarks, or all of them, and fail if anything went wrong in one."""

import argparse
import platform
import signal
import sqlite3
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from tests.bench.measure import FULL, TINY, Scale

NAMES = (
    "reports",
    "chat",
    "stalled",
    "postgresql",
    "processes",
    "idle",
    "storm",
    "crowd",
    "sealing",
    "browser",
    "inbox",
    "audit",
    "weights",
)


def benchmark(name: str) -> Callable[[Scale], int]:
    """`run` of one module: prints its tables and answers how many errors there were."""
    run: Callable[[Scale], int] = import_module(f"tests.bench.{name}").run
    return run


def machine() -> str:
    """What the figures were measured on."""
    cpus = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    model = cpus[0].partition(": ")[2]
    load = Path("/proc/loadavg").read_text().split()[0]
    return (
        f"{len(cpus)} cores of {model}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}; "
        f"load average {load} at the start"
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=f"any of: {', '.join(NAMES)}")
    parser.add_argument("--tiny", action="store_true", help="see that they run; the figures mean nothing")
    wanted = parser.parse_args()
    if unknown := set(wanted.names) - set(NAMES):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    # Being told to stop is an exit like any other, so that no server is left running.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    print(f"On {machine()}.")
    errors = 0
    for name in wanted.names or NAMES:
        print(f"\n## {name}", flush=True)
        errors += benchmark(name)(TINY if wanted.tiny else FULL)
    if errors:
        print(f"\n{errors} errors: these figures are worth nothing.", file=sys.stderr)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
