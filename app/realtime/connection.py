"""One socket of this process: a bounded queue, one writer task and a heartbeat.

One writer for each socket, because a server that awaits each send in turn lets one slow phone hold up everybody.
"""

import asyncio
import random
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from app.core.errors import log_unexpected
from app.core.ids import new_id
from app.core.settings import RealtimeSettings
from app.realtime import frames
from app.realtime.carrier import Carrier
from app.realtime.codes import CloseCode

_CLOSE_SECONDS = 5


class Timer(Protocol):
    """A call that was put off."""

    def cancel(self) -> None: ...


CallLater = Callable[[float, Callable[[], None]], Timer]
"""`call_later(seconds, callback)`, as an event loop has it. Tests bring their own, so that no test waits."""


class Connection:
    """A socket that has said hello. `key` is its person or mailbox; `session` is the session it came with."""

    def __init__(
        self,
        *,
        key: str,
        session: str,
        carrier: Carrier,
        settings: RealtimeSettings,
        live: Callable[[], frames.Live] = frames.Live,
        call_later: CallLater | None = None,
    ) -> None:
        self.id = new_id()
        self.key = key
        self.session = session
        self.keys = frozenset({key, session})
        self._carrier = carrier
        self._settings = settings
        self._live = live
        self._call_later = call_later or asyncio.get_running_loop().call_later
        self._queue: deque[tuple[str, str | None]] = deque()
        self._bytes = 0
        self._work = asyncio.Event()
        self._drained = asyncio.Event()
        self._drained.set()
        self.turn = asyncio.Lock()
        """Held by the one stream that is catching up, since together many would be more than a queue holds."""
        self._answered = asyncio.Event()
        self._answered.set()
        self._finished = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None
        self._ending: asyncio.Task[None] | None = None
        self._timers: dict[str, Timer] = {}
        self._pings = 0
        self._pongs = 0
        self.code: CloseCode | None = None
        """Why it was closed from our side; None while it is open or if the peer left."""

    @property
    def is_open(self) -> bool:
        return self._writer is not None and self.code is None and not self._finished.is_set()

    def start(self) -> None:
        """Begin to write and to beat."""
        self._writer = asyncio.create_task(self._write())
        self._later("ping", self._until_ping(), self._ping)
        minutes = self._settings.socket_minutes * random.uniform(5 / 6, 7 / 6)  # noqa: S311 - spreads load, hides nothing
        # A long-lived socket comes back now and then with a new ticket, which checks its rights again.
        self._later("life", minutes * 60, lambda: self.end(CloseCode.DRAIN))

    def send(self, frame: frames.ServerFrame, *, stream: str | None = None) -> None:
        """Queue one frame. `stream` marks what must be dropped if access to it ends first."""
        self.send_encoded(frames.encode(frame), stream=stream)

    def send_encoded(self, text: str, *, stream: str | None = None) -> None:
        """Queue a frame that is already text, so that one encoding serves every follower."""
        if not self.is_open:
            return
        self._queue.append((text, stream))
        self._bytes += _size(text)
        if len(self._queue) > self._settings.queue_frames or self._bytes > self._settings.queue_bytes:
            self.end(CloseCode.SLOW)
            return
        self._drained.clear()
        self._work.set()

    def forget(self, stream: str) -> None:
        """Drop what waits for `stream`: the reader may no longer have it."""
        kept = [entry for entry in self._queue if entry[1] != stream]
        self._queue = deque(kept)
        self._bytes = sum(_size(text) for text, _ in kept)
        self._carrier.forget(stream)

    async def drained(self) -> None:
        """Wait until the socket has taken everything, so that a long catch-up never overflows the queue."""
        await self._drained.wait()

    @contextmanager
    def answering(self) -> Iterator[None]:
        """A frame of the peer's is being answered."""
        self._answered.clear()
        try:
            yield
        finally:
            self._answered.set()

    async def settled(self) -> None:
        """Wait until what the peer asked for is answered, and the socket has taken it."""
        await self._answered.wait()
        await self._drained.wait()

    def pong(self) -> None:
        """The peer answered the latest ping."""
        self._pongs = self._pings

    def end(self, code: CloseCode) -> None:
        """Close with `code` now. What waits is dropped: whoever lost access must not get it, and others resume."""
        if not self.is_open:
            return
        self.code = code
        self._stop()
        self._ending = asyncio.create_task(self._end(code))

    def lost(self) -> None:
        """The peer has gone."""
        self._stop()
        if self.code is None:
            self._finished.set()

    async def finished(self) -> None:
        """Wait until the socket is closed, by either side."""
        await self._finished.wait()

    async def _write(self) -> None:
        try:
            while True:
                await self._work.wait()
                self._work.clear()
                while self._queue:
                    await self._carrier.room()
                    if not self._queue:
                        break  # What waited was forgotten meanwhile.
                    text, stream = self._queue.popleft()
                    self._bytes -= _size(text)
                    await self._carrier.send(text, stream)
                self._drained.set()
        except ConnectionError:
            self.lost()
        except Exception as error:  # noqa: BLE001 - whatever the carrier met, this socket is over and others are not
            log_unexpected(error)
            self.end(CloseCode.SERVER_ERROR)

    async def _end(self, code: CloseCode) -> None:
        try:
            # A socket whose buffer is full would hold its own close frame for ever.
            await asyncio.wait_for(self._carrier.close(code), _CLOSE_SECONDS)
        except (ConnectionError, TimeoutError):
            return  # It is gone already, or will not read; either way nobody is there to tell.
        finally:
            self._finished.set()

    def _stop(self) -> None:
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        self._queue.clear()
        self._bytes = 0
        self._drained.set()
        if self._writer is not None and self._writer is not asyncio.current_task():
            self._writer.cancel()

    def _later(self, name: str, seconds: float, callback: Callable[[], None]) -> None:
        self._timers[name] = self._call_later(seconds, callback)

    def _until_ping(self) -> float:
        jitter = self._settings.ping_jitter_seconds
        return self._settings.ping_seconds + random.uniform(-jitter, jitter)  # noqa: S311 - spreads load, hides nothing

    def _ping(self) -> None:
        self._pings += 1
        self.send_encoded(frames.ping(self._pings, self._live()))
        if self.is_open:
            self._later("pong", self._settings.pong_seconds, self._expect_pong)
            self._later("ping", self._until_ping(), self._ping)

    def _expect_pong(self) -> None:
        if self._pongs < self._pings:
            self.end(CloseCode.NO_PONG)


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode())
