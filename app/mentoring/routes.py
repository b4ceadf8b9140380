"""HTTP of `mentoring`. The verbs of a live chat travel as `act` frames."""

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request

from app.mentoring import queries
from app.mentoring.schemas import Waiting
from app.people.session import Db, MentorActor
from app.reports.schemas import IsHere

router = APIRouter(prefix="/api")


def _is_here(request: Request) -> IsHere:
    return cast(IsHere, request.app.state.hub.is_here)


@router.get("/waiting")
async def waiting(actor: MentorActor, db: Db, is_here: Annotated[IsHere, Depends(_is_here)]) -> Waiting:
    """Who waits for a mentor: a topic family and minutes, and nothing else."""
    return await db.read(queries.waiting, actor, is_here)
