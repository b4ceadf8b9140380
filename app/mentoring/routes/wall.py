"""HTTP of the wall, of what is held on it, and of the mentors whom a pupil may choose from."""

from typing import Annotated, cast

from fastapi import APIRouter, Path, Request

from app.conversations.errors import EpochOld
from app.conversations.schemas import NewItem, Sent
from app.core.budgets import Budgets
from app.core.ids import UUID_PATTERN, ConversationId
from app.mentoring.actions import held
from app.mentoring.queries import offers
from app.mentoring.queries import wall as walls
from app.mentoring.routes.paces import spend
from app.mentoring.schemas.queue import MentorCards
from app.mentoring.schemas.wall import HeldMessages, Wall
from app.people.session import AdultActor, Anyone, Db, Here, MentorActor, StaffActor

router = APIRouter(prefix="/api")

CaseId = Annotated[str, Path(pattern=rf"^{UUID_PATTERN}$")]


@router.get("/schools/{slug}/mentors")
async def mentors(slug: str, _: Anyone, db: Db, here: Here) -> MentorCards:
    """The mentors who could take a chat now."""
    return await db.read(offers.cards, slug, here)


@router.get("/wall")
async def wall(actor: AdultActor, db: Db, here: Here) -> Wall:
    """Every live chat with a mentor, and who waits."""
    return await db.read(walls.wall, actor, here)


@router.post("/chats/{case_id}/held", status_code=202)
async def hold(case_id: CaseId, body: NewItem, actor: MentorActor, db: Db, request: Request) -> None:
    """Put a message before the adults."""
    spend(cast(Budgets, request.app.state.budgets).staff_sends, actor.id)
    await db.write(held.hold, actor, ConversationId(case_id), body)


@router.get("/chats/{case_id}/held")
async def held_messages(case_id: CaseId, actor: StaffActor, db: Db) -> HeldMessages:
    """What waits, the oldest first."""
    return await db.read(walls.held_messages, actor, case_id)


@router.post("/chats/{case_id}/held/{cmid}/release")
async def release(case_id: CaseId, cmid: CaseId, actor: AdultActor, db: Db) -> Sent:
    """Let a message into the chat."""
    appended = await db.write(held.release, actor, ConversationId(case_id), cmid)
    if appended is None:
        # Refused only now: that the mentor is to seal it again has to be on disk.
        raise EpochOld
    return Sent(seq=appended.seq, dup=appended.dup)


@router.post("/chats/{case_id}/held/{cmid}/return", status_code=204)
async def give_back(case_id: CaseId, cmid: CaseId, actor: AdultActor, db: Db) -> None:
    """Give a message back to its mentor."""
    await db.write(held.give_back, actor, ConversationId(case_id), cmid)
