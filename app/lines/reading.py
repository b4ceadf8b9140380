"""What a caller of rt.v1 may read: the streams that the server decided they follow, and pages of them."""

from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.conversations import policy as conversation_policy
from app.conversations import queries as conversations
from app.conversations.access import Access
from app.conversations.schemas import conv_stream, me_stream
from app.core.errors import Forbidden
from app.people.actors import Actor, Pupil, Staff
from app.realtime import queries as streams
from app.realtime.codes import FRAME_BYTES
from app.realtime.errors import StreamUnknown
from app.realtime.schemas import Head, StoredItem
from app.triage import access as triage


@dataclass(frozen=True, slots=True)
class Follows:
    """A stream that the server decided a caller follows."""

    stream: str
    head: Head
    role: str
    first: int


def follows(session: Session, actor: Actor, resumed: list[str]) -> list[Follows]:
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
    return [Follows(stream, heads[stream], role, first) for stream, (role, first) in firsts.items()]


def _role(found: Access) -> tuple[str, int]:
    return str(found.who), conversation_policy.reads_from(found.who, found.place)


def page(
    session: Session, actor: Actor, stream: str, after: int, before: int | None, limit: int
) -> tuple[Head, str, int, list[StoredItem]]:
    """The stream's head, the caller's role and first item in it, and a page. Raises `StreamUnknown`, `Forbidden`."""
    head, role, first = standing_in(session, actor, stream)
    if before is None:
        items = streams.items_after(session, stream, max(after, first - 1), limit)
    else:
        items = [item for item in streams.items_before(session, stream, before, limit) if item.seq >= first]
    return head, role, first, items


def standing_in(session: Session, actor: Actor, stream: str) -> tuple[Head, str, int]:
    """The stream's head, and the caller's role and first item in it. Raises `StreamUnknown`, `Forbidden`."""
    role, first = "desk", 1
    if not (isinstance(actor, Staff) and stream == me_stream(actor.person_id)):
        role, first = _role(triage.opened_stream(session, actor, stream))
    return streams.heads(session, [stream])[stream], role, first


def fitting(items: list[StoredItem], *, backwards: bool) -> list[StoredItem]:
    """As many items as one frame holds, from the end that was asked for: a queue must never overflow by an answer."""
    chosen: list[StoredItem] = []
    size = 0
    for item in reversed(items) if backwards else items:
        size += len(item.body)
        if chosen and size > FRAME_BYTES:
            break
        chosen.append(item)
    return chosen[::-1] if backwards else chosen
