"""HTTP of group keys: giving a key to members who lack it, and proposing the next one."""

from fastapi import APIRouter

from app.keys import actions
from app.keys.schemas import MoreWraps, ProposedGroupEpoch
from app.people.session import AdultMember, Db

router = APIRouter(prefix="/api/keys")


@router.post("/wraps", status_code=204)
async def add_wraps(body: MoreWraps, actor: AdultMember, db: Db) -> None:
    """Give a key of the caller's group to members who have not got it."""
    await db.write(actions.add_wraps, actor, body)


@router.post("/groups", status_code=204)
async def propose_group(body: ProposedGroupEpoch, actor: AdultMember, db: Db) -> None:
    """Propose the next key of the caller's group, for a root holder to sign."""
    await db.write(actions.propose_group, actor, body)
