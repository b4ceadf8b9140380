"""What a caller of rt.v1 may read: the streams that the server decided they follow, and pages of them."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.conversations import policy as conversation_policy
from app.conversations import queries as conversations
from app.conversations.access import Access
from app.conversations.schemas import conv_stream, me_stream
from app.core import clock
from app.core.errors import Forbidden
from app.core.ids import SessionId
from app.people import policy as standings
from app.people import queries as directory
from app.people.actors import Actor, Pupil, Staff
from app.realtime import queries as streams
from app.realtime.codes import CATCH_UP_PAGE, FRAME_BYTES
from app.realtime.errors import StreamUnknown
from app.realtime.frames import Cursor, Reset
from app.realtime.hub import resume
from app.realtime.schemas import Head, StoredItem
from app.triage import access as triage


@dataclass(frozen=True, slots=True)
class Follows:
    """A stream that the server decided a caller follows."""

    stream: str
    head: Head
    role: str
    after: int
    reset: Reset | None
    missed: list[StoredItem]
    """Everything from `after` to `head` if it is little, else nothing."""


def welcome(session: Session, session_id: SessionId, cursors: Mapping[str, Cursor]) -> tuple[Actor, list[Follows]]:
    """Who a session belongs to, and what they follow from where. Raises `SignedOut`, `NotConfirmed`, `AccessPaused`."""
    actor = directory.actor_of_session(session, session_id, clock.now())
    standings.check_at_work(actor)
    firsts = _firsts(session, actor, cursors)
    heads = streams.heads(session, firsts)
    room = FRAME_BYTES
    follows = []
    for stream, (role, first) in firsts.items():
        head = heads[stream]
        resumption = resume(stream, head, cursors.get(stream))
        after = max(resumption.after, first - 1)
        missed = _if_little(session, stream, after, head, room)
        room -= sum(len(item.body) for item in missed)
        follows.append(Follows(stream, head, role, after, resumption.reset, missed))
    return actor, follows


def _if_little(session: Session, stream: str, after: int, head: Head, room: int) -> list[StoredItem]:
    if not 0 < head.seq - after <= CATCH_UP_PAGE or room <= 0:
        return []
    items = streams.items_after(session, stream, after, CATCH_UP_PAGE)
    return items if sum(len(item.body) for item in items) <= room else []


def _firsts(session: Session, actor: Actor, resumed: Iterable[str]) -> dict[str, tuple[str, int]]:
    """Role and first item of what a caller follows: their own, the chats they are in by name, the cases they opened."""
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
    return firsts


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
