"""When a mentor may take a chat, as values and as the console shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.conversations.schemas import Answer
from app.core.ids import PersonId
from app.mentoring.schemas.rota import Presence
from app.mentoring.schemas.rules import MentoringRules
from app.mentoring.schemas.shifts import MentorProfile, Shift
from app.schools.schemas import Hours

GateCode = Literal[
    "on_duty",
    "slot",
    "hours",
    "term",
    "adult_live",
    "adult_free",
    "training",
    "agreement",
    "room",
    "feeling",
    "no_debrief",
    "week_minutes",
    "shift_chats",
    "rest",
    "no_chat",
]
"""What has to hold before a mentor may take a chat, in the order in which it is shown."""

GateDetail = Mapping[str, str | int | bool | None]


class GateCondition(Answer):
    """One thing that has to hold, whether it does, and what a person needs to know about it."""

    code: GateCode
    ok: bool
    detail: GateDetail | None


class Gate(Answer):
    """Whether a mentor may take a chat now. Every condition is there, whether it holds or not."""

    open: bool
    conditions: list[GateCondition]

    @property
    def shut_by(self) -> list[GateCode]:
        """What keeps it shut."""
        return [condition.code for condition in self.conditions if not condition.ok]


class Owed(Answer):
    """The chat whose debrief a mentor owes. `how`: why they are out of it, as the chat itself says."""

    conv: str
    how: str


@dataclass(frozen=True, slots=True)
class Cover:
    """What holds of a school now, for whichever mentor."""

    today: date
    minute: int
    """Of the local day."""
    rules: MentoringRules
    school_hours: Hours | None
    """When somebody at the school reads today. None: not on this weekday."""
    holiday: str | None
    adults: int
    """On duty, there, and able to read a mentor's chat."""
    chats: int
    """With mentors, in the whole school, claimed ones too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What a mentor has on them now."""

    person_id: PersonId
    shift: Shift | None
    on_duty: bool
    presences: tuple[Presence, ...]
    """When the rota has them today, slots and changes taken together."""
    profile: MentorProfile
    training: dict[str, date | None]
    """The last day of each module that a mentor needs; None for one that was never done."""
    owes: Owed | None
    minutes_week: int
    """On duty since Monday."""
    shift_chats: int
    """Taken since the shift began."""
    chats: int
    """Had or claimed at this moment."""
