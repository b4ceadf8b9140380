"""When a mentor may take a chat, as values and as the console shows it."""

from dataclasses import dataclass
from typing import Literal

from app.conversations.schemas import Answer

GateReason = Literal["off_duty", "no_adult", "closed_hours", "chat_open"]
"""Why a mentor may not take a chat now: they are off duty; no trained adult is on duty and there; it is outside opening
hours; they have a chat already."""


@dataclass(frozen=True, slots=True)
class GateFacts:
    """What decides whether a mentor may take a chat now."""

    mentor_on_duty: bool
    adult_live: bool
    school_open: bool
    chats: int


class Gate(Answer):
    """Whether the caller may take a chat now, and every reason why not."""

    open: bool
    reasons: list[GateReason]
