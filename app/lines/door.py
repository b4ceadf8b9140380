"""Who is let onto a line: the caller whose one-use ticket the hello brings, whichever carrier it came by."""

import asyncio

from sqlalchemy.orm import Session
from starlette.datastructures import State

from app.core import clock
from app.core.errors import AppError
from app.core.http import origin_is_ours
from app.core.ids import SessionId
from app.lines.line import MESSAGE_TOO_BIG, Line, Peer, turn_away
from app.people import policy as standings
from app.people import queries as directory
from app.people.actors import Actor, Pupil
from app.people.errors import AccessPaused, NotConfirmed, SignedOut
from app.realtime import frames, tickets
from app.realtime.codes import VERSION, CloseCode
from app.realtime.errors import BadFrame, FrameTooLong, TicketSpent


class Refused(Exception):
    """A caller who is not let in: the code they are closed with, and the error that they are told first."""

    def __init__(self, code: int, error: AppError | None = None) -> None:
        self.code, self.error = code, error


async def serve(state: State, peer: Peer, origin: str | None) -> None:
    """One line, from its hello to its end. Raises `ConnectionError` if the caller left before they said hello.

    `state` is the app's, `origin` the header that the caller's browser sent.
    """
    try:
        line = await _let_in(state, peer, origin)
    except Refused as refused:
        await turn_away(peer, refused.code, refused.error)
    else:
        await line.run()


async def _let_in(state: State, peer: Peer, origin: str | None) -> Line:
    try:
        async with asyncio.timeout(state.settings.realtime.hello_seconds):
            hello = await _hello(peer)
        actor = await state.db.write(_caller, hello.ticket)
    except TimeoutError:
        raise Refused(CloseCode.TICKET) from None
    except TicketSpent as error:
        raise Refused(CloseCode.TICKET, error) from None
    except BadFrame as error:
        raise Refused(CloseCode.BAD_FRAME, error) from None
    except FrameTooLong as error:
        raise Refused(MESSAGE_TOO_BIG, error) from None
    except SignedOut as error:
        raise Refused(CloseCode.SESSION_ENDED, error) from None
    except (NotConfirmed, AccessPaused) as error:
        raise Refused(CloseCode.ACCESS_ENDED, error) from None
    if not _origin_fits(state, origin, actor):
        raise Refused(CloseCode.ORIGIN)
    return Line(state, peer, actor, hello)


def _caller(session: Session, ticket: str) -> Actor:
    """Spend a ticket, for whoever it is. Whoever is refused here has not spent it, and it would open nothing again."""
    actor = directory.actor_of_session(session, SessionId(tickets.redeem(session, ticket).session_id), clock.now())
    standings.check_at_work(actor)
    return actor


async def _hello(peer: Peer) -> frames.Hello:
    frame = frames.decode_client_frame(await peer.receive())
    if not isinstance(frame, frames.Hello):
        raise BadFrame
    if frame.v != VERSION:
        raise Refused(CloseCode.OLD_VERSION)
    return frame


def _origin_fits(state: State, origin: str | None, actor: Actor) -> bool:
    # A foreign page cannot leave the header out; a program that is no browser can, and has nothing to forge with it.
    return origin_is_ours(state.settings, origin) or (origin is None and isinstance(actor, Pupil))
