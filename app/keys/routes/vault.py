"""HTTP of a person's own vault."""

from fastapi import APIRouter

from app.keys import actions, queries
from app.keys.schemas import Vault
from app.people.session import Db, SignedInActor

router = APIRouter(prefix="/api/vault")


@router.get("")
async def vault(actor: SignedInActor, db: Db) -> Vault:
    """Everything of the caller's that is sealed to them."""
    return await db.read(queries.vault, actor)


@router.post("/unlocked", status_code=204)
async def vault_unlocked(actor: SignedInActor, db: Db) -> None:
    """The caller's browser has opened their vault."""
    await db.write(actions.note_unlocked, actor)
