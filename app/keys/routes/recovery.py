"""HTTP of a group's printed sheets."""

from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy.orm import Session

from app.keys import actions, queries
from app.keys.schemas import (
    ConfirmedSheet,
    NewRecoverySet,
    RecoveryOpened,
    RecoverySets,
    UseOfSheets,
)
from app.people.actors import Staff
from app.people.session import AdultMember, ConfirmedAdult, Db
from app.sealing.documents import GroupName, read_roster

router = APIRouter(prefix="/api/recovery")

SetNumber = Annotated[int, Path(ge=1, lt=2**31)]


@router.get("")
async def recovery_sets(actor: AdultMember, db: Db) -> RecoverySets:
    """The sheets of the caller's groups: who keeps which, and when they were tried."""
    return await db.read(_sets, actor)


def _sets(session: Session, actor: Staff) -> RecoverySets:
    roster = read_roster(queries.current_roster(session, actor.school_id).doc)
    return RecoverySets(sets=queries.recovery_sets(session, actor, roster))


@router.put("/{group}", status_code=204)
async def make_recovery_set(group: GroupName, body: NewRecoverySet, actor: ConfirmedAdult, db: Db) -> None:
    """A group's next set of sheets."""
    await db.write(actions.make_recovery_set, actor, group, body)


@router.post("/{group}/{number}/confirm", status_code=204)
async def confirm_sheet(group: GroupName, number: SetNumber, body: ConfirmedSheet, actor: AdultMember, db: Db) -> None:
    """A sheet was typed back as it was printed."""
    await db.write(actions.confirm_sheet, actor, group, number, body.sheet)


@router.post("/{group}/{number}/use")
async def use_recovery_set(
    group: GroupName, number: SetNumber, body: UseOfSheets, actor: ConfirmedAdult, db: Db
) -> RecoveryOpened:
    """What two sheets open. Every member and root holder is told in the same transaction."""
    return await db.write(actions.use_recovery_set, actor, group, number, body.reason)


@router.post("/{group}/{number}/tested", status_code=204)
async def note_tested(group: GroupName, number: SetNumber, actor: AdultMember, db: Db) -> None:
    """Two sheets gave the group's key back."""
    await db.write(actions.note_tested, actor, group, number)
