"""Reading the rota."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core.ids import SchoolId
from app.mentoring.policy import rota as rule
from app.mentoring.queries.rules import rules
from app.mentoring.schemas.rota import Change, Day, GapOn, Rota, Slot, Week
from app.mentoring.tables.rota import RotaChangeRow, RotaSlotRow
from app.people import queries as people
from app.people.actors import Role, Staff
from app.people.queries.training import pauses
from app.people.schemas import Person
from app.schools import queries as schools

_AHEAD = 60
"""Days that are looked through for the next few days of school: longer than any holiday but the summer's."""


def rota(session: Session, actor: Staff, first: date) -> Rota:
    """The rota from `first` on. A mentor sees their own slots, and which adults are there."""
    week = the_week(session, actor.school_id)
    found = Rota(
        slots=sorted(week.slots, key=lambda slot: (slot.weekday, slot.opens, slot.alias, slot.id)),
        changes=[change for change in week.changes if change.on >= first],
        days=_days(session, actor.school_id, week, first, rule.DAYS_SHOWN),
    )
    return _as_seen_by(actor, found) if actor.is_mentor else found


def next_gaps(session: Session, school_id: SchoolId, today: date, days: int) -> list[GapOn]:
    """Where nobody is there in the next so many days of school, today's among them."""
    open_days = [day for day in days_ahead(session, school_id, today) if day.open]
    return [GapOn(on=day.on, **gap.model_dump()) for day in open_days[:days] for gap in day.gaps]


def days_ahead(session: Session, school_id: SchoolId, first: date) -> list[Day]:
    """The days from `first` on, as far as the next few days of school can be."""
    return _days(session, school_id, the_week(session, school_id), first, _AHEAD)


def the_week(session: Session, school_id: SchoolId, *where: ColumnElement[bool], on: date | None = None) -> Week:
    """Every slot that meets the conditions, and every change of them, or those of one day."""
    present = {str(one.id): one for one in people.people(session, school_id) if one.state != "suspended"}
    slots = _slots(session, present, col(RotaSlotRow.school_id) == school_id, *where)
    changed = select(RotaChangeRow).where(col(RotaChangeRow.school_id) == school_id)
    if on is not None:
        changed = changed.where(col(RotaChangeRow.on) == on)
    rows = session.scalars(changed.order_by(col(RotaChangeRow.on), col(RotaChangeRow.id)))
    known = {slot.id for slot in slots}
    changes = tuple(_change(row, present) for row in rows if row.slot_id in known)
    return Week(slots=slots, changes=changes, people=present)


def _slots(session: Session, present: Mapping[str, Person], *where: ColumnElement[bool]) -> tuple[Slot, ...]:
    rows = session.scalars(select(RotaSlotRow).where(*where).order_by(col(RotaSlotRow.id)))
    return tuple(slot_of(row, present[row.person_id]) for row in rows if row.person_id in present)


def slot_of(row: RotaSlotRow, person: Person) -> Slot:
    """A stored slot of somebody."""
    return Slot(
        id=row.id,
        person=person.id,
        alias=person.alias,
        role=person.role,
        weekday=row.weekday,
        opens=row.opens,
        closes=row.closes,
        first=row.first,
        last=row.last,
        place=row.place,
    )


def _change(row: RotaChangeRow, present: Mapping[str, Person]) -> Change:
    person = None if row.person_id is None else present.get(row.person_id)
    return Change(
        id=row.id,
        slot=row.slot_id,
        on=row.on,
        person=None if person is None else person.id,
        alias=None if person is None else person.alias,
    )


def _days(session: Session, school_id: SchoolId, week: Week, first: date, count: int) -> list[Day]:
    calendar = schools.by_id(session, school_id).calendar
    # Whoever's access is paused keeps their slots, and nobody counts on them until their training is in date again.
    paused = pauses(session, school_id, week.people.values())
    counted = replace(week, people={key: one for key, one in week.people.items() if one.id not in paused})
    return list(rule.days(counted, first, count, calendar=calendar, rules=rules(session, school_id)))


def _as_seen_by(mentor: Staff, found: Rota) -> Rota:
    own = {slot.id for slot in found.slots if slot.person == mentor.person_id}
    return Rota(
        slots=[slot for slot in found.slots if slot.id in own],
        changes=[each for each in found.changes if each.slot in own or each.person == mentor.person_id],
        days=[_day_as_seen_by(mentor, day) for day in found.days],
    )


def _day_as_seen_by(mentor: Staff, day: Day) -> Day:
    seen = [each for each in day.people if each.role is not Role.MENTOR or each.person == mentor.person_id]
    return day.model_copy(update={"people": seen, "gaps": []})
