"""What a school decides about itself."""

from fastapi import APIRouter
from sqlalchemy.orm import Session

from app.core.errors import Forbidden
from app.people.actors import Role, Staff
from app.people.session import Db, ManagerActor
from app.schools import actions, queries
from app.schools.schemas import SchoolSettings

router = APIRouter(prefix="/api")

_DECIDE = {Role.DSL, Role.ADMINISTRATOR}


@router.get("/school")
async def settings(actor: ManagerActor, db: Db) -> SchoolSettings:
    """The caller's school, as it has decided."""
    return await db.read(queries.settings, actor.school_id)


@router.put("/school")
async def change(body: SchoolSettings, actor: ManagerActor, db: Db) -> SchoolSettings:
    """Decide anew. For the safeguarding lead and the administrator."""
    return await db.write(_change, actor, body)


def _change(session: Session, actor: Staff, wanted: SchoolSettings) -> SchoolSettings:
    if actor.role not in _DECIDE:
        raise Forbidden
    actions.change(session, actor, actor.school_id, wanted)
    return queries.settings(session, actor.school_id)
