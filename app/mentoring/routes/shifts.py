"""Who is on duty, and what an adult says of a mentor who is."""

from typing import Annotated

from fastapi import APIRouter, Path

from app.core.ids import UUID_PATTERN
from app.mentoring.actions import shifts
from app.mentoring.schemas.shifts import DutyWanted
from app.people import queries as people
from app.people.schemas import Duty
from app.people.session import Db, Here, StaffActor, SupervisorActor

router = APIRouter(prefix="/api")

Id = Annotated[str, Path(pattern=rf"^{UUID_PATTERN}$")]


@router.get("/duty")
async def duty(actor: StaffActor, db: Db, here: Here) -> Duty:
    """Who is on duty."""
    return await db.read(people.duty, actor, here)


@router.post("/duty")
async def set_duty(body: DutyWanted, actor: StaffActor, db: Db, here: Here) -> Duty:
    """Go on duty, or off."""
    await db.write(shifts.set_duty, actor, body)
    return await db.read(people.duty, actor, here)


@router.post("/shifts/{shift_id}/room", status_code=204)
async def room(shift_id: Id, actor: SupervisorActor, db: Db) -> None:
    """The mentor sits where the caller can see them."""
    await db.write(shifts.say_in_room, actor, shift_id)


@router.post("/shifts/{shift_id}/talked", status_code=204)
async def talked(shift_id: Id, actor: SupervisorActor, db: Db) -> None:
    """The caller has talked with the mentor about how they are."""
    await db.write(shifts.say_talked, actor, shift_id)
