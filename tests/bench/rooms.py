"""One conversation under load: a pupil who sends, two adults who receive, and a count of all that came."""

import asyncio
from collections import deque
from collections.abc import Sequence
from time import perf_counter

import msgspec

from tests.bench.socket_load import Socket, frame

_PONG = frame(b'{"t":"pong"}')


class _Events(msgspec.Struct):
    """What is read of an `ev` frame: of which stream it is, and how many items it carries."""

    s: str
    from_: int = msgspec.field(name="from")
    to: int


_events = msgspec.json.Decoder(_Events)


class Seat:
    """One socket of a room. Subclasses say what a text means to them."""

    def __init__(self) -> None:
        self.socket: Socket
        self.errors = 0
        self.welcomed = asyncio.get_running_loop().create_future()

    def on_text(self, text: bytes) -> None:
        """Called with each frame. What it is stands behind `{"t":"`."""
        kind = text[6:9]
        if kind == b"pin":
            self.socket.send(_PONG)
        elif kind == b"wel":
            self.welcomed.set_result(None)
        elif kind in (b"err", b"res", b"gon"):
            self.errors += 1
        else:
            self.heard(kind, text)

    def heard(self, kind: bytes, text: bytes) -> None:
        """An `ack`, an `ev`, or a bare program's copy of what was sent."""
        raise NotImplementedError


class Sender(Seat):
    """The pupil: sends one message after another, each after the acknowledgement of the last, or at given moments."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float] = []
        self.sent: deque[float] = deque()
        """When each message that is not acknowledged yet was sent, or was due."""
        self._left: deque[bytes] = deque()
        self._finished: asyncio.Future[None] | None = None

    async def send_all(self, frames: Sequence[bytes]) -> None:
        """Send each after the one before is acknowledged."""
        self._left = deque(frames)
        self._finished = asyncio.get_running_loop().create_future()
        self._next()
        await self._finished

    def send(self, masked: bytes, due: float) -> None:
        """Send now what was due then."""
        self.sent.append(due)
        self.socket.send(masked)

    def heard(self, kind: bytes, text: bytes) -> None:
        del text  # Its own messages come back to it too; only what was acknowledged counts.
        if kind != b"ack":
            return
        self.waits.append(perf_counter() - self.sent.popleft())
        if self._finished is not None:
            self._next()

    def _next(self) -> None:
        if self._left:
            self.send(self._left.popleft(), perf_counter())
        elif self._finished is not None:
            self._finished.set_result(None)
            self._finished = None


class Receiver(Seat):
    """An adult: counts what is delivered, and how long after it was due where that was noted."""

    def __init__(self) -> None:
        super().__init__()
        self.delivered = 0
        self.due: deque[float] = deque()
        self.waits: list[float] = []

    def heard(self, kind: bytes, text: bytes) -> None:
        count = 1
        if kind == b'ev"':
            events = _events.decode(text)
            if not events.s.startswith("conv:"):
                return  # The adults' own desks, where it says that a case has changed.
            count = events.to - events.from_ + 1
        self.delivered += count
        for _ in range(min(count, len(self.due))):
            self.waits.append(perf_counter() - self.due.popleft())


class Conversation:
    """A sender and two receivers."""

    def __init__(self) -> None:
        self.sender = Sender()
        self.receivers = (Receiver(), Receiver())
        self.beside: list[Seat] = []
        """Whoever else is there. What becomes of them is not counted."""

    @property
    def seats(self) -> tuple[Seat, ...]:
        return (self.sender, *self.receivers)

    def send(self, masked: bytes, due: float) -> None:
        """One message that was due then, whatever became of the one before."""
        for receiver in self.receivers:
            receiver.due.append(due)
        self.sender.send(masked, due)

    async def quiet(self, sent: int) -> None:
        """Wait until everything that was sent, `sent` messages in all, is acknowledged and with both receivers."""
        # Polled, so that counting a message costs the measured time no more than a sum.
        while self.sender.sent or any(receiver.delivered < sent for receiver in self.receivers):  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.005)

    def errors(self, sent: int) -> int:
        """Refusals, closed sockets, and messages that were lost or came twice."""
        refused = sum(seat.errors + seat.socket.closed for seat in self.seats)
        return refused + len(self.sender.sent) + sum(abs(sent - receiver.delivered) for receiver in self.receivers)

    def close(self) -> None:
        for seat in (*self.seats, *self.beside):
            seat.socket.close()
