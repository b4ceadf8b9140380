"""Looking after mentors: the desk, debriefs, reviews and what stands on a certificate."""

from typing import Annotated

from fastapi import APIRouter, Path

from app.core.ids import UUID_PATTERN, PersonId
from app.mentoring import queries
from app.mentoring.actions import debriefs, reviews
from app.mentoring.schemas.debriefs import Evidence, MentoringDesk, NewDebrief, SignReview, Supervised
from app.people.session import Db, Here, MentorActor, RotaActor, StaffActor, SupervisorActor

router = APIRouter(prefix="/api")

Id = Annotated[str, Path(pattern=rf"^{UUID_PATTERN}$")]


@router.get("/mentoring/desk")
async def desk(actor: SupervisorActor, db: Db, here: Here) -> MentoringDesk:
    """Mentors, debriefs, reviews, and where the rota has nobody."""
    return await db.read(queries.desk, actor, here)


@router.post("/debriefs", status_code=204)
async def give(body: NewDebrief, actor: MentorActor, db: Db) -> None:
    """Say how a chat was."""
    await db.write(debriefs.give, actor, body)


@router.post("/debriefs/{debrief_id}/seen", status_code=204)
async def see(debrief_id: Id, actor: SupervisorActor, db: Db) -> None:
    """Say that somebody has read it."""
    await db.write(debriefs.see, actor, debrief_id)


@router.post("/reviews/{conversation_id}/sign", status_code=204)
async def sign(conversation_id: Id, body: SignReview, actor: SupervisorActor, db: Db) -> None:
    """Say that somebody has read the chat again."""
    await db.write(reviews.sign, actor, conversation_id, body)


@router.post("/reviews/{conversation_id}/talked", status_code=204)
async def talked(conversation_id: Id, actor: SupervisorActor, db: Db) -> None:
    """Say that somebody has talked the chat over with its mentor."""
    await db.write(reviews.talked, actor, conversation_id)


@router.post("/people/{person_id}/supervision", status_code=204)
async def supervise(person_id: Id, body: Supervised, actor: RotaActor, db: Db) -> None:
    """Write down a supervision meeting with a mentor."""
    await db.write(reviews.supervise, actor, PersonId(person_id), body)


@router.get("/people/{person_id}/evidence")
async def evidence(person_id: Id, actor: StaffActor, db: Db) -> Evidence:
    """What a mentor has given."""
    return await db.read(queries.evidence, actor, PersonId(person_id))
