"""How conversations are joined: over rt.v1 with tickets and hellos, or at once with a bare program."""

import asyncio
from collections.abc import Sequence

import msgspec

from tests.bench.http_load import ORIGIN, Connection
from tests.bench.programs import Program
from tests.bench.rooms import Conversation, Receiver, Seat
from tests.bench.school import Room, School
from tests.bench.socket_load import Socket, frame

_PROTOCOL = "Sec-WebSocket-Protocol: rt.v1"


async def join_hark(
    server: Program, school: School, rooms: Sequence[Room], *, adults_at: Program | None = None
) -> list[Conversation]:
    """Everybody of `rooms` on a socket of their own, let in and following; adults at another process if it is given."""
    heads = school.heads(list(rooms))
    tickets = await Connection.open(server.port)
    joined = []
    for room in rooms:
        stream = room.thread.conv
        conversation = Conversation()
        await say_hello(server, tickets, conversation.sender, room.pupil)
        for receiver, adult in zip(conversation.receivers, room.adults, strict=True):
            # An adult's socket follows a case that they have opened if it says how far it has shown it.
            await say_hello(
                adults_at or server, tickets, receiver, adult, [{"s": stream, "epoch": 1, "seq": heads[stream]}]
            )
        joined.append(conversation)
    tickets.close()
    return joined


async def say_hello(
    server: Program, tickets: Connection, seat: Seat, header: str, resume: Sequence[dict[str, object]] = ()
) -> None:
    """Open one socket with a fresh ticket, and wait for its welcome."""
    origin = f"Origin: {ORIGIN}"
    status, answer = await tickets.post("/api/rt/ticket", b"", header, origin, "X-Hark: 1")
    if status != 200:
        raise RuntimeError(f"no ticket: {status} {answer!r}")
    ticket = msgspec.json.decode(answer)["ticket"]
    seat.socket = await Socket.open(server.port, "/rt", seat.on_text, _PROTOCOL, origin)
    hello = {"t": "hello", "id": 0, "v": 1, "ticket": ticket, "app": "bench", "resume": list(resume)}
    seat.socket.send(frame(msgspec.json.encode(hello)))
    await asyncio.wait_for(seat.welcomed, 30)


async def join_bare(server: Program, rooms: Sequence[Room]) -> list[Conversation]:
    """The same people with a bare program, which asks nobody anything."""
    joined = []
    for number, _ in enumerate(rooms):
        conversation = Conversation()
        for seat in reversed(conversation.seats):
            role = "receiver" if isinstance(seat, Receiver) else "sender"
            seat.socket = await Socket.open(server.port, f"/{number}/{role}", seat.on_text)
        joined.append(conversation)
    return joined
