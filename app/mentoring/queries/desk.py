"""What looking after mentors asks of the adults."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final, cast

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core import clock, encoding
from app.core.ids import PersonId, SchoolId
from app.mentoring.policy import day
from app.mentoring.policy.gate import is_seen
from app.mentoring.policy.supervision import supervision_due
from app.mentoring.queries import load
from app.mentoring.queries.evidence import supervised_on
from app.mentoring.queries.rota import next_gaps
from app.mentoring.schemas.debriefs import (
    Debrief,
    Feedback,
    MentoringDesk,
    MentorOnDesk,
    NamedMentor,
    Review,
    SealedNote,
    Signed,
    Weighed,
    Weight,
)
from app.mentoring.schemas.gate import Load
from app.mentoring.schemas.shifts import Shift
from app.mentoring.tables.chats import MentorChatRow
from app.mentoring.tables.debriefs import DebriefRow, ReviewRow
from app.people import queries as people
from app.people.actors import Group, Role, Staff
from app.people.policy import MENTOR_AGREEMENT
from app.people.queries.training import trained
from app.reports import queries as reports
from app.reports.schemas import IsHere
from app.schools import queries as schools
from app.schools.schemas import Calendar

TREND: Final = 8
SHOWN_FOR: Final = timedelta(days=14)
"""How long what is done stays on the desk."""
DAYS_AHEAD: Final = 5


def desk(session: Session, actor: Staff, is_here: IsHere) -> MentoringDesk:
    """Mentors, debriefs and reviews of the cases that the caller's groups read, and where the rota has nobody."""
    school_id = actor.school_id
    calendar = schools.by_id(session, school_id).calendar
    today, _ = day.local(calendar, clock.now())
    names = people.names(session, school_id)
    return MentoringDesk(
        mentors=_mentors(session, school_id, is_here),
        debriefs=_debriefs(session, actor, names),
        reviews=_reviews(session, actor, names),
        gaps=next_gaps(session, school_id, today, DAYS_AHEAD),
    )


def _mentors(session: Session, school_id: SchoolId, is_here: IsHere) -> list[MentorOnDesk]:
    now = load.at_present(session, school_id)
    mentors = people.with_role(session, school_id, Role.MENTOR)
    loads = load.loads(session, now, [mentor.id for mentor in mentors])
    trend, today = _trend(session, now.calendar, school_id), _chats_today(session, now.calendar, school_id)
    wanted, due = _talk_wanted(session, school_id), _supervision(session, school_id)
    return [
        MentorOnDesk(
            id=mentor.id,
            alias=mentor.alias,
            live=is_here(mentor.id) and mentor.id in now.on_duty,
            chats_today=today.get(mentor.id, 0),
            trend=trend.get(mentor.id, [])[-TREND:],
            talk_wanted=mentor.id in wanted or _would_talk(loads[mentor.id].shift),
            supervision_due=due.get(mentor.id),
            room_seen=is_seen(now.rules, loads[mentor.id].shift),
            **_has(loads[mentor.id]),
        )
        for mentor in mentors
    ]


def _has(load: Load) -> dict[str, Any]:
    """The fields that say what a mentor has on them."""
    return {
        "on_duty": load.on_duty,
        "shift": None if load.shift is None else load.shift.id,
        "minutes_week": load.minutes_week,
        "debrief_owed": load.owes is not None,
        "rest_until": load.profile.rest_until,
        "hold_left": load.profile.hold_left,
    }


def _would_talk(shift: Shift | None) -> bool:
    return shift is not None and not shift.is_well


def _trend(session: Session, calendar: Calendar, school_id: SchoolId) -> dict[str, list[Weighed]]:
    statement = select(col(DebriefRow.person_id), col(DebriefRow.at), col(DebriefRow.weight)).where(
        col(DebriefRow.school_id) == school_id
    )
    found: dict[str, list[Weighed]] = {}
    for mentor, at, weight in session.execute(statement.order_by(col(DebriefRow.at), col(DebriefRow.id))):
        found.setdefault(mentor, []).append(Weighed(on=day.local(calendar, at)[0], weight=cast(Weight, weight)))
    return found


def _chats_today(session: Session, calendar: Calendar, school_id: SchoolId) -> dict[PersonId, int]:
    midnight = day.moment(calendar, day.local(calendar, clock.now())[0], 0)
    statement = (
        select(col(MentorChatRow.person_id), func.count())
        .where(col(MentorChatRow.school_id) == school_id, col(MentorChatRow.begun_at) >= midnight)
        .group_by(col(MentorChatRow.person_id))
    )
    return {PersonId(mentor): count for mentor, count in session.execute(statement)}


def _talk_wanted(session: Session, school_id: SchoolId) -> set[str]:
    unseen = (col(DebriefRow.school_id) == school_id, col(DebriefRow.talk), col(DebriefRow.seen_at).is_(None))
    return set(session.scalars(select(col(DebriefRow.person_id)).where(*unseen)))


def _supervision(session: Session, school_id: SchoolId) -> dict[str, date]:
    supervised = supervised_on(session, school_id)
    began = {
        person_id: min(each.on for each in done if each.module == MENTOR_AGREEMENT)
        for person_id, done in trained(session, school_id).items()
        if any(each.module == MENTOR_AGREEMENT for each in done)
    }
    return {
        person_id: supervision_due(first, max(supervised.get(person_id, []), default=None))
        for person_id, first in began.items()
    }


def _debriefs(session: Session, actor: Staff, names: Mapping[str, str]) -> list[Debrief]:
    shown = or_(col(DebriefRow.seen_at).is_(None), col(DebriefRow.at) > clock.now() - SHOWN_FOR)
    statement = (
        select(DebriefRow)
        .where(col(DebriefRow.school_id) == actor.school_id, shown)
        .order_by(col(DebriefRow.at).desc(), col(DebriefRow.id))
    )
    rows = list(session.scalars(statement))
    numbers = _numbers(session, actor, {row.conversation_id for row in rows})
    return [
        Debrief(
            id=row.id,
            conv=row.conversation_id,
            case=numbers[row.conversation_id],
            mentor=_named(names, row.person_id),
            at=row.at,
            weight=cast(Weight, row.weight),
            talk=row.talk,
            note=_note(row) if Group.SAFEGUARDING in actor.groups else None,
            seen_by=None if row.seen_by is None else names[row.seen_by],
        )
        for row in rows
        if row.conversation_id in numbers
    ]


def _reviews(session: Session, actor: Staff, names: Mapping[str, str]) -> list[Review]:
    to_talk = and_(col(ReviewRow.feedback) == "talk", col(ReviewRow.talked_at).is_(None))
    shown = or_(col(ReviewRow.signed_at).is_(None), col(ReviewRow.signed_at) > clock.now() - SHOWN_FOR, to_talk)
    statement = (
        select(ReviewRow)
        .where(col(ReviewRow.school_id) == actor.school_id, shown)
        .order_by(col(ReviewRow.picked_at).desc(), col(ReviewRow.conversation_id))
    )
    rows = list(session.scalars(statement))
    numbers = _numbers(session, actor, {row.conversation_id for row in rows})
    return [
        Review(
            conv=row.conversation_id,
            case=numbers[row.conversation_id],
            mentor=_named(names, row.person_id),
            picked=row.picked_at,
            signed=_signed(row, names),
        )
        for row in rows
        if row.conversation_id in numbers
    ]


def _numbers(session: Session, actor: Staff, conversations: set[str]) -> dict[str, int]:
    """The numbers of those cases that the caller's groups read."""
    cases = reports.CASES
    may_know = (cases.id.in_(conversations), cases.group_name.in_(sorted(actor.reads)))
    found = reports.where(session, *may_know, order=[cases.id], limit=len(conversations))
    return {report.id: report.number for report in found}


def _named(names: Mapping[str, str], person_id: str) -> NamedMentor:
    return NamedMentor(id=person_id, alias=names[person_id])


def _note(row: DebriefRow) -> SealedNote | None:
    if row.note_epoch is None or row.note_wrap is None or row.note_box is None:
        return None
    return SealedNote(epoch=row.note_epoch, wrap=encoding.encode(row.note_wrap), box=encoding.encode(row.note_box))


def _signed(row: ReviewRow, names: Mapping[str, str]) -> Signed | None:
    if row.signed_at is None or row.signed_by is None:
        return None
    feedback = cast(Feedback, row.feedback)
    return Signed(by=names[row.signed_by], at=row.signed_at, feedback=feedback, talked=row.talked_at)
