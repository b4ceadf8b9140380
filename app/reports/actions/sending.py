"""Sending sealed items and starting key epochs, with what each does to the case."""

from datetime import datetime

from sqlalchemy import Update, and_, bindparam, or_, update
from sqlalchemy.orm import Session

from app.audit.schemas import AuditAction
from app.conversations import access as conversations
from app.conversations.actions import epochs, people
from app.conversations.actions.items import Posted, post_item
from app.conversations.policy import Standing, person_reader
from app.conversations.schemas import Joining, NewEpoch, NewItem, conv_stream
from app.core import clock
from app.core.columns import table_of
from app.people.actors import Actor, Pupil, Staff
from app.realtime import queries as streams
from app.realtime.schemas import Appended
from app.reports import queries
from app.reports.actions.state import change, record, record_at, tell_given
from app.reports.schemas import Report
from app.reports.tables import ReportRow
from app.schools import queries as schools

_REPORT = table_of(ReportRow)
_THIS = _REPORT.c.id == bindparam("case_id")

# Built once, for each message asks one of them. In a live chat somebody reads as it comes; where an answer is owed
# already, a further message of the pupil's changes no order; and where none is owed, neither does an adult's.
_PUPIL_QUIET = (
    update(_REPORT)
    .where(
        _THIS,
        or_(_REPORT.c.state == "live", and_(_REPORT.c.target_at.is_not(None), _REPORT.c.state != "closed")),
    )
    .values(last_pupil_at=bindparam("moment"))
)
_STAFF_QUIET = update(_REPORT).where(_THIS, _REPORT.c.target_at.is_(None)).values(last_staff_at=bindparam("moment"))

_RECORDED = {"msg": AuditAction.MESSAGE_POSTED, "share": AuditAction.MESSAGE_POSTED}
_RECORDED_IN_FILE = {"note": AuditAction.NOTE_ADDED, "handover": AuditAction.NOTE_ADDED}


def send(session: Session, actor: Actor, stream: str, item: NewItem) -> Appended:
    """The one path of a `send` frame and of `POST …/items`. Raises what `post_item` raises."""
    posted = post_item(session, actor, stream, item)
    if not posted.appended.dup:
        _settle(session, actor, posted, item.kind)
    return posted.appended


def start_epoch(session: Session, actor: Actor, stream: str, epoch: NewEpoch) -> int:
    """Start a key epoch. When a mentor has claimed the chat and the pupil's epoch names them, the chat begins."""
    claimed = _claimed(session, actor, stream)
    joining = None if claimed is None or claimed.holder_id is None else Joining(claimed.holder_id, "mentor")
    started = epochs.start_epoch(session, actor, stream, epoch, joining=joining)
    if started.dup:
        return started.seq
    record(session, _report(session, stream), actor, AuditAction.EPOCH_STARTED, {"epoch": epoch.epoch})
    if claimed is not None and joining is not None and person_reader(joining.person_id) in started.readers:
        alias = queries.alias_of(session, claimed.school_id, joining.person_id)
        people.join(session, claimed.id, joining.person_id, alias, "mentor", "claimed")
        change(session, claimed, state="live", waiting_since=None, target_at=None)
        record(session, claimed, actor, AuditAction.REPORT_PASSED_TO_MENTOR, {"mentor": joining.person_id})
        tell_given(session, claimed, joining.person_id)
    return started.seq


def mark_read(session: Session, actor: Staff, stream: str, read: int) -> None:
    """An adult has seen the conversation up to `read`. Nothing is owed any more once that is all of it."""
    found = conversations.stream_to_read(session, actor, stream)
    if found.place.kind == "file" or found.who is Standing.MENTOR:
        return
    report = _report(session, stream, lock=True)
    if report.target_at is not None and read >= streams.heads(session, [stream])[stream].seq:
        change(session, report, target_at=None)


def _claimed(session: Session, actor: Actor, stream: str) -> Report | None:
    if not isinstance(actor, Pupil) or stream != conv_stream(actor.conversation_id):
        return None
    report = queries.report(session, actor.conversation_id, lock=True)
    return report if report is not None and report.state == "claimed" else None


def _settle(session: Session, actor: Actor, posted: Posted, kind: str) -> None:
    place = posted.access.place
    if place.kind == "file":
        record_at(session, place, actor, _RECORDED_IN_FILE[kind])
    elif isinstance(actor, Pupil):
        if kind == "msg":
            _pupil_wrote(session, actor)
    else:
        _staff_wrote(session, place.conversation_id)
        record_at(session, place, actor, _RECORDED[kind])


def _pupil_wrote(session: Session, actor: Pupil) -> None:
    now = clock.now()
    if _is_quiet(session, _PUPIL_QUIET, actor.conversation_id, now):
        return
    report = _report(session, conv_stream(actor.conversation_id), lock=True)
    owed = report.target_at or schools.target(schools.by_id(session, report.school_id), now)
    if report.state == "closed":
        # A child who writes after the end must be heard, so the case comes back by itself.
        report = change(session, report, state="open", closed_at=None, last_pupil_at=now, target_at=owed)
        people.say_status(session, report.id, "reopened")
        record(session, report, actor, AuditAction.REPORT_REOPENED)
    else:
        change(session, report, last_pupil_at=now, target_at=owed)


def _staff_wrote(session: Session, conversation_id: str) -> None:
    now = clock.now()
    if not _is_quiet(session, _STAFF_QUIET, conversation_id, now):
        report = _report(session, conv_stream(conversation_id), lock=True)
        change(session, report, last_staff_at=now, target_at=None)


def _is_quiet(session: Session, statement: Update, conversation_id: str, now: datetime) -> bool:
    """Note a message that changes nothing for the desks, in one statement. False, and nothing noted, if it would."""
    return session.connection().execute(statement, {"case_id": conversation_id, "moment": now}).rowcount == 1


def _report(session: Session, stream: str, *, lock: bool = False) -> Report:
    report = queries.report(session, stream.partition(":")[2], lock=lock)
    if report is None:
        raise LookupError("a stream without a report")
    return report
