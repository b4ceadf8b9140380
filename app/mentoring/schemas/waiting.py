"""What a mentor's console shows before and during a chat."""

from datetime import date, datetime

from app.conversations.schemas import Answer
from app.mentoring.schemas.gate import Gate, Owed
from app.mentoring.schemas.rules import PromptCategory, PromptList, Starters
from app.reports.schemas import Family


class WaitingPupil(Answer):
    """All that a mentor sees before claiming: a topic family and how long somebody has waited, in whole minutes."""

    id: str
    family: Family
    minutes: int
    v: int


class Offer(WaitingPupil):
    """A pupil whom the caller is asked to take. It passes to the next mentor at `until`."""

    until: datetime


class OwnShift(Answer):
    """The caller's time on duty. `until`: when the rota's slot, or without one the hours of mentoring, end."""

    id: str
    started: datetime
    until: datetime | None


class MentorDay(Answer):
    """The caller's day, and the school's rules that their console goes by."""

    shift: OwnShift | None
    chats: int
    minutes_week: int
    debrief: Owed | None
    talk: bool
    """An adult who has read one of the caller's chats again would like to talk it over."""
    training_until: date | None
    hold: bool
    session_minutes: int
    prompts: dict[PromptCategory, PromptList]
    starters: tuple[Starters, ...]
    starters_locked: bool


class Waiting(Answer):
    """A mentor's list."""

    waiting: list[WaitingPupil]
    mine: list[str]
    offer: Offer | None
    gate: Gate
    day: MentorDay
