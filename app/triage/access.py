"""The only way to what a case's streams hold."""

from sqlalchemy.orm import Session

from app.conversations.access import Access, stream_to_read
from app.conversations.policy import Standing
from app.core.errors import Forbidden
from app.people.actors import Actor
from app.triage import queries


def opened_stream(session: Session, actor: Actor, stream: str) -> Access:
    """A stream whose items and keys the caller may have now. Raises `StreamUnknown` or `Forbidden`.

    A member of the group has them once they have opened the case or are in the chat by name: both are on the record, so
    nobody reads quietly (promise 6).
    """
    found = stream_to_read(session, actor, stream)
    quiet = found.who is Standing.GROUP and found.place.role is None
    if quiet and not queries.has_opened(session, str(actor.id), found.place.conversation_id):
        raise Forbidden
    return found
