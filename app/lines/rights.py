"""What a caller may have now, asked afresh because another process said that it changed."""

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
            found = await db.read(_standing_now, SessionId(connection.session), signal.stream)
        except SignedOut:
            connection.end(CloseCode.SESSION_ENDED)
        except (NotConfirmed, AccessPaused):
            connection.end(CloseCode.ACCESS_ENDED)
        except (StreamUnknown, Forbidden):
            hub.drop(connection, signal.stream or "")
        else:
            if found is not None and signal.stream is not None and signal.after is not None:
                head, role, _first = found
                hub.follow(connection, signal.stream, head, role=role, after=signal.after)

    return look_again


def _standing_now(session: Session, session_id: SessionId, stream: str | None) -> tuple[Head, str, int] | None:
    """What whoever the session belongs to is in `stream`; None if there is no stream to ask about.

    Raises `SignedOut`, `NotConfirmed`, `AccessPaused`, and `StreamUnknown` or `Forbidden` if they may not have it.
    """
    actor = directory.actor_of_session(session, session_id, clock.now())
    standings.check_at_work(actor)
    return None if stream is None else reading.standing_in(session, actor, stream)
