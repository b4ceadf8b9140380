"""The debrief that a mentor owes after a chat, and what an adult makes of it."""

from datetime import timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.audit.schemas import AuditAction
from app.core import clock, encoding
from app.core.errors import NotFound
from app.core.ids import SchoolId, new_id
from app.core.rows import add_missing
from app.keys import queries as keys
from app.mentoring.access.debriefs import chat_to_debrief, debrief_to_see
from app.mentoring.errors.debriefs import DebriefEarly, NoteKeyOld
from app.mentoring.schemas.debriefs import NewDebrief, SealedNote
from app.mentoring.tables.debriefs import DebriefRow
from app.people import actions as people
from app.people import queries as directory
from app.people.actors import Group, Role, Staff
from app.reports import queries as reports
from app.reports.actions.state import record

HEAVY_DAYS: Final = timedelta(days=7)
HEAVY_ALERTS: Final = 2
"""So many heavy chats within those days, and the lead hears of it."""


def give(session: Session, actor: Staff, said: NewDebrief) -> None:
    """A mentor says how a chat was. Once for each chat: what was said first stands.

    Raises `NotFound` for a chat that was never theirs, `DebriefEarly`, `NoteKeyOld`.
    """
    chat = chat_to_debrief(session, actor, said.conv)
    if chat.ended_at is None:
        raise DebriefEarly
    report = reports.report(session, said.conv)
    if report is None:
        raise NotFound
    if said.note is not None:
        _check_key(session, actor.school_id, said.note)
    made = {
        "id": new_id(),
        "school_id": actor.school_id,
        "conversation_id": said.conv,
        "person_id": actor.person_id,
        "weight": said.weight,
        "talk": said.talk,
        "at": clock.now(),
        **_stored(said.note),
    }
    if not add_missing(session, DebriefRow, [made]):
        return
    record(session, report, actor, AuditAction.DEBRIEF_GIVEN, {"weight": said.weight, "talk": said.talk})
    if said.talk or (said.weight == "heavy" and _heavy_lately(session, actor) >= HEAVY_ALERTS):
        _alert(session, actor)
    people.tell_desks(session, actor.school_id, "duty")


def see(session: Session, actor: Staff, debrief_id: str) -> None:
    """An adult has read it. Whoever was first stays. Raises `NotFound`."""
    row, report = debrief_to_see(session, actor, debrief_id)
    if row.seen_at is not None:
        return
    row.seen_at, row.seen_by = clock.now(), actor.person_id
    session.flush()
    record(session, report, actor, AuditAction.DEBRIEF_SEEN)
    people.tell_desks(session, actor.school_id, "duty")


def _check_key(session: Session, school_id: SchoolId, note: SealedNote) -> None:
    newest = keys.group_epoch(session, school_id, Group.SAFEGUARDING)
    if note.epoch != newest:
        # Somebody who has left may hold an earlier key still.
        raise NoteKeyOld(data={"epoch": newest})


def _stored(note: SealedNote | None) -> dict[str, object]:
    if note is None:
        return {}
    return {
        "note_epoch": note.epoch,
        "note_wrap": encoding.decode(note.wrap),
        "note_box": encoding.decode(note.box),
    }


def _heavy_lately(session: Session, actor: Staff) -> int:
    statement = select(func.count()).where(
        col(DebriefRow.person_id) == actor.person_id,
        col(DebriefRow.weight) == "heavy",
        col(DebriefRow.at) > clock.now() - HEAVY_DAYS,
    )
    return session.scalars(statement).one()


def _alert(session: Session, actor: Staff) -> None:
    people.tell_leads(session, actor.school_id, {"what": "mentor", "id": actor.person_id})
    leads = directory.with_role(session, actor.school_id, Role.DSL)
    people.queue_for(session, actor.school_id, "alert", {lead.id for lead in leads})
