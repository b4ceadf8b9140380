"""Durable chat messages a second over rt.v1, beside a bare fan-out, a bare group commit, and the least with both."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop

from tests.bench import programs
from tests.bench.joining import join_bare, join_hark
from tests.bench.measure import (
    Leg,
    Scale,
    cpu,
    errors_of,
    generator,
    in_turn,
    milliseconds,
    rates,
    spread,
    table,
)
from tests.bench.playing import Join, as_fast_as_answered, at_a_pace
from tests.bench.programs import Program
from tests.bench.school import Room, School, planted

# A socket may send 120 frames at once, so each leg has new sockets, and one room at a time needs several rooms in turn.
_ROOMS = {1: 6, 16: 16, 64: 64}
_EACH = {1: 100, 16: 100, 64: 50}
_PACE, _EACH_AT_A_PACE = 200, 12

Players = Sequence[tuple[Program, Join]]


def run(scale: Scale, database_url: str = "") -> int:
    """Print the tables; answers how many messages were refused, lost or doubled."""
    with TemporaryDirectory() as name, planted(Path(name), database_url) as school:
        folder, rooms = school.folder, school.rooms(max(_ROOMS.values()))
        with (
            programs.hark(folder, database_url) as hark,
            programs.bare("fanout", folder) as fanout,
            programs.bare("chat", folder) as both,
            _bare_writers(folder) as commit,
        ):
            players = [
                (hark, partial(join_hark, hark, school)),
                (fanout, partial(join_bare, fanout)),
                (both, partial(join_bare, both)),
            ]
            return _fast(scale, school, rooms, players, commit) + _paced(scale, school, rooms, [players[0], players[2]])


def _fast(scale: Scale, school: School, rooms: list[Room], players: Players, commit: Callable[[int, int], Leg]) -> int:
    rows, errors = [], 0
    for at_once, full in _EACH.items():
        some, each = rooms[: _ROOMS[at_once]], scale.count(full)
        sides = [partial(_fast_leg, school, player, some, at_once, each) for player in players]
        hark, fanout, both, commits = in_turn(scale, *sides, partial(commit, at_once, len(some) * each))
        limits = [1 / (1 / f.rate + 1 / g.rate) for f, g in zip(fanout, commits, strict=True)]
        rows.append(
            [
                str(at_once),
                rates(hark),
                rates(fanout),
                rates(commits),
                spread(limits),
                spread((one.rate / limit for one, limit in zip(hark, limits, strict=True)), ".2f"),
                rates(both),
                milliseconds(hark, 0.5),
                milliseconds(hark, 0.99),
                cpu(hark),
                cpu(both),
                generator(hark, fanout),
            ]
        )
        errors += errors_of(hark, fanout, both)
    head = [
        "rooms at once",
        "Hark /s",
        "fan-out F /s",
        "group commit G /s",
        "L /s",
        "Hark / L",
        "least with both /s",
    ]
    table("Durable messages a second", [*head, "p50 ms", "p99 ms", "CPU µs", "its CPU µs", "generator"], rows)
    return errors


def _fast_leg(school: School, player: tuple[Program, Join], rooms: list[Room], at_once: int, each: int) -> Leg:
    return uvloop.run(as_fast_as_answered(school, *player, rooms, at_once, each))


def _paced(scale: Scale, school: School, rooms: list[Room], players: Players) -> int:
    each = scale.count(_EACH_AT_A_PACE)
    sides = [partial(_paced_leg, school, player, rooms, each) for player in players]
    hark, both = in_turn(scale, *sides)
    rows = [
        [
            what,
            milliseconds(legs, 0.5),
            milliseconds(legs, 0.99),
            milliseconds(legs, 0.99, of="deliveries"),
            cpu(legs),
            generator(legs),
        ]
        for what, legs in (("Hark", hark), ("the least with both", both))
    ]
    head = ["", "ack p50 ms", "ack p99 ms", "delivery p99 ms", "CPU µs", "generator"]
    table(f"At {_PACE} messages a second in {len(rooms)} rooms, whatever is answered", head, rows)
    return errors_of(hark, both)


def _paced_leg(school: School, player: tuple[Program, Join], rooms: list[Room], each: int) -> Leg:
    return uvloop.run(at_a_pace(school, *player, rooms, each, _PACE))


@contextmanager
def _bare_writers(folder: Path) -> Iterator[Callable[[int, int], Leg]]:
    """`commit(at_once, count)`: that many bodies, committed by a program with no network."""
    command = [sys.executable, "-m", "tests.bench.bare", "writers", str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as process:
        reading, writing = process.stdout, process.stdin
        assert reading is not None
        assert writing is not None

        def commit(at_once: int, count: int) -> Leg:
            writing.write(f"{at_once} {count}\n")
            return Leg(count // at_once * at_once, float(reading.readline()))

        commit(1, 1)  # Not counted: the first one makes the tables.
        try:
            yield commit
        finally:
            process.terminate()
