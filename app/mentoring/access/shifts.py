"""The only way to a mentor's time on duty, and to what the caps of a school are counted under."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core.errors import NotFound
from app.core.ids import PersonId, SchoolId
from app.mentoring.queries.shifts import shift_of
from app.mentoring.schemas.shifts import Shift
from app.mentoring.tables.rules import MentoringRulesRow
from app.mentoring.tables.shifts import ShiftRow
from app.people.actors import Staff


def shift_to_change(session: Session, school_id: SchoolId, person_id: PersonId) -> Shift | None:
    """The shift that a mentor has now, its row held until the commit; None for whoever has none.

    Two claims of one mentor wait here for each other, so that the second counts what the first has taken.
    """
    statement = (
        select(ShiftRow)
        .where(
            col(ShiftRow.school_id) == school_id,
            col(ShiftRow.person_id) == person_id,
            col(ShiftRow.ended_at).is_(None),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row = session.scalars(statement).one_or_none()
    return None if row is None else shift_of(row)


def caps_to_spend(session: Session, school_id: SchoolId) -> None:
    """Hold what the chats of a whole school are counted under until the commit; after `shift_to_change`, never before.

    The row is there from the first time that a mentor came on duty.
    """
    session.execute(
        select(col(MentoringRulesRow.school_id)).where(col(MentoringRulesRow.school_id) == school_id).with_for_update()
    )


def shift_of_school(session: Session, actor: Staff, shift_id: str) -> ShiftRow:
    """A shift of the caller's school, its row held. Raises `NotFound`."""
    row = session.get(ShiftRow, shift_id, with_for_update=True, populate_existing=True)
    if row is None or row.school_id != actor.school_id:
        raise NotFound
    return row
