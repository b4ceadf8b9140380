"""Memory of an idle socket: a thousand pupils who are let in over rt.v1, beside the bare `websockets` server."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop

from tests.bench import programs
from tests.bench.http_load import Connection
from tests.bench.joining import say_hello
from tests.bench.measure import Scale, spread, table
from tests.bench.programs import Program
from tests.bench.rooms import Seat
from tests.bench.school import Room, planted
from tests.bench.socket_load import Socket

_FIRST = 100
"""Sockets that are opened before the memory is looked at, so that what a server needs once is not counted."""
_SOCKETS = 1000

Open = Callable[[Program, Room, Connection, Seat], Awaitable[None]]


def run(scale: Scale) -> int:
    """Print the table; answers how many sockets were not held."""
    first, more = scale.count(_FIRST), scale.count(_SOCKETS)
    hark: list[float] = []
    bare: list[float] = []
    errors = 0
    with TemporaryDirectory() as name, planted(Path(name)) as school:
        rooms = school.rooms(first + more)
        for _ in range(scale.pairs):
            # New processes for each pair: memory that was once taken is not given back.
            with programs.hark(school.folder) as server:
                errors += uvloop.run(_held(server, rooms, first, _hello, hark))
            with programs.bare("echo", school.folder) as server:
                errors += uvloop.run(_held(server, rooms, first, _upgrade, bare))
    ratio = spread((one / other for one, other in zip(hark, bare, strict=True)), ".2f")
    row = [str(more), spread(hark, ".1f"), spread(bare, ".1f"), ratio]
    table("Memory of an idle socket", ["sockets", "Hark KiB", "bare `websockets` KiB", "ratio"], [row])
    return errors


async def _held(server: Program, rooms: list[Room], first: int, opened: Open, kib: list[float]) -> int:
    connection = await Connection.open(server.port)
    seats = [_Quiet() for _ in rooms]
    pairs = list(zip(rooms, seats, strict=True))
    for room, seat in pairs[:first]:
        await opened(server, room, connection, seat)
    before = await _resident(server)
    for room, seat in pairs[first:]:
        await opened(server, room, connection, seat)
    kib.append((await _resident(server) - before) / (len(rooms) - first))
    connection.close()
    lost = sum(seat.socket.closed + seat.errors for seat in seats)
    for seat in seats:
        seat.socket.close()
    return lost


async def _resident(server: Program) -> int:
    await asyncio.sleep(0.5)  # What each socket still had to do is over by then; nothing waits for it.
    return server.resident_kib()


class _Quiet(Seat):
    """A socket that hears nothing but its own beginning and pings."""

    def heard(self, kind: bytes, text: bytes) -> None:
        del kind, text


async def _hello(server: Program, room: Room, tickets: Connection, seat: Seat) -> None:
    await say_hello(server, tickets, seat, room.pupil)


async def _upgrade(server: Program, _room: Room, _tickets: Connection, seat: Seat) -> None:
    seat.socket = await Socket.open(server.port, "/", seat.on_text)
