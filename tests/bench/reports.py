"""Reports a second: sealed submissions posted to `hark serve`, beside a program that only commits the same bodies."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import msgspec
import uvloop

from tests.bench import programs
from tests.bench.http_load import ORIGIN, Connection
from tests.bench.measure import (
    Leg,
    Meter,
    Scale,
    cpu,
    errors_of,
    generator,
    in_turn,
    milliseconds,
    rates,
    ratios,
    spread,
    table,
)
from tests.bench.programs import Program
from tests.bench.school import School, answered, planted

_COUNTS = {1: 60, 4: 120, 16: 320}
_WARM_UP = 10

_HEAD = ["clients", "Hark /s", "bare /s", "ratio", "p50 ms", "p99 ms", "CPU µs", "bare CPU µs", "generator"]


def run(scale: Scale, database_url: str = "") -> int:
    """Print the table; answers how many submissions went wrong."""
    with TemporaryDirectory() as name, planted(Path(name), database_url) as school:
        folder = school.folder
        with programs.hark(folder, database_url) as hark, programs.bare("commits", folder) as bare:
            print(f"One fsync of 4 KiB after another on this disk: {spread(_fsyncs(folder, scale))} a second.")
            rows, errors = [], 0
            for clients, full in _COUNTS.items():
                row, wrong = _compared(scale, school, hark, bare, clients, scale.count(full))
                rows.append(row)
                errors += wrong
            table("Reports a second, the challenge answered beforehand", _HEAD, rows)
            row, wrong = _compared(scale, school, hark, bare, 16, scale.count(_COUNTS[16]), asking=True)
            table("The same, with the challenge asked for and answered in the measured time", _HEAD, [row])
    return errors + wrong


def _compared(
    scale: Scale, school: School, hark: Program, bare: Program, clients: int, count: int, *, asking: bool = False
) -> tuple[list[str], int]:
    def ours() -> Leg:
        return uvloop.run(_submitted(school, hark, clients, count, asking=asking))

    def smallest() -> Leg:
        return uvloop.run(_stored(school, bare, clients, count))

    legs, others = in_turn(scale, ours, smallest)
    row = [
        str(clients),
        rates(legs),
        rates(others),
        ratios(legs, others),
        milliseconds(legs, 0.5),
        milliseconds(legs, 0.99),
        cpu(legs),
        cpu(others),
        generator(legs, others),
    ]
    return row, errors_of(legs, others)


async def _submitted(school: School, server: Program, clients: int, count: int, *, asking: bool) -> Leg:
    connections = [await Connection.open(server.port) for _ in range(clients)]
    path = f"{school.path}/reports"
    reports = [school.report() for _ in range(count + _WARM_UP)]
    works = [await answered(connections[0], school.path) for _ in range(_WARM_UP if asking else len(reports))]
    ready = [_body(report, work) for report, work in zip(reports, works, strict=False)]

    async def post(connection: Connection, body: bytes) -> bool:
        status, answer = await connection.post(path, body, f"Origin: {ORIGIN}")
        return status == 201 and not msgspec.json.decode(answer)["dup"]

    async def ask_and_post(connection: Connection, report: dict[str, Any]) -> bool:
        return await post(connection, _body(report, await answered(connection, school.path)))

    for body in ready[:_WARM_UP]:
        await post(connections[0], body)
    work: list[Callable[[Connection], Awaitable[bool]]] = [
        partial(ask_and_post, report=report) for report in reports[_WARM_UP:]
    ]
    if not asking:
        work = [partial(post, body=body) for body in ready[_WARM_UP:]]
    return await _worked_off(server, connections, work)


async def _stored(school: School, server: Program, clients: int, count: int) -> Leg:
    connections = [await Connection.open(server.port) for _ in range(clients)]
    body = _body(school.report(), {"challenge": "x" * 180, "answer": "0"})

    async def post(connection: Connection) -> bool:
        return (await connection.post("/", body))[0] == 201

    for _ in range(_WARM_UP):
        await post(connections[0])
    return await _worked_off(server, connections, [post] * count)


async def _worked_off(
    server: Program, connections: list[Connection], work: list[Callable[[Connection], Awaitable[bool]]]
) -> Leg:
    left = iter(work)
    waits: list[float] = []
    errors = 0

    async def client(connection: Connection) -> None:
        nonlocal errors
        for post in left:
            start = perf_counter()
            errors += not await post(connection)
            waits.append(perf_counter() - start)

    with Meter(server) as meter:
        await asyncio.gather(*map(client, connections))
    for connection in connections:
        connection.close()
    return meter.leg(len(work), errors, waits)


def _body(report: dict[str, Any], work: dict[str, str]) -> bytes:
    return msgspec.json.encode({**report, "work": work})


def _fsyncs(folder: Path, scale: Scale) -> list[float]:
    rates = []
    with (folder / "fsync").open("wb", buffering=0) as file:
        for _ in range(scale.pairs):
            done, start = 0, perf_counter()
            while (passed := perf_counter() - start) < scale.seconds:
                file.write(bytes(4096))
                os.fsync(file.fileno())
                done += 1
            rates.append(done / passed)
    return rates
