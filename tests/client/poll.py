"""Section 7.1 of the protocol: rt.v1 without a WebSocket, by one request after another."""

import json
from collections import deque
from http.client import HTTPConnection
from typing import Any

from tests.client.http import ServerRefused


class Closed(Exception):
    """The server ended the line, with this code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Poll:
    """What a WebSocket library gives, over `POST /rt/poll`. Asked for at once, and heard when it is needed."""

    def __init__(self, host: str, port: int, origin: str | None) -> None:
        self._address = host, port
        self._headers = {"Content-Type": "application/json"} | ({} if origin is None else {"Origin": origin})
        self._line: str | None = None
        self._asked: deque[HTTPConnection] = deque()
        # What the server has not yet said that it took, and the number of the first of it.
        self._said: list[Any] = []
        self._first = 0
        self._got = 0
        self._frames: deque[str] = deque()
        self._code: int | None = None

    def send(self, message: str) -> None:
        """Say one frame."""
        self._said.append(json.loads(message))
        self.ask()

    def recv(self, timeout: float | None = None) -> str:
        """The next frame of the server. Raises `Closed` once it ended the line, `ServerRefused` for a bad request."""
        while not self._frames:
            if self._code is not None:
                raise Closed(self._code)
            if not self._asked:
                self.ask()
            self._hear(timeout)
        return self._frames.popleft()

    def hang_up(self) -> None:
        """Leave without a word, and without hearing what was asked for."""
        while self._asked:
            self._asked.popleft().close()

    def ask(self) -> None:
        """Ask for news, without waiting for any."""
        if self._line is None and self._asked:
            self._hear(None)  # The line has no name yet, so there is nothing to ask again for.
        body = {"line": self._line, "got": self._got, "at": self._first, "frames": self._said}
        connection = HTTPConnection(*self._address)
        connection.request("POST", "/rt/poll", json.dumps(body), self._headers)
        self._asked.append(connection)

    def _hear(self, timeout: float | None) -> None:
        connection = self._asked.popleft()
        assert connection.sock is not None
        connection.sock.settimeout(timeout)
        try:
            response = connection.getresponse()
            answer = json.loads(response.read())
        finally:
            connection.close()
        if response.status != 200:
            raise ServerRefused(response.status, answer["code"])
        self._line = answer["line"]
        self._said = self._said[max(0, answer["got"] - self._first) :]
        self._first = max(self._first, answer["got"])
        fresh = answer["frames"][max(0, self._got - answer["at"]) :]
        self._got = max(self._got, answer["at"] + len(answer["frames"]))
        self._frames.extend(json.dumps(frame) for frame in fresh)
        self._code = answer["close"]
