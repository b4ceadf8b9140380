"""The rota: who is there on a day, when nobody is, and what a slot may be. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from app.mentoring.errors.rota import (
    RotaDatesWrong,
    RotaDayWrong,
    RotaOutsideHours,
    RotaOverlaps,
    RotaRoleWrong,
    RotaTimesWrong,
)
from app.mentoring.schemas.rota import Change, Day, Gap, NewChange, NewSlot, Presence, Slot, Week
from app.mentoring.schemas.rules import MentoringRules
from app.people.actors import SUPERVISORS, Role
from app.people.schemas import Person
from app.schools import policy as schools
from app.schools.schemas import Calendar, Hours

DAYS_SHOWN: Final = 14


def check_slot(slot: NewSlot, person: Person, rules: MentoringRules, others: Iterable[Slot]) -> None:
    """Raise what is wrong with a slot of `person`. `others`: the slots that are there already, without this one."""
    if slot.opens >= slot.closes:
        raise RotaTimesWrong
    if slot.last < slot.first:
        raise RotaDatesWrong
    if not may_be_on_rota(person):
        raise RotaRoleWrong
    opens, closes = rules.hours
    if person.role is Role.MENTOR and not opens <= slot.opens < slot.closes <= closes:
        raise RotaOutsideHours(data={"opens": opens, "closes": closes})
    for other in others:
        if other.person == slot.person and _meet(slot, other):
            raise RotaOverlaps(data={"slot": other.id})


def check_change(change: NewChange, slot: Slot, person: Person | None, week: Week) -> None:
    """Raise what is wrong with a change of `slot`. `person` is whoever covers, or None."""
    if not falls_on(slot, change.on):
        raise RotaDayWrong
    if person is None:
        return
    if not may_be_on_rota(person) or (person.role is Role.MENTOR) != (slot.role is Role.MENTOR):
        raise RotaRoleWrong
    for there in presences(week, change.on):
        if there.person == person.id and there.opens < slot.closes and slot.opens < there.closes:
            raise RotaOverlaps(data={"slot": there.slot})


def may_be_on_rota(person: Person) -> bool:
    """Mentors, and whoever may read a mentor's chat."""
    return person.state != "suspended" and (person.role is Role.MENTOR or bool(person.groups & SUPERVISORS))


def falls_on(slot: NewSlot, day: date) -> bool:
    """Whether a slot is on that day."""
    return slot.weekday == day.weekday() and slot.first <= day <= slot.last


def presences(week: Week, day: date) -> list[Presence]:
    """Who is there on a day, changes included, the earliest first."""
    changes = {change.slot: change for change in week.changes if change.on == day}
    found = (_presence(week, slot, changes.get(slot.id)) for slot in week.slots if falls_on(slot, day))
    there = [presence for presence in found if presence is not None]
    return sorted(there, key=lambda presence: (presence.opens, presence.closes, presence.alias, presence.slot))


def days(week: Week, first: date, count: int, *, calendar: Calendar, rules: MentoringRules) -> Iterator[Day]:
    """So many days of the rota, the first one first."""
    for offset in range(count):
        on = first + timedelta(days=offset)
        hours, there = mentoring_hours(calendar, rules, on), presences(week, on)
        gaps = gaps_of(hours, there) if hours is not None and rules.needs_rota else []
        label = schools.holiday(calendar, on)
        yield Day(on=on, open=hours is not None, label=label, gaps=gaps, people=there)


def mentoring_hours(calendar: Calendar, rules: MentoringRules, day: date) -> Hours | None:
    """When mentors may chat on a day: within the rules' hours and the school's own. None: not on that day."""
    school = calendar.week[day.weekday()]
    if school is None or schools.holiday(calendar, day) is not None:
        return None
    opens, closes = max(rules.hours[0], school[0]), min(rules.hours[1], school[1])
    return (opens, closes) if opens < closes else None


def gaps_of(hours: Hours, there: Sequence[Presence]) -> list[Gap]:
    """The minutes of `hours` without an adult, or with an adult and without a mentor."""
    edges = {hours[0], hours[1]}
    edges |= {edge for each in there for edge in (each.opens, each.closes) if hours[0] < edge < hours[1]}
    found: list[Gap] = []
    for opens, closes in pairwise(sorted(edges)):
        mentors = [each.role is Role.MENTOR for each in there if each.opens <= opens and closes <= each.closes]
        if all(mentors):
            _extend(found, Gap(opens=opens, closes=closes, why="no_adult"))
        elif not any(mentors):
            _extend(found, Gap(opens=opens, closes=closes, why="no_mentor"))
    return found


def _extend(gaps: list[Gap], gap: Gap) -> None:
    if gaps and (gaps[-1].closes, gaps[-1].why) == (gap.opens, gap.why):
        gaps[-1] = Gap(opens=gaps[-1].opens, closes=gap.closes, why=gap.why)
    else:
        gaps.append(gap)


def _meet(one: NewSlot, other: NewSlot) -> bool:
    """Whether two slots are ever at one time."""
    if one.weekday != other.weekday or one.opens >= other.closes or other.opens >= one.closes:
        return False
    first, last = max(one.first, other.first), min(one.last, other.last)
    return first + timedelta(days=(one.weekday - first.weekday()) % 7) <= last


def _presence(week: Week, slot: Slot, change: Change | None) -> Presence | None:
    person = slot.person if change is None else change.person
    there = None if person is None else week.people.get(person)
    if there is None:
        # Off; or whoever was to be there is suspended or has left, and nobody has been found yet.
        return None
    return Presence(
        slot=slot.id,
        person=there.id,
        alias=there.alias,
        role=there.role,
        opens=slot.opens,
        closes=slot.closes,
        place=slot.place,
        covers=None if change is None else slot.alias,
    )
