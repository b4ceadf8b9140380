"""Reading the sample of mentors' chats that adults read again."""

from datetime import timedelta
from typing import Final

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core import clock
from app.core.ids import PersonId, SchoolId
from app.mentoring.policy import day
from app.mentoring.queries.rules import rules
from app.mentoring.tables.chats import MentorChatRow
from app.mentoring.tables.debriefs import ReviewRow
from app.schools import queries as schools

LOOKS_BACK: Final = timedelta(days=14)


def still_to_pick(session: Session, school_id: SchoolId) -> int:
    """How many chats are still to be picked in the week that it is at the school."""
    monday = day.week_begins(schools.by_id(session, school_id).calendar, clock.now())
    picked = select(func.count()).where(col(ReviewRow.school_id) == school_id, col(ReviewRow.picked_at) >= monday)
    return max(0, rules(session, school_id).sample_per_week - session.scalars(picked).one())


def may_pick(session: Session, school_id: SchoolId) -> bool:
    """Whether there is a chat to pick now."""
    return still_to_pick(session, school_id) > 0 and bool(choices(session, school_id))


def choices(session: Session, school_id: SchoolId) -> list[tuple[PersonId, list[str]]]:
    """The mentors with chats that may be picked and those chats; who had one picked longest ago comes first.

    A chat may be picked from the Monday after it ended, so that any of a week's is as likely as another.
    """
    now = clock.now()
    monday = day.week_begins(schools.by_id(session, school_id).calendar, now)
    reviewed = and_(
        col(ReviewRow.conversation_id) == col(MentorChatRow.conversation_id),
        col(ReviewRow.person_id) == col(MentorChatRow.person_id),
    )
    ended = session.execute(
        select(col(MentorChatRow.person_id), col(MentorChatRow.conversation_id))
        .outerjoin(ReviewRow, reviewed)
        .where(
            col(MentorChatRow.school_id) == school_id,
            col(MentorChatRow.begun_at).is_not(None),
            col(MentorChatRow.ended_at) >= monday - LOOKS_BACK,
            col(MentorChatRow.ended_at) < monday,
            col(ReviewRow.picked_at).is_(None),
        )
        .order_by(col(MentorChatRow.person_id), col(MentorChatRow.conversation_id))
    )
    chats: dict[PersonId, list[str]] = {}
    for mentor, conversation in ended:
        chats.setdefault(PersonId(mentor), []).append(conversation)
    turn = _last_picked(session, school_id)
    return sorted(chats.items(), key=lambda each: (turn.get(each[0], ""), each[0]))


def talk_wanted(session: Session, mentor_id: PersonId) -> bool:
    """Whether an adult who has read one of this mentor's chats again would like to talk it over, and has not yet."""
    wanted = (col(ReviewRow.person_id) == mentor_id, col(ReviewRow.feedback) == "talk")
    found = session.scalars(select(ReviewRow).where(*wanted, col(ReviewRow.talked_at).is_(None)).limit(1))
    return found.first() is not None


def _last_picked(session: Session, school_id: SchoolId) -> dict[PersonId, str]:
    latest = (
        select(col(ReviewRow.person_id), func.max(col(ReviewRow.picked_at)))
        .where(col(ReviewRow.school_id) == school_id)
        .group_by(col(ReviewRow.person_id))
    )
    return {PersonId(mentor): picked.isoformat() for mentor, picked in session.execute(latest)}
