"""What a school decides of its mentoring."""

from typing import Annotated, Literal

from pydantic import Field

from app.conversations.schemas import Wire
from app.people.roll import Line

PromptCategory = Literal[
    "contact",
    "meeting",
    "secrecy",
    "identity",
    "medical",
    "suicide",
    "self_harm",
    "abuse",
    "grooming",
    "images",
    "weapons",
    "running",
    "eating",
    "exploitation",
]
Stage = Literal["opening", "listening", "honesty", "breaking", "signposting", "closing"]

LineId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.:-]{0,59}$")]
"""One of the lines that come with the pages, as they name it."""
StarterLine = Annotated[str, Field(min_length=1, max_length=200)]


class PromptList(Wire):
    """What a school adds to one category of the prompts, and which of the lines that come with it are left out."""

    add: Annotated[tuple[Line, ...], Field(max_length=200)] = ()
    off: Annotated[tuple[LineId, ...], Field(max_length=400)] = ()


class Starters(Wire):
    """What a mentor may begin a sentence with at one stage of a chat. No lines: those that come with the console."""

    stage: Stage
    lines: Annotated[tuple[StarterLine, ...], Field(max_length=20)]


class MentoringRules(Wire):
    """The rules of a school's mentoring. Minutes of a day are counted from local midnight."""

    hours: tuple[int, int] = (12 * 60, 16 * 60)
    """When mentors may chat on a day of school."""
    needs_rota: bool = True
    needs_room: bool = True
    """An adult on duty has to say that the mentor sits where they can be seen."""
    weekly_minutes: int = 120
    shift_chats: int = 3
    adult_chats: int = 5
    """Live chats with mentors for each adult who is on duty and there."""
    session_minutes: int = 40
    hold_first: int = 0
    """How many of a new mentor's first chats an adult releases message by message."""
    same_year: bool = False
    sample_per_week: int = 2
    offer_seconds: int = 30
    prompts: dict[PromptCategory, PromptList] = Field(default_factory=dict)
    starters: Annotated[tuple[Starters, ...], Field(max_length=6)] = ()
    starters_locked: bool = False
