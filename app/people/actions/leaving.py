"""What ends when somebody may no longer meet cases, for whatever reason."""

from sqlalchemy import delete
from sqlalchemy.orm import Session
from sqlmodel import col

from app.audit import actions as audit
from app.audit.schemas import AuditAction, Party
from app.core.ids import PersonId, SchoolId
from app.people import departures
from app.people.actions.duty import tell_desks
from app.people.actions.recording import ref
from app.people.tables import DutyRow


def let_go(session: Session, by: Party, school_id: SchoolId, person_id: PersonId) -> None:
    """They are off duty, and chats and cases that were theirs are somebody else's."""
    row = session.get(DutyRow, person_id)
    on_duty = row is not None and row.state == "on"
    session.execute(delete(DutyRow).where(col(DutyRow.person_id) == person_id))
    departures.take_back_everything(session, by, school_id, person_id)
    if on_duty:
        audit.record_in_school(session, school_id, by, AuditAction.DUTY_ENDED, ref(person_id))
        tell_desks(session, school_id, "duty")
