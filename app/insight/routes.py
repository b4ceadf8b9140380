"""HTTP of `insight`: the audit view."""

from typing import Annotated, cast

from fastapi import APIRouter, Query, Request

from app.audit.queries import Filter
from app.core.secrets import ServerSecrets
from app.insight import actions, queries
from app.insight.schemas import AuditView
from app.people.session import AdultActor, Db

router = APIRouter(prefix="/api")

Text = Annotated[str | None, Query(max_length=64)]


@router.get("/audit")
async def audit(
    actor: AdultActor,
    db: Db,
    request: Request,
    person: Text = None,
    case: Text = None,
    action: Text = None,
    cursor: Annotated[str | None, Query(max_length=700)] = None,
) -> AuditView:
    """Who did what, newest first, and whether the logs are whole. Looking is recorded before anything is shown."""
    secrets = cast(ServerSecrets, request.app.state.secrets)
    await db.write(actions.note_viewing, actor)
    wanted = Filter(person=person, subject=case, action=action)
    return await db.read(queries.audit_view, actor, secrets, wanted, cursor)
