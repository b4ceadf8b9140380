"""A running demo of a test's own: the real command, a copied data folder, two free ports, and everything it printed."""

import os
import secrets
import shutil
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from app.cli.demo import codes, record
from app.cli.demo.record import DemoPerson, DemoRecord
from app.core.settings import DatabaseSettings, Settings
from tests.program import Program

READY = ("Ready: ", "Hark serves on ")


@dataclass(slots=True)
class Demo:
    """One server, its addresses, and what its data folder says about its invented people."""

    data_dir: Path
    port: int
    log: list[str]
    process: Program | None = None
    listening: threading.Thread = field(default_factory=threading.Thread)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def vle(self) -> str:
        return f"http://localhost:{self.port + 1}"

    @property
    def pupil(self) -> str:
        return f"{self.url}/s/{self.known.slug}"

    @property
    def console(self) -> str:
        return f"{self.url}/console"

    @property
    def known(self) -> DemoRecord:
        return record.read(self.data_dir)

    @property
    def settings(self) -> Settings:
        return Settings(data_dir=self.data_dir, database=DatabaseSettings(), demo=True)

    def person(self, name: str) -> DemoPerson:
        return self.known.person(name)

    def code(self, name: str) -> str:
        """What this person's authenticator shows; empty for a mentor, who has none."""
        person = self.person(name)
        return "" if person.totp is None else codes.current(self.settings, person)

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "PORT": str(self.port), "HARK_DATA_DIR": str(self.data_dir)}

    @property
    def command(self) -> list[str]:
        """What is asked of `hark`."""
        return ["demo"]

    def start(self) -> None:
        """Run it and wait until it says that it is ready."""
        self.process = Program(self.command, self.environment)
        ready = threading.Event()
        self.listening = threading.Thread(target=self._listen, args=(self.process, ready), daemon=True)
        self.listening.start()
        if not ready.wait(60):
            self.stop()
            raise RuntimeError(f"hark {self.command} did not get ready:\n" + "".join(self.log))

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Stop it, as Ctrl-C does unless told otherwise. The exit code."""
        assert self.process is not None
        self.process.send_signal(how)
        code = self.process.wait()
        self.listening.join()
        return code

    def _listen(self, process: Program, ready: threading.Event) -> None:
        with process.stdout as printed:
            for line in printed:
                self.log.append(line)
                if line.startswith(READY):
                    ready.set()


@contextmanager
def running(template: Path, folder: Path) -> Iterator[Demo]:
    """A demo that serves a copy of `template`. What it leaves is thrown away, so in the end it is just killed."""
    shutil.copytree(template, folder)
    demo = Demo(folder, free_ports(), [])
    demo.start()
    try:
        yield demo
    finally:
        if demo.process is not None and demo.process.poll() is None:
            demo.stop(signal.SIGKILL)


def planted(folder: Path) -> Path:
    """A data folder with the demo planted in it, to copy from."""
    demo = Demo(folder, free_ports(), [])
    demo.start()
    assert demo.stop() == 0
    return folder


def free_ports() -> int:
    """The first of two neighbouring ports that nobody listens on.

    They are below those that the system hands out, one of which a browser could be given before the demo is ready.
    """
    while True:
        port = 20_000 + 2 * secrets.randbelow(6_000)
        with socket.socket() as first, socket.socket() as second:
            try:
                first.bind(("127.0.0.1", port))
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port
