"""The sample of mentors' chats that adults read again: picking it, and signing it off."""

import secrets
from datetime import timedelta
from typing import Final

from sqlalchemy.orm import Session

from app.audit import actions as audit
from app.audit.schemas import SYSTEM, AuditAction, Ref
from app.conversations.schemas import NewItem, file_stream
from app.core import clock
from app.core.errors import Forbidden
from app.core.ids import PersonId, SchoolId
from app.core.rows import add_missing
from app.mentoring.access.debriefs import reviews_to_sign
from app.mentoring.errors.debriefs import SupervisionDayWrong
from app.mentoring.queries.reviews import choices, still_to_pick
from app.mentoring.queries.shifts import check_mentor
from app.mentoring.schemas.debriefs import SignReview, Supervised
from app.mentoring.tables.debriefs import ReviewRow, SupervisionRow
from app.people import actions as people
from app.people.actors import Group, Staff
from app.reports import access as cases
from app.reports import queries as reports
from app.reports.actions import sending
from app.reports.actions.state import record, tell
from app.schools import queries as schools

MEETINGS_SINCE: Final = timedelta(days=365)


def pick(session: Session, school_id: SchoolId) -> None:
    """Pick what is still to be picked this week: each mentor in turn, and any of their chats of the last two weeks.

    Who had none picked for longest comes first, so that nobody is left out and nobody knows which chat it will be.
    """
    for _ in range(still_to_pick(session, school_id)):
        mentor, chats = next(iter(choices(session, school_id)), (None, []))
        if mentor is None:
            return
        chosen = secrets.choice(chats)
        report = reports.report(session, chosen)
        made = {"conversation_id": chosen, "person_id": mentor, "school_id": school_id, "picked_at": clock.now()}
        if report is not None and add_missing(session, ReviewRow, [made]):
            record(session, report, SYSTEM, AuditAction.REVIEW_PICKED, {"person": mentor})
            people.tell_desks(session, school_id, "duty")


def sign(session: Session, actor: Staff, conversation_id: str, said: SignReview) -> None:
    """An adult of the safeguarding team has read the chat again. Who signed first stays; a note is kept in any case.

    Raises `NotFound`, `Forbidden`, and what refuses the note.
    """
    report = cases.case_of_group(session, actor, conversation_id).report
    if Group.SAFEGUARDING not in actor.groups:
        raise Forbidden
    rows = reviews_to_sign(session, report.id)
    if said.note is not None:
        note = NewItem(cmid=said.note.cmid, epoch=said.note.epoch, env=said.note.env, kind="note")
        sending.send(session, actor, file_stream(report.id), note)
    for row in rows:
        if row.signed_at is None:
            row.signed_at, row.signed_by, row.feedback = clock.now(), actor.person_id, said.feedback
            record(session, report, actor, AuditAction.REVIEW_SIGNED, {"person": row.person_id})
    session.flush()
    people.tell_desks(session, actor.school_id, "duty")
    _tell_mentors(session, rows)


def talked(session: Session, actor: Staff, conversation_id: str) -> None:
    """An adult has talked the chat over with its mentor, who reads no longer that somebody would like to.

    Raises `NotFound`, `Forbidden`.
    """
    report = cases.case_of_group(session, actor, conversation_id).report
    if Group.SAFEGUARDING not in actor.groups:
        raise Forbidden
    rows = [row for row in reviews_to_sign(session, report.id) if row.feedback == "talk" and row.talked_at is None]
    for row in rows:
        row.talked_at = clock.now()
        record(session, report, actor, AuditAction.REVIEW_TALKED, {"person": row.person_id})
    session.flush()
    people.tell_desks(session, actor.school_id, "duty")
    _tell_mentors(session, rows)


def supervise(session: Session, actor: Staff, mentor_id: PersonId, held: Supervised) -> None:
    """A supervision meeting was held with that mentor on a day. Said twice, it was one.

    Raises `NotFound` for whoever is no mentor of the school, `SupervisionDayWrong`.
    """
    check_mentor(session, actor.school_id, mentor_id)
    today = schools.today(session, actor.school_id)
    if not today - MEETINGS_SINCE <= held.on <= today:
        raise SupervisionDayWrong
    made = {
        "person_id": mentor_id,
        "on": held.on,
        "school_id": actor.school_id,
        "at": clock.now(),
        "by": actor.person_id,
    }
    if add_missing(session, SupervisionRow, [made]):
        subject = Ref("person", mentor_id)
        audit.record_in_school(
            session, actor.school_id, actor, AuditAction.SUPERVISION_HELD, subject, {"on": held.on.isoformat()}
        )
        people.tell_desks(session, actor.school_id, "duty")


def _tell_mentors(session: Session, rows: list[ReviewRow]) -> None:
    tell(session, {PersonId(row.person_id) for row in rows}, {"what": "duty"})
