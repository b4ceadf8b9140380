"""Opening an invitation, joining with it, and what is checked before a roster names whoever joined."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from sqlalchemy.orm import Session

from app.core import encoding
from app.core.ids import UUID_PATTERN, PersonId
from app.keys import actions, queries
from app.keys.actions.joining import Shown
from app.keys.joining import Join, JoiningView, OpenedInvitation
from app.people import actions as people
from app.people.actions import Opened, Proof
from app.people.door import Door, KnownAs, Ours
from app.people.roll import InvitationOpening
from app.people.schemas import Me
from app.people.session import Anyone, Db, LeaderActor

router = APIRouter(prefix="/api")

Id = Annotated[str, Path(pattern=rf"^{UUID_PATTERN}$")]


@router.post("/invitations/{invitation_id}/open")
async def open_invitation(invitation_id: Id, body: InvitationOpening, _: Anyone, ours: Ours) -> OpenedInvitation:
    """What somebody with the words needs before they make their keys."""
    found = await ours.admission.open(invitation_id, encoding.decode(body.auth, exact=32))
    return await ours.db.read(queries.opened_invitation, found, ours.admission.authenticator(found, found.email))


@router.post("/invitations/{invitation_id}/join", status_code=201)
async def join(
    invitation_id: Id, body: Join, _: Anyone, ours: Ours, response: Response, known_as: KnownAs = None
) -> Me:
    """Join, and be signed in."""
    found = await ours.admission.open(invitation_id, encoding.decode(body.auth, exact=32))
    proved = ours.admission.prove_authenticator(found, body.code)
    auth_hash = await ours.admission.hashed(encoding.decode(body.unlocks[0].auth, exact=32))
    shown = Shown(found, auth_hash, None if proved is None else proved.box)
    proof = Proof(totp_step=None if proved is None else proved.step)
    opened = await ours.db.write(_join, shown, body, proof, known_as, ours)
    return await ours.let_in(response, opened)


def _join(session: Session, shown: Shown, body: Join, proof: Proof, known_as: str | None, ours: Door) -> Opened:
    person, sessions = actions.join(session, shown, body), ours.settings.sessions
    return people.enter(
        session,
        person,
        proof,
        known_as,
        hours=sessions.staff_hours,
        idle_minutes=sessions.staff_idle_minutes,
        device_days=sessions.device_days,
        device=body.device,
        joining=True,
    )


@router.get("/people/{person_id}/joining")
async def joining(person_id: Id, actor: LeaderActor, db: Db) -> JoiningView:
    """The keys that somebody joined with, for whoever is about to sign a roster that names them."""
    return await db.read(queries.joining_of, actor, PersonId(person_id))
