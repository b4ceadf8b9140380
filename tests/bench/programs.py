"""The servers that are measured, each in a process of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.bench.http_load import ORIGIN

_READY_SECONDS = 60


class Program:
    """A server that listens on `port`, and what it has used."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self._proc = Path("/proc") / str(process.pid)
        self.port = port

    def cpu(self) -> float:
        """CPU seconds of all its threads so far."""
        threads = (self._proc / "task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9

    def resident_kib(self) -> int:
        """Memory that it holds."""
        status = (self._proc / "status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


@contextmanager
def hark(folder: Path, database_url: str = "", *, as_it_ships: bool = False) -> Iterator[Program]:
    """`hark serve` on a data folder. Only budgets and socket limits are raised: one generator plays a whole school.

    `as_it_ships` raises nothing. Either way the proof of work is a light one.
    """
    place = {"HARK_DATA_DIR": str(folder), "HARK_DATABASE__URL": database_url, "HARK_ORIGINS": ORIGIN}
    command = [str(Path(sys.executable).with_name("hark")), "serve"]
    with _running(command, {**place, **_LIGHT_WORK, **({} if as_it_ships else _RAISED)}) as program:
        yield program


# One generator would otherwise work out the answers of a whole school, each of whose pages has a machine of its own.
# The server's check costs one hash at any difficulty.
_LIGHT_WORK = {"HARK_WORK__QUIET_BITS": "8", "HARK_WORK__BUSY_BITS": "8"}
_RAISED = {
    "HARK_BUDGETS__REPORTS_BURST": "1000000",
    "HARK_BUDGETS__PUPIL_SENDS_BURST": "1000000",
    "HARK_BUDGETS__STAFF_SENDS_BURST": "1000000",
    "HARK_REALTIME__STAFF_SOCKETS": "10000",
    "HARK_REALTIME__HANDSHAKES_PER_SECOND": "100000",
    "HARK_SESSIONS__PUPIL_MINUTES": "600",
}


@contextmanager
def bare(what: str, folder: Path) -> Iterator[Program]:
    """One of the smallest programs that do the physical part (`tests.bench.bare`)."""
    with _running([sys.executable, "-m", "tests.bench.bare", what, str(folder)], {}) as program:
        yield program


@contextmanager
def _running(command: list[str], variables: Mapping[str, str]) -> Iterator[Program]:
    port = _free_port()
    known = {name: value for name, value in os.environ.items() if not name.startswith("HARK_")}
    process = subprocess.Popen(command, env={**known, **variables, "PORT": str(port)}, stdout=subprocess.DEVNULL)
    try:
        _wait_for(process, port)
        yield Program(process, port)
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def _wait_for(process: "subprocess.Popen[bytes]", port: int) -> None:
    for _ in range(_READY_SECONDS * 20):
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended before it listened")
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"{process.args!r} does not listen")
