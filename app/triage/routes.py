"""HTTP of `triage`: the inbox, and what an adult does with a case."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from sqlalchemy.orm import Session

from app.conversations import queries as conversations
from app.conversations.schemas import STREAM_PATTERN, EpochsOut, ItemsOut
from app.core.ids import UUID_PATTERN
from app.people.actors import Staff
from app.people.session import AdultActor, Db, Here, StaffActor
from app.reports import access as cases
from app.reports.schemas import Report
from app.triage import access, queries
from app.triage.actions import desk, giving, judging
from app.triage.schemas import (
    AtVersion,
    CaseHead,
    Cases,
    Categorise,
    FollowUpWanted,
    Give,
    OpenCase,
    Snooze,
    ToldWanted,
    UrgencyWanted,
    View,
)

router = APIRouter(prefix="/api/cases")
streams = APIRouter(prefix="/api/streams")

Seq = Annotated[int, Query(ge=0, le=2**53)]
Stream = Annotated[str, Path(pattern=STREAM_PATTERN)]
CaseId = Annotated[str, Path(pattern=rf"^{UUID_PATTERN}$")]


@router.get("")
async def inbox(
    actor: AdultActor, db: Db, view: View = "inbox", cursor: Annotated[str | None, Query(max_length=400)] = None
) -> Cases:
    """A page of a view, in the one order."""
    return await db.read(queries.inbox, actor, view, cursor)


@router.get("/{case_id}")
async def case_head(case_id: CaseId, actor: AdultActor, db: Db) -> CaseHead:
    """Where a case stands."""
    return await db.read(_head, actor, case_id)


@router.post("/{case_id}/open")
async def open_case(case_id: CaseId, actor: AdultActor, db: Db) -> OpenCase:
    """Open a case. It is on the record before anything of it is handed over."""
    await db.write(desk.open_case, actor, case_id)
    return await db.read(queries.open_case, actor, case_id)


@router.post("/{case_id}/take")
async def take(case_id: CaseId, body: AtVersion, actor: AdultActor, db: Db) -> CaseHead:
    """See the case through."""
    return await db.write(_and_head, actor, desk.take, case_id, body.v)


@router.post("/{case_id}/release")
async def release(case_id: CaseId, body: AtVersion, actor: AdultActor, db: Db) -> CaseHead:
    """Leave the case to others."""
    return await db.write(_and_head, actor, desk.release, case_id, body.v)


@router.post("/{case_id}/urgency")
async def urgency(case_id: CaseId, body: UrgencyWanted, actor: AdultActor, db: Db) -> CaseHead:
    """Judge how urgent it is."""
    return await db.write(_and_head, actor, desk.set_urgency, case_id, body.urgency, body.v)


@router.post("/{case_id}/follow-up")
async def follow_up(case_id: CaseId, body: FollowUpWanted, actor: AdultActor, db: Db) -> CaseHead:
    """Say when to come back to it."""
    return await db.write(_and_head, actor, desk.set_follow_up, case_id, body.at, body.v)


@router.post("/{case_id}/category")
async def category(case_id: CaseId, body: Categorise, actor: AdultActor, db: Db) -> CaseHead:
    """Say, sealed, what the case is about."""
    return await db.write(_and_head, actor, judging.categorise, case_id, body.item, body.urgency, body.v)


@router.post("/{case_id}/snooze")
async def snooze(case_id: CaseId, body: Snooze, actor: AdultActor, db: Db) -> CaseHead:
    """Put the case aside until later, with a sealed reason."""
    return await db.write(_and_head, actor, judging.snooze, case_id, body.item, body.until, body.v)


@router.post("/{case_id}/wake")
async def wake(case_id: CaseId, body: AtVersion, actor: AdultActor, db: Db) -> CaseHead:
    """Bring it back."""
    return await db.write(_and_head, actor, judging.wake, case_id, body.v)


@router.post("/{case_id}/search")
async def search(case_id: CaseId, actor: AdultActor, db: Db) -> OpenCase:
    """Take a case to search its words. It is on the record, and whoever waits for an answer still waits."""
    await db.write(desk.search_case, actor, case_id)
    return await db.read(queries.open_case, actor, case_id)


@router.post("/{case_id}/told")
async def told(case_id: CaseId, body: ToldWanted, actor: AdultActor, db: Db) -> CaseHead:
    """Say on the pupil's page what was done."""
    return await db.write(_and_head, actor, desk.tell, case_id, body.status)


@router.post("/{case_id}/give")
async def give(case_id: CaseId, body: Give, actor: AdultActor, db: Db, here: Here) -> CaseHead:
    """Give the case to a mentor or a responder."""
    return await db.write(_and_head, actor, giving.give, case_id, body, here)


@streams.get("/{stream}/items")
async def items(stream: Stream, actor: StaffActor, db: Db, after: Seq = 0, before: Seq | None = None) -> ItemsOut:
    """A page of a stream that the caller may read."""
    return await db.read(_items, actor, stream, after, before)


@streams.get("/{stream}/epochs")
async def epochs(stream: Stream, actor: StaffActor, db: Db) -> EpochsOut:
    """The key epochs of a stream, with the caller's wraps."""
    return await db.read(_epochs, actor, stream)


def _items(session: Session, actor: Staff, stream: str, after: int, before: int | None) -> ItemsOut:
    found = access.opened_stream(session, actor, stream)
    return conversations.items(session, found.who, found.place, after=after, before=before)


def _epochs(session: Session, actor: Staff, stream: str) -> EpochsOut:
    found = access.opened_stream(session, actor, stream)
    return conversations.epochs(session, actor, found.who, found.place)


def _head(session: Session, actor: Staff, case_id: str) -> CaseHead:
    return queries.head(session, actor, cases.case_to_read(session, actor, case_id).report)


def _and_head(session: Session, actor: Staff, action: Callable[..., Report], *args: Any) -> CaseHead:
    return queries.head(session, actor, action(session, actor, *args))
