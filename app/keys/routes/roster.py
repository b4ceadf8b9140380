"""HTTP of the roster: to staff with the KEM keys it names, and to anyone."""

from fastapi import APIRouter
from sqlalchemy.orm import Session

from app.core.encoding import encode
from app.keys import actions, queries
from app.keys.schemas import NewRoster, PersonKem, RosterBody, RosterSigned, StaffRoster
from app.people.actors import Staff
from app.people.session import Anyone, ConfirmedLeader, Db, SignedInActor
from app.schools import queries as schools

router = APIRouter(prefix="/api")


@router.get("/roster")
async def roster(actor: SignedInActor, db: Db) -> StaffRoster:
    """The newest roster, with everybody's KEM key."""
    return await db.read(_staff_roster, actor)


@router.post("/roster")
async def sign_roster(body: NewRoster, actor: ConfirmedLeader, db: Db) -> RosterSigned:
    """The next roster, with the keys and wraps that belong to it: all of it takes effect, or nothing."""
    return RosterSigned(number=await db.write(actions.sign_roster, actor, body))


def _staff_roster(session: Session, actor: Staff) -> StaffRoster:
    signed = queries.current_roster(session, actor.school_id)
    keys = queries.people_keys(session, actor.school_id)
    return StaffRoster(
        doc=encode(signed.doc),
        sig=encode(signed.sig),
        keys=[PersonKem(person=key.person_id, kem=encode(key.kem)) for key in keys],
    )


@router.get("/schools/{slug}/roster")
async def school_roster(slug: str, _: Anyone, db: Db) -> RosterBody:
    """The newest roster of a school, for a pupil's browser to check."""
    return await db.read(_school_roster, slug)


def _school_roster(session: Session, slug: str) -> RosterBody:
    signed = queries.current_roster(session, schools.by_slug(session, slug).id)
    return RosterBody(doc=encode(signed.doc), sig=encode(signed.sig))
