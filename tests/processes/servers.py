"""`hark serve`, in processes of their own on one database: to be asked to stop, killed, and started again."""

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from app.cli.demo.browser import Thread
from app.conversations.schemas import SealedItem
from tests.cases import World
from tests.hillcrest import ORIGIN, Hillcrest
from tests.program import Program
from tests.socket.ends import by_poll, by_socket
from tests.socket.lines import Line

Carrier = Literal["socket", "poll"]
CARRIERS: tuple[Carrier, ...] = ("socket", "poll")


@dataclass(slots=True)
class Server:
    """One process that serves the school on a port."""

    program: Program
    port: int

    def until_ready(self) -> "Server":
        """Until it says that it serves."""
        said = self.program.stdout.readline()
        assert said.startswith("Hark serves"), said + self.program.stdout.read()
        return self

    @property
    def is_running(self) -> bool:
        return self.program.poll() is None

    def signal(self, which: signal.Signals) -> None:
        self.program.send_signal(which)

    def kill(self) -> None:
        """As a power cut does."""
        if self.is_running:
            self.signal(signal.SIGKILL)
            self.program.wait()


@dataclass(slots=True)
class Cluster:
    """The school's database, and the processes that serve it."""

    hillcrest: Hillcrest
    servers: list[Server] = field(default_factory=list)

    @property
    def world(self) -> World:
        """The school, through a database object that is none of the servers': nobody is told of what it commits."""
        return World(self.hillcrest.database, self.hillcrest.school, self.hillcrest.held)

    def start(self, **variables: str) -> Server:
        """One process more, once it says that it serves."""
        return self.begin(**variables).until_ready()

    def begin(self, **variables: str) -> Server:
        """One process more, which has just begun."""
        settings = self.hillcrest.settings
        port = _free_port()
        environment = {
            "PATH": os.environ["PATH"],
            "HARK_DATA_DIR": str(settings.data_dir),
            "HARK_DATABASE__URL": settings.database_url,
            "HARK_ORIGINS": ORIGIN,
            "HARK_BUDGETS__PUPIL_SENDS_BURST": "100000",
            "HARK_BUDGETS__STAFF_SENDS_BURST": "100000",
            "HARK_REALTIME__DRAIN_SECONDS": "1",
            **variables,
        }
        server = Server(Program(["serve", "--port", str(port)], environment), port)
        self.servers.append(server)
        return server

    def end(self) -> None:
        for server in self.servers:
            server.kill()
            server.program.stdout.close()


@contextmanager
def line(
    server: Server, ticket: str, resume: tuple[dict[str, Any], ...] = (), *, by: Carrier = "socket"
) -> Iterator[Line]:
    """A line to one process that has been welcomed."""
    with (by_socket if by == "socket" else by_poll)(server.port, ORIGIN) as end:
        opened = Line(end)
        assert opened.hello(ticket, resume=list(resume))["t"] == "welcome"
        yield opened


def sealed(world: World, thread: Thread, words: str, by: str = "khan") -> SealedItem:
    """A message, sealed and not yet sent."""
    return world.do(thread.sealed, world.enrolled(by), thread.conv, "msg", {"text": words})


def head(world: World, thread: Thread) -> int:
    """The number of the conversation's last item."""
    return len(world.items(thread.conv))


def cursor(thread: Thread, seq: int) -> tuple[dict[str, Any]]:
    """What a page says that has the conversation up to `seq`."""
    return ({"s": thread.conv, "epoch": 1, "seq": seq},)


def chat(line: Line, thread: Thread, until: int) -> list[dict[str, Any]]:
    """Items of the conversation as they come, up to and with number `until`."""
    found: list[dict[str, Any]] = []
    while not found or found[-1]["seq"] < until:
        frame = line.until("ev")
        found += frame["items"] if frame["s"] == thread.conv else []
    return found


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port
