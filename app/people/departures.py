"""What the domains above do, in the same transaction, when somebody may no longer meet cases.

`people` cannot know of chats and cases, which stand above it, and whoever goes must not keep one for a moment longer.
So each domain that hands something to a person says here how it takes it back.
"""

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.audit.schemas import Party
from app.core.ids import PersonId, SchoolId

TakeBack = Callable[[Session, Party, SchoolId, PersonId], None]
"""`take_back(session, by, school_id, person_id)`: nothing of this domain is that person's any more."""

_taking_back: list[TakeBack] = []


def when_somebody_goes(take_back: TakeBack) -> TakeBack:
    """Have `take_back` called whenever somebody leaves, is suspended, paused or readmitted, or loses a group."""
    _taking_back.append(take_back)
    return take_back


def take_back_everything(session: Session, by: Party, school_id: SchoolId, person_id: PersonId) -> None:
    """Take everything back from that person."""
    for take_back in _taking_back:
        take_back(session, by, school_id, person_id)
