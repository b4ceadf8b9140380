"""The socket of rt.v1: lets a caller in by ticket, follows what the server decides, and answers frame by frame.

No database session lives across a socket: each frame asks for what it needs and is answered after the COMMIT.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from fastapi import FastAPI
from sqlalchemy.orm import Session
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from app.conversations import policy as conversation_policy
from app.conversations import queries as conversations
from app.conversations.access import Access
from app.conversations.schemas import NewItem, conv_stream, me_stream
from app.core import clock
from app.core.budgets import Budget
from app.core.errors import AppError, Forbidden, InvalidRequest, Unexpected, log_unexpected
from app.core.http import origin_is_ours
from app.core.ids import SessionId
from app.mentoring import queries as mentoring
from app.mentoring import verbs
from app.people import actions as people
from app.people import policy as standings
from app.people import queries as directory
from app.people.actors import Actor, Pupil, Staff
from app.people.errors import AccessPaused, NotConfirmed, SignedOut
from app.realtime import frames, tickets
from app.realtime import queries as streams
from app.realtime.codes import FETCH_LIMIT, FRAME_BYTES, SUBPROTOCOL, VERSION, CloseCode
from app.realtime.connection import Connection
from app.realtime.errors import BadFrame, FrameTooLong, StreamUnknown, TicketSpent, TooManySockets
from app.realtime.hub import Hub, resume
from app.realtime.schemas import Head, StoredItem
from app.reports.actions import sending
from app.reports.errors import SendingTooFast
from app.triage import access as triage

MESSAGE_TOO_BIG = 1009
NORMAL = 1000

# A client of ours sends a few frames at a time. More is a fault or a flood, and `4006` asks it to come back later.
_FRAMES_BURST, _FRAMES_PER_MINUTE = 120, 600


def mount(app: FastAPI) -> None:
    """Serve `/rt`. A plain route: FastAPI's own costs memory for each idle socket and gives nothing here."""
    app.router.routes.append(WebSocketRoute("/rt", endpoint))


async def endpoint(socket: WebSocket) -> None:
    """One socket, from its opening to its end."""
    await socket.accept(SUBPROTOCOL if SUBPROTOCOL in socket.scope.get("subprotocols", ()) else None)
    try:
        line = await _let_in(socket)
    except _Refused as refused:
        await _close(socket, refused.code, refused.error)
    except WebSocketDisconnect:
        return  # The page left before it said hello.
    else:
        await line.run()


class _Refused(Exception):
    """A socket that is not let in: the code it is closed with, and the error it is told first."""

    def __init__(self, code: int, error: AppError | None = None) -> None:
        self.code, self.error = code, error


async def _close(socket: WebSocket, code: int, error: AppError | None) -> None:
    try:
        if error is not None:
            await socket.send_text(frames.encode(frames.refusal(error, None)))
        await socket.close(code)
    except (WebSocketDisconnect, RuntimeError):
        return  # The peer has gone, so nobody is there to tell.


async def _let_in(socket: WebSocket) -> "Line":
    state = socket.app.state
    if SUBPROTOCOL not in socket.scope.get("subprotocols", ()):
        raise _Refused(CloseCode.OLD_VERSION)
    try:
        async with asyncio.timeout(state.settings.realtime.hello_seconds):
            hello = await _hello(socket)
        holder = await state.db.write(tickets.redeem, hello.ticket)
        actor = await state.db.read(directory.actor_of_session, SessionId(holder.session_id), clock.now())
        standings.check_at_work(actor)
    except (TimeoutError, TicketSpent) as error:
        raise _Refused(CloseCode.TICKET, error if isinstance(error, AppError) else None) from None
    except BadFrame as error:
        raise _Refused(CloseCode.BAD_FRAME, error) from None
    except FrameTooLong as error:
        raise _Refused(MESSAGE_TOO_BIG, error) from None
    except SignedOut as error:
        raise _Refused(CloseCode.SESSION_ENDED, error) from None
    except (NotConfirmed, AccessPaused) as error:
        raise _Refused(CloseCode.ACCESS_ENDED, error) from None
    if not _origin_fits(socket, actor):
        raise _Refused(CloseCode.ORIGIN)
    return Line(socket, actor, hello)


async def _hello(socket: WebSocket) -> frames.Hello:
    frame = await _receive(socket)
    if not isinstance(frame, frames.Hello):
        raise BadFrame
    if frame.v != VERSION:
        raise _Refused(CloseCode.OLD_VERSION)
    return frame


def _origin_fits(socket: WebSocket, actor: Actor) -> bool:
    origin = socket.headers.get("origin")
    # A foreign page cannot leave the header out; a program that is no browser can, and has nothing to forge with it.
    return origin_is_ours(socket.app.state.settings, origin) or (origin is None and isinstance(actor, Pupil))


async def _receive(socket: WebSocket) -> frames.ClientFrame:
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", NORMAL))
    text = message.get("text")
    if text is None:
        raise BadFrame
    return frames.decode_client_frame(text)


@dataclass(frozen=True, slots=True)
class _Follows:
    """A stream that the server decided a caller follows."""

    stream: str
    head: Head
    role: str
    first: int


class Line:
    """A caller's socket once they are let in."""

    def __init__(self, socket: WebSocket, actor: Actor, hello: frames.Hello) -> None:
        state = socket.app.state
        self._socket = socket
        self._actor = actor
        self._hello = hello
        self._db = state.db
        self._hub: Hub = state.hub
        self._settings = state.settings
        self._sends: Budget = state.budgets.staff_sends if isinstance(actor, Staff) else state.budgets.pupil_sends
        self._pace = Budget(_FRAMES_BURST, _FRAMES_PER_MINUTE, keys=1)
        self._live = frames.Live()
        self._asking: asyncio.Task[None] | None = None
        self._used_at = clock.now()
        self._connection = Connection(
            key=actor.id,
            session=actor.session_id,
            send_text=self._send_text,
            close=socket.close,
            settings=state.settings.realtime,
            live=self._latest_live,
        )

    async def run(self) -> None:
        """Follow and answer until either side ends it."""
        limits = self._settings.realtime
        limit = limits.staff_sockets if isinstance(self._actor, Staff) else limits.pupil_sockets
        try:
            self._hub.attach(self._connection, limit=limit)
        except TooManySockets as error:
            await _close(self._socket, CloseCode.TOO_MANY_SOCKETS, error)
            return
        reading = asyncio.create_task(self._talk())
        ended = asyncio.create_task(self._connection.finished())
        try:
            await asyncio.wait({reading, ended}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._hub.detach(self._connection)
            tasks = [reading, ended, *([self._asking] if self._asking else [])]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _talk(self) -> None:
        try:
            await self._welcome()
            while self._connection.is_open:
                await self._one_frame()
        except WebSocketDisconnect:
            return
        except SignedOut:
            self._connection.end(CloseCode.SESSION_ENDED)
        except (NotConfirmed, AccessPaused):
            self._connection.end(CloseCode.ACCESS_ENDED)
        except Exception as error:  # noqa: BLE001 - whatever it is, this socket is over and the others are not
            log_unexpected(error)
            self._connection.end(CloseCode.SERVER_ERROR)

    async def _one_frame(self) -> None:
        try:
            frame = await _receive(self._socket)
        except (BadFrame, FrameTooLong) as error:
            await self._leave(CloseCode.BAD_FRAME if isinstance(error, BadFrame) else MESSAGE_TOO_BIG, error)
            return
        if not self._pace.take(""):
            self._connection.end(CloseCode.TOO_FAST)
        elif isinstance(frame, frames.Pong):
            self._connection.pong()
        elif isinstance(frame, frames.Bye):
            await self._leave(NORMAL, None)
        else:
            await self._answer(frame)

    async def _leave(self, code: int, error: AppError | None) -> None:
        # Closed before it is let go, because letting go ends the task that this runs in.
        await _close(self._socket, code, error)
        self._hub.detach(self._connection)

    async def _answer(self, frame: Any) -> None:
        try:
            await _ANSWERS.get(type(frame), Line._refuse)(self, frame)
        except SignedOut:
            raise
        except AppError as error:
            self._connection.send(frames.refusal(error, frame.id))
        except Exception as error:  # noqa: BLE001 - one frame failed; the caller is told, and the next may succeed
            log_unexpected(error)
            self._connection.send(frames.refusal(Unexpected(), frame.id))

    async def _welcome(self) -> None:
        # Asked again after the socket is known to the hub, so that a session that ended in between is not missed.
        self._actor = await self._db.read(directory.actor_of_session, self._actor.session_id, clock.now())
        standings.check_at_work(self._actor)
        cursors = {cursor.s: cursor for cursor in self._hello.resume}
        follows = await self._db.read(_follows, self._actor, list(cursors))
        listed = [frames.StreamState(each.stream, each.head.generation, each.head.seq, each.role) for each in follows]
        settings = self._settings
        limits = {"frame": FRAME_BYTES, "fetch": FETCH_LIMIT, "sockets": settings.realtime.pupil_sockets}
        ping = settings.realtime.ping_seconds
        self._connection.send(frames.Welcome(self._hello.id, self._connection.id, VERSION, ping, listed, limits))
        for each in follows:
            resumption = resume(each.stream, each.head, cursors.get(each.stream))
            if resumption.reset is not None:
                self._connection.send(resumption.reset)
            after = max(resumption.after, each.first - 1)
            self._hub.follow(self._connection, each.stream, each.head, role=each.role, after=after)
        for stream in cursors.keys() - {each.stream for each in follows}:
            self._connection.send(frames.Gone(stream))

    async def _send(self, frame: frames.Send) -> None:
        await self._spend()
        item = NewItem.model_construct(cmid=frame.cmid, epoch=frame.kep, kind=frame.kind, env=frame.env)
        appended = await self._db.write(sending.send, self._actor, frame.s, item)
        self._connection.send(frames.Ack(frame.id, frame.cmid, frame.s, appended.seq, appended.dup))

    async def _act(self, frame: frames.Act) -> None:
        await self._spend()
        acted = await self._db.write(verbs.act, self._actor, frame, self._hub.is_here)
        self._ask_live()
        self._connection.send(frames.Ack(frame.id, frame.cmid, frame.s, acted.seq, acted.dup))

    async def _mark(self, frame: frames.Mark) -> None:
        await self._db.write(sending.mark_read, self._staff(), frame.s, frame.read)

    async def _duty(self, frame: frames.Duty) -> None:
        if frame.state == "pause":
            raise InvalidRequest
        await self._db.write(people.set_duty, self._staff(), frame.state)

    async def _fetch(self, frame: frames.Fetch) -> None:
        before = frame.before if isinstance(frame.before, int) else None
        after = frame.after if isinstance(frame.after, int) else 0
        head, role, first, items = await self._db.read(_page, self._actor, frame.s, after, before, frame.limit)
        if before is None and frame.s not in self._hub.streams(self._connection):
            # A case that was opened on an earlier connection: followed again, from what the page has shown.
            self._hub.follow(self._connection, frame.s, head, role=role, after=max(after, first - 1))
            items = []
        answer = frames.Ev(s=frame.s, epoch=head.generation, from_=after + 1, to=after, items=[])
        if items:
            page = _fitting(items, backwards=before is not None)
            answer = frames.events(frame.s, head.generation, page, more=before is None and page[-1].seq < head.seq)
        self._connection.send(answer, stream=frame.s)

    async def _refuse(self, _: frames.Hello) -> None:
        raise BadFrame

    def _staff(self) -> Staff:
        if isinstance(self._actor, Staff):
            return self._actor
        raise Forbidden

    async def _spend(self) -> None:
        if not self._sends.take(self._actor.id):
            raise SendingTooFast(after_ms=self._sends.wait_ms(self._actor.id))
        sessions = self._settings.sessions
        minutes = sessions.staff_idle_minutes if isinstance(self._actor, Staff) else sessions.pupil_minutes
        if clock.now() - self._used_at > timedelta(minutes=minutes / 10):
            self._used_at = clock.now()
            await self._db.write(people.keep_session, self._actor.session_id, minutes)

    async def _send_text(self, text: str) -> None:
        try:
            await self._socket.send_text(text)
        except (WebSocketDisconnect, RuntimeError) as error:
            raise ConnectionResetError from error

    def _latest_live(self) -> frames.Live:
        # A ping may not wait for the database, so it says what was so at the last one, and asks anew for the next.
        self._ask_live()
        return self._live

    def _ask_live(self) -> None:
        if isinstance(self._actor, Pupil) and (self._asking is None or self._asking.done()):
            self._asking = asyncio.create_task(self._refresh_live(self._actor))

    async def _refresh_live(self, actor: Pupil) -> None:
        try:
            self._live = await self._db.read(mentoring.live, actor, self._hub.is_here)
        except AppError as error:
            log_unexpected(error)  # Busy: the next ping says what the last one said.


def _follows(session: Session, actor: Actor, resumed: list[str]) -> list[_Follows]:
    """What a caller follows: their own streams, the chats they are in by name, and the cases they opened before."""
    firsts: dict[str, tuple[str, int]] = {}
    if isinstance(actor, Pupil):
        firsts[conv_stream(actor.conversation_id)] = ("pupil", 1)
    else:
        firsts[me_stream(actor.person_id)] = ("desk", 1)
        for stream in [*conversations.streams_of(session, actor.person_id), *resumed]:
            # Asked one by one, so that a name that is not theirs is passed over like one that does not exist.
            with suppress(StreamUnknown, Forbidden):
                found = triage.opened_stream(session, actor, stream)
                firsts[stream] = _role(found)
    heads = streams.heads(session, firsts)
    return [_Follows(stream, heads[stream], role, first) for stream, (role, first) in firsts.items()]


def _role(found: Access) -> tuple[str, int]:
    return str(found.who), conversation_policy.reads_from(found.who, found.place)


def _page(
    session: Session, actor: Actor, stream: str, after: int, before: int | None, limit: int
) -> tuple[Head, str, int, list[StoredItem]]:
    """The stream's head, the caller's role and first item in it, and a page. Raises `StreamUnknown`, `Forbidden`."""
    role, first = "desk", 1
    if not (isinstance(actor, Staff) and stream == me_stream(actor.person_id)):
        role, first = _role(triage.opened_stream(session, actor, stream))
    if before is None:
        items = streams.items_after(session, stream, max(after, first - 1), limit)
    else:
        items = [item for item in streams.items_before(session, stream, before, limit) if item.seq >= first]
    return streams.heads(session, [stream])[stream], role, first, items


def _fitting(items: list[StoredItem], *, backwards: bool) -> list[StoredItem]:
    """As many items as one frame holds, from the end that was asked for: a queue must never overflow by an answer."""
    page: list[StoredItem] = []
    size = 0
    for item in reversed(items) if backwards else items:
        size += len(item.body)
        if page and size > FRAME_BYTES:
            break
        page.append(item)
    return page[::-1] if backwards else page


_ANSWERS: dict[type, Callable[[Line, Any], Awaitable[None]]] = {
    frames.Send: Line._send,
    frames.Act: Line._act,
    frames.Mark: Line._mark,
    frames.Duty: Line._duty,
    frames.Fetch: Line._fetch,
}
