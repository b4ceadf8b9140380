"""The only way to a conversation. A stranger meets 404, a member without the right 403."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.conversations import policy, queries
from app.conversations.policy import Standing
from app.conversations.schemas import Place, conv_stream
from app.core.errors import Forbidden, NotFound
from app.people.actors import Actor
from app.realtime.errors import StreamUnknown


@dataclass(frozen=True, slots=True)
class Access:
    """A stream that the caller may use, and what they are there."""

    place: Place
    who: Standing


def stream_to_read(session: Session, actor: Actor, stream: str) -> Access:
    """A stream that the caller may read. Raises `StreamUnknown` or `Forbidden`."""
    return _stream(session, actor, stream, lock=False)


def stream_to_write(session: Session, actor: Actor, stream: str) -> Access:
    """A stream that the caller may write to, its key state held until the commit. Raises the same."""
    return _stream(session, actor, stream, lock=True)


def conversation_to_read(session: Session, actor: Actor, conversation_id: str) -> Access:
    """A conversation that the caller is in. Raises `NotFound`."""
    return _conversation(session, actor, conversation_id, lock=False)


def conversation_to_write(session: Session, actor: Actor, conversation_id: str) -> Access:
    """The same, with the key state of its `conv:` stream held until the commit. Raises `NotFound`."""
    return _conversation(session, actor, conversation_id, lock=True)


def _stream(session: Session, actor: Actor, stream: str, *, lock: bool) -> Access:
    place = queries.place(session, actor, stream, lock=lock)
    who = None if place is None else policy.standing(actor, place)
    if place is None or who is None:
        raise StreamUnknown
    if not policy.may_read(who, place):
        raise Forbidden
    return Access(place, who)


def _conversation(session: Session, actor: Actor, conversation_id: str, *, lock: bool) -> Access:
    try:
        return _stream(session, actor, conv_stream(conversation_id), lock=lock)
    except StreamUnknown:
        raise NotFound from None
