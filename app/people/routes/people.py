"""The list of people, inviting, suspending and leaving, and the register of training."""

from typing import Annotated

from fastapi import APIRouter, Path

from app.core import encoding
from app.core.ids import UUID_PATTERN, PersonId
from app.people import actions, queries
from app.people.actions import training
from app.people.door import Ours
from app.people.mail.letters import invitation_link
from app.people.roll import Invited, NewInvitation, NewTraining, PeopleList, SuspensionReason, Trained, TrainingRules
from app.people.session import ConfirmedInviter, ConfirmedLeader, Db, InviterActor, ManagerActor

router = APIRouter(prefix="/api")

Id = Annotated[str, Path(pattern=rf"^{UUID_PATTERN}$")]


@router.get("/people")
async def people(actor: ManagerActor, db: Db) -> PeopleList:
    """Everybody who is, was or may come to be of the school."""
    return await db.read(queries.people_list, actor)


@router.post("/people/invitations")
async def invite(body: NewInvitation, actor: ConfirmedInviter, ours: Ours) -> Invited:
    """Invite somebody, or let somebody back in. The words stay in the caller's browser."""
    auth_hash = await ours.admission.hashed(encoding.decode(body.auth, exact=32))
    made = await ours.db.write(actions.invite, actor, body, auth_hash)
    return Invited(id=made.id, link=invitation_link(ours.settings.origin, made.id), expires=made.expires_at)


@router.delete("/people/invitations/{invitation_id}", status_code=204)
async def withdraw(invitation_id: Id, actor: InviterActor, db: Db) -> None:
    """Take an invitation back."""
    await db.write(actions.withdraw, actor, invitation_id)


@router.post("/people/{person_id}/suspend", status_code=204)
async def suspend(person_id: Id, body: SuspensionReason, actor: ConfirmedLeader, db: Db) -> None:
    """Shut somebody out at once, until they are restored."""
    await db.write(actions.suspend, actor, PersonId(person_id), body.reason)


@router.post("/people/{person_id}/restore", status_code=204)
async def restore(person_id: Id, actor: ConfirmedLeader, db: Db) -> None:
    """Let them in again."""
    await db.write(actions.restore, actor, PersonId(person_id))


@router.post("/people/{person_id}/leave", status_code=204)
async def leave(person_id: Id, actor: ConfirmedLeader, db: Db) -> None:
    """Somebody has left."""
    await db.write(actions.leave, actor, PersonId(person_id))


@router.get("/training")
async def rules(actor: ManagerActor, db: Db) -> TrainingRules:
    """The training that the school asks for."""
    return TrainingRules(rules=list(await db.read(queries.rules, actor.school_id)))


@router.put("/training")
async def set_rules(body: TrainingRules, actor: ConfirmedLeader, db: Db) -> TrainingRules:
    """Ask for other training."""
    await db.write(training.set_rules, actor, body)
    return body


@router.post("/people/{person_id}/training")
async def add_training(person_id: Id, body: NewTraining, actor: InviterActor, db: Db) -> Trained:
    """Somebody has done a module."""
    return await db.write(training.add, actor, PersonId(person_id), body)


@router.post("/people/{person_id}/training/{training_id}/withdraw", status_code=204)
async def withdraw_training(person_id: Id, training_id: Id, actor: InviterActor, db: Db) -> None:
    """It was not so."""
    await db.write(training.withdraw, actor, PersonId(person_id), training_id)
