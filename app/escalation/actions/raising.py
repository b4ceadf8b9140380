"""Handing a case of the pastoral team up to the safeguarding team. It never comes back down."""

from typing import Any

from sqlalchemy.orm import Session

from app.audit.schemas import AuditAction
from app.conversations import queries as conversations
from app.conversations.actions import people
from app.conversations.policy import Standing
from app.core import clock
from app.core.errors import Forbidden
from app.core.ids import PersonId
from app.mentoring.actions import company
from app.people.actors import Group, Staff
from app.reports import access as cases
from app.reports import queries as reports
from app.reports.actions.state import change, record, tell_gone
from app.reports.actions.submit import next_number
from app.reports.errors import WrongState
from app.reports.schemas import Report
from app.schools import queries as schools

_CHATTING = {"waiting", "claimed", "live", "passed"}


def raise_case(session: Session, actor: Staff, case_id: str, v: int) -> None:
    """The safeguarding team alone has the case from here on, as something new to look at.

    The pastoral team and a mentor are out of it at once, and the pupil is told who reads now. Raises `Forbidden`,
    `CaseChanged`, and `WrongState` for a closed case or one of another group.
    """
    case = cases.case_to_change(session, actor, case_id)
    if case.who not in {Standing.GROUP, Standing.RESPONDER}:
        raise Forbidden
    report = case.report
    if report.group != Group.PASTORAL or report.state == "closed":
        raise WrongState
    cases.check_version(report, v)
    record(session, report, actor, AuditAction.REPORT_ESCALATED)
    departing = _departing(session, report)
    company.send_away(session, report, "serious", lambda who: who.person_id in departing)
    people.move_to_group(session, report.id, Group.SAFEGUARDING, departing)
    after = change(session, report, **_raised(session, report, departing))
    people.say_status(session, report.id, "raised")
    tell_gone(session, after, departing)
    record(session, after, actor, AuditAction.REPORT_ESCALATED, {"number": after.number})


def _departing(session: Session, report: Report) -> set[PersonId]:
    """The pastoral team's readers who are not of the safeguarding team too, and a mentor who holds the chat."""
    staying = reports.readers_of_case(session, report.school_id, Group.SAFEGUARDING)
    mentors = {who.person_id for who in conversations.participants(session, report.id) if who.role == "mentor"}
    return (reports.readers_of_case(session, report.school_id, report.group) | mentors) - staying


def _raised(session: Session, report: Report, departing: set[PersonId]) -> dict[str, Any]:
    now = clock.now()
    owed = report.target_at or schools.target(schools.by_id(session, report.school_id), now, report.urgency)
    changes: dict[str, Any] = {
        "group": str(Group.SAFEGUARDING),
        "number": next_number(session, report.school_id, Group.SAFEGUARDING),
        "mentor": None,
        "opened_at": None,
        "target_at": owed,
        "overflow": False,
    }
    if report.owner_id in departing:
        changes["owner_id"] = None
    # A mentor who has claimed and was not let in yet is in nobody's list of readers, and out of it all the same.
    held = report.holder_id is not None and report.holder_role != "mentor" and report.holder_id not in departing
    if report.state in _CHATTING and not held:
        # A pupil who was being heard, or was about to be, waits for nobody else first.
        since = report.waiting_since or now
        changes |= {"state": "passed", "want": "adult", "waiting_since": since}
    if not held:
        changes |= {"holder_id": None, "holder_role": None}
    return changes
