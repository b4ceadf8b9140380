"""The only way to a live chat for the people in it. Who may not know of it meets 404."""

from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.core.ids import PersonId, SchoolId
from app.mentoring.access.shifts import caps_to_spend, shift_to_change
from app.mentoring.queries.offers import is_apart
from app.people.actors import Pupil, Staff
from app.reports import access, policy, queries
from app.reports.schemas import Report


def hold_claims(session: Session, school_id: SchoolId, mentor_id: PersonId) -> None:
    """Nobody else of this school gives or takes a chat with a mentor before the commit, so that counts stay true.

    Held before the row of any case: whoever holds both takes them in this order.
    """
    shift_to_change(session, school_id, mentor_id)
    caps_to_spend(session, school_id)


def claimable(session: Session, actor: Staff, conversation_id: str) -> Report:
    """A case that a mentor may know is waiting, or was until just now. Its row is held. Raises `NotFound`."""
    report = queries.report(session, conversation_id, lock=True)
    # What a mentor never saw on their list stays hidden here too, so that an id tells nothing. A pupil who would not
    # meet this mentor is not on it either: that they said so is theirs to keep.
    if report is None or report.school_id != actor.school_id or not policy.may_have_mentor(report):
        raise NotFound
    if is_apart(session, report.id, actor.person_id):
        raise NotFound
    return report


def claimed_by(session: Session, actor: Staff, conversation_id: str) -> Report | None:
    """A case that this mentor has claimed and the pupil's browser has not yet let them into. Its row is held."""
    report = queries.report(session, conversation_id, lock=True)
    mine = report is not None and report.state == "claimed" and report.holder_id == actor.person_id
    return report if mine else None


def own_case(session: Session, actor: Pupil) -> Report:
    """The pupil's own case, its row held."""
    return access.case_to_change(session, actor, actor.conversation_id).report
