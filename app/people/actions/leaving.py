"""What ends when somebody may no longer meet cases, for whatever reason."""

from sqlalchemy.orm import Session

from app.audit.schemas import Party
from app.core.ids import PersonId, SchoolId
from app.people import departures
from app.people.actions.duty import end_duty


def let_go(session: Session, by: Party, school_id: SchoolId, person_id: PersonId) -> None:
    """They are off duty, and chats and cases that were theirs are somebody else's."""
    departures.take_back_everything(session, by, school_id, person_id)
    end_duty(session, by, school_id, person_id)
