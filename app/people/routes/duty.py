"""Who a case may be given to."""

from fastapi import APIRouter
from sqlalchemy.orm import Session

from app.people import queries
from app.people.actors import Staff
from app.people.schemas import Colleague, Colleagues, IsHere
from app.people.session import Db, Here, StaffActor

router = APIRouter(prefix="/api")


@router.get("/groups/{name}/people")
async def may_be_given(name: str, actor: StaffActor, db: Db, here: Here) -> Colleagues:
    """Who a case of one of the caller's groups may be given to."""
    return await db.read(_may_be_given, actor, name, here)


def _may_be_given(session: Session, actor: Staff, group: str, here: IsHere) -> Colleagues:
    people = queries.may_be_given(session, actor, group)
    live = {duty.person_id for duty in queries.on_duty(session, actor.school_id) if here(duty.person_id)}
    return Colleagues(
        people=[
            Colleague(id=person.id, alias=person.alias, role=person.role, live=person.id in live) for person in people
        ]
    )
