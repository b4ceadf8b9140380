"""The rota."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query

from app.core.ids import UUID_PATTERN
from app.mentoring import queries
from app.mentoring.actions import rota
from app.mentoring.schemas.rota import Change, NewChange, NewSlot, Rota, Slot
from app.people.session import Db, RotaActor, StaffActor

router = APIRouter(prefix="/api/rota")

Id = Annotated[str, Path(pattern=rf"^{UUID_PATTERN}$")]
First = Annotated[date, Query(alias="from", ge=date(2000, 1, 1), le=date(2200, 1, 1))]


@router.get("")
async def read(actor: StaffActor, db: Db, first: First) -> Rota:
    """The rota from a day on."""
    return await db.read(queries.rota, actor, first)


@router.post("/slots")
async def add_slot(body: NewSlot, actor: RotaActor, db: Db) -> Slot:
    """Put somebody on the rota."""
    return await db.write(rota.add_slot, actor, body)


@router.put("/slots/{slot_id}")
async def change_slot(slot_id: Id, body: NewSlot, actor: RotaActor, db: Db) -> Slot:
    """Change a slot."""
    return await db.write(rota.change_slot, actor, slot_id, body)


@router.delete("/slots/{slot_id}", status_code=204)
async def remove_slot(slot_id: Id, actor: RotaActor, db: Db) -> None:
    """Take a slot off the rota."""
    await db.write(rota.remove_slot, actor, slot_id)


@router.post("/changes")
async def add_change(body: NewChange, actor: RotaActor, db: Db) -> Change:
    """Have one day of a slot covered, or off."""
    return await db.write(rota.add_change, actor, body)


@router.delete("/changes/{change_id}", status_code=204)
async def remove_change(change_id: Id, actor: RotaActor, db: Db) -> None:
    """Take such a change back."""
    await db.write(rota.remove_change, actor, change_id)
