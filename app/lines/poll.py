"""The poll that carries a line where a network lets no WebSocket through: `POST /rt/poll`, answered when there is news.

Both ways are numbered. Whoever asks says again what they were not told was taken, and is given again what they did not
say they got; so a request or an answer that is lost, late, doubled or overtaken loses nothing and doubles nothing.
A line lives in the process that it was opened in. Any other answers `4005`, and the caller says hello there.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Annotated

import msgspec
from fastapi import FastAPI
from msgspec import Meta, Raw, Struct
from starlette.datastructures import State
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.core.budgets import Budget
from app.core.errors import log_unexpected
from app.core.secrets import new_token
from app.core.settings import RealtimeSettings
from app.lines import door
from app.lines.line import FRAMES_BURST, FRAMES_PER_MINUTE, NORMAL
from app.realtime import frames
from app.realtime.codes import CloseCode
from app.realtime.errors import BadFrame

_WINDOW_BYTES = 256 * 1024
"""What may be handed over and not be confirmed. More waits in the connection's queue, which is bounded."""


class Poll(Struct, forbid_unknown_fields=True, frozen=True):
    """What a request brings. `got`: how many frames of ours have arrived; `at`: the number of the first of `frames`."""

    line: frames.Token | None
    got: frames.Sequence
    at: frames.Sequence
    frames: Annotated[list[Raw], Meta(max_length=FRAMES_BURST)]


class Answer(Struct, frozen=True):
    """The same from our side, and the code that ends the line, if it is over."""

    line: str
    got: int
    at: int
    close: int | None
    frames: list[Raw]


_request = msgspec.json.Decoder(Poll)
_answer = msgspec.json.Encoder()


def mount(app: FastAPI) -> None:
    """Serve `/rt/poll`; `app.state.polls` are the lines that it carries."""
    app.state.polls = Polls(app.state)
    # Among the first, as `/rt` is.
    app.router.routes.insert(0, Route("/rt/poll", endpoint, methods=["POST"]))


async def endpoint(request: Request) -> Response:
    """One request, held until there is something to answer. Raises `BadFrame` for a body that is none of ours."""
    try:
        poll = _request.decode(await request.body())
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise BadFrame from None
    asking = asyncio.create_task(request.app.state.polls.ask(poll, request.headers.get("origin")))
    leaving = asyncio.create_task(_left(request))
    try:
        await asyncio.wait({asking, leaving}, return_when=asyncio.FIRST_COMPLETED)
        # Whoever has left is given nothing, and what waits is still there for when they ask again.
        content = _answer.encode(asking.result()) if asking.done() else b""
    finally:
        asking.cancel()
        leaving.cancel()
    return Response(content, media_type="application/json")


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


class Polls:
    """The lines of this process that are carried by polls, by the unguessable name that their first answer gave."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._lines: dict[str, PollCarrier] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, poll: Poll, origin: str | None) -> Answer:
        """What one request is answered with. A line that is not here is over: its caller says hello again."""
        if poll.line is None:
            return await self._opened(origin).exchange(poll)
        carrier = self._lines.get(poll.line)
        if carrier is None:
            return Answer(poll.line, poll.at, poll.got, CloseCode.LOST_POSITION, [])
        return await carrier.exchange(poll)

    def _opened(self, origin: str | None) -> "PollCarrier":
        self._state.threshold.check()
        carrier = PollCarrier(self._state.settings.realtime, gone=self._lines.pop)
        self._lines[carrier.line] = carrier
        task = asyncio.create_task(self._serve(carrier, origin))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return carrier

    async def _serve(self, carrier: "PollCarrier", origin: str | None) -> None:
        try:
            await door.serve(self._state, carrier, origin)
        except ConnectionError:
            return  # The page left before it said hello.
        except Exception as error:  # noqa: BLE001 - nobody awaits this task, and its caller is told
            log_unexpected(error)
            await carrier.close(CloseCode.SERVER_ERROR)
        finally:
            carrier.over()


class PollCarrier:
    """A carrier for the line, over one request after another. Everything here runs on one event loop."""

    def __init__(self, settings: RealtimeSettings, *, gone: Callable[[str], object]) -> None:
        """`gone` is called with the line's name once nobody has asked for as long as a ping may go unanswered."""
        loop = asyncio.get_running_loop()
        self.line = new_token()
        self._settings = settings
        self._gone = gone
        self._pace = Budget(FRAMES_BURST, FRAMES_PER_MINUTE, keys=1)
        self._said: deque[Raw] = deque()
        self._said_bytes = 0
        self._taken = 0
        self._anything_said = asyncio.Event()
        self._out: deque[tuple[str, str | None]] = deque()
        self._out_bytes = 0
        self._first = 0
        self._has_room = asyncio.Event()
        self._has_room.set()
        self._held: asyncio.Future[bool] | None = None
        self._code: int | None = None
        self._leaving = loop.call_later(settings.pong_seconds, self._left)
        self._heard_all = False

    async def exchange(self, poll: Poll) -> Answer:
        """Take what a request brings, and answer once there is something, or when it has been held for long enough.

        A request that comes while another is held takes its place: the older is answered at once, with nothing.
        """
        self._let_go(news=False)
        self._leaving.cancel()
        self._take(poll)
        try:
            news = bool(self._out) or self._code is not None or await self._hold()
        finally:
            if self._held is None:
                self._expect()
        if not news:
            return Answer(self.line, self._taken, self._first, None, [])
        return Answer(self.line, self._taken, self._first, self._code, [Raw(text.encode()) for text, _ in self._out])

    async def receive(self) -> bytes:
        """The next frame that a request brought."""
        while not self._said:
            if self._heard_all:
                raise ConnectionResetError
            self._anything_said.clear()
            await self._anything_said.wait()
        frame = bytes(self._said.popleft())
        self._said_bytes -= len(frame)
        return frame

    async def room(self) -> None:
        """Wait until enough of what was handed over is confirmed."""
        await self._has_room.wait()

    async def send(self, text: str, stream: str | None) -> None:
        """Keep one frame until its arrival is confirmed, and answer the request that is held."""
        self._out.append((text, stream))
        self._out_bytes += len(text)
        self._measure()
        self._let_go(news=True)

    def forget(self, stream: str) -> None:
        """Put `gone` in the place of what was of `stream`: the numbers stay, and the words do not."""
        gone = frames.encode(frames.Gone(stream))
        self._out = deque((gone, None) if of == stream else (text, of) for text, of in self._out)
        self._out_bytes = sum(len(text) for text, _ in self._out)
        self._measure()

    async def close(self, code: int, last: str | None = None) -> None:
        """The request that is held, or the next, is told `code`."""
        self._end(code, last)

    def over(self) -> None:
        """The line has ended. Whoever asks again is told so."""
        self._end(NORMAL)

    def _take(self, poll: Poll) -> None:
        if self._code is not None:
            return
        if poll.at > self._taken or poll.got > self._first + len(self._out):
            self._end(CloseCode.BAD_FRAME)  # It says that it sent, or got, what never was.
            return
        while self._first < poll.got:
            text, _ = self._out.popleft()
            self._out_bytes -= len(text)
            self._first += 1
        self._measure()
        said = poll.frames[self._taken - poll.at :]
        self._taken += len(said)
        self._said.extend(said)
        self._said_bytes += sum(len(bytes(frame)) for frame in said)
        too_much = len(self._said) > FRAMES_BURST or self._said_bytes > self._settings.queue_bytes
        if too_much or not self._pace.take(""):
            self._end(CloseCode.TOO_FAST)
        self._anything_said.set()

    async def _hold(self) -> bool:
        """Wait for news. False if there was none in time, or if another request came."""
        held = self._held = asyncio.get_running_loop().create_future()
        try:
            done, _ = await asyncio.wait({held}, timeout=self._settings.poll_seconds)
            return held in done and held.result()
        finally:
            if self._held is held:
                self._held = None

    def _let_go(self, *, news: bool) -> None:
        if self._held is not None and not self._held.done():
            self._held.set_result(news)

    def _measure(self) -> None:
        if self._out_bytes < _WINDOW_BYTES:
            self._has_room.set()
        else:
            self._has_room.clear()

    def _end(self, code: int, last: str | None = None) -> None:
        if self._code is not None:
            return
        self._code = code
        # What waits is dropped both ways, as on a socket: whoever lost access must not get it, and others resume.
        self._said.clear()
        self._first += len(self._out)
        self._out = deque() if last is None else deque([(last, None)])
        self._hear_nothing_more()
        self._let_go(news=True)

    def _expect(self) -> None:
        self._leaving.cancel()
        self._leaving = asyncio.get_running_loop().call_later(self._settings.pong_seconds, self._left)

    def _left(self) -> None:
        self._gone(self.line)
        self._hear_nothing_more()

    def _hear_nothing_more(self) -> None:
        self._heard_all = True
        self._anything_said.set()
