"""One caller's line of rt.v1, whichever carrier is below: follows what the server decided, and answers frame by frame.

No database session lives across a line: each frame asks for what it needs and is answered after the COMMIT.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any, Protocol

from starlette.datastructures import State

from app.conversations.schemas import NewItem
from app.core import clock
from app.core.budgets import Budget
from app.core.errors import AppError, Forbidden, InvalidRequest, Unexpected, log_unexpected
from app.lines import reading
from app.mentoring import queries as mentoring
from app.mentoring import verbs
from app.mentoring.actions import shifts
from app.mentoring.schemas.shifts import DutyWanted
from app.people import actions as people
from app.people.actors import Actor, Pupil, Staff
from app.people.errors import AccessPaused, NotConfirmed, SignedOut
from app.realtime import frames
from app.realtime.carrier import Carrier
from app.realtime.codes import FETCH_LIMIT, FRAME_BYTES, VERSION, CloseCode
from app.realtime.connection import Connection
from app.realtime.errors import BadFrame, FrameTooLong, TooManySockets
from app.realtime.hub import Hub
from app.reports.actions import sending
from app.reports.errors import SendingTooFast

MESSAGE_TOO_BIG = 1009
NORMAL = 1000

# A client of ours sends a few frames at a time. More is a fault or a flood, and `4006` asks it to come back later.
FRAMES_BURST, FRAMES_PER_MINUTE = 120, 600


class Peer(Carrier, Protocol):
    """A carrier that also brings what the caller says."""

    async def receive(self) -> str | bytes:
        """The next frame, as it came. Raises `ConnectionError` once the caller has gone."""
        ...


class Line:
    """A caller's line once they are let in. `state` is the app's."""

    def __init__(self, state: State, peer: Peer, actor: Actor, hello: frames.Hello) -> None:
        self._peer = peer
        self._actor = actor
        self._hello = hello
        self._db = state.db
        self._hub: Hub = state.hub
        self._settings = state.settings
        self._sends: Budget = state.budgets.staff_sends if isinstance(actor, Staff) else state.budgets.pupil_sends
        self._pace = Budget(FRAMES_BURST, FRAMES_PER_MINUTE, keys=1)
        self._live = frames.Live()
        self._asking: asyncio.Task[None] | None = None
        self._used_at = clock.now()
        self._connection = Connection(
            key=actor.id,
            session=actor.session_id,
            carrier=peer,
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
            await turn_away(self._peer, CloseCode.TOO_MANY_SOCKETS, error)
            return
        talking = asyncio.create_task(self._talk())
        ended = asyncio.create_task(self._connection.finished())
        try:
            await asyncio.wait({talking, ended}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._hub.detach(self._connection)
            tasks = [talking, ended, *([self._asking] if self._asking else [])]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _talk(self) -> None:
        try:
            await self._welcome()
            while self._connection.is_open:
                await self._one_frame()
        except ConnectionError:
            return  # The caller has gone.
        except SignedOut:
            self._connection.end(CloseCode.SESSION_ENDED)
        except (NotConfirmed, AccessPaused):
            self._connection.end(CloseCode.ACCESS_ENDED)
        except Exception as error:  # noqa: BLE001 - whatever it is, this line is over and the others are not
            log_unexpected(error)
            self._connection.end(CloseCode.SERVER_ERROR)

    async def _one_frame(self) -> None:
        try:
            frame = frames.decode_client_frame(await self._peer.receive())
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
            with self._connection.answering():
                await self._answer(frame)

    async def _leave(self, code: int, error: AppError | None) -> None:
        # Closed before it is let go, because letting go ends the task that this runs in.
        await turn_away(self._peer, code, error)
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
        cursors = {cursor.s: cursor for cursor in self._hello.resume}
        with self._hub.looking():
            # Asked again after the line is known to the hub, so that a session that ended in between is not missed.
            self._actor, follows = await self._db.read(reading.welcome, self._actor.session_id, cursors)
            self._say_welcome(follows)
            for each in follows:
                # One after another, so that what a caller missed in many streams is never more than a queue holds.
                await self._connection.drained()
                if each.reset is not None:
                    self._connection.send(each.reset)
                self._hub.follow(
                    self._connection, each.stream, each.head, role=each.role, after=each.after, missed=each.missed
                )
        for stream in cursors.keys() - {each.stream for each in follows}:
            await self._connection.drained()
            self._connection.send(frames.Gone(stream))

    def _say_welcome(self, follows: list[reading.Follows]) -> None:
        listed = [frames.StreamState(each.stream, each.head.generation, each.head.seq, each.role) for each in follows]
        settings = self._settings
        limits = {"frame": FRAME_BYTES, "fetch": FETCH_LIMIT, "sockets": settings.realtime.pupil_sockets}
        ping = settings.realtime.ping_seconds
        self._connection.send(frames.Welcome(self._hello.id, self._connection.id, VERSION, ping, listed, limits))

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
        wanted = DutyWanted(state=frame.state, feeling=frame.feeling)
        await self._db.write(shifts.set_duty, self._staff(), wanted)

    async def _fetch(self, frame: frames.Fetch) -> None:
        before = frame.before if isinstance(frame.before, int) else None
        after = frame.after if isinstance(frame.after, int) else 0
        head, role, first, items = await self._db.read(reading.page, self._actor, frame.s, after, before, frame.limit)
        if before is None and frame.s not in self._hub.streams(self._connection):
            # A case that was opened on an earlier connection: followed again, from what the page has shown.
            self._hub.follow(self._connection, frame.s, head, role=role, after=max(after, first - 1))
            items = []
        answer = frames.Ev(s=frame.s, epoch=head.generation, from_=after + 1, to=after, items=[])
        if items:
            page = reading.fitting(items, backwards=before is not None)
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


async def turn_away(peer: Peer, code: int, error: AppError | None) -> None:
    """End a line with `code`, telling `error` first. A caller who has gone already is told nothing."""
    with suppress(ConnectionError):
        await peer.close(code, None if error is None else frames.encode(frames.refusal(error, None)))


_ANSWERS: dict[type, Callable[[Line, Any], Awaitable[None]]] = {
    frames.Send: Line._send,
    frames.Act: Line._act,
    frames.Mark: Line._mark,
    frames.Duty: Line._duty,
    frames.Fetch: Line._fetch,
}
