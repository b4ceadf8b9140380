"""Whether this process takes one more socket, and how it empties itself of them before it stops."""

import asyncio
import random
from collections.abc import Iterator
from contextlib import suppress

from app.core.budgets import Budget
from app.core.errors import ServerBusy
from app.core.settings import RealtimeSettings
from app.realtime import frames
from app.realtime.codes import CloseCode
from app.realtime.connection import Connection
from app.realtime.hub import Hub

_BATCH = 100
_BETWEEN_BATCHES_SECONDS = 0.05
_FINISH_SECONDS = 3.0


class Threshold:
    """The door of one process: it paces who comes in, and on the way out it sends everybody elsewhere."""

    def __init__(self, hub: Hub, settings: RealtimeSettings) -> None:
        self._hub = hub
        self._settings = settings
        # A bell rings and a whole school's lids open: whoever is refused comes back a moment later, at random.
        self._pace = Budget(settings.handshakes_per_second, settings.handshakes_per_second * 60, keys=1)
        self.draining = False
        """True from the first signal on: the process is not ready for anybody new."""

    def check(self) -> None:
        """Raise `ServerBusy` if nobody more is taken in now: too many at once, too many in all, or about to stop."""
        if self.draining or self._hub.count() >= self._settings.process_sockets or not self._pace.take(""):
            raise ServerBusy

    async def drain(self, *, at_once: bool = False) -> None:
        """Ask everybody to come back elsewhere, each at a moment of their own, and close whoever is still there then.

        What somebody has asked for is answered first. It takes `drain_seconds` and a little more at most, and no time
        if nobody is here. `at_once`: nobody is given a moment of their own.
        """
        self.draining = True
        seconds = 0.0 if at_once else self._settings.drain_seconds
        told = asyncio.get_running_loop().time()
        for batch in _batches(self._hub.connections()):
            for connection in batch:
                connection.send(frames.Drain(round(random.uniform(0, seconds) * 1000)))  # noqa: S311 - spreads load
            await asyncio.sleep(0 if at_once else _BETWEEN_BATCHES_SECONDS)
        left = told + seconds - asyncio.get_running_loop().time()
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, left)):
                await self._hub.emptied()
        await asyncio.gather(*(_close(connection) for connection in self._hub.connections()))


async def _close(connection: Connection) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(_FINISH_SECONDS):
            await connection.settled()
    connection.end(CloseCode.DRAIN)
    with suppress(TimeoutError):
        async with asyncio.timeout(_FINISH_SECONDS):
            await connection.finished()


def _batches(connections: list[Connection]) -> Iterator[list[Connection]]:
    random.shuffle(connections)
    for start in range(0, len(connections), _BATCH):
        yield connections[start : start + _BATCH]
