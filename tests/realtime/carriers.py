"""Stand-ins for a carrier, so that the hub is tested without a network and without waiting."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from app.core.settings import RealtimeSettings
from app.realtime import frames
from app.realtime.connection import Connection
from app.realtime.hub import Hub
from app.realtime.schemas import Head, ItemAppended, StoredItem

PATIENCE = 10
"""Seconds after which a test that hangs fails. No test waits for it to pass."""


@dataclass(eq=False)
class Appointment:
    seconds: float
    callback: Callable[[], None]
    cancelled: bool = False

    def cancel(self) -> None:
        self.cancelled = True


@dataclass
class Timers:
    """Calls that were put off, run when the test says that their time has come."""

    waiting: list[Appointment] = field(default_factory=list)

    def call_later(self, seconds: float, callback: Callable[[], None]) -> Appointment:
        made = Appointment(seconds, callback)
        self.waiting.append(made)
        return made

    def run(self, shortest: float, longest: float) -> int:
        """Run what was put off by between `shortest` and `longest` seconds; how many calls that were."""
        due = [one for one in self.waiting if shortest <= one.seconds <= longest and not one.cancelled]
        self.waiting = [one for one in self.waiting if one not in due]
        for one in due:
            one.callback()
        return len(due)


class Phone:
    """The far end of a socket. `stalled` makes it stop reading."""

    def __init__(self, key: str, *, session: str = "session:1", settings: RealtimeSettings | None = None) -> None:
        self.timers = Timers()
        self.received: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.texts: list[str] = []
        self.closed_with: int | None = None
        self.gone = False
        self._reading = asyncio.Event()
        self._reading.set()
        self.connection = Connection(
            key=key,
            session=session,
            carrier=self,
            settings=settings or RealtimeSettings(),
            live=lambda: frames.Live("more", "here"),
            call_later=self.timers.call_later,
        )

    def stall(self) -> None:
        self._reading.clear()

    def resume(self) -> None:
        self._reading.set()

    async def next(self) -> dict[str, Any]:
        return await asyncio.wait_for(self.received.get(), PATIENCE)

    async def items(self, until: int) -> list[int]:
        """The numbers received, up to and with `until`."""
        numbers: list[int] = []
        while not numbers or numbers[-1] < until:
            frame = await self.next()
            assert frame["t"] == "ev"
            batch = [item["seq"] for item in frame["items"]]
            assert (frame["from"], frame["to"]) == (batch[0], batch[-1])
            numbers += batch
        return numbers

    async def finished(self) -> None:
        await asyncio.wait_for(self.connection.finished(), PATIENCE)

    async def room(self) -> None:
        """Whoever stalls is waited for by `send`, as on a socket."""

    def forget(self, stream: str) -> None:
        """What was sent is out of our hands, as on a socket."""

    async def send(self, text: str, _stream: str | None) -> None:
        if self.gone:
            raise ConnectionResetError
        await self._reading.wait()
        self.texts.append(text)
        self.received.put_nowait(json.loads(text))

    async def close(self, code: int, _last: str | None = None) -> None:
        self.closed_with = code


class Log:
    """A stream on a disk of the test's own, and the hub that reads it."""

    def __init__(self, number: int = 1, *, beside: "Log | None" = None, catch_up_items: int = 300) -> None:
        """`beside` shares another stream's disk and hub."""
        self.stream = f"conv:0190b3c0-0000-7000-8000-{number:012}"
        self.disk: list[StoredItem] = [] if beside is None else beside.disk
        self.fault: Exception | None = None
        self.hub: Hub = Hub(self._fetch, catch_up_items=catch_up_items) if beside is None else beside.hub

    @property
    def items(self) -> list[StoredItem]:
        return [item for item in self.disk if item.stream == self.stream]

    @property
    def head(self) -> Head:
        return Head(1, len(self.items))

    def append(self, body: str = "AAAA") -> ItemAppended:
        """Commit one item, and return its event, which nobody has been told yet."""
        number = len(self.items) + 1
        at = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
        self.disk.append(StoredItem(self.stream, number, f"c{number}", "msg", "msg", 1, "pupil", body, at))
        return ItemAppended(1, self.disk[-1])

    def follow(self, phone: Phone, *, after: int = 0) -> None:
        self.hub.follow(phone.connection, self.stream, self.head, role="pupil", after=after)

    async def _fetch(self, stream: str, after: int, limit: int) -> list[StoredItem]:
        # A read sees the disk as it was when it began, however long its answer takes.
        found = [item for item in self.disk if item.stream == stream and item.seq > after][:limit]
        await asyncio.sleep(0)
        if self.fault is not None:
            raise self.fault
        return found


def run(scenario: Coroutine[Any, Any, None]) -> None:
    asyncio.run(scenario)


async def breathe() -> None:
    """Let every task that can go on do so, several times over."""
    for _ in range(10):
        await asyncio.sleep(0)


def attach(log: Log, key: str, **more: Any) -> Phone:
    phone = Phone(key, **more)
    log.hub.attach(phone.connection, limit=5)
    return phone
