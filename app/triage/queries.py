"""Lists of cases in the one order, and an opened case."""

import json
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, not_, or_, select, tuple_
from sqlalchemy.orm import Session
from sqlmodel import col

from app.conversations import policy as conversation_policy
from app.conversations import queries as conversations
from app.conversations.access import Access, stream_to_read
from app.conversations.schemas import conv_stream, file_stream, side_stream
from app.core import clock, encoding
from app.core.columns import UtcDateTime
from app.core.errors import Forbidden, InvalidRequest
from app.people import queries as people
from app.people.actors import Staff
from app.people.schemas import Person
from app.realtime import queries as realtime
from app.realtime.errors import StreamUnknown
from app.reports import access as cases
from app.reports import queries as reports
from app.reports.schemas import Report
from app.triage import policy
from app.triage.schemas import CaseHead, Cases, Holder, Named, OpenCase, OpenedBy, OpenStream, View
from app.triage.tables import OpeningRow

PAGE = 50
_PLACES = {reason: place for place, (reason, _) in enumerate(policy.RULES)}
_LIVE = ("waiting", "claimed", "live", "passed")
_UNCLOSED = ("sent", "open", *_LIVE)
_C = reports.CASES
_MOMENTS = (_C.target_at, _C.reply_at, _C.follow_up_at, _C.snoozed_until)
"""What time alone may pass, and so change the order."""


def sql_rank(now: datetime) -> ColumnElement[int]:
    """`policy.rank`, in SQL."""
    holds = {
        "not_safe": _C.safe == "no",
        "waiting_live": _C.state.in_(("waiting", "claimed")),
        "passed_on": _C.state == "passed",
        "past_target": or_(_C.target_at <= now, _C.reply_at <= now),
        "red": _C.urgency == "red",
        "follow_up_due": _C.follow_up_at <= now,
        "new": _C.opened_at.is_(None),
    }
    return case(
        (_C.state == "closed", literal(policy.REST)),
        *((holds[reason], literal(place)) for reason, place in _PLACES.items()),
        else_=literal(policy.REST),
    )


def sql_asleep(now: datetime) -> ColumnElement[bool]:
    """`policy.asleep`, in SQL."""
    return and_(
        _C.snoozed_at.is_not(None),
        _C.snoozed_at <= now,
        _C.snoozed_until > now,
        _C.state == "open",
        sql_rank(now) >= _PLACES["new"],
    )


def visible_to(actor: Staff) -> ColumnElement[bool]:
    """The cases that an adult may see: those their groups receive, and those that they were given by name.

    The list filter beside `app.conversations.policy.standing`.
    """
    return and_(
        _C.school_id == actor.school_id,
        or_(_C.group_name.in_(sorted(actor.reads)), _C.id.in_(conversations.taking_part(actor.person_id))),
    )


def inbox(session: Session, actor: Staff, view: View, cursor: str | None) -> Cases:
    """A page of a view. A cursor keeps the moment it was made at, so that time passing moves nothing between pages."""
    start = None if cursor is None else _Cursor.read(cursor)
    now = clock.now() if start is None else start.now
    place = (sql_rank(now), _C.received_at, _C.id)
    conditions = [visible_to(actor), _in_view(actor, view, now)]
    if start is not None:
        conditions.append(
            tuple_(*place) > tuple_(literal(start.rank), literal(start.received, UtcDateTime), literal(start.id))
        )
    found = reports.where(session, *conditions, order=place, limit=PAGE + 1)
    page = found[:PAGE]
    return Cases(
        cases=heads(session, actor, page, now),
        tray=_count(session, visible_to(actor), _in_view(actor, "tray", now)),
        cursor=_Cursor.after(page[-1], now) if len(found) > PAGE else None,
        next_change=_next_change(session, actor, now),
    )


def head(session: Session, actor: Staff, report: Report) -> CaseHead:
    """Where one case stands."""
    return heads(session, actor, [report], clock.now())[0]


def heads(session: Session, actor: Staff, found: list[Report], now: datetime) -> list[CaseHead]:
    """The heads of cases, in the order given."""
    names: dict[str, Person] = {person.id: person for person in people.people(session, actor.school_id)}
    rekey = conversations.needing_keys(session, [report.id for report in found])
    return [_head(report, names, now, rekey=report.id in rekey) for report in found]


def open_case(session: Session, actor: Staff, case_id: str) -> OpenCase:
    """The case with every stream that the caller may read, still sealed. That it was opened is recorded elsewhere."""
    found = cases.case_to_read(session, actor, case_id)
    streams = [stream_to_read(session, actor, conv_stream(case_id))]
    # A responder may have been given the conversation alone: then the file is not theirs to open. What was said aside
    # to a mentor is there only where one was.
    for stream in (file_stream(case_id), side_stream(case_id)):
        with suppress(Forbidden, StreamUnknown):
            streams.append(stream_to_read(session, actor, stream))
    return OpenCase(
        case=head(session, actor, found.report),
        streams=[_open_stream(session, actor, stream) for stream in streams],
        opened_by=_opened_by(session, actor, case_id),
    )


def _head(report: Report, names: dict[str, Person], now: datetime, *, rekey: bool) -> CaseHead:
    return CaseHead(
        id=report.id,
        number=report.number,
        group=report.group,
        safe=report.safe,
        want=report.want,
        state=report.state,
        mentor=report.mentor,
        urgency=report.urgency,
        owner=_named(report.owner_id, names),
        holder=_holder(report, names),
        why=policy.why(report, now),
        received=report.received_at,
        last_pupil=report.last_pupil_at,
        last_staff=report.last_staff_at,
        opened=report.opened_at,
        target=report.target_at,
        reply_due=report.reply_at,
        follow_up=report.follow_up_at,
        snoozed=report.snoozed_until if policy.asleep(report, now) else None,
        overflow=report.overflow,
        rekey=rekey,
        frozen=report.frozen_at is not None,
        v=report.v,
    )


def _named(person_id: str | None, names: dict[str, Person]) -> Named | None:
    if person_id is None:
        return None
    return Named(id=person_id, alias=names[person_id].alias if person_id in names else reports.LEFT)


def _holder(report: Report, names: dict[str, Person]) -> Holder | None:
    named = _named(report.holder_id, names)
    if named is None:
        return None
    person = names.get(named.id)
    return Holder(id=named.id, alias=named.alias, role=str(person.role if person else report.holder_role))


def _in_view(actor: Staff, view: View, now: datetime) -> ColumnElement[bool]:
    unclosed = _C.state.in_(_UNCLOSED)
    mine = or_(
        _C.owner_id == actor.person_id,
        _C.holder_id == actor.person_id,
        _C.id.in_(conversations.taking_part(actor.person_id)),
    )
    views: dict[View, ColumnElement[bool]] = {
        "inbox": and_(unclosed, _C.overflow.is_(False), not_(sql_asleep(now))),
        "later": and_(unclosed, _C.overflow.is_(False), sql_asleep(now)),
        "mine": and_(unclosed, mine),
        "live": _C.state.in_(_LIVE),
        "tray": and_(unclosed, _C.overflow.is_(True)),
        "closed": _C.state == "closed",
    }
    return views[view]


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(_C.id)).where(*conditions)) or 0


def _next_change(session: Session, actor: Staff, now: datetime) -> datetime | None:
    def soonest(column: ColumnElement[datetime]) -> Select[datetime]:
        return select(func.min(column)).where(visible_to(actor), _C.state.in_(_UNCLOSED), column > now)

    moments = [session.scalar(soonest(column)) for column in _MOMENTS]
    return min((moment for moment in moments if moment is not None), default=None)


def _open_stream(session: Session, actor: Staff, found: Access) -> OpenStream:
    place = found.place
    items = conversations.whole_stream(session, place.stream, since=conversation_policy.reads_from(found.who, place))
    return OpenStream(
        stream=place.stream,
        seq=realtime.heads(session, [place.stream])[place.stream].seq,
        epoch=place.epoch,
        rekey=place.rekey,
        epochs=conversations.epochs(session, actor, found.who, place).epochs,
        items=items,
    )


def _opened_by(session: Session, actor: Staff, case_id: str) -> list[OpenedBy]:
    statement = select(OpeningRow).where(col(OpeningRow.case_id) == case_id).order_by(col(OpeningRow.last_at).desc())
    names = reports.aliases(session, actor.school_id)
    return [
        OpenedBy(alias=names.get(row.person_id, reports.LEFT), at=row.last_at) for row in session.scalars(statement)
    ]


def has_opened(session: Session, person_id: str, case_id: str) -> bool:
    """Whether somebody has opened a case, so that their next socket may follow it again."""
    return session.get(OpeningRow, (case_id, person_id)) is not None


def last_opened(session: Session, case_ids: Collection[str]) -> dict[str, datetime]:
    """When somebody last opened each of those cases; one that nobody has opened is left out."""
    statement = select(col(OpeningRow.case_id), func.max(col(OpeningRow.last_at))).where(
        col(OpeningRow.case_id).in_(case_ids)
    )
    return {row[0]: row[1] for row in session.execute(statement.group_by(col(OpeningRow.case_id)))}


@dataclass(frozen=True, slots=True)
class _Cursor:
    """The last case of a page, and the moment that its order was made at. It grants nothing: every page asks again."""

    now: datetime
    rank: int
    received: datetime
    id: str

    @staticmethod
    def after(last: Report, now: datetime) -> str:
        place = [now.isoformat(), policy.rank(last, now), last.received_at.isoformat(), last.id]
        return encoding.encode(json.dumps(place).encode())

    @staticmethod
    def read(text: str) -> "_Cursor":
        try:
            now, rank, received, case_id = json.loads(encoding.decode(text, maximum=300))
            return _Cursor(_moment(now), int(rank), _moment(received), str(case_id))
        except (ValueError, TypeError, encoding.BadEncoding):
            raise InvalidRequest from None


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment
