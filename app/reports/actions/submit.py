"""Taking in a report."""

import hashlib
import json

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.audit.schemas import SYSTEM, AuditAction
from app.conversations.actions.epochs import first_epoch
from app.conversations.actions.people import open_conversation
from app.core import clock, encoding
from app.core.ids import SchoolId, SessionId
from app.core.secrets import ServerSecrets
from app.people.actors import Pupil
from app.realtime import actions as realtime
from app.reports import challenges, policy, queries
from app.reports.actions.state import record, tell_desks, tell_mentors
from app.reports.challenges import Challenge
from app.reports.errors import ChallengeSpent, ReportConflict, WorkWrong
from app.reports.schemas import NewReport, Report, State, Submission
from app.reports.tables import CaseCounterRow, MailboxRow, ReportRow, SpentRow
from app.schools import queries as schools
from app.sealing import verify

NO_SESSION = SessionId("")
"""The session of a pupil who is about to be given one."""


def submit_report(session: Session, submission: Submission, secrets: ServerSecrets) -> bool:
    """Store a report with its conversation. True if the very same one was stored before.

    Raises `MentorNotAllowed`, `WorkWrong`, `ChallengeOld`,
    `ChallengeSpent`, `ReportConflict` and whatever refuses the epoch and the envelope. A full budget refuses nothing.
    """
    new, school_id = submission.report, submission.school_id
    stored = session.get(ReportRow, new.conv)
    if stored is not None:
        if stored.school_id != school_id or stored.digest != _digest(new):
            raise ReportConflict
        return True
    policy.check_mentor(new)
    verify.read_envelope(new.report.env)
    _spend_work(session, submission, secrets)
    report = _store(session, submission)
    record(session, report, SYSTEM, AuditAction.REPORT_RECEIVED, {"number": report.number, "safe": report.safe})
    if report.overflow:
        record(session, report, SYSTEM, AuditAction.BUDGET_OVERFLOWED)
    tell_desks(session, report)
    if policy.mentor_waits(report):
        tell_mentors(session, report)
    return False


def spend(session: Session, challenge: Challenge) -> None:
    """Use a challenge up. Raises `ChallengeSpent` if it was used before. Forgets those that have run out since."""
    session.execute(delete(SpentRow).where(col(SpentRow.expires_at) <= clock.now()))
    if session.get(SpentRow, challenge.id) is not None:
        raise ChallengeSpent
    session.execute(insert(SpentRow).values(id=challenge.id, expires_at=challenge.expires))


def _spend_work(session: Session, submission: Submission, secrets: ServerSecrets) -> None:
    work = submission.report.work
    challenge = challenges.read(secrets, "work", submission.school_id, work.challenge, clock.now())
    if not challenges.is_solved(challenge, work.answer):
        raise WorkWrong
    spend(session, challenge)


def _store(session: Session, submission: Submission) -> Report:
    new, now = submission.report, clock.now()
    pupil = Pupil(submission.conversation_id, submission.school_id, NO_SESSION)
    school = schools.by_id(session, submission.school_id)
    locator_hash = encoding.decode(new.locator_hash)
    if queries.mailbox_key(session, school.id, locator_hash) is not None:
        raise ReportConflict
    place = open_conversation(session, pupil.conversation_id, school.id, new.route)
    first_epoch(session, place, pupil, new.epoch)
    waits = queries.somebody_on_duty(session, school.id, new.route, new.chat)
    state: State = "waiting" if waits else "sent"
    row = ReportRow(
        id=new.conv,
        school_id=school.id,
        group_name=new.route,
        number=_next_number(session, school.id, new.route),
        safe=new.safe,
        mentor=new.mentor,
        want=new.chat,
        state=state,
        urgency=policy.first_urgency(new.safe),
        received_at=now,
        last_pupil_at=now,
        target_at=schools.target(school, now),
        waiting_since=now if waits else None,
        overflow=policy.to_the_tray(new.safe, over_budget=submission.overflow),
        v=1,
        digest=_digest(new),
    )
    session.add(row)
    session.flush()
    session.add(
        MailboxRow(
            conversation_id=new.conv,
            school_id=school.id,
            locator_hash=locator_hash,
            key=encoding.decode(new.mailbox_key),
        )
    )
    session.flush()
    realtime.append(
        session,
        place.stream,
        cmid=new.report.cmid,
        type="msg",
        kind="report",
        key_epoch=1,
        sender="pupil",
        body=new.report.env,
    )
    return queries.report_of(row)


def _next_number(session: Session, school_id: SchoolId, group: str) -> int:
    where = (col(CaseCounterRow.school_id) == school_id, col(CaseCounterRow.group_name) == group)
    last = session.scalar(select(col(CaseCounterRow.last)).where(*where).with_for_update())
    if last is None:
        session.execute(insert(CaseCounterRow).values(school_id=school_id, group_name=group, last=1))
        return 1
    session.execute(update(CaseCounterRow).where(*where).values(last=last + 1))
    return last + 1


def _digest(new: NewReport) -> bytes:
    """What makes two submissions the same one. The proof of work is left out: a challenge may run out between tries."""
    said = new.model_dump(mode="json", exclude={"work"})
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).digest()
