"""Taking in a report."""

import hashlib
import json

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.audit.schemas import SYSTEM, AuditAction
from app.conversations.actions.epochs import first_epoch
from app.conversations.actions.people import open_conversation
from app.core import clock, encoding
from app.core.columns import table_of
from app.core.ids import SchoolId, SessionId
from app.core.secrets import ServerSecrets
from app.people.actors import Pupil
from app.realtime import actions as realtime
from app.reports import challenges, policy, queries
from app.reports.actions.state import record, tell_desks, tell_mentors
from app.reports.challenges import Challenge
from app.reports.errors import ChallengeSpent, ReportConflict, WorkWrong
from app.reports.schemas import NewReport, Report, Submission
from app.reports.tables import CaseCounterRow, MailboxRow, ReportRow, SpentRow
from app.schools import queries as schools
from app.schools.errors import SchoolNotOpen
from app.schools.schemas import School
from app.sealing import verify

NO_SESSION = SessionId("")
"""The session of a pupil who is about to be given one."""

_REPORT = table_of(ReportRow)
_SPENT = table_of(SpentRow)
_COUNTER = table_of(CaseCounterRow)

# Built once: composing these costs more than running them. The two databases spell an upsert alike.
_STORED = select(_REPORT.c.school_id, _REPORT.c.digest).where(_REPORT.c.id == bindparam("id"))
_ADD_REPORT = insert(_REPORT)
_SAME_NAME = [name for name in Report.__slots__ if name != "group"]
_ADD_MAILBOX = insert(table_of(MailboxRow))
_SPEND = {
    dialect.dialect.name: dialect.insert(_SPENT).on_conflict_do_nothing().returning(_SPENT.c.id)
    for dialect in (sqlite, postgresql)
}
_COUNT = {
    dialect.dialect.name: dialect.insert(_COUNTER)
    .values(last=1)
    .on_conflict_do_update(index_elements=["school_id", "group_name"], set_={"last": _COUNTER.c.last + 1})
    .returning(_COUNTER.c.last)
    for dialect in (sqlite, postgresql)
}


def submit_report(session: Session, submission: Submission, secrets: ServerSecrets) -> bool:
    """Store a report with its conversation. True if the very same one was stored before.

    Raises `SchoolNotOpen`, `MentorNotAllowed`, `RouteTooLow`, `WorkWrong`, `ChallengeOld`,
    `ChallengeSpent`, `ReportConflict` and whatever refuses the epoch and the envelope. A full budget refuses nothing.
    """
    new, school_id = submission.report, submission.school_id
    stored = session.connection().execute(_STORED, {"id": new.conv}).first()
    if stored is not None:
        if stored.school_id != school_id or stored.digest != _digest(new):
            raise ReportConflict
        return True
    school = schools.by_id(session, school_id)
    if not school.takes_reports(clock.now()):
        raise SchoolNotOpen
    policy.check_mentor(new)
    policy.check_route(new)
    verify.read_envelope(new.report.env)
    _spend_work(session, submission, secrets)
    report = _store(session, submission, school)
    record(session, report, SYSTEM, AuditAction.REPORT_RECEIVED, {"number": report.number, "safe": report.safe})
    if report.overflow:
        record(session, report, SYSTEM, AuditAction.BUDGET_OVERFLOWED)
    tell_desks(session, report)
    if policy.mentor_waits(report):
        tell_mentors(session, report)
    return False


def spend(session: Session, challenge: Challenge) -> None:
    """Use a challenge up. Raises `ChallengeSpent` if it was used before."""
    connection = session.connection()
    row = {"id": challenge.id, "expires_at": challenge.expires}
    if connection.execute(_SPEND[connection.dialect.name], row).first() is None:
        raise ChallengeSpent


def forget_spent(session: Session) -> int:
    """Erase the challenges that have run out, which nobody can use any more; how many there were."""
    return session.connection().execute(delete(_SPENT).where(_SPENT.c.expires_at <= clock.now())).rowcount


def _spend_work(session: Session, submission: Submission, secrets: ServerSecrets) -> None:
    work = submission.report.work
    challenge = challenges.read(secrets, "work", submission.school_id, work.challenge, clock.now())
    if not challenges.is_solved(challenge, work.answer):
        raise WorkWrong
    spend(session, challenge)


def _store(session: Session, submission: Submission, school: School) -> Report:
    new, now = submission.report, clock.now()
    pupil = Pupil(submission.conversation_id, submission.school_id, NO_SESSION)
    locator_hash = encoding.decode(new.locator_hash)
    if queries.mailbox_key(session, school.id, locator_hash) is not None:
        raise ReportConflict
    place = open_conversation(session, pupil.conversation_id, school.id, new.route)
    first_epoch(session, place, pupil, new.epoch)
    urgency = policy.first_urgency(new.safe)
    waits = queries.somebody_on_duty(session, school.id, new.route, new.chat)
    report = Report(
        id=pupil.conversation_id,
        school_id=school.id,
        group=new.route,
        number=next_number(session, school.id, new.route),
        safe=new.safe,
        mentor=new.mentor,
        want=new.chat,
        state="waiting" if waits else "sent",
        urgency=urgency,
        owner_id=None,
        holder_id=None,
        holder_role=None,
        received_at=now,
        opened_at=None,
        last_pupil_at=now,
        last_staff_at=None,
        target_at=schools.target(school, now, urgency),
        reply_at=schools.reply_target(school, now, urgency),
        follow_up_at=None,
        waiting_since=now if waits else None,
        closed_at=None,
        overflow=policy.to_the_tray(new.safe, over_budget=submission.overflow),
        test=school.is_testing(now),
        v=1,
    )
    row = {name: getattr(report, name) for name in _SAME_NAME}
    mailbox = {
        "conversation_id": report.id,
        "school_id": school.id,
        "locator_hash": locator_hash,
        "key": encoding.decode(new.mailbox_key),
    }
    connection = session.connection()
    connection.execute(_ADD_REPORT, {**row, "group_name": report.group, "digest": _digest(new)})
    connection.execute(_ADD_MAILBOX, mailbox)
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
    return report


def next_number(session: Session, school_id: SchoolId, group: str) -> int:
    """The number of the next case of a group."""
    connection = session.connection()
    row = {"school_id": school_id, "group_name": group}
    number: int = connection.execute(_COUNT[connection.dialect.name], row).scalar_one()
    return number


def _digest(new: NewReport) -> bytes:
    """What makes two submissions the same one. The proof of work is left out: a challenge may run out between tries."""
    said = new.model_dump(mode="json", exclude={"work"})
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).digest()
