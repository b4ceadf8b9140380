"""The only way to a slot of the rota and to a change of one."""

from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.mentoring.tables.rota import RotaChangeRow, RotaSlotRow
from app.people.actors import Staff


def slot_to_change(session: Session, actor: Staff, slot_id: str) -> RotaSlotRow:
    """A slot of the caller's school, its row held. Raises `NotFound`."""
    row = session.get(RotaSlotRow, slot_id, with_for_update=True)
    if row is None or row.school_id != actor.school_id:
        raise NotFound
    return row


def change_to_take_back(session: Session, actor: Staff, change_id: str) -> RotaChangeRow:
    """A change of a slot of the caller's school, its row held. Raises `NotFound`."""
    row = session.get(RotaChangeRow, change_id, with_for_update=True)
    if row is None or row.school_id != actor.school_id:
        raise NotFound
    return row
