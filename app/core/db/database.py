"""The `Database` object: the only door to rows, and the only place that commits."""

import asyncio
import threading
import zlib
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from app.core.db.engines import read_engine, write_engine
from app.core.db.lane import Lane
from app.core.db.lock import ProcessLock
from app.core.errors import ServerBusy, log_unexpected
from app.core.outbox import Event
from app.core.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")

Listener = Callable[[Sequence[Event]], None]

_SCHOOLS = 0x484B
# In order, so that two processes whose groups hold several schools never wait for each other.
_HOLD = "SELECT pg_advisory_xact_lock(%s, school) FROM unnest(%s::int[]) AS school"


class Database:
    """Reads on a pool of readers that cannot write; writes in lanes that commit in groups.

    Domain functions are synchronous, take a `Session` first and never commit: `await db.write(actions.post, actor)`.
    """

    def __init__(self, settings: Settings, *, serving: bool = False) -> None:
        """`serving` claims the data folder for this process; raises `DataInUse` if SQLite already has a server."""
        self._lock = ProcessLock(settings.data_dir) if serving and settings.is_sqlite else None
        self.engine: Engine = write_engine(settings)
        """The writing engine, for migrations and a test's set-up. Domain code never sees it."""
        self._reading = read_engine(settings)
        self._readers = ThreadPoolExecutor(settings.database.readers, thread_name_prefix="hark-read")
        # As many reads may wait as writes; past that an honest "busy" beats a queue nobody outlives.
        self._read_slots = threading.BoundedSemaphore(settings.database.queue)
        self._listeners: list[tuple[asyncio.AbstractEventLoop, Listener]] = []
        lanes = 1 if settings.is_sqlite else settings.database.lanes
        self._lanes = [
            Lane(
                self.engine,
                self._deliver,
                depth=settings.database.queue,
                group=settings.database.group,
                name=f"hark-write-{number}",
                hold=None if settings.is_sqlite else _hold_schools,
            )
            for number in range(lanes)
        ]

    async def read(self, fn: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `fn(session, …)` on a reader, all of it in one snapshot."""
        if not self._read_slots.acquire(blocking=False):
            raise ServerBusy
        future = self._readers.submit(lambda: self.read_now(fn, *args, **kwargs))
        future.add_done_callback(lambda _: self._read_slots.release())
        return await asyncio.wrap_future(future)

    async def write(self, fn: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `fn(session, …)` in a writer lane and answer after its COMMIT.

        The lane follows `args[0].school_id` where there is one, so one school's writes come one after another, whatever
        process they come from: a count that an action has read is still true when it writes. Raises `ServerBusy` if the
        lane is full, `StorageFailed` if the database did not confirm, else what `fn` raises.
        """
        return await asyncio.wrap_future(self._submit(fn, *args, **kwargs))

    def read_now(self, fn: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`read`, without an event loop: for the command line and for tests."""
        with Session(self._reading, expire_on_commit=False) as session:
            return fn(session, *args, **kwargs)

    def write_now(self, fn: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`write`, without an event loop: for the command line and for tests."""
        return self._submit(fn, *args, **kwargs).result()

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` on the running loop with each commit's events, in commit order. Returns how to stop.

        Events reach a listener before the write that made them is answered.
        """
        entry = (asyncio.get_running_loop(), listener)
        self._listeners.append(entry)
        return lambda: self._listeners.remove(entry)

    def close(self) -> None:
        """Finish what has queued, then let go of threads, connections and the data folder."""
        for lane in self._lanes:
            lane.close()
        self._readers.shutdown()
        self._reading.dispose()
        self.engine.dispose()
        if self._lock is not None:
            self._lock.release()

    def _submit(self, fn: Callable[..., T], *args: Any, **kwargs: Any) -> "Future[T]":
        school = str(getattr(args[0], "school_id", "")) if args else ""
        lane = self._lanes[zlib.crc32(school.encode()) % len(self._lanes)]
        return lane.submit(lambda session: fn(session, *args, **kwargs), school)

    def _deliver(self, events: Sequence[Event]) -> None:
        for loop, listener in list(self._listeners):
            try:
                loop.call_soon_threadsafe(listener, events)
            except RuntimeError as error:
                # The loop has stopped, so nobody is connected to it any more. The rows are safe and clients resume.
                log_unexpected(error)


def _hold_schools(connection: Connection, schools: Collection[str]) -> None:
    if schools:
        # The database's numbers are signed. Two schools that share one wait for each other now and then; that is all.
        numbers = sorted(zlib.crc32(school.encode()) - (1 << 31) for school in schools)
        connection.exec_driver_sql(_HOLD, (_SCHOOLS, numbers))
