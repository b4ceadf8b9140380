"""HTTP of what a change of people or keys leaves to do."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.people.session import AdultActor, AdultMember, Db
from app.rotation import actions, queries
from app.rotation.schemas import Moving, Tasks

router = APIRouter(prefix="/api/keys")


@router.get("/tasks")
async def tasks(actor: AdultMember, db: Db) -> Tasks:
    """What the caller's browser can do for the school's keys."""
    return await db.read(queries.tasks, actor)


@router.get("/conversations")
async def moving(actor: AdultActor, db: Db, limit: Annotated[int, Query(ge=1, le=200)] = 20) -> Moving:
    """Streams to seal to new keys, and what their next epoch is made from. It is on the record."""
    return await db.write(actions.list_to_move, actor, limit)
