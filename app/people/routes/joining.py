"""What somebody with an invitation may ask before they join. Joining itself brings keys, and so belongs to `keys`."""

from typing import Annotated

from fastapi import APIRouter, Path

from app.core import encoding
from app.core.ids import UUID_PATTERN
from app.people.door import Ours
from app.people.schemas import ARGON2ID, Stretch
from app.people.session import Anyone

router = APIRouter(prefix="/api/invitations")

Id = Annotated[str, Path(pattern=rf"^{UUID_PATTERN}$")]


@router.post("/{invitation_id}/start")
async def start(invitation_id: Id, _: Anyone, ours: Ours) -> Stretch:
    """How to stretch this invitation's words. An id that nobody made gets an answer of the same kind."""
    return Stretch(salt=encoding.encode(await ours.admission.salt(invitation_id)), **ARGON2ID)
