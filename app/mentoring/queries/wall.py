"""Every live chat with a mentor as the adults who supervise it see it, and who waits."""

from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.conversations import queries as conversations
from app.conversations.policy import Standing, person_reader
from app.conversations.schemas import conv_stream
from app.core.errors import Forbidden, NotFound
from app.core.ids import PersonId
from app.mentoring.queries import load
from app.mentoring.queries.offers import mentor_chat, open_offer
from app.mentoring.schemas.wall import HeldMessage, HeldMessages, LastWord, OfChat, Wall, WallChat, WallWaiting
from app.mentoring.tables.chats import HeldMessageRow, WatchRow
from app.people.actors import SUPERVISORS, Staff
from app.realtime import queries as realtime
from app.reports import access as cases
from app.reports import queries as reports
from app.reports.schemas import IsHere, Report

_NOBODY = PersonId("")
_MOST = 1_000
"""More than a school ever has at one moment."""


def wall(session: Session, actor: Staff, is_here: IsHere) -> Wall:
    """The chats and the queue of the caller's groups. Raises `Forbidden` for whoever supervises no mentor."""
    groups = sorted(actor.reads & SUPERVISORS)
    if actor.is_mentor or not groups:
        raise Forbidden
    cover = load.cover(session, load.at_present(session, actor.school_id), is_here)
    names = reports.aliases(session, actor.school_id)
    theirs = (reports.CASES.school_id == actor.school_id, reports.CASES.group_name.in_(groups))
    live = (reports.CASES.state == "live", reports.CASES.holder_role == "mentor")
    waits = reports.CASES.state.in_(("waiting", "claimed", "passed"))
    chats = reports.where(session, *theirs, *live, order=[reports.CASES.received_at, reports.CASES.id], limit=_MOST)
    queue = reports.where(session, *theirs, waits, order=[reports.CASES.waiting_since, reports.CASES.id], limit=_MOST)
    return Wall(
        chats=[_chat(session, report, names) for report in chats],
        waiting=[_waiting(session, report, names) for report in _in_order(queue)],
        limit=cover.rules.adult_chats * cover.adults,
    )


def held_messages(session: Session, actor: Staff, conversation_id: str) -> HeldMessages:
    """What waits for an adult in one chat, as its group and its mentor may see it. Raises `NotFound`."""
    case = cases.case_to_read(session, actor, conversation_id)
    if case.who not in {Standing.GROUP, Standing.MENTOR}:
        raise NotFound
    rows = session.scalars(
        select(HeldMessageRow)
        .where(col(HeldMessageRow.conversation_id) == case.report.id, col(HeldMessageRow.state) == "waiting")
        .order_by(col(HeldMessageRow.at), col(HeldMessageRow.cmid))
    )
    return HeldMessages(
        items=[
            HeldMessage(
                cmid=row.cmid,
                epoch=row.epoch,
                kind=row.kind,
                env=row.env,
                sender=person_reader(row.person_id),
                at=row.at,
            )
            for row in rows
        ]
    )


def _in_order(queue: list[Report]) -> list[Report]:
    """A child whom a mentor handed on comes first, then whoever has waited longest."""
    return sorted(queue, key=lambda report: report.state != "passed")


def _chat(session: Session, report: Report, names: dict[str, str]) -> WallChat:
    mentor = report.holder_id or _NOBODY
    present = conversations.participants(session, report.id)
    mine = mentor_chat(session, report.id, mentor)
    return WallChat(
        id=report.id,
        number=report.number,
        group=report.group,
        mentor=OfChat(id=mentor, alias=names.get(mentor, reports.LEFT)),
        family=report.mentor,
        begun=report.received_at if mine is None else mine.begun_at or mine.claimed_at,
        last=_last_word(session, report),
        frozen=report.frozen_at is not None,
        held=any(who.held for who in present),
        holds=_holds(session, report),
        adult_in=[names.get(who.person_id, reports.LEFT) for who in present if who.role == "adult"],
        watching=_watching(session, report, names, {who.person_id for who in present}),
        v=report.v,
    )


def _waiting(session: Session, report: Report, names: dict[str, str]) -> WallWaiting:
    offered = open_offer(session, report) if report.state == "waiting" else None
    asked = report.holder_id if offered is None else offered.person_id
    return WallWaiting(
        id=report.id,
        number=report.number,
        group=report.group,
        family=report.mentor,
        want=report.want,
        state=report.state,
        since=report.waiting_since or report.received_at,
        offered=None if asked is None else names.get(asked, reports.LEFT),
        alarm=report.alarm_level,
        v=report.v,
    )


def _last_word(session: Session, report: Report) -> LastWord | None:
    item = realtime.last_sealed(session, conv_stream(report.id))
    if item is None:
        return None
    said_by: dict[str, Literal["pupil", "mentor"]] = {"pupil": "pupil"}
    if report.holder_id is not None:
        said_by[person_reader(report.holder_id)] = "mentor"
    return LastWord(at=item.at, by=said_by.get(item.sender, "adult"))


def _holds(session: Session, report: Report) -> int:
    waiting = (col(HeldMessageRow.conversation_id) == report.id, col(HeldMessageRow.state) == "waiting")
    return session.scalar(select(func.count()).select_from(HeldMessageRow).where(*waiting)) or 0


def _watching(session: Session, report: Report, names: dict[str, str], besides: set[PersonId]) -> list[str]:
    of_chat = select(WatchRow).where(col(WatchRow.conversation_id) == report.id)
    rows = session.scalars(of_chat.order_by(col(WatchRow.at)))
    return [names.get(row.person_id, reports.LEFT) for row in rows if row.person_id not in besides]
