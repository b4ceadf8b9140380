"""What becomes of the chats and cases of somebody who may no longer meet them."""

from sqlalchemy.orm import Session

from app.audit.schemas import AuditAction, Detail, Party
from app.core.ids import PersonId, SchoolId
from app.mentoring import queries
from app.mentoring.actions import company, shifts
from app.mentoring.actions.chat import to_an_adult
from app.reports import queries as reports
from app.reports.actions.state import change, record
from app.reports.schemas import Report


def take_back(session: Session, by: Party, school_id: SchoolId, person_id: PersonId) -> None:
    """Nothing is theirs any more, and no pupil is left with nobody.

    A live chat goes to an adult who is in it, or waits for one above nearly everything. A claim that the pupil's page
    has not met goes back to the queue in its old place. A case that they owned is anybody's of its group. A mentor's
    shift is over.
    """
    shifts.end(session, person_id)
    alias = reports.alias_of(session, school_id, person_id)
    for before in queries.cases_of(session, person_id):
        # Its row is held from here, so that a message or a claim of the same moment waits and finds them gone.
        report = reports.report(session, before.id, lock=True)
        if report is not None:
            was_in = company.see_out(session, report, person_id, alias, "left")
            report = _release(session, by, report, person_id)
            if report.holder_id == person_id:
                _pass_on(session, by, report)
            elif was_in:
                record(session, report, by, AuditAction.CHAT_LEFT, {"person": person_id})


def _release(session: Session, by: Party, report: Report, person_id: PersonId) -> Report:
    if report.owner_id != person_id:
        return report
    after = change(session, report, owner_id=None)
    record(session, after, by, AuditAction.REPORT_RELEASED, {"person": person_id})
    return after


def _pass_on(session: Session, by: Party, report: Report) -> None:
    details: dict[str, Detail] = {"person": report.holder_id}
    if report.state == "claimed":
        change(session, report, state="waiting", holder_id=None, holder_role=None)
        record(session, report, by, AuditAction.REPORT_RELEASED, details)
    elif report.state == "live":
        to_an_adult(session, report)
        record(session, report, by, AuditAction.REPORT_PASSED_TO_ADULT, {"why": "left", **details})
    else:
        change(session, report, holder_id=None, holder_role=None)
        record(session, report, by, AuditAction.CHAT_LEFT, details)
