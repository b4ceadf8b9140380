"""Lines without a network: real lines on a real database, over wires that a test may cut, hold up and confuse.

A node stands for a process: its own hub, its own lines, its own place among the others. What is committed reaches it
when the test says so, in what order the test likes, or never.
"""

import asyncio
import json
from collections import deque
from collections.abc import Coroutine, Sequence
from typing import Any, Protocol, TypeVar

from msgspec import Raw
from starlette.datastructures import State

from app.core.budgets import Budgets
from app.core.db import Database
from app.core.outbox import Event
from app.core.settings import BudgetSettings, RealtimeSettings, Settings
from app.lines import door
from app.lines.poll import Answer, Poll, Polls
from app.main import hub_for
from app.realtime.connection import Connection
from app.realtime.relay import Relay
from app.realtime.schemas import SignalView
from app.realtime.threshold import Threshold
from tests.hillcrest import ORIGIN

T = TypeVar("T")
Frame = dict[str, Any]

# No ping, no end of a socket's life and no wait for news comes about by itself: only what the test does happens.
_NEVER = 1e6
_REALTIME = RealtimeSettings(
    ping_seconds=_NEVER,
    pong_seconds=_NEVER,
    poll_seconds=_NEVER,
    socket_minutes=_NEVER,
    hello_seconds=_NEVER,
    handshakes_per_second=1_000_000,
    pupil_sockets=1000,
    staff_sockets=1000,
    queue_frames=16,
)
_BUDGETS = BudgetSettings(pupil_sends_burst=1_000_000, staff_sends_burst=1_000_000)


class Watched:
    """The database, and whether it is at work, so that a test waits for it and not for a clock."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._at_work = 0
        self._idle = asyncio.Event()

    async def read(self, *call: Any, **named: Any) -> Any:
        return await self._watch(self._database.read(*call, **named))

    async def write(self, *call: Any, **named: Any) -> Any:
        return await self._watch(self._database.write(*call, **named))

    async def settled(self) -> None:
        """Until nothing more happens unless somebody does something."""
        quiet = 0
        while quiet < 20:
            await asyncio.sleep(0)
            quiet += 1
            if self._at_work:
                quiet = 0
                await self._idle.wait()

    async def _watch(self, work: Coroutine[Any, Any, T]) -> T:
        self._at_work += 1
        self._idle.clear()
        try:
            return await work
        finally:
            self._at_work -= 1
            if self._at_work == 0:
                self._idle.set()


class Node:
    """What stands for a process."""

    def __init__(self, database: Database, watched: Watched, settings: Settings) -> None:
        self.untold: list[Event] = []
        self.told: list[Event] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self.state = State()
        self.state.settings = settings.model_copy(update={"realtime": _REALTIME, "budgets": _BUDGETS})
        self.state.db = watched
        self.hub = self.state.hub = hub_for(watched, self.state.settings)  # type: ignore[arg-type] # it reads alike
        self.state.threshold = Threshold(self.hub, _REALTIME)
        self.state.budgets = Budgets(_BUDGETS)
        self.polls = Polls(self.state)
        self.relay = Relay(watched, self.hub, self.state.budgets, _nobody_looks, url=None)  # type: ignore[arg-type]
        self._deaf = database.listen(self.untold.extend)

    def serve(self, peer: Any) -> None:
        """Let a socket in."""
        task = asyncio.create_task(self._serve(peer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def tell(self, events: Sequence[Event]) -> None:
        """Commits of any process, as this one hears of them."""
        self.told += events
        self.hub.deliver(events)

    async def kill(self) -> None:
        """All of it ends where it stands, and nobody is told."""
        self._deaf()
        for connection in self.hub.connections():
            self.hub.detach(connection)
        tasks = [*self._tasks, *self.polls._tasks]  # The tasks of a process end with it.
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, peer: Any) -> None:
        try:
            await door.serve(self.state, peer, ORIGIN)
        except ConnectionError:
            return


async def _nobody_looks(_connection: Connection, _signal: SignalView) -> None: ...


class Wire(Protocol):
    """A page's end of a line."""

    def say(self, frame: Frame) -> None: ...

    def hear(self, count: int) -> list[Frame]:
        """Up to `count` frames that have come. None more come once the line is over."""
        ...

    def cut(self) -> None:
        """Whatever is on its way, either way, is lost."""
        ...

    @property
    def over(self) -> bool:
        """The server has closed it, and the page has heard so."""
        ...


class SocketWire:
    """A WebSocket, as the server sees it and as the page does."""

    def __init__(self, node: Node) -> None:
        self._said: asyncio.Queue[str | None] = asyncio.Queue()
        self._arrived: deque[str] = deque()
        self._is_cut = False
        self._is_closed = False
        self._reading = asyncio.Event()
        self._reading.set()
        node.serve(self)

    def say(self, frame: Frame) -> None:
        self._said.put_nowait(json.dumps(frame))

    def hear(self, count: int) -> list[Frame]:
        return [json.loads(self._arrived.popleft()) for _ in range(min(count, len(self._arrived)))]

    def stall(self) -> None:
        self._reading.clear()

    def go_on(self) -> None:
        self._reading.set()

    def cut(self) -> None:
        self._is_cut = True
        self._arrived.clear()
        self._said.put_nowait(None)
        self._reading.set()

    async def receive(self) -> str:
        text = await self._said.get()
        if text is None or self._is_cut:
            raise ConnectionResetError
        return text

    async def room(self) -> None: ...

    async def send(self, text: str, _stream: str | None) -> None:
        await self._reading.wait()
        if self._is_cut:
            raise ConnectionResetError
        self._arrived.append(text)

    def forget(self, stream: str) -> None: ...

    @property
    def over(self) -> bool:
        return self._is_closed and not self._arrived

    async def close(self, _code: int, last: str | None = None) -> None:
        if last is not None:
            await self.send(last, None)
        self._is_closed = True


class PollWire:
    """Requests of which some are sent twice, and answers of which some are lost and some come late."""

    def __init__(self, node: Node) -> None:
        self._polls = node.polls
        self._line: str | None = None
        self._said: list[Raw] = []
        self._first = 0
        self._got = 0
        self._arrived: deque[Frame] = deque()
        self._asked: list[asyncio.Task[Answer]] = []
        self._is_closed = False
        self.lose_next = False

    def say(self, frame: Frame) -> None:
        self._said.append(Raw(json.dumps(frame).encode()))
        self.ask()

    def ask(self) -> None:
        """Ask for news. Until the line has a name there is but one to ask."""
        if self._line is None and self._asked:
            return
        poll = Poll(self._line, self._got, self._first, list(self._said))
        self._asked.append(asyncio.get_running_loop().create_task(self._polls.ask(poll, ORIGIN)))

    def hear(self, count: int) -> list[Frame]:
        for task in [task for task in self._asked if task.done()]:
            self._asked.remove(task)
            # The first answer names the line. A page that never gets it says hello anew, which `cut` stands for.
            if self.lose_next and self._line is not None:
                self.lose_next = False
            else:
                self._take(task.result())
        if not self._asked and not self._is_closed:
            self.ask()
        return [self._arrived.popleft() for _ in range(min(count, len(self._arrived)))]

    def cut(self) -> None:
        for task in self._asked:
            task.cancel()
        self._asked.clear()
        self._arrived.clear()

    @property
    def over(self) -> bool:
        return self._is_closed and not self._arrived

    def _take(self, answer: Answer) -> None:
        self._line = answer.line
        self._is_closed = answer.close is not None
        self._said = self._said[max(0, answer.got - self._first) :]
        self._first = max(self._first, answer.got)
        fresh = answer.frames[max(0, self._got - answer.at) :]
        self._got = max(self._got, answer.at + len(answer.frames))
        self._arrived.extend(json.loads(bytes(frame)) for frame in fresh)
