"""A bell rings: everybody's page comes back within seconds, each with its cursor, beside a server that only upgrades.

A page that is turned away comes back by itself, as every client does. What each missed is one message, so nothing lost
and nothing doubled means exactly that one. `HARK_BENCH_STORM` says how many pages, for a machine that holds fewer.
"""

import asyncio
import os
import random
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import uvloop

from tests.bench import programs
from tests.bench.http_load import Connection
from tests.bench.joining import say_hello
from tests.bench.measure import Leg, Meter, Scale, cpu, errors_of, generator, in_turn, milliseconds, spread, table
from tests.bench.programs import Program
from tests.bench.rooms import Receiver
from tests.bench.school import Room, planted
from tests.bench.socket_load import Socket

_PAGES = int(os.environ.get("HARK_BENCH_STORM", "2500"))
_A_SECOND = 250
_PATIENCE = 300

Return = Callable[[Program, Room], Awaitable[Receiver]]


def run(scale: Scale) -> int:
    """Print the table; answers how many pages did not come back, or missed or repeated what they had missed."""
    pages = scale.count(_PAGES)
    with TemporaryDirectory() as name, planted(Path(name)) as school:
        rooms = school.rooms(pages)
        for room in rooms:
            school.world.do(room.thread.pupil_says, "Are you there?")
        with (
            programs.hark(school.folder) as raised,
            programs.bare("echo", school.folder) as bare,
        ):
            comes_back = partial(_comes_back, school.heads(rooms))
            sides = [partial(_leg, raised, rooms, comes_back, 1), partial(_leg, bare, rooms, _upgrades, 0)]
            legs = in_turn(Scale(min(2, scale.pairs), scale.share, scale.seconds), *sides)
        with programs.hark(school.folder, as_it_ships=True) as shipped:
            paced = [_leg(shipped, rooms, comes_back, 1)]
    names = ["Hark, no limit on handshakes", "bare upgrade", "Hark as it ships: 100 handshakes a second"]
    rows = [
        [
            what,
            spread((leg.seconds for leg in some), ".1f"),
            milliseconds(some, 0.5),
            milliseconds(some, 0.99),
            cpu(some),
            generator(some),
        ]
        for what, some in zip(names, [*legs, paced], strict=True)
    ]
    head = ["", "seconds until all are back", "p50 ms", "p99 ms", "CPU µs for each", "generator"]
    table(f"{pages} pages come back at {_A_SECOND} a second", head, rows)
    return errors_of(*legs, paced)


def _leg(server: Program, rooms: list[Room], returns: Return, missed: int) -> Leg:
    return uvloop.run(_storm(server, rooms, returns, missed))


async def _storm(server: Program, rooms: list[Room], returns: Return, missed: int) -> Leg:
    seats: list[Receiver] = []
    waits: list[float] = []

    async def one(number: int, room: Room, start: float) -> None:
        due = start + number / _A_SECOND
        await asyncio.sleep(max(0.0, due - perf_counter()))
        seats.append(seat := await returns(server, room))
        while seat.delivered < missed:  # noqa: ASYNC110 - polled, so that a frame costs the measured time no more
            await asyncio.sleep(0.005)
        waits.append(perf_counter() - due)

    with Meter(server) as meter:
        start = perf_counter()
        work = [one(number, room, start) for number, room in enumerate(rooms)]
        async with asyncio.timeout(_PATIENCE):
            await asyncio.gather(*work)
    errors = sum(seat.errors + seat.socket.closed + abs(seat.delivered - missed) for seat in seats)
    for seat in seats:
        seat.socket.close()
    return meter.leg(len(rooms), errors, waits)


async def _comes_back(heads: dict[str, int], server: Program, room: Room) -> Receiver:
    """As a page does: a ticket, a socket, a hello with a cursor; turned away, it waits a little longer each time."""
    cursor = [{"s": room.thread.conv, "epoch": 1, "seq": heads[room.thread.conv] - 1}]
    longest = 0.5
    while True:
        seat = Receiver()
        connection = await Connection.open(server.port)
        try:
            await say_hello(server, connection, seat, room.pupil, cursor)
        except (ConnectionError, asyncio.IncompleteReadError, TimeoutError):
            await asyncio.sleep(random.uniform(0, longest))  # noqa: S311 - spreads load, hides nothing
            longest = min(20.0, longest * 2)
        else:
            return seat
        finally:
            connection.close()


async def _upgrades(server: Program, _room: Room) -> Receiver:
    seat = Receiver()
    seat.socket = await Socket.open(server.port, "/", seat.on_text)
    return seat
