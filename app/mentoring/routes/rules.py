"""The rules of mentoring, and what a school says of each mentor."""

from typing import Annotated

from fastapi import APIRouter, Path

from app.core.ids import UUID_PATTERN, PersonId
from app.mentoring import queries
from app.mentoring.actions import rules
from app.mentoring.schemas.rules import MentoringRules
from app.mentoring.schemas.shifts import MentorProfile
from app.people.session import ConfirmedLead, Db, RotaActor, StaffActor, SupervisorActor

router = APIRouter(prefix="/api")

Id = Annotated[str, Path(pattern=rf"^{UUID_PATTERN}$")]


@router.get("/mentoring/rules")
async def read(actor: StaffActor, db: Db) -> MentoringRules:
    """What the school decides of its mentoring."""
    return await db.read(queries.rules, actor.school_id)


@router.put("/mentoring/rules")
async def decide(body: MentoringRules, actor: ConfirmedLead, db: Db) -> MentoringRules:
    """Decide it otherwise."""
    await db.write(rules.set_rules, actor, body)
    return body


@router.get("/people/{person_id}/mentor")
async def profile(person_id: Id, actor: SupervisorActor, db: Db) -> MentorProfile:
    """What the school says of a mentor."""
    return await db.read(queries.profile, actor, PersonId(person_id))


@router.put("/people/{person_id}/mentor")
async def say(person_id: Id, body: MentorProfile, actor: RotaActor, db: Db) -> MentorProfile:
    """Say it otherwise."""
    await db.write(rules.set_profile, actor, PersonId(person_id), body)
    return await db.read(queries.profile, actor, PersonId(person_id))
