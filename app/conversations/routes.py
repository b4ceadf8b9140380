"""HTTP of `conversations`: reading streams, and the ticket with which a socket may follow them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from sqlalchemy.orm import Session

from app.conversations import access, queries
from app.conversations.schemas import CONV_PATTERN, Answer, EpochsOut, ItemsOut
from app.people.actors import Actor
from app.people.session import AnyActor, Db, StaffActor
from app.realtime import tickets

router = APIRouter(prefix="/api")

Stream = Annotated[str, Path(pattern=CONV_PATTERN)]
Seq = Annotated[int, Query(ge=0, le=2**53)]


class TicketOut(Answer):
    """A ticket for one socket."""

    ticket: str


@router.post("/rt/ticket")
async def ticket(actor: AnyActor, db: Db, request: Request) -> TicketOut:
    """A one-use ticket for the first frame of a socket."""
    seconds = request.app.state.settings.sessions.ticket_seconds
    issued = await db.write(
        tickets.issue, actor_kind=actor.kind, actor_id=actor.id, session_id=actor.session_id, seconds=seconds
    )
    return TicketOut(ticket=issued)


@router.get("/streams/{stream}/items")
async def items(stream: Stream, actor: StaffActor, db: Db, after: Seq = 0, before: Seq | None = None) -> ItemsOut:
    """A page of a stream that the caller may read."""
    return await db.read(_items, actor, stream, after, before)


@router.get("/streams/{stream}/epochs")
async def epochs(stream: Stream, actor: StaffActor, db: Db) -> EpochsOut:
    """The key epochs of a stream, with the caller's wraps."""
    return await db.read(_epochs, actor, stream)


def _items(session: Session, actor: Actor, stream: str, after: int, before: int | None) -> ItemsOut:
    found = access.stream_to_read(session, actor, stream)
    return queries.items(session, found.who, found.place, after=after, before=before)


def _epochs(session: Session, actor: Actor, stream: str) -> EpochsOut:
    found = access.stream_to_read(session, actor, stream)
    return queries.epochs(session, actor, found.who, found.place)
