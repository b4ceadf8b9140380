"""Whether a pupil may wait for a mentor now, which the domain above decides.

`people` says on the school's page who is there, and cannot know of shifts, rota and caps, which stand above it.
"""

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.core.ids import SchoolId
from app.people.schemas import IsHere

ChatOpen = Callable[[Session, SchoolId, IsHere], bool]
"""`chat_open(session, school_id, is_here)`: whether a pupil may wait for a mentor at that school."""

_asked: list[ChatOpen] = []


def ask(chat_open: ChatOpen) -> ChatOpen:
    """Have `chat_open` asked from here on."""
    _asked[:] = [chat_open]
    return chat_open


def chat_open(session: Session, school_id: SchoolId, is_here: IsHere) -> bool:
    """Whether a pupil may wait for a mentor now. Nobody to ask: there are no mentors."""
    return any(answer(session, school_id, is_here) for answer in _asked)
