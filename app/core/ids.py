"""Identifiers: UUIDv7 (RFC 9562, 5.7) as canonical lower-case text, one NewType for each noun.

Text and not `uuid.UUID`, because the same value goes into JSON, stream names, associated data and both databases.
"""

import re
import secrets
from typing import NewType

from app.core import clock

SchoolId = NewType("SchoolId", str)
PersonId = NewType("PersonId", str)
SessionId = NewType("SessionId", str)
GroupId = NewType("GroupId", str)
KeyId = NewType("KeyId", str)
MailboxId = NewType("MailboxId", str)
ConversationId = NewType("ConversationId", str)
ReportId = NewType("ReportId", str)
DecisionId = NewType("DecisionId", str)
NoteId = NewType("NoteId", str)
ShiftId = NewType("ShiftId", str)
InvitationId = NewType("InvitationId", str)
TicketId = NewType("TicketId", str)

UUID_PATTERN = r"[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_UUID = re.compile(UUID_PATTERN)


def new_id() -> str:
    """A fresh UUIDv7: 48 bits of milliseconds from the one clock, 74 random bits."""
    milliseconds = int(clock.now().timestamp() * 1000) & ((1 << 48) - 1)
    value = (milliseconds << 80) | (0x7 << 76) | (secrets.randbits(12) << 64) | (0b10 << 62) | secrets.randbits(62)
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def is_id(text: str) -> bool:
    """True for the one canonical spelling of a UUID that this project writes."""
    return _UUID.fullmatch(text) is not None
