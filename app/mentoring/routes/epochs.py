"""HTTP of key epochs: the one that names a mentor who has claimed begins their chat, so it belongs here."""

from typing import Annotated, cast

from fastapi import APIRouter, Path, Request

from app.conversations.schemas import STREAM_PATTERN, NewEpoch, conv_stream
from app.core.budgets import Budgets
from app.mentoring.actions import epochs
from app.mentoring.routes.paces import spend
from app.people.session import AdultActor, Db, PupilActor
from app.reports.schemas import EpochStarted

router = APIRouter(prefix="/api")

Stream = Annotated[str, Path(pattern=STREAM_PATTERN)]


@router.post("/mailbox/epochs")
async def mailbox_start_epoch(body: NewEpoch, actor: PupilActor, db: Db, request: Request) -> EpochStarted:
    """Start a key epoch; the one that names a mentor who has claimed begins the chat."""
    # A budget beside that of messages, so that changing the keys never costs a pupil their word.
    spend(cast(Budgets, request.app.state.budgets).pupil_sends, f"epoch/{actor.id}")
    return EpochStarted(seq=await db.write(epochs.start_epoch, actor, conv_stream(actor.conversation_id), body))


@router.post("/streams/{stream}/epochs")
async def start_epoch(stream: Stream, body: NewEpoch, actor: AdultActor, db: Db) -> EpochStarted:
    """Start a key epoch."""
    return EpochStarted(seq=await db.write(epochs.start_epoch, actor, stream, body))
