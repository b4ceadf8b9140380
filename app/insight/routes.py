"""HTTP of `insight`: the audit view, and setting a school up."""

from typing import Annotated, cast

import msgspec
from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import AwareDatetime

from app.audit import standalone
from app.audit.queries import Filter
from app.core.ids import UUID_PATTERN
from app.core.secrets import ServerSecrets
from app.insight import actions, queries
from app.insight.readiness import SaidStep
from app.insight.schemas import (
    AuditView,
    CaseProof,
    CaseViews,
    Changes,
    Cosignatures,
    Offers,
    Setup,
    StepSaid,
    WitnessAsks,
)
from app.insight.witnesses import Watch
from app.people.session import (
    AdultActor,
    Anyone,
    ConfirmedLeader,
    ConfirmedReader,
    Db,
    InviterActor,
    ManagerActor,
    ReviewerActor,
    SignedInActor,
)

router = APIRouter(prefix="/api")

LogName = Annotated[str, Path(pattern="^[a-z]{1,16}$")]
Level = Annotated[int, Path(ge=0, le=63)]
Index = Annotated[int, Path(ge=0, lt=2**53)]
_AS_FILE = {"Content-Disposition": 'attachment; filename="hark_verify.py"'}
CaseId = Annotated[str, Path(pattern=rf"^{UUID_PATTERN}$")]
Text = Annotated[str | None, Query(max_length=64)]


@router.get("/audit")
async def audit(
    actor: AdultActor,
    db: Db,
    request: Request,
    person: Text = None,
    case: Text = None,
    action: Text = None,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    whole: bool = False,
    cursor: Annotated[str | None, Query(max_length=700)] = None,
) -> AuditView:
    """Who did what, newest first, and whether the logs are whole. Looking is recorded before anything is shown."""
    secrets = cast(ServerSecrets, request.app.state.secrets)
    await db.write(actions.note_viewing, actor)
    wanted = Filter(person=person, subject=case, action=action, since=since, until=until)
    return await db.read(queries.audit_view, actor, secrets, _watch(request), wanted, cursor, whole=whole)


@router.get("/audit/export")
async def export_logs(actor: ConfirmedReader, db: Db, request: Request) -> Response:
    """The caller's logs with their proofs, as a file for somebody outside. It is on the record before it is made."""
    secrets = cast(ServerSecrets, request.app.state.secrets)
    await db.write(actions.note_export, actor, secrets)
    made = await db.read(queries.own_export, actor, secrets)
    return Response(msgspec.json.encode(made), media_type="application/json")


@router.get("/audit/changes")
async def changes(actor: ReviewerActor, db: Db) -> Changes:
    """What changed since the caller last asked, in numbers and without any case. Asking is on the record."""
    since = await db.read(queries.last_review, actor)
    found = await db.read(queries.changes, actor, since)
    await db.write(actions.note_changes, actor)
    return found


@router.get("/cases/{case_id}/views")
async def case_views(case_id: CaseId, actor: AdultActor, db: Db) -> CaseViews:
    """Who has seen a case: the same list for each of its group."""
    return await db.read(queries.case_views, actor, case_id)


@router.get("/audit/logs/{name}/checkpoint")
async def checkpoint(name: LogName, actor: AdultActor, db: Db) -> Response:
    """The newest checkpoint of a log of the caller's (C2SP `tlog-tiles`)."""
    return Response(await db.read(queries.checkpoint, actor, name), media_type="text/plain; charset=utf-8")


@router.get("/audit/logs/{name}/tile/{level}/{path:path}")
async def tile(name: LogName, level: Level, path: str, actor: AdultActor, db: Db) -> Response:
    """A tile of a log of the caller's (C2SP `tlog-tiles`). Entries are no part of it: their salts are."""
    return Response(await db.read(queries.tile, actor, name, level, path), media_type="application/octet-stream")


@router.get("/audit/verifier")
async def verifier(_: SignedInActor) -> Response:
    """The verifier as one file, for whoever is given an export or a proof. It is the same for everybody."""
    return Response(standalone.text(), media_type="text/x-python", headers=_AS_FILE)


@router.get("/cases/{case_id}/proof")
async def case_proof(case_id: CaseId, actor: AdultActor, db: Db, request: Request) -> CaseProof:
    """The record of a case, each entry proved. It is on the record before it is made."""
    secrets = cast(ServerSecrets, request.app.state.secrets)
    await db.write(actions.prove_case, actor, case_id, secrets)
    return await db.read(queries.case_proof, actor, case_id, secrets)


@router.get("/cases/{case_id}/proof/{name}/{index}")
async def entry_proof(case_id: CaseId, name: LogName, index: Index, actor: AdultActor, db: Db, request: Request) -> str:
    """One entry of the record of a case as a C2SP `tlog-proof`. It is on the record before it is made."""
    secrets = cast(ServerSecrets, request.app.state.secrets)
    await db.write(actions.prove_case, actor, case_id, secrets)
    return await db.read(queries.entry_proof, actor, case_id, name, index, secrets)


@router.post("/witness/ask")
async def ask(body: WitnessAsks, _: Anyone, db: Db, request: Request) -> Offers:
    """What has been added to the logs since a witness saw them. It shows itself by its signature."""
    witness, wanted = queries.asking(_watch(request), body)
    return await db.read(queries.offers, witness, wanted)


@router.post("/witness/cosignatures", status_code=204)
async def cosign(body: Cosignatures, _: Anyone, db: Db, request: Request) -> None:
    """What a witness signed. Each line shows by itself whose it is."""
    witness = queries.witness_named(_watch(request), body.witness)
    for line in body.lines:
        await db.write(actions.add_cosignature, witness, line)


def _watch(request: Request) -> Watch:
    return cast(Watch, request.app.state.watch)


@router.get("/setup")
async def setup(actor: ManagerActor, db: Db) -> Setup:
    """How far the set-up is, and what the school still lacks before it may open."""
    return await db.read(queries.setup, actor)


@router.post("/setup/steps/{step}")
async def say_step(step: SaidStep, body: StepSaid, actor: InviterActor, db: Db) -> Setup:
    """A step that only a person can know is done, or is not after all."""
    await db.write(actions.say_step, actor, step, done=body.done, failed=body.failed)
    return await db.read(queries.setup, actor)


@router.post("/setup/test")
async def open_test(actor: InviterActor, db: Db) -> Setup:
    """Take test reports for half an hour."""
    await db.write(actions.open_test, actor)
    return await db.read(queries.setup, actor)


@router.post("/setup/live")
async def go_live(actor: ConfirmedLeader, db: Db) -> Setup:
    """Open the school to pupils."""
    await db.write(actions.go_live, actor)
    return await db.read(queries.setup, actor)


@router.post("/setup/close")
async def close(actor: ConfirmedLeader, db: Db) -> Setup:
    """Take no new reports."""
    await db.write(actions.close, actor)
    return await db.read(queries.setup, actor)
