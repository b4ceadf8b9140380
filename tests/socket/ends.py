"""A page's end of a line over each carrier, so that a test is written once and walks over both."""

import socket as network
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.client.poll import Closed, Poll


class LineCut(Exception):
    """The line ended without a word, as it does when a process is killed."""


class End(Protocol):
    """What a test asks of a carrier."""

    def send(self, message: str) -> None: ...

    def recv(self, timeout: float | None = None) -> str:
        """The next frame. Raises `Closed` once the server has ended the line."""
        ...

    def hang_up(self) -> None:
        """Vanish, as a phone does in a lift."""
        ...


class SocketEnd:
    """Over a WebSocket."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection

    def send(self, message: str | bytes) -> None:
        self._connection.send(message)

    def recv(self, timeout: float | None = None) -> str:
        try:
            return str(self._connection.recv(timeout=timeout))
        except ConnectionClosed as closed:
            if closed.rcvd is None:
                raise LineCut from closed
            raise Closed(closed.rcvd.code) from closed

    def hang_up(self) -> None:
        self._connection.socket.shutdown(network.SHUT_RDWR)


@contextmanager
def by_socket(port: int, origin: str | None, protocol: str = "rt.v1") -> Iterator[SocketEnd]:
    """A WebSocket that has said nothing yet."""
    with connect(
        f"ws://127.0.0.1:{port}/rt",
        origin=None if origin is None else Origin(origin),
        subprotocols=[Subprotocol(protocol)],
        compression=None,
        max_size=None,
        proxy=None,
    ) as connection:
        yield SocketEnd(connection)


@contextmanager
def by_poll(port: int, origin: str | None) -> Iterator[Poll]:
    """A poll that has not been asked yet."""
    end = Poll("127.0.0.1", port, origin)
    try:
        yield end
    finally:
        end.hang_up()
