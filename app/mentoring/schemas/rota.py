"""The rota: who is meant to be there, and when nobody is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from app.conversations.schemas import Answer, Wire
from app.core.ids import PersonId
from app.people.actors import Role
from app.people.roll import Id, Line
from app.people.schemas import Person

GapReason = Literal["no_adult", "no_mentor"]
Minute = Annotated[int, Field(ge=0, le=24 * 60)]


class NewSlot(Wire):
    """Somebody is there every week on one weekday (0 for Monday), from `first` to `last`, both included."""

    person: Id
    weekday: Annotated[int, Field(ge=0, le=6)]
    opens: Minute
    closes: Minute
    first: date
    last: date
    place: Line


class Slot(NewSlot):
    """The same, stored."""

    id: Id
    alias: str
    role: Role


class NewChange(Wire):
    """A slot on one day: somebody else covers it, or (`person` null) nobody is there."""

    slot: Id
    on: date
    person: Id | None


class Change(NewChange):
    """The same, stored."""

    id: Id
    alias: str | None


class Gap(Answer):
    """Minutes of a day without an adult, or without a mentor."""

    opens: int
    closes: int
    why: GapReason


class GapOn(Gap):
    """The same, with its day."""

    on: date


class Presence(Answer):
    """Somebody is there on one day: slots and changes taken together. `covers` is whom they cover for."""

    slot: str
    person: PersonId
    alias: str
    role: Role
    opens: int
    closes: int
    place: str
    covers: str | None


class Day(Answer):
    """One day of the rota. `open`: mentors may chat on it; `label` is the holiday's name where there is one."""

    on: date
    open: bool
    label: str | None
    gaps: list[Gap]
    people: list[Presence]


class Rota(Answer):
    """The rota as far as the caller may see it, and what becomes of it in fourteen days."""

    slots: list[Slot]
    changes: list[Change]
    days: list[Day]


@dataclass(frozen=True, slots=True)
class Week:
    """Everything that the rota of a school is made of."""

    slots: tuple[Slot, ...]
    changes: tuple[Change, ...]
    people: Mapping[str, Person]
    """Those who are of the school and not suspended, by id."""
