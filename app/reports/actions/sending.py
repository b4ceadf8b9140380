"""Sending sealed items and starting key epochs, with what each does to the case."""

from datetime import datetime

from sqlalchemy import Update, and_, bindparam, not_, or_, update
from sqlalchemy.orm import Session

from app.audit.schemas import AuditAction
from app.conversations import access as conversations
from app.conversations.actions import people
from app.conversations.actions.items import Posted, post_item
from app.conversations.policy import Standing
from app.conversations.schemas import NewItem, conv_stream
from app.core import clock
from app.core.columns import table_of
from app.people.actors import Actor, Pupil, Staff
from app.realtime import queries as streams
from app.realtime.schemas import Appended
from app.reports import queries
from app.reports.actions.state import change, record, record_at, tell_group
from app.reports.errors import ChatFrozen
from app.reports.schemas import Report
from app.reports.tables import ReportRow
from app.schools import queries as schools

_REPORT = table_of(ReportRow)
_THIS = _REPORT.c.id == bindparam("case_id")

# Built once, for each message asks one of them. In a live chat somebody reads as it comes; where an answer is owed
# already, a further message of the pupil's changes no order; and where none is owed, neither does an adult's. That the
# chat is not frozen is asked by the same statement, so that it costs no other.
_GOES_ON = _REPORT.c.frozen_at.is_(None)
_OWED = _REPORT.c.target_at.is_not(None)
_PUPIL_QUIET = (
    update(_REPORT)
    .where(
        _THIS,
        _GOES_ON,
        or_(_REPORT.c.state == "live", and_(_OWED, _REPORT.c.state != "closed", _REPORT.c.snoozed_until.is_(None))),
    )
    .values(last_pupil_at=bindparam("moment"))
)
_STAFF_QUIET = (
    update(_REPORT).where(_THIS, not_(_OWED), _REPORT.c.reply_at.is_(None)).values(last_staff_at=bindparam("moment"))
)
_MENTOR_QUIET = _STAFF_QUIET.where(_GOES_ON)

_RECORDED = {
    "msg": AuditAction.MESSAGE_POSTED,
    "share": AuditAction.MESSAGE_POSTED,
    "note": AuditAction.NOTE_ADDED,
    "handover": AuditAction.NOTE_ADDED,
    "check": AuditAction.CHECK_RECORDED,
    "lists": AuditAction.CHECK_RECORDED,
    "identity": AuditAction.IDENTITY_RECORDED,
    "coach": AuditAction.CHAT_COACHED,
    "ask": AuditAction.CHAT_ASKED,
    "link": AuditAction.LINK_RECORDED,
    "unlink": AuditAction.LINK_RECORDED,
}


def send(session: Session, actor: Actor, stream: str, item: NewItem) -> Appended:
    """The one path of a `send` frame and of `POST …/items`. Raises `ChatFrozen` and what `post_item` raises."""
    posted = post_item(session, actor, stream, item)
    if not posted.appended.dup:
        _settle(session, actor, posted, item.kind)
    return posted.appended


def mark_read(session: Session, actor: Staff, stream: str, read: int) -> None:
    """An adult has seen the conversation up to `read`. Nothing is owed any more once that is all of it."""
    found = conversations.stream_to_read(session, actor, stream)
    if found.place.kind != "conv" or found.who is Standing.MENTOR:
        return
    report = report_of(session, stream, lock=True)
    if report.target_at is not None and read >= streams.heads(session, [stream])[stream].seq:
        change(session, report, target_at=None)


def _settle(session: Session, actor: Actor, posted: Posted, kind: str) -> None:
    who, place = posted.access.who, posted.access.place
    if isinstance(actor, Pupil):
        _pupil_wrote(session, actor, kind)
        return
    if place.kind == "conv":
        _staff_wrote(session, place.conversation_id, who)
    record_at(session, place, actor, _RECORDED[kind])
    if kind == "ask":
        tell_group(session, report_of(session, place.stream), "asked")


def _pupil_wrote(session: Session, actor: Pupil, kind: str) -> None:
    now = clock.now()
    if kind == "msg" and _is_quiet(session, _PUPIL_QUIET, actor.conversation_id, now):
        return
    report = report_of(session, conv_stream(actor.conversation_id), lock=True)
    if report.frozen_at is not None:
        raise ChatFrozen
    if kind != "msg":
        return
    owed = report.target_at or schools.target(schools.by_id(session, report.school_id), now, report.urgency)
    awake = {"snoozed_at": None, "snoozed_until": None}
    if report.state == "closed":
        # A child who writes after the end must be heard, so the case comes back by itself.
        report = change(session, report, state="open", closed_at=None, last_pupil_at=now, target_at=owed, **awake)
        people.say_status(session, report.id, "reopened")
        record(session, report, actor, AuditAction.REPORT_REOPENED)
    else:
        change(session, report, last_pupil_at=now, target_at=owed, **awake)


def mentor_wrote(session: Session, conversation_id: str) -> None:
    """What a mentor wrote is in the chat: by their own hand, or because an adult released it."""
    _staff_wrote(session, conversation_id, Standing.MENTOR)


def _staff_wrote(session: Session, conversation_id: str, who: Standing) -> None:
    now = clock.now()
    if _is_quiet(session, _MENTOR_QUIET if who is Standing.MENTOR else _STAFF_QUIET, conversation_id, now):
        return
    report = report_of(session, conv_stream(conversation_id), lock=True)
    if who is Standing.MENTOR and report.frozen_at is not None:
        raise ChatFrozen
    change(session, report, last_staff_at=now, target_at=None, reply_at=None)


def _is_quiet(session: Session, statement: Update, conversation_id: str, now: datetime) -> bool:
    """Note a message that changes nothing for the desks, in one statement. False, and nothing noted, if it would."""
    return session.connection().execute(statement, {"case_id": conversation_id, "moment": now}).rowcount == 1


def report_of(session: Session, stream: str, *, lock: bool = False) -> Report:
    """The case that a stream belongs to."""
    report = queries.report(session, stream.partition(":")[2], lock=lock)
    if report is None:
        raise LookupError("a stream without a report")
    return report
