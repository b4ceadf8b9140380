"""When a mentor may take a chat. Pure."""

from typing import Final

from app.mentoring.schemas.gate import Gate, GateFacts, GateReason

CHATS_AT_ONCE: Final = 1


def gate(facts: GateFacts) -> Gate:
    """Open only if every condition holds; each one that does not is named, so that a mentor is told what is missing."""
    conditions: tuple[tuple[bool, GateReason], ...] = (
        (facts.mentor_on_duty, "off_duty"),
        (facts.adult_live, "no_adult"),
        (facts.school_open, "closed_hours"),
        (facts.chats < CHATS_AT_ONCE, "chat_open"),
    )
    missing = [reason for holds, reason in conditions if not holds]
    return Gate(open=not missing, reasons=missing)
