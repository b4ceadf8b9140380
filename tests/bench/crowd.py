"""A class of 30 and an assembly of 300 behind one address: each reads the page's facts, reports, and waits on a line.

The server runs as it ships, with every budget and limit. The bare program takes the same bodies and commits them.
"""

import asyncio
import os
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import msgspec
import uvloop

from tests.bench import programs
from tests.bench.http_load import ORIGIN, Connection
from tests.bench.joining import say_hello
from tests.bench.measure import Leg, Meter, Scale, cpu, errors_of, generator, in_turn, milliseconds, spread, table
from tests.bench.programs import Program
from tests.bench.rooms import Receiver
from tests.bench.school import School, answered, planted

_CROWDS = tuple(int(size) for size in os.environ.get("HARK_BENCH_CROWDS", "30,300").split(","))
_PATIENCE = 240


def run(scale: Scale) -> int:
    """Print the table; answers how many pupils were refused, or not let in."""
    rows, errors = [], 0
    for full in _CROWDS:
        size = scale.count(full)
        with (
            TemporaryDirectory() as name,
            planted(Path(name)) as school,
            programs.hark(school.folder, as_it_ships=True) as hark,
            programs.bare("commits", school.folder) as bare,
        ):
            few = Scale(min(2, scale.pairs), scale.share, scale.seconds)
            tells = partial(_leg, hark, school, size, everything=True)
            legs, others = in_turn(few, tells, partial(_leg, bare, school, size, everything=False))
        rows.append(
            [
                str(size),
                spread((leg.seconds for leg in legs), ".1f"),
                spread((leg.seconds for leg in others), ".2f"),
                milliseconds(legs, 0.5),
                milliseconds(legs, 0.99),
                cpu(legs),
                cpu(others),
                generator(legs, others),
            ]
        )
        errors += errors_of(legs, others)
    head = ["pupils at once", "seconds until all are heard", "bare", "p50 ms", "p99 ms", "CPU µs", "bare", "generator"]
    table("Behind one address, as it ships", head, rows)
    return errors


def _leg(server: Program, school: School, size: int, *, everything: bool) -> Leg:
    return uvloop.run(_crowd(server, school, size, everything=everything))


async def _crowd(server: Program, school: School, size: int, *, everything: bool) -> Leg:
    reports = [school.report() for _ in range(size)]
    seats = [Receiver() for _ in range(size)]
    waits: list[float] = []
    errors = 0

    async def pupil(report: dict[str, object], seat: Receiver) -> None:
        nonlocal errors
        start = perf_counter()
        errors += not await (_tells(server, school, report, seat) if everything else _posts(server, report))
        waits.append(perf_counter() - start)

    with Meter(server) as meter:
        async with asyncio.timeout(_PATIENCE):
            await asyncio.gather(*(pupil(*each) for each in zip(reports, seats, strict=True)))
    if everything:
        errors += sum(seat.errors + seat.socket.closed for seat in seats)
        for seat in seats:
            seat.socket.close()
    return meter.leg(size, errors, waits)


async def _tells(server: Program, school: School, report: dict[str, object], seat: Receiver) -> bool:
    connection = await Connection.open(server.port)
    work = await answered(connection, school.path)
    body = msgspec.json.encode({**report, "work": work})
    status, answer = await connection.post(f"{school.path}/reports", body, f"Origin: {ORIGIN}")
    if status != 201:
        return False
    header = f"Authorization: Bearer {msgspec.json.decode(answer)['token']}"
    while True:
        try:
            await say_hello(server, connection, seat, header)
        except ConnectionError:
            await asyncio.sleep(0.5)  # More at once than it lets in: a page comes back by itself.
        else:
            break
    connection.close()
    return True


async def _posts(server: Program, report: dict[str, object]) -> bool:
    connection = await Connection.open(server.port)
    body = msgspec.json.encode({**report, "work": {"challenge": "x" * 180, "answer": "0"}})
    status, _ = await connection.post("/", body)
    connection.close()
    return status == 201
