"""Writing the rota: slots week by week, and what one day makes of them."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.audit import actions as audit
from app.audit.schemas import AuditAction, Detail, Ref
from app.core import clock
from app.core.ids import PersonId, new_id
from app.mentoring.access.rota import change_to_take_back, slot_to_change
from app.mentoring.actions.rules import hold_school
from app.mentoring.errors.rota import RotaChanged
from app.mentoring.policy import rota as rule
from app.mentoring.queries.rota import slot_of, the_week
from app.mentoring.queries.rules import rules
from app.mentoring.schemas.rota import Change, NewChange, NewSlot, Slot
from app.mentoring.tables.rota import RotaChangeRow, RotaSlotRow
from app.people import actions as people
from app.people import queries as directory
from app.people.actors import Staff
from app.people.schemas import Person


def add_slot(session: Session, actor: Staff, wanted: NewSlot) -> Slot:
    """Put somebody on the rota. Raises `NotFound` for whoever is not of the school, and what refuses the slot."""
    person = _checked(session, actor, wanted, besides=None)
    row = RotaSlotRow(
        id=new_id(),
        school_id=actor.school_id,
        person_id=wanted.person,
        made_at=clock.now(),
        **wanted.model_dump(exclude={"person"}),
    )
    session.add(row)
    _record(session, actor, AuditAction.ROTA_SLOT_ADDED, row)
    return slot_of(row, person)


def change_slot(session: Session, actor: Staff, slot_id: str, wanted: NewSlot) -> Slot:
    """The slot is this from here on. Changes on days that it no longer has go. Raises the same."""
    person = _checked(session, actor, wanted, besides=slot_id)
    row = slot_to_change(session, actor, slot_id)
    row.person_id = wanted.person
    for field, value in wanted.model_dump(exclude={"person"}).items():
        setattr(row, field, value)
    session.flush()
    slot = slot_of(row, person)
    for change in session.scalars(select(RotaChangeRow).where(col(RotaChangeRow.slot_id) == slot_id)):
        if not rule.falls_on(slot, change.on):
            session.delete(change)
    _record(session, actor, AuditAction.ROTA_SLOT_CHANGED, row)
    return slot


def remove_slot(session: Session, actor: Staff, slot_id: str) -> None:
    """Take a slot off the rota, with every change of it. Raises `NotFound`."""
    row = slot_to_change(session, actor, slot_id)
    session.execute(delete(RotaChangeRow).where(col(RotaChangeRow.slot_id) == slot_id))
    session.delete(row)
    _record(session, actor, AuditAction.ROTA_SLOT_REMOVED, row)


def add_change(session: Session, actor: Staff, wanted: NewChange) -> Change:
    """One day of a slot: covered, or off. Raises `NotFound`, `RotaChanged`, and what refuses the change."""
    hold_school(session, actor.school_id)
    row = slot_to_change(session, actor, wanted.slot)
    slot = slot_of(row, directory.person(session, actor.school_id, PersonId(row.person_id)))
    cover = None if wanted.person is None else directory.person(session, actor.school_id, PersonId(wanted.person))
    week = the_week(session, actor.school_id)
    if any((change.slot, change.on) == (wanted.slot, wanted.on) for change in week.changes):
        raise RotaChanged
    rule.check_change(wanted, slot, cover, week)
    change = RotaChangeRow(
        id=new_id(),
        school_id=actor.school_id,
        slot_id=wanted.slot,
        on=wanted.on,
        person_id=wanted.person,
        made_at=clock.now(),
    )
    session.add(change)
    _record(session, actor, AuditAction.ROTA_CHANGED, row, {"change": change.id, "person": wanted.person})
    alias = None if cover is None else cover.alias
    return Change(id=change.id, slot=wanted.slot, on=wanted.on, person=wanted.person, alias=alias)


def remove_change(session: Session, actor: Staff, change_id: str) -> None:
    """The day is as every week again. Raises `NotFound`."""
    change = change_to_take_back(session, actor, change_id)
    row = slot_to_change(session, actor, change.slot_id)
    session.delete(change)
    _record(session, actor, AuditAction.ROTA_CHANGE_REMOVED, row, {"change": change_id})


def _checked(session: Session, actor: Staff, wanted: NewSlot, *, besides: str | None) -> Person:
    # Of two who write at once the second sees what the first has written, or one person could be in two places.
    hold_school(session, actor.school_id)
    person = directory.person(session, actor.school_id, PersonId(wanted.person))
    others = (slot for slot in the_week(session, actor.school_id).slots if slot.id != besides)
    rule.check_slot(wanted, person, rules(session, actor.school_id), others)
    return person


def _record(
    session: Session, actor: Staff, action: AuditAction, row: RotaSlotRow, more: dict[str, Detail] | None = None
) -> None:
    session.flush()
    details: dict[str, Detail] = {"slot": row.id, **(more or {})}
    audit.record_in_school(session, actor.school_id, actor, action, Ref("person", row.person_id), details)
    people.tell_desks(session, actor.school_id, "duty")
