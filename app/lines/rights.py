"""What a caller may have now, asked afresh because another process said that it changed."""

from contextlib import suppress

from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import Database
from app.core.errors import Forbidden
from app.core.ids import SessionId
from app.lines import reading
from app.people import policy as standings
from app.people import queries as directory
from app.people.errors import AccessPaused, NotConfirmed, SignedOut
from app.realtime.codes import CloseCode
from app.realtime.connection import Connection
from app.realtime.errors import StreamUnknown
from app.realtime.hub import Hub
from app.realtime.relay import LookAgain
from app.realtime.schemas import Head, SignalView


def looking_again(db: Database, hub: Hub) -> LookAgain:
    """How a process holds its sockets against the rows. The rows decide; the signal only says where to look."""

    async def look_again(connection: Connection, signal: SignalView) -> None:
        if signal.code is not None and signal.code.comes_back:
            # It lost nothing that the rows would show; it comes back as what it has become.
            connection.end(signal.code)
            return
        try:
            role = await db.read(_role_now, SessionId(connection.session), signal.stream)
        except SignedOut:
            connection.end(CloseCode.SESSION_ENDED)
        except (NotConfirmed, AccessPaused):
            connection.end(CloseCode.ACCESS_ENDED)
        else:
            if signal.stream is not None:
                _apply(hub, connection, signal, role)

    return look_again


def _apply(hub: Hub, connection: Connection, signal: SignalView, role: tuple[Head, str] | None) -> None:
    if signal.stream is None:
        return
    if role is None:
        hub.drop(connection, signal.stream)
    elif signal.after is not None:
        head, word = role
        hub.follow(connection, signal.stream, head, role=word, after=signal.after)


def _role_now(session: Session, session_id: SessionId, stream: str | None) -> tuple[Head, str] | None:
    """Head and role of `stream` for whoever the session belongs to; None if they may not have it.

    Raises `SignedOut`, `NotConfirmed` or `AccessPaused`.
    """
    actor = directory.actor_of_session(session, session_id, clock.now())
    standings.check_at_work(actor)
    if stream is None:
        return None
    with suppress(StreamUnknown, Forbidden):
        return reading.role_in(session, actor, stream)
    return None
