"""What `mentoring` answers."""

from dataclasses import dataclass
from typing import Literal

from app.conversations.schemas import Answer
from app.reports.schemas import Family

GateReason = Literal["off_duty", "no_adult", "closed_hours", "chat_open"]
"""Why a mentor may not take a chat now: they are off duty; no trained adult is on duty and there; it is outside opening
hours; they have a chat already."""

PassReason = Literal["serious", "know_them", "break", "asked"]


@dataclass(frozen=True, slots=True)
class GateFacts:
    """What decides whether a mentor may take a chat now."""

    mentor_on_duty: bool
    adult_live: bool
    school_open: bool
    chats: int


class WaitingPupil(Answer):
    """All that a mentor sees before claiming: a topic family and how long somebody has waited, in whole minutes."""

    id: str
    family: Family
    minutes: int
    v: int


class Gate(Answer):
    """Whether the caller may take a chat now, and every reason why not."""

    open: bool
    reasons: list[GateReason]


class Waiting(Answer):
    """A mentor's list."""

    waiting: list[WaitingPupil]
    mine: str | None
    gate: Gate


@dataclass(frozen=True, slots=True)
class Acted:
    """What a verb did: the last item of the stream, and whether the verb had been done before."""

    seq: int
    dup: bool
