"""A school as the rest of the product sees it, and what it tells a pupil about time."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from app.core.ids import SchoolId

Phase = Literal["primary", "secondary", "all"]
OpenState = Literal["open", "closed", "holiday"]


@dataclass(frozen=True, slots=True)
class Period:
    """A named run of days, both ends included."""

    name: str
    first: date
    last: date

    def includes(self, day: date) -> bool:
        """Whether `day` is one of them."""
        return self.first <= day <= self.last


Hours = tuple[int, int]
"""Opening and closing time in minutes after local midnight; 1440 is the midnight that ends the day."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """When somebody at the school reads. All times of day are local to `timezone`."""

    timezone: str
    week: tuple[Hours | None, ...]
    """Seven entries, Monday first."""
    terms: tuple[Period, ...]
    """Outside every term it is the holidays. Empty: the school has no holidays but its closures."""
    closures: tuple[Period, ...]
    target_minutes: int


EXIT_URL = "https://www.bbc.co.uk/bitesize"
"""Where "Leave this page" goes: somewhere that a pupil might well be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """One tenant."""

    id: SchoolId
    slug: str
    name: str
    phase: Phase
    team: str
    """What the pupil page calls the people who read: "the safety team"."""
    exit_url: str = EXIT_URL
    calendar: Calendar
    help_numbers: tuple[dict[str, str], ...] = ()
    demo: bool = False


class Status(BaseModel):
    """What the pupil page says about time. `read_by` and `next_open` are null when no opening is in sight."""

    model_config = ConfigDict(frozen=True)

    state: OpenState
    adults_live: bool
    mentors_live: bool
    read_by: datetime | None
    next_open: datetime | None
    label: str | None
    """The holiday's name while the state is `holiday`, to follow "We are closed for"."""
