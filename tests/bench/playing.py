"""Two ways to load a server with conversations: as fast as it answers, and at a pace that waits for nothing."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from time import perf_counter

from tests.bench.measure import Leg, Meter
from tests.bench.programs import Program
from tests.bench.rooms import Conversation
from tests.bench.school import Room, School
from tests.bench.socket_load import frame

_WARM_UP = 8
_PATIENCE = 60

Join = Callable[[Sequence[Room]], Awaitable[list[Conversation]]]


async def as_fast_as_answered(
    school: School, server: Program, join: Join, rooms: Sequence[Room], at_once: int, each: int
) -> Leg:
    """`each` messages in every room, one after another, in `at_once` rooms at a time."""
    frames = [[frame(school.message(room, number)) for number in range(_WARM_UP + each)] for room in rooms]
    conversations = await _warmed_up(join, rooms, [some[:_WARM_UP] for some in frames])
    work = iter(list(zip(conversations, frames, strict=True)))

    async def one_room_after_another() -> None:
        for conversation, some in work:
            await conversation.sender.send_all(some[_WARM_UP:])

    with Meter(server) as meter:
        await _patiently([one_room_after_another() for _ in range(at_once)])
    return await _ended(meter, conversations, _WARM_UP + each)


async def at_a_pace(
    school: School, server: Program, join: Join, rooms: Sequence[Room], each: int, a_second: float
) -> Leg:
    """`each` messages in every room, `a_second` in all rooms together, whatever becomes of those before."""
    frames = [[frame(school.message(room, number)) for number in range(_WARM_UP + each)] for room in rooms]
    conversations = await _warmed_up(join, rooms, [some[:_WARM_UP] for some in frames])
    turns = [
        (one, some[_WARM_UP + number])
        for number in range(each)
        for one, some in zip(conversations, frames, strict=True)
    ]
    with Meter(server) as meter:
        start = perf_counter()
        for number, (conversation, masked) in enumerate(turns):
            due = start + number / a_second
            await asyncio.sleep(max(0.0, due - perf_counter()))
            conversation.send(masked, due)
    return await _ended(meter, conversations, _WARM_UP + each)


async def _warmed_up(join: Join, rooms: Sequence[Room], frames: Sequence[Sequence[bytes]]) -> list[Conversation]:
    """Everybody is there, and what comes from now on is counted."""
    conversations = await join(rooms)
    await asyncio.gather(*(one.sender.send_all(some) for one, some in zip(conversations, frames, strict=True)))
    await _patiently([one.quiet(_WARM_UP) for one in conversations])
    for one in conversations:
        one.sender.waits.clear()
    return conversations


async def _ended(meter: Meter, conversations: Sequence[Conversation], sent: int) -> Leg:
    """What was measured, once everything that was sent in every room has arrived or is given up."""
    await _patiently([one.quiet(sent) for one in conversations])
    errors = sum(one.errors(sent) for one in conversations)
    for one in conversations:
        one.close()
    waits = [wait for one in conversations for wait in one.sender.waits]
    deliveries = [wait for one in conversations for receiver in one.receivers for wait in receiver.waits]
    return meter.leg(len(waits), errors, waits, deliveries)


async def _patiently(work: Sequence[Awaitable[None]]) -> None:
    """All of it, or as much as is done in time: what is missing is counted as errors afterwards."""
    try:
        async with asyncio.timeout(_PATIENCE):
            await asyncio.gather(*work)
    except TimeoutError:
        print("Something was never answered.", file=sys.stderr)
