"""Section 7 of the protocol: one line of rt.v1, over whichever carrier brings it."""

import json
from itertools import count
from typing import Any, Protocol

from tests.client.http import ServerRefused
from tests.client.stream import random_id

PATIENCE = 20
"""Seconds after which a server that says nothing has failed."""


class Socket(Protocol):
    """What is asked of a WebSocket library, or of `Poll`."""

    def send(self, message: str) -> None: ...

    def recv(self, timeout: float | None = None) -> str | bytes: ...


class Line:
    """A socket that has said hello. What the server says in between is kept in `heard`."""

    def __init__(self, socket: Socket, ticket: str) -> None:
        self._socket = socket
        self._numbers = count(1)
        self.heard: list[dict[str, Any]] = []
        number = self._say(t="hello", v=1, ticket=ticket, app="stranger/1", resume=[])
        self.welcome = self._until(number)

    def send(self, stream: str, item: dict[str, Any]) -> int:
        """A sealed item; its number in the stream, once it is on disk."""
        frame = {"cmid": item["cmid"], "kep": item["epoch"], "kind": item["kind"], "env": item["env"]}
        return int(self._until(self._say(t="send", s=stream, **frame))["seq"])

    def act(self, stream: str, verb: str, if_v: int | None = None, **args: Any) -> int:
        """A verb; the number of the last item of the stream after it."""
        number = self._say(t="act", s=stream, cmid=random_id(), verb=verb, args=args, if_v=if_v)
        return int(self._until(number)["seq"])

    def _say(self, **frame: Any) -> int:
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, **frame}))
        return number

    def _until(self, number: int) -> dict[str, Any]:
        while True:
            frame: dict[str, Any] = json.loads(self._socket.recv(PATIENCE))
            if frame["t"] == "ping":
                self._socket.send(json.dumps({"t": "pong"}))
            elif frame.get("re") != number:
                self.heard.append(frame)
            elif frame["t"] == "err":
                raise ServerRefused(0, frame["code"])
            else:
                return frame
