"""What each mentor has on them now, and what holds of the school: the one place where chats and minutes are counted."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core import clock
from app.core.ids import PersonId, SchoolId
from app.mentoring.policy import day
from app.mentoring.policy import rota as rota_rule
from app.mentoring.queries.rota import the_week
from app.mentoring.queries.rules import rules
from app.mentoring.queries.shifts import minutes, open_shifts, profiles, shifts_since, unsaid
from app.mentoring.schemas.gate import Cover, Load
from app.mentoring.schemas.rota import Presence
from app.mentoring.tables.chats import MentorChatRow
from app.mentoring.tables.debriefs import DebriefRow
from app.mentoring.tables.rota import RotaSlotRow
from app.people import queries as people
from app.people.actors import SUPERVISORS, Role
from app.people.policy import MENTOR_AGREEMENT
from app.people.queries.training import trained
from app.reports import queries as reports
from app.reports.schemas import IsHere
from app.schools import policy as hours
from app.schools import queries as schools

_EVERY_CHAT = 1_000
"""More than a school's mentors ever have at one moment."""


def cover(session: Session, school_id: SchoolId, is_here: IsHere) -> Cover:
    """What holds of the school now, for whichever mentor."""
    calendar = schools.by_id(session, school_id).calendar
    today, minute = day.local(calendar, clock.now())
    return Cover(
        today=today,
        minute=minute,
        rules=rules(session, school_id),
        school_hours=calendar.week[today.weekday()],
        holiday=hours.holiday(calendar, today),
        adults=len(adults_live(session, school_id, is_here)),
        chats=chats_now(session, school_id).total(),
    )


def loads(session: Session, school_id: SchoolId, mentors: Collection[PersonId]) -> dict[PersonId, Load]:
    """What each of those mentors has on them now."""
    now = clock.now()
    calendar = schools.by_id(session, school_id).calendar
    monday, (today, _) = day.week_begins(calendar, now), day.local(calendar, now)
    shifts, had = open_shifts(session, school_id), shifts_since(session, mentors, monday)
    known, new = profiles(session, school_id), unsaid(session, school_id)
    on_duty = {duty.person_id for duty in people.on_duty(session, school_id)}
    there, owed = present(session, school_id, today), debriefs_owed(session, mentors)
    chats, papers = chats_now(session, school_id), training(session, school_id, mentors)
    return {
        mentor: Load(
            person_id=mentor,
            shift=shifts.get(mentor),
            on_duty=mentor in on_duty,
            presences=tuple(each for each in there if each.person == mentor),
            profile=known.get(mentor, new),
            training=papers[mentor],
            owes=owed.get(mentor),
            minutes_week=minutes(had[mentor], monday, now),
            shift_chats=chats_since(session, mentor, shifts[mentor].started_at) if mentor in shifts else 0,
            chats=chats[mentor],
        )
        for mentor in mentors
    }


def adults_live(session: Session, school_id: SchoolId, is_here: IsHere) -> set[PersonId]:
    """The adults on duty and there who can read a mentor's chat."""
    able: set[PersonId] = set().union(*(people.member_ids(session, school_id, group) for group in SUPERVISORS))
    return {
        duty.person_id
        for duty in people.on_duty(session, school_id)
        if duty.person_id in able and duty.role is not Role.MENTOR and is_here(duty.person_id)
    }


def chats_now(session: Session, school_id: SchoolId) -> Counter[PersonId]:
    """How many chats each mentor has at this moment, claimed ones too."""
    cases = reports.CASES
    mentored = (
        cases.school_id == school_id,
        cases.holder_role == "mentor",
        cases.state.in_(("claimed", "live")),
    )
    held = reports.where(session, *mentored, order=[cases.id], limit=_EVERY_CHAT)
    return Counter(report.holder_id for report in held if report.holder_id is not None)


def chats_since(session: Session, mentor: PersonId, since: datetime) -> int:
    """How many chats a mentor has begun since then, or has claimed and not yet begun."""
    claimed = select(reports.CASES.id).where(reports.CASES.holder_id == mentor, reports.CASES.state == "claimed")
    counts = col(MentorChatRow.begun_at).is_not(None) | col(MentorChatRow.conversation_id).in_(claimed)
    statement = (
        select(func.count())
        .select_from(MentorChatRow)
        .where(col(MentorChatRow.person_id) == mentor, col(MentorChatRow.claimed_at) >= since, counts)
    )
    return session.scalars(statement).one()


def debriefs_owed(session: Session, mentors: Iterable[PersonId]) -> dict[PersonId, str]:
    """The chat whose debrief each mentor owes, the oldest; nothing of whoever owes none."""
    statement = (
        select(col(MentorChatRow.person_id), col(MentorChatRow.conversation_id))
        .outerjoin(
            DebriefRow,
            and_(
                col(DebriefRow.conversation_id) == col(MentorChatRow.conversation_id),
                col(DebriefRow.person_id) == col(MentorChatRow.person_id),
            ),
        )
        .where(
            col(MentorChatRow.person_id).in_(list(mentors)),
            col(MentorChatRow.begun_at).is_not(None),
            col(MentorChatRow.ended_at).is_not(None),
            col(DebriefRow.id).is_(None),
        )
        .order_by(col(MentorChatRow.ended_at).desc())
    )
    # The oldest comes last, and stays.
    return {PersonId(mentor): conversation for mentor, conversation in session.execute(statement)}


def present(session: Session, school_id: SchoolId, today: date) -> list[Presence]:
    """Who the rota has today."""
    falls_today = (col(RotaSlotRow.weekday) == today.weekday(), col(RotaSlotRow.last) >= today)
    return rota_rule.presences(the_week(session, school_id, *falls_today), today)


def training(
    session: Session, school_id: SchoolId, mentors: Iterable[PersonId]
) -> dict[PersonId, dict[str, date | None]]:
    """The last day of each module that a mentor needs, the agreement always among them."""
    asked = {rule.module for rule in people.rules(session, school_id) if rule.role is Role.MENTOR} | {MENTOR_AGREEMENT}
    done = trained(session, school_id)
    return {
        mentor: {
            module: max((each.expires for each in done.get(mentor, ()) if each.module == module), default=None)
            for module in asked
        }
        for mentor in mentors
    }
