"""HTTP of `escalation`: help routes, decisions, closing, reopening, and the case file."""

from typing import Annotated

from fastapi import APIRouter, Path
from sqlalchemy.orm import Session

from app.conversations.schemas import SealedItem, Sent
from app.core.ids import UUID_PATTERN, PersonId
from app.escalation import queries
from app.escalation.actions import directory, duties, endings, names, packs, raising
from app.escalation.schemas import (
    CaseFile,
    Close,
    Contact,
    Decide,
    Duties,
    DutyFinished,
    DutyWanted,
    GivenName,
    HelpForPupils,
    HelpRoutes,
    HelpShown,
    NamesGiven,
    NameStanding,
    Opens,
    PackMade,
    Reopen,
)
from app.people.actors import Staff
from app.people.session import AdultActor, Anyone, ConfirmedReader, Db, ManagerActor, PupilActor, StaffActor
from app.triage.queries import head
from app.triage.schemas import AtVersion, CaseHead

router = APIRouter(prefix="/api")

RouteId = Annotated[str, Path(max_length=64)]
CaseId = Annotated[str, Path(pattern=rf"^{UUID_PATTERN}$")]


@router.get("/help-routes")
async def help_routes(actor: StaffActor, db: Db) -> HelpRoutes:
    """Every help route outside the school, with when it was last checked."""
    return await db.read(queries.help_routes, actor.school_id)


@router.get("/schools/{slug}/help")
async def help_for_pupils(_: Anyone, slug: Annotated[str, Path(max_length=40)], db: Db) -> HelpForPupils:
    """Which help routes the pupil page may show today."""
    return await db.read(queries.shown_to_pupils, slug)


@router.get("/school/help-routes")
async def our_routes(actor: ManagerActor, db: Db) -> HelpRoutes:
    """The same list for whoever sets the school up, before a roster names them."""
    return await db.read(queries.help_routes, actor.school_id)


@router.put("/school/help-routes/{route_id}")
async def fill_in(route_id: RouteId, body: Contact, actor: ManagerActor, db: Db) -> HelpRoutes:
    """How to reach a service of the school's own area."""
    await db.write(directory.fill_in, actor, route_id, body)
    return await db.read(queries.help_routes, actor.school_id)


@router.post("/school/help-routes/{route_id}/checked")
async def check_route(route_id: RouteId, actor: ManagerActor, db: Db) -> HelpRoutes:
    """Somebody at the school has rung it or read its page today."""
    await db.write(directory.check, actor, route_id)
    return await db.read(queries.help_routes, actor.school_id)


@router.post("/school/help-routes/{route_id}/opening")
async def note_opening(route_id: RouteId, body: Opens, actor: ManagerActor, db: Db) -> HelpRoutes:
    """What a pupil's device showed when its link was pressed."""
    await db.write(directory.note_opening, actor, route_id, body.opens)
    return await db.read(queries.help_routes, actor.school_id)


@router.post("/cases/{case_id}/help", status_code=204)
async def show_help(case_id: CaseId, body: HelpShown, actor: AdultActor, db: Db) -> None:
    """A help route was used for this case."""
    await db.write(endings.show_help, actor, case_id, body.route)


@router.post("/mailbox/name", status_code=204)
async def give_name(body: GivenName, actor: PupilActor, db: Db) -> None:
    """The pupil says who they are."""
    await db.write(names.give, actor, body)


@router.get("/cases/{case_id}/name")
async def name_standing(case_id: CaseId, actor: AdultActor, db: Db) -> NameStanding:
    """Whether the pupil gave a name."""
    return await db.read(queries.name_standing, actor, case_id)


@router.post("/cases/{case_id}/name")
async def open_name(case_id: CaseId, body: SealedItem, actor: AdultActor, db: Db) -> NamesGiven:
    """Open the name, with a reason. It is on the record, and the pupil told, before it is handed over."""
    return await db.write(names.open_name, actor, case_id, body)


@router.get("/duties")
async def my_duties(actor: AdultActor, db: Db) -> Duties:
    """What the caller still has to do themselves."""
    return await db.read(queries.my_duties, actor)


@router.post("/duties/{duty_id}/done", status_code=204)
async def finish_duty(duty_id: CaseId, body: DutyFinished, actor: AdultActor, db: Db) -> None:
    """The caller has done it."""
    await db.write(duties.finish, actor, duty_id, body.item)


@router.get("/cases/{case_id}/duties")
async def duties_of_case(case_id: CaseId, actor: AdultActor, db: Db) -> Duties:
    """Every duty about a case."""
    return await db.read(queries.duties_of_case, actor, case_id)


@router.post("/cases/{case_id}/duties")
async def take_duty(case_id: CaseId, body: DutyWanted, actor: AdultActor, db: Db) -> Duties:
    """A duty is somebody's from now on."""
    await db.write(duties.take, actor, case_id, body.kind, PersonId(body.person))
    return await db.read(queries.duties_of_case, actor, case_id)


@router.post("/cases/{case_id}/decision")
async def decide(case_id: CaseId, body: Decide, actor: AdultActor, db: Db) -> Sent:
    """Add a decision with its reasons."""
    appended = await db.write(endings.record_decision, actor, case_id, body)
    return Sent(seq=appended.seq, dup=appended.dup)


@router.post("/cases/{case_id}/escalate", status_code=204)
async def escalate(case_id: CaseId, body: AtVersion, actor: AdultActor, db: Db) -> None:
    """Hand a case of the pastoral team up to the safeguarding team."""
    await db.write(raising.raise_case, actor, case_id, body.v)


@router.post("/cases/{case_id}/close")
async def close(case_id: CaseId, body: Close, actor: AdultActor, db: Db) -> CaseHead:
    """Close the case with its outcome and the last word to the pupil."""
    return await db.write(_close, actor, case_id, body)


@router.post("/cases/{case_id}/reopen")
async def reopen(case_id: CaseId, body: Reopen, actor: AdultActor, db: Db) -> CaseHead:
    """Open a closed case again."""
    return await db.write(_reopen, actor, case_id, body)


@router.get("/cases/{case_id}/export")
async def export(case_id: CaseId, actor: ConfirmedReader, db: Db) -> CaseFile:
    """The case file. It is on the record before it is made."""
    await db.write(endings.record_export, actor, case_id)
    return await db.read(queries.case_file, actor, case_id)


@router.post("/cases/{case_id}/pack", status_code=204)
async def pack(case_id: CaseId, body: PackMade, actor: ConfirmedReader, db: Db) -> None:
    """A referral pack was made in the browser. It is on the record before it is saved."""
    await db.write(packs.record_pack, actor, case_id, body)


def _close(session: Session, actor: Staff, case_id: str, body: Close) -> CaseHead:
    return head(session, actor, endings.close(session, actor, case_id, body))


def _reopen(session: Session, actor: Staff, case_id: str, body: Reopen) -> CaseHead:
    return head(session, actor, endings.reopen(session, actor, case_id, body))
