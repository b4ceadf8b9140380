"""HTTP of `conversations`: the ticket with which a socket may follow them."""

from fastapi import APIRouter, Request

from app.conversations.schemas import Answer
from app.people.session import AnyActor, Db
from app.realtime import tickets

router = APIRouter(prefix="/api")


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
