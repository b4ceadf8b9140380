"""Pages that never read, beside pages that do: what they cost those, at the pace of a thousand schools."""

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import uvloop

from tests.bench import programs
from tests.bench.http_load import Connection
from tests.bench.joining import join_bare, join_hark, say_hello
from tests.bench.measure import Leg, Scale, cpu, errors_of, generator, in_turn, milliseconds, table
from tests.bench.playing import Join, at_a_pace
from tests.bench.programs import Program
from tests.bench.rooms import Conversation, Receiver
from tests.bench.school import Room, School, planted

_ROOMS, _EACH = 64, 12
_PACE = int(os.environ.get("HARK_BENCH_PACE", "200"))
_STALLED = int(os.environ.get("HARK_BENCH_STALLED", "50"))


def run(scale: Scale) -> int:
    """Print the table; answers how many messages were refused, lost or doubled for those who read."""
    stalled = scale.count(_STALLED)
    with TemporaryDirectory() as name, planted(Path(name)) as school:
        rooms = school.rooms(_ROOMS)
        with programs.hark(school.folder) as hark, programs.bare("chat", school.folder) as bare:
            sides = [
                partial(_leg, school, hark, partial(join_hark, hark, school), rooms, scale.count(_EACH)),
                partial(_leg, school, hark, partial(_join_stalled, hark, school, stalled), rooms, scale.count(_EACH)),
                partial(_leg, school, bare, partial(join_bare, bare), rooms, scale.count(_EACH)),
            ]
            legs = in_turn(scale, *sides)
    names = ["Hark, everybody reads", f"Hark, {stalled} more do not", "the least with both, everybody reads"]
    rows = [
        [
            what,
            milliseconds(some, 0.5),
            milliseconds(some, 0.99),
            milliseconds(some, 0.99, of="deliveries"),
            cpu(some),
            generator(some),
        ]
        for what, some in zip(names, legs, strict=True)
    ]
    head = ["", "ack p50 ms", "ack p99 ms", "delivery p99 ms", "CPU µs", "generator"]
    table(f"At {_PACE} messages a second in {_ROOMS} rooms", head, rows)
    return errors_of(*legs)


def _leg(school: School, server: Program, join: Join, rooms: list[Room], each: int) -> Leg:
    return uvloop.run(at_a_pace(school, server, join, rooms, each, _PACE))


class _Stalled(Receiver):
    """Hears its welcome, and never reads again: not even what tells it that it was closed."""

    def on_text(self, text: bytes) -> None:
        super().on_text(text)
        self.socket.stall()


async def _join_stalled(server: Program, school: School, stalled: int, rooms: Sequence[Room]) -> list[Conversation]:
    joined = await join_hark(server, school, rooms)
    tickets = await Connection.open(server.port)
    heads = school.heads(list(rooms))
    for number in range(stalled):
        room, conversation = rooms[number % len(rooms)], joined[number % len(rooms)]
        seat = _Stalled()
        cursor = [{"s": room.thread.conv, "epoch": 1, "seq": heads[room.thread.conv]}]
        await say_hello(server, tickets, seat, room.adults[0], cursor)
        conversation.beside.append(seat)
    tickets.close()
    return joined
