"""The `hark` command as a process of its own, which costs a test no second of imports.

One process imports the command and then forks itself for each run (multiprocessing's fork server). What runs is what
the installed script runs, in a process with its own environment, output, signals and exit code; `run_installed` runs
the script itself, so that its being there is tested too.
"""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from io import TextIOWrapper
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path

from app import cli

HARK = Path(sys.executable).with_name("hark")
_PATIENCE_S = 60


def _warm() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["__main__", "app.cli"])
    return context


_context = _warm()


class Program:
    """A run of `hark` that has begun. Its environment is `environment` and nothing else."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str], *, apart_errors: bool = False) -> None:
        """`apart_errors` keeps what it says to stderr out of `stdout`."""
        self.stdout, printing = _pipe()
        self.stderr: TextIOWrapper | None = None
        complaining: Connection | None = None
        if apart_errors:
            self.stderr, complaining = _pipe()
        self._process = _context.Process(
            target=_be_hark, args=(list(arguments), dict(environment), printing, complaining)
        )
        self._process.start()
        for ours in filter(None, (printing, complaining)):
            ours.close()

    def poll(self) -> int | None:
        """The exit code, or None while it runs; minus the signal's number if one killed it."""
        return self._process.exitcode

    def wait(self) -> int:
        """Wait for its end. The exit code."""
        self._process.join(_PATIENCE_S)
        code = self._process.exitcode
        if code is None:
            self._process.kill()
            raise TimeoutError(f"hark did not end in {_PATIENCE_S} seconds")
        return code

    def send_signal(self, which: signal.Signals) -> None:
        assert self._process.pid is not None
        os.kill(self._process.pid, which)


def run(arguments: Sequence[str], environment: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    """Run `hark` to its end. What it prints has to fit into a pipe: it is read when it has ended."""
    program = Program(arguments, environment, apart_errors=True)
    assert program.stderr is not None
    with program.stdout as printed, program.stderr as complained:
        code = program.wait()
        return subprocess.CompletedProcess([str(HARK), *arguments], code, printed.read(), complained.read())


def run_installed(arguments: Sequence[str], environment: Mapping[str, str]) -> "subprocess.CompletedProcess[str]":
    """Run the installed script to its end, with all that it has to import."""
    return subprocess.run(
        [HARK, *arguments], env=environment, capture_output=True, text=True, timeout=_PATIENCE_S, check=False
    )


def _pipe() -> tuple[TextIOWrapper, Connection]:
    reader, writer = _context.Pipe(duplex=False)
    with reader:
        return os.fdopen(os.dup(reader.fileno()), encoding="utf-8"), writer


def _be_hark(
    arguments: list[str], environment: dict[str, str], printing: Connection, complaining: Connection | None
) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(printing.fileno(), 1)
    os.dup2((complaining or printing).fileno(), 2)
    for ours in filter(None, (printing, complaining)):
        ours.close()
    # Line by line, as to a terminal.
    sys.stdout = os.fdopen(1, "w", buffering=1, encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, encoding="utf-8", closefd=False)
    sys.argv = [str(HARK), *arguments]
    cli.main()
