"""How the processes of one PostgreSQL database wake each other: LISTEN, NOTIFY, and a lock that one of them holds.

They ride on two connections of their own, because a NOTIFY inside a writing transaction would make all commits of the
database queue behind each other. What is told here may be lost: whoever listens looks at the rows each second as well.
A pooler that hands out connections by transaction loses both LISTEN and the lock, so connect directly.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from psycopg import AsyncConnection
from sqlalchemy.engine import make_url

from app.core.errors import log_unexpected

_CHANNEL = "hark"
_LEADER = 0x4841524B
# A process hears its own beat each second. A listener that has heard nothing for this long is dead, even if the
# network has not said so.
_SILENCE_SECONDS = 5.0
_PATIENCE_SECONDS = 5.0
_RETRY_SECONDS = 0.5

NOTICE_BYTES = 7900
"""Longest notice. PostgreSQL takes less than 8,000 bytes."""


class Bus:
    """One process's ear and mouth."""

    def __init__(self, url: str, hear: Callable[[str], None]) -> None:
        """`hear` is called on the running loop with what any process told, this one included."""
        parsed = make_url(url)
        places, self._names = parsed.get_dialect()().create_connect_args(parsed)
        self._places: list[Any] = list(places)
        self._hear = hear
        self._mouth: AsyncConnection[Any] | None = None
        self._turn = asyncio.Lock()
        self._ear: asyncio.Task[None] | None = None
        self.listener_pid: int | None = None
        """The listening connection, as the database numbers it; None while there is none."""
        self.leads = False
        """True in one process at a time, which does what must be done once. It falls with the connection."""

    def start(self) -> None:
        """Begin to listen."""
        self._ear = asyncio.create_task(self._listen())

    async def stop(self) -> None:
        """Let both connections go, and the lead with them."""
        if self._ear is not None:
            self._ear.cancel()
            await asyncio.gather(self._ear, return_exceptions=True)
        await self._hang_up()

    async def beat(self, notice: str) -> None:
        """Tell `notice`, and take the lead if nobody has it. Called each second: the ear waits for it."""
        await self.tell([notice])
        if self._mouth is not None and not self.leads:
            found = await self._say("SELECT pg_try_advisory_lock(%s)", (_LEADER,))
            self.leads = found is not None and bool(found[0])

    async def tell(self, notices: Sequence[str]) -> None:
        """Wake every process that listens. A connection that fails is dropped, and the notices with it."""
        await self._say("SELECT pg_notify(%s, notice) FROM unnest(%s::text[]) AS notice", (_CHANNEL, list(notices)))

    async def _say(self, statement: str, values: tuple[object, ...]) -> tuple[Any, ...] | None:
        async with self._turn:
            try:
                async with asyncio.timeout(_PATIENCE_SECONDS):
                    if self._mouth is None:
                        self._mouth = await self._connect()
                    done = await self._mouth.execute(statement.encode(), values)
                    return await done.fetchone()
            except (psycopg.Error, TimeoutError) as error:
                log_unexpected(error)
                await self._hang_up()
                return None

    async def _hang_up(self) -> None:
        self.leads = False
        if self._mouth is not None:
            mouth, self._mouth = self._mouth, None
            await mouth.close()

    async def _listen(self) -> None:
        while True:
            try:
                await self._hear_all()
            except (psycopg.Error, TimeoutError) as error:
                # Nothing is lost: whoever listens looks at the rows each second.
                log_unexpected(error)
            await asyncio.sleep(_RETRY_SECONDS)

    async def _hear_all(self) -> None:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            ear = await self._connect()
        try:
            await ear.execute(f"LISTEN {_CHANNEL}".encode())
            self.listener_pid = ear.info.backend_pid
            heard = True
            while heard:
                heard = False
                async for notice in ear.notifies(timeout=_SILENCE_SECONDS):
                    heard = True
                    self._hear(notice.payload)
            raise TimeoutError
        finally:
            self.listener_pid = None
            await ear.close()

    async def _connect(self) -> AsyncConnection[Any]:
        return await AsyncConnection.connect(*self._places, **self._names, autocommit=True)
