"""What a mentor's console asks before and during a chat."""

from fastapi import APIRouter

from app.mentoring import queries
from app.mentoring.schemas.waiting import Waiting
from app.people.session import Db, Here, MentorActor

router = APIRouter(prefix="/api")


@router.get("/waiting")
async def waiting(actor: MentorActor, db: Db, here: Here) -> Waiting:
    """Who waits for a mentor: a topic family and minutes, and nothing else."""
    return await db.read(queries.waiting, actor, here)
