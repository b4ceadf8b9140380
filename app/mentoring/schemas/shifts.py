"""A mentor's time on duty, and what a school says of a mentor."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from app.conversations.schemas import Wire
from app.core.ids import PersonId, SchoolId, ShiftId
from app.people.roll import Line
from app.people.schemas import DutyState
from app.schools.schemas import Family

Feeling = Literal["good", "ok", "talk"]


class DutyWanted(Wire):
    """What the caller says about their duty. A mentor who comes on duty says how they are."""

    state: DutyState
    feeling: Feeling | None = None


@dataclass(frozen=True, slots=True)
class Shift:
    """A mentor's time on duty."""

    id: ShiftId
    school_id: SchoolId
    person_id: PersonId
    feeling: Feeling
    started_at: datetime
    ended_at: datetime | None
    talked_at: datetime | None
    room_at: datetime | None

    @property
    def is_well(self) -> bool:
        """Whether how they are is no bar: they said that they are well enough, or an adult has talked with them."""
        return self.feeling != "talk" or self.talked_at is not None


class MentorProfile(Wire):
    """What a school says of a mentor. `rest_until` is the last day of a rest."""

    year: Annotated[int, Field(ge=1, le=14)] | None = None
    band: Annotated[str, Field(max_length=40, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    topics: Annotated[tuple[Family, ...], Field(max_length=5)] = ()
    languages: Annotated[tuple[Line, ...], Field(max_length=10)] = ()
    senior: bool = False
    rest_until: date | None = None
    hold_left: Annotated[int, Field(ge=0, le=10)] = 0
