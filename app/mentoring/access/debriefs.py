"""The only way to a debrief and to a review. Who may not know of the case meets 404."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core.errors import NotFound
from app.mentoring.tables.chats import MentorChatRow
from app.mentoring.tables.debriefs import DebriefRow, ReviewRow
from app.people.actors import Staff
from app.reports import queries as reports
from app.reports.schemas import Report


def chat_to_debrief(session: Session, actor: Staff, conversation_id: str) -> MentorChatRow:
    """A chat that this mentor was let into. Raises `NotFound`."""
    row = session.get(MentorChatRow, (conversation_id, actor.person_id), populate_existing=True)
    if row is None or row.begun_at is None:
        raise NotFound
    return row


def debrief_to_see(session: Session, actor: Staff, debrief_id: str) -> tuple[DebriefRow, Report]:
    """A debrief of a case that the caller's groups read, its row held, and the case. Raises `NotFound`."""
    row = session.get(DebriefRow, debrief_id, with_for_update=True, populate_existing=True)
    report = None if row is None else reports.report(session, row.conversation_id)
    if row is None or report is None or row.school_id != actor.school_id or report.group not in actor.reads:
        raise NotFound
    return row, report


def reviews_to_sign(session: Session, conversation_id: str) -> list[ReviewRow]:
    """The reviews that a chat was picked for, their rows held. Raises `NotFound` where there is none.

    The caller has checked the right to the case.
    """
    statement = (
        select(ReviewRow)
        .where(col(ReviewRow.conversation_id) == conversation_id)
        .order_by(col(ReviewRow.person_id))
        .with_for_update()
    )
    rows = list(session.scalars(statement))
    if not rows:
        raise NotFound
    return rows
