"""What ties the processes of one database together: each looks at the rows every second, and is woken in between.

Rows commit first. Then, at most `_TOGETHER_SECONDS` later, one NOTIFY names the streams that grew and says whether
anybody's rights changed: ids, and nothing else. Whoever hears it reads the rows. What is lost on the way is found by
the look of the next second, which also holds every follower's position against the stream's head. So a dead listener
costs a second and never an item, and access that ended in one process ends in all.

Presence and budgets follow the same way. On SQLite there is one process, and only the positions are looked at.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial

import msgspec

from app.core.budgets import Budgets
from app.core.db import Database
from app.core.db.bus import NOTICE_BYTES, Bus
from app.core.errors import log_unexpected
from app.core.ids import new_id
from app.core.outbox import Event
from app.realtime import actions, queries
from app.realtime.codes import CloseCode
from app.realtime.connection import Connection
from app.realtime.hub import Hub
from app.realtime.schemas import ItemAppended, News, RightsChanged, SignalView

_LOOK_SECONDS = 1.0
_TOGETHER_SECONDS = 0.02
# Signals are kept for an hour, so a process that was away for longer than this has perhaps missed one.
_TRUST_SECONDS = actions.SIGNALS_LAST.total_seconds() / 2

LookAgain = Callable[[Connection, SignalView], Awaitable[None]]
"""Hold one socket against what its caller may have now, and end or give what the signal is about."""


class Notice(msgspec.Struct, frozen=True):
    """What one process tells the others: which streams grew, that somebody's rights changed, and what was spent."""

    process: str
    streams: list[str] = []
    rights: bool = False
    spent: list[tuple[str, str, float]] = []


class Relay:
    """One process's part in it."""

    def __init__(
        self,
        db: Database,
        hub: Hub,
        budgets: Budgets,
        look_again: LookAgain,
        *,
        url: str | None,
        look_seconds: float = _LOOK_SECONDS,
    ) -> None:
        """`url` is the address of a PostgreSQL database; None on SQLite."""
        self.process = new_id()
        self._db = db
        self._hub = hub
        self._budgets = budgets
        self._look_again = look_again
        self._look_seconds = look_seconds
        self.bus = None if url is None else Bus(url, self._hear)
        self._turn = asyncio.Lock()
        self._tasks: list[asyncio.Task[None]] = []
        self._loop = asyncio.get_running_loop()
        self._looked_at = self._loop.time()
        self._failing = False
        # What is to be told, and what was heard and is to be looked at.
        self._telling: asyncio.Task[None] | None = None
        self._grown: set[str] = set()
        self._rights = False
        self._spent: list[tuple[str, str, float]] = []
        self._heard: set[str] = set()
        self._woken = asyncio.Event()
        # Where the signals have been read up to, and which of those beyond it were.
        self._horizon = 0
        self._seen: set[str] = set()
        self._own: set[str] = set()
        # Who was here when it was last said, and who is in which other process.
        self._shown: frozenset[str] | None = None
        self._version = 0
        self._others: dict[str, int] = {}
        self._elsewhere: dict[str, frozenset[str]] = {}

    async def start(self) -> None:
        """Look once, and then every second until `stop`."""
        if self.bus is not None:
            self.bus.start()
            for name, budget in self._budgets.by_name().items():
                budget.on_taken = partial(self._was_taken, name)
        await self.look()
        self._tasks = [asyncio.create_task(self._keep_looking()), asyncio.create_task(self._answer())]

    async def stop(self) -> None:
        """Stop, let the lead go, and say that this process has ended."""
        for task in [*self._tasks, *([self._telling] if self._telling else [])]:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self.bus is not None:
            await self.bus.stop()
            await self._db.write(actions.forget_process, self.process)

    def leads(self) -> bool:
        """True in the one process that does what must be done once."""
        return self.bus is None or self.bus.leads

    def tell(self, events: Sequence[Event]) -> None:
        """The database's listener: pass on what this process committed."""
        if self.bus is None:
            return
        for event in events:
            match event:
                case ItemAppended():
                    self._grown.add(event.item.stream)
                case RightsChanged():
                    self._own.add(event.signal)
                    self._rights = True
        self._tell_soon()

    async def look(self) -> None:
        """One whole look: at positions, at signals, and at who is in which process. Raises what the database raises."""
        if self.bus is not None:
            await self.bus.beat(_text(Notice(self.process)))
            await self._show()
        if self._loop.time() - self._looked_at > _TRUST_SECONDS:
            for connection in self._hub.connections():
                connection.end(CloseCode.LOST_POSITION)
        news = await self._read(None)
        self._looked_at = self._loop.time()
        self._note_others(news)

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(self._look_seconds)
            await self._surely(self.look)

    async def _answer(self) -> None:
        while True:
            await self._woken.wait()
            self._woken.clear()
            heard, self._heard = self._heard, set()
            await self._surely(partial(self._read, heard))

    async def _surely(self, work: Callable[[], Awaitable[object]]) -> None:
        try:
            await work()
        except Exception as error:  # noqa: BLE001 - a database that was away for a moment must not end the looking
            if not self._failing:
                log_unexpected(error)  # Once for each time that it is away, not each second.
            self._failing = True
        else:
            self._failing = False

    async def _read(self, streams: Iterable[str] | None) -> News:
        # One at a time, so that what was read first is acted on first.
        async with self._turn:
            asked = self._hub.positions(streams)
            news = await self._db.read(queries.news, asked, self._horizon, self._others)
            self._hub.prove(asked, news.heads, news.items)
            await self._heed(news)
            return news

    async def _heed(self, news: News) -> None:
        read = {signal.id for signal in news.signals}
        for signal in news.signals:
            if signal.id in self._seen or signal.id in self._own:
                continue
            for connection in self._hub.of(signal.key):
                await self._look_again(connection, signal)
        # Whatever is not among them lies below the horizon, and is not met again.
        self._own -= read
        self._seen = read
        self._horizon = news.horizon

    async def _show(self) -> None:
        here = self._hub.keys()
        changed = here != self._shown
        if changed:
            self._version += 1
        await self._db.write(actions.show_process, self.process, self._version, here if changed else None)
        self._shown = here

    def _note_others(self, news: News) -> None:
        self._others = {process: version for process, version in news.others.items() if process != self.process}
        for process, here in news.here.items():
            self._elsewhere[process] = frozenset(here)
        self._elsewhere = {process: self._elsewhere[process] for process in self._others}
        self._hub.elsewhere = frozenset().union(*self._elsewhere.values())

    def _hear(self, text: str) -> None:
        notice = msgspec.json.decode(text, type=Notice)
        if notice.process == self.process:
            return
        for name, key, cost in notice.spent:
            self._budgets.by_name()[name].spend(key, cost)
        if notice.streams or notice.rights:
            self._heard.update(notice.streams)
            self._woken.set()

    def _was_taken(self, name: str, key: str, cost: float) -> None:
        self._spent.append((name, key, cost))
        self._tell_soon()

    def _tell_soon(self) -> None:
        if self._telling is None or self._telling.done():
            self._telling = self._loop.create_task(self._tell())

    async def _tell(self) -> None:
        while self._grown or self._rights or self._spent:
            await asyncio.sleep(_TOGETHER_SECONDS)
            notice = Notice(self.process, sorted(self._grown), self._rights, self._spent)
            self._grown, self._rights, self._spent = set(), False, []
            # Nobody else runs, as far as is known. One that has just begun looks by itself.
            if self.bus is not None and self._others:
                await self.bus.tell(_fitting(notice))


def _fitting(notice: Notice) -> list[str]:
    """The texts of `notice`, in halves of halves where it is too long for one."""
    text = _text(notice)
    if len(text) <= NOTICE_BYTES:
        return [text]
    streams, spent = len(notice.streams) // 2, len(notice.spent) // 2
    first = Notice(notice.process, notice.streams[:streams], notice.rights, notice.spent[:spent])
    second = Notice(notice.process, notice.streams[streams:], notice.rights, notice.spent[spent:])
    return _fitting(first) + _fitting(second)


def _text(notice: Notice) -> str:
    return msgspec.json.encode(notice).decode()
