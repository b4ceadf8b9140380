"""A page over real lines: it meets a process, loses it, meets another, and goes on."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from http.client import HTTPException

from websockets.exceptions import ConnectionClosed, InvalidHandshake

from app.conversations.schemas import SealedItem
from tests.client.http import ServerRefused
from tests.client.poll import Closed
from tests.hillcrest import ORIGIN
from tests.processes.servers import Carrier, Server
from tests.realtime.page import Page
from tests.socket.ends import End, LineCut, by_poll, by_socket
from tests.socket.lines import PATIENCE

CUT = (Closed, LineCut, ConnectionClosed, InvalidHandshake, ServerRefused, HTTPException, OSError)
"""However a line may end, or never begin."""


class Visit:
    """A page, and the line that it has now."""

    def __init__(self, page: Page, ticket: Callable[[], str]) -> None:
        """`ticket` fetches a new one: it is asked for each line."""
        self.page = page
        self._ticket = ticket
        self._end: End | None = None
        self._lines = ExitStack()

    def meet(self, server: Server, by: Carrier = "socket") -> None:
        """Open a line to a process, and say what waits. Raises one of `CUT`."""
        self.leave()
        if by == "socket":
            self._end = self._lines.enter_context(by_socket(server.port, ORIGIN))
        else:
            self._end = self._lines.enter_context(by_poll(server.port, ORIGIN))
        self._say(self.page.hello(self._ticket()))

    def leave(self) -> None:
        """Vanish."""
        self._end = None
        self._lines.close()

    def write(self, item: SealedItem) -> None:
        """Say something. Raises one of `CUT` if the line has gone; it waits for the next one then."""
        frame = self.page.write(item)
        self._say(frame)

    def hear(self) -> None:
        """Hear one frame and say what it asks for. Raises one of `CUT`."""
        assert self._end is not None
        for answer in self.page.hear(json.loads(self._end.recv(PATIENCE))):
            self._say(answer)

    def hear_until(self, seq: int) -> None:
        """Hear until everything up to `seq` is shown and all that was said is acknowledged. Raises one of `CUT`."""
        while self.page.last < seq or self.page.outbox:
            self.hear()

    def _say(self, frame: dict[str, object]) -> None:
        assert self._end is not None
        self._end.send(json.dumps(frame))
