"""Two processes on one PostgreSQL: pupils at one and adults at the other, beside all of them at one."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop

from tests.bench import programs
from tests.bench.joining import join_bare, join_hark
from tests.bench.measure import Leg, Scale, cpu, errors_of, generator, in_turn, milliseconds, table
from tests.bench.playing import Join, at_a_pace
from tests.bench.programs import Program
from tests.bench.rooms import Conversation
from tests.bench.school import Room, School, planted
from tests.databases import postgresql_binaries, postgresql_server

_ROOMS, _EACH, _PACE = 64, 12, 100


def run(scale: Scale) -> int:
    """Print the table; answers how many messages were refused, lost or doubled."""
    binaries = postgresql_binaries()
    if binaries is None:
        print("Not measured: there is no PostgreSQL on this machine.")
        return 0
    with postgresql_server(binaries) as server, server.database(planted=False) as url:
        return _measured(scale, url)


def _measured(scale: Scale, url: str) -> int:
    each = scale.count(_EACH)
    with TemporaryDirectory() as name, planted(Path(name), url) as school:
        rooms = school.rooms(_ROOMS)
        with (
            programs.hark(school.folder, url) as first,
            programs.hark(school.folder, url) as second,
            programs.bare("chat", school.folder) as bare,
        ):
            sides = [
                partial(_leg, school, first, partial(join_hark, first, school), rooms, each),
                partial(_leg, school, first, partial(_join_both, first, second, school), rooms, each),
                partial(_leg, school, bare, partial(join_bare, bare), rooms, each),
            ]
            legs = in_turn(scale, *sides)
    names = ["everybody at one process", "pupils at one, adults at the other", "the least with both, in one process"]
    rows = [
        [what, milliseconds(some, 0.99), *_delivered(some), cpu(some), generator(some)]
        for what, some in zip(names, legs, strict=True)
    ]
    head = ["", "ack p99 ms", "delivery p50 ms", "delivery p99 ms", "CPU µs", "generator"]
    table(f"At {_PACE} messages a second in {_ROOMS} rooms, on PostgreSQL", head, rows)
    return errors_of(*legs)


def _delivered(legs: Sequence[Leg]) -> list[str]:
    return [milliseconds(legs, share, of="deliveries") for share in (0.5, 0.99)]


def _leg(school: School, server: Program, join: Join, rooms: list[Room], each: int) -> Leg:
    return uvloop.run(at_a_pace(school, server, join, rooms, each, _PACE))


async def _join_both(first: Program, second: Program, school: School, rooms: Sequence[Room]) -> list[Conversation]:
    return await join_hark(first, school, rooms, adults_at=second)
