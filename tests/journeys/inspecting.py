"""A school's proxy that opens what passes through it and takes `Upgrade` out, so that no WebSocket ever opens."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

PATIENCE = 60
"""Seconds after which a journey that hangs fails. None waits for it to pass."""


@dataclass(frozen=True, slots=True)
class _Head:
    method: str
    target: str
    headers: list[tuple[str, str]]

    @property
    def wants_socket(self) -> bool:
        return self.value("upgrade") == "websocket"

    @property
    def length(self) -> int:
        return int(self.value("content-length") or 0)

    def value(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")


class InspectingProxy:
    """Set as a browser's proxy. `lets_sockets` may be changed at any time."""

    def __init__(self) -> None:
        self.lets_sockets = False
        self.polls = 0
        """How many polls came by."""
        self.sockets = 0
        """How many WebSockets are open and have said hello: before that, a page still polls."""
        self.port = 0
        self._changed = threading.Condition()
        self.loop = asyncio.new_event_loop()
        self._open: set[asyncio.StreamWriter] = set()
        self._callers: set[asyncio.Task[None]] = set()

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something that this proxy sees is so."""
        with self._changed:
            assert self._changed.wait_for(holds, PATIENCE)

    def cut(self) -> None:
        """Cut every WebSocket that is open."""
        self.loop.call_soon_threadsafe(self._cut)

    async def serve(self, ready: threading.Event, over: asyncio.Event) -> None:
        """Pass on what comes, until `over`."""
        server = await asyncio.start_server(self._caller, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await over.wait()
        server.close()
        for caller in self._callers:
            caller.cancel()
        await asyncio.gather(*self._callers, return_exceptions=True)

    async def _caller(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._callers.add(task)
        try:
            await self._inspect(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            return  # A browser leaves in the middle with every page that it closes.
        finally:
            writer.close()
            self._callers.discard(task)

    async def _inspect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await _head(reader)
        host = head.target if head.method == "CONNECT" else urlsplit(head.target).netloc
        if head.method == "CONNECT":
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            head = await _head(reader)
        await self._pass_on(head, host, reader, writer)

    async def _pass_on(
        self, head: _Head, host: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        by_socket = head.wants_socket and self.lets_sockets
        path = urlsplit(head.target).path
        from_server, to_server = await asyncio.open_connection("127.0.0.1", int(host.rpartition(":")[2]))
        to_server.write(_bytes(head, whole=by_socket))
        to_server.write(await reader.readexactly(head.length))
        self._count(polls=path == "/rt/poll", sockets=0)
        if by_socket:
            self._open.add(to_server)
        spoke = asyncio.Event()

        def hello() -> None:
            if by_socket and not spoke.is_set():
                spoke.set()
                self._count(polls=0, sockets=1)

        ways = {asyncio.create_task(_pump(reader, to_server, hello)), asyncio.create_task(_pump(from_server, writer))}
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            to_server.close()
            self._open.discard(to_server)
            self._count(polls=0, sockets=-int(spoke.is_set()))

    def _cut(self) -> None:
        for end in self._open:
            end.close()

    def _count(self, *, polls: int, sockets: int) -> None:
        with self._changed:
            self.polls += polls
            self.sockets += sockets
            self._changed.notify_all()


@contextmanager
def inspecting() -> Iterator[InspectingProxy]:
    """A proxy that runs until the test is over."""
    proxy, ready = InspectingProxy(), threading.Event()
    loop, over = proxy.loop, asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(proxy.serve(ready, over),), daemon=True)
    thread.start()
    assert ready.wait(PATIENCE)
    try:
        yield proxy
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()


async def _head(reader: asyncio.StreamReader) -> _Head:
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = lines[0].split(" ")
    pairs = [line.partition(":") for line in lines[1:] if line]
    return _Head(method, target, [(name, value.strip()) for name, _, value in pairs])


def _bytes(head: _Head, *, whole: bool) -> bytes:
    """The head as the server gets it. Unless it is passed on whole, one request and no more, and no `Upgrade`."""
    parts = urlsplit(head.target)
    taken_out = set() if whole else {"upgrade", "connection", "proxy-connection"}
    headers = [(name, value) for name, value in head.headers if name.lower() not in taken_out]
    if not whole:
        headers.append(("Connection", "close"))
    lines = [f"{head.method} {parts.path}{'?' * bool(parts.query)}{parts.query} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


async def _pump(
    source: asyncio.StreamReader, sink: asyncio.StreamWriter, passing: Callable[[], None] = lambda: None
) -> None:
    with suppress(ConnectionError):
        while some := await source.read(65_536):
            passing()
            sink.write(some)
            await sink.drain()
