"""HTTP of `escalation`: help routes, decisions, closing, reopening, and the case file."""

from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy.orm import Session

from app.conversations.schemas import SealedItem, Sent
from app.core import clock
from app.core.ids import UUID_PATTERN
from app.escalation import actions, queries
from app.escalation.schemas import CaseFile, Close, HelpRoutes, HelpShown, Reopen
from app.people.actors import Staff
from app.people.session import AdultActor, Db, StaffActor
from app.triage.queries import head
from app.triage.schemas import CaseHead

router = APIRouter(prefix="/api")

CaseId = Annotated[str, Path(pattern=rf"^{UUID_PATTERN}$")]


@router.get("/help-routes")
async def help_routes(_: StaffActor) -> HelpRoutes:
    """Every help route outside the school, with when it was last checked."""
    return queries.help_routes(clock.now().date())


@router.post("/cases/{case_id}/help", status_code=204)
async def show_help(case_id: CaseId, body: HelpShown, actor: AdultActor, db: Db) -> None:
    """A help route was used for this case."""
    await db.write(actions.show_help, actor, case_id, body.route)


@router.post("/cases/{case_id}/decision")
async def decide(case_id: CaseId, body: SealedItem, actor: AdultActor, db: Db) -> Sent:
    """Add a decision with its reasons."""
    appended = await db.write(actions.record_decision, actor, case_id, body)
    return Sent(seq=appended.seq, dup=appended.dup)


@router.post("/cases/{case_id}/close")
async def close(case_id: CaseId, body: Close, actor: AdultActor, db: Db) -> CaseHead:
    """Close the case with its outcome and the last word to the pupil."""
    return await db.write(_close, actor, case_id, body)


@router.post("/cases/{case_id}/reopen")
async def reopen(case_id: CaseId, body: Reopen, actor: AdultActor, db: Db) -> CaseHead:
    """Open a closed case again."""
    return await db.write(_reopen, actor, case_id, body)


@router.get("/cases/{case_id}/export")
async def export(case_id: CaseId, actor: AdultActor, db: Db) -> CaseFile:
    """The case file. It is on the record before it is made."""
    await db.write(actions.record_export, actor, case_id)
    return await db.read(queries.case_file, actor, case_id)


def _close(session: Session, actor: Staff, case_id: str, body: Close) -> CaseHead:
    return head(session, actor, actions.close(session, actor, case_id, body))


def _reopen(session: Session, actor: Staff, case_id: str, body: Reopen) -> CaseHead:
    return head(session, actor, actions.reopen(session, actor, case_id, body))
