"""A mentor's time on duty: coming, going, and what an adult says of it."""

from sqlalchemy import update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.audit import actions as audit
from app.audit.schemas import SYSTEM, AuditAction, Ref
from app.core import clock
from app.core.ids import PersonId, SchoolId, new_id
from app.core.rows import add_missing
from app.mentoring.access.shifts import shift_of_school
from app.mentoring.actions.rules import hold_school
from app.mentoring.errors.shifts import FeelingMissing, ShiftOver
from app.mentoring.queries import open_shifts
from app.mentoring.schemas.shifts import DutyWanted, Shift
from app.mentoring.tables.shifts import ShiftRow
from app.people import actions as people
from app.people import queries as directory
from app.people.actors import Staff
from app.people.errors import NotOnDuty


def set_duty(session: Session, actor: Staff, wanted: DutyWanted) -> None:
    """Go on duty or off it. A mentor's shift begins and ends with it; doing either twice changes nothing.

    Raises `FeelingMissing` for a mentor who comes on duty without saying how they are, `Forbidden` for whoever meets
    nobody.
    """
    if actor.is_mentor and wanted.state == "on":
        _begin(session, actor, wanted)
    elif actor.is_mentor:
        end(session, actor.person_id)
    people.set_duty(session, actor, wanted.state)


def end(session: Session, person_id: PersonId) -> bool:
    """Whatever shift that mentor has is over; False if they had none."""
    running = (col(ShiftRow.person_id) == person_id, col(ShiftRow.ended_at).is_(None))
    ended = session.scalars(update(ShiftRow).where(*running).values(ended_at=clock.now()).returning(col(ShiftRow.id)))
    return ended.first() is not None


def end_absent(session: Session, shift: Shift) -> None:
    """The mentor's page has been gone for too long: they are off duty. What they hold stays theirs."""
    if end(session, shift.person_id):
        people.end_duty(session, SYSTEM, shift.school_id, shift.person_id)


def say_in_room(session: Session, actor: Staff, shift_id: str) -> None:
    """An adult on duty sees where the mentor sits. Raises `NotOnDuty`, `ShiftOver`, `NotFound`."""
    row = _to_vouch_for(session, actor, shift_id)
    if row.room_at is None:
        row.room_at, row.room_by = clock.now(), actor.person_id
        _said(session, actor, row, AuditAction.MENTOR_SEATED)


def say_talked(session: Session, actor: Staff, shift_id: str) -> None:
    """An adult on duty has talked with the mentor about how they are. Raises `NotOnDuty`, `ShiftOver`, `NotFound`."""
    row = _to_vouch_for(session, actor, shift_id)
    if row.talked_at is None:
        row.talked_at, row.talked_by = clock.now(), actor.person_id
        _said(session, actor, row, AuditAction.MENTOR_TALKED_WITH)


def _begin(session: Session, actor: Staff, wanted: DutyWanted) -> None:
    if wanted.feeling is None:
        raise FeelingMissing
    if actor.person_id in open_shifts(session, actor.school_id):
        return
    # Before anybody can claim, the row that claims wait at has to be there.
    hold_school(session, actor.school_id)
    add_missing(
        session,
        ShiftRow,
        [
            {
                "id": new_id(),
                "school_id": actor.school_id,
                "person_id": actor.person_id,
                "feeling": wanted.feeling,
                "started_at": clock.now(),
            }
        ],
    )


def _to_vouch_for(session: Session, actor: Staff, shift_id: str) -> ShiftRow:
    row = shift_of_school(session, actor, shift_id)
    if directory.duty_of(session, actor.person_id) != "on":
        raise NotOnDuty
    if row.ended_at is not None:
        raise ShiftOver
    return row


def _said(session: Session, actor: Staff, row: ShiftRow, action: AuditAction) -> None:
    session.flush()
    school_id = SchoolId(row.school_id)
    audit.record_in_school(session, school_id, actor, action, Ref("person", row.person_id), {"shift": row.id})
    people.tell_desks(session, school_id, "duty")
