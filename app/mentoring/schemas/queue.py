"""The one queue, as values and as the wire carries it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.conversations.schemas import Answer
from app.core.ids import PersonId
from app.reports.schemas import Family, Report

AlarmReason = Literal["nobody_took", "passed", "waiting_long"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mentor who may be asked now."""

    id: PersonId
    topics: tuple[Family, ...]
    chats_today: int
    free_since: datetime


@dataclass(frozen=True, slots=True)
class Alarm:
    """It rings at every adult who reads the case."""

    level: int
    why: AlarmReason


@dataclass(frozen=True, slots=True)
class ToDo:
    """What a round does about one pupil: asks a mentor, or rings."""

    report: Report
    mentor: PersonId | None
    alarm: Alarm | None


class MentorCard(Answer):
    """A mentor as a pupil sees them before a chat."""

    id: str
    alias: str
    band: str
    year: int | None
    topics: list[Family]
    languages: list[str]
    free: bool


class MentorCards(Answer):
    """The mentors who could take a chat now. `same_year`: the school lets a pupil meet one of their own year."""

    mentors: list[MentorCard]
    same_year: bool
