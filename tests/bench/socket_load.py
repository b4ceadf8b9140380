"""A small WebSocket client (RFC 6455): whole text frames only, with no library between the load and the wire."""

import asyncio
import os
from collections.abc import Callable
from typing import cast

_TEXT, _CLOSE, _PING = 0x1, 0x8, 0x9

OnText = Callable[[bytes], None]


def frame(text: bytes, kind: int = _TEXT) -> bytes:
    """A masked frame, made beforehand so that masking it costs the measured time nothing."""
    size = len(text)
    length = bytes([0x80 | size]) if size < 126 else bytes([0x80 | 126]) + size.to_bytes(2, "big")
    mask = os.urandom(4)
    pad = (mask * (size // 4 + 1))[:size]
    masked = (int.from_bytes(text, "big") ^ int.from_bytes(pad, "big")).to_bytes(size, "big")
    return bytes([0x80 | kind]) + length + mask + masked


class Socket(asyncio.Protocol):
    """One open socket. `on_text` is called with the text of each frame."""

    def __init__(self, request: bytes, on_text: OnText) -> None:
        self._request = request
        self._on_text = on_text
        self._buffer = bytearray()
        self._upgraded = False
        self._transport: asyncio.WriteTransport
        loop = asyncio.get_running_loop()
        self.opened: asyncio.Future[None] = loop.create_future()
        self.closed = False
        """Whether the server ended it."""

    @classmethod
    async def open(cls, port: int, path: str, on_text: OnText, *headers: str) -> "Socket":
        """Connect and upgrade. Raises `ConnectionError` if the server will not."""
        lines = [
            f"GET {path} HTTP/1.1",
            "Host: localhost",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version: 13",
            *headers,
        ]
        request = "\r\n".join([*lines, "", ""]).encode()
        loop = asyncio.get_running_loop()
        _, made = await loop.create_connection(lambda: cls(request, on_text), "127.0.0.1", port)
        await made.opened
        return made

    def send(self, masked: bytes) -> None:
        """Send what `frame` made."""
        self._transport.write(masked)

    def stall(self) -> None:
        """Read no more."""
        cast(asyncio.ReadTransport, self._transport).pause_reading()

    def close(self) -> None:
        self.closed = True
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.WriteTransport, transport)
        self._transport.write(self._request)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc  # However it ended, it is not there any more.
        self.closed = True
        if not self.opened.done():
            self.opened.set_exception(ConnectionError("the server did not upgrade"))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._upgraded and not self._upgrade():
            return
        while (end := self._next()) is not None:
            kind, start = self._buffer[0] & 0x0F, end - self._size
            if kind == _TEXT:
                self._on_text(bytes(self._buffer[start:end]))
            elif kind == _PING:
                self.send(frame(bytes(self._buffer[start:end]), 0xA))
            elif kind == _CLOSE:
                self.closed = True
            del self._buffer[:end]

    def _upgrade(self) -> bool:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return False
        if not self._buffer.startswith(b"HTTP/1.1 101"):
            self.opened.set_exception(ConnectionError(bytes(self._buffer[:end]).decode()))
            self._transport.abort()
            return False
        del self._buffer[: end + 4]
        self._upgraded = True
        self.opened.set_result(None)
        return True

    def _next(self) -> int | None:
        """Where the first frame ends, if all of it is here."""
        if len(self._buffer) < 2:
            return None
        start, self._size = 2, self._buffer[1] & 0x7F
        extended = {126: 2, 127: 8}.get(self._size, 0)
        if len(self._buffer) < start + extended:
            return None
        if extended:
            start += extended
            self._size = int.from_bytes(self._buffer[2:start], "big")
        end = start + self._size
        return end if end <= len(self._buffer) else None
