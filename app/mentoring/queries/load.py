"""What each mentor has on them now, and what holds of the school: the one place where chats and minutes are counted."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core import clock
from app.core.ids import PersonId, SchoolId
from app.mentoring.policy import day
from app.mentoring.policy import rota as rota_rule
from app.mentoring.queries.rota import the_week
from app.mentoring.queries.rules import rules
from app.mentoring.queries.shifts import minutes, profiles, shifts_since
from app.mentoring.schemas.gate import Cover, Load, Owed
from app.mentoring.schemas.rota import Presence
from app.mentoring.schemas.rules import MentoringRules
from app.mentoring.schemas.shifts import MentorProfile, Shift
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
from app.schools.schemas import Calendar

_EVERY_CHAT = 1_000
"""More than a school's mentors ever have at one moment."""


@dataclass(frozen=True, slots=True)
class Now:
    """A school at this moment: what every question of this page needs, asked once."""

    school_id: SchoolId
    at: datetime
    calendar: Calendar
    today: date
    minute: int
    rules: MentoringRules
    on_duty: dict[PersonId, Role]
    chats: Counter[PersonId]
    """How many each mentor has, claimed ones too."""


def at_present(session: Session, school_id: SchoolId) -> Now:
    """The school as it is now."""
    at, calendar = clock.now(), schools.by_id(session, school_id).calendar
    today, minute = day.local(calendar, at)
    on_duty = {duty.person_id: duty.role for duty in people.on_duty(session, school_id)}
    chats = chats_now(session, school_id)
    return Now(school_id, at, calendar, today, minute, rules(session, school_id), on_duty, chats)


def cover(session: Session, now: Now, is_here: IsHere) -> Cover:
    """What holds of the school now, for whichever mentor."""
    return Cover(
        today=now.today,
        minute=now.minute,
        rules=now.rules,
        school_hours=now.calendar.week[now.today.weekday()],
        holiday=hours.holiday(now.calendar, now.today),
        adults=len(adults_live(session, now, is_here)),
        chats=now.chats.total(),
    )


def loads(session: Session, now: Now, mentors: Collection[PersonId]) -> dict[PersonId, Load]:
    """What each of those mentors has on them now."""
    monday = day.week_begins(now.calendar, now.at)
    had, known = shifts_since(session, mentors, monday), profiles(session, now.school_id)
    running = {mentor: next((shift for shift in had[mentor] if shift.ended_at is None), None) for mentor in mentors}
    there, owed = present(session, now), debriefs_owed(session, mentors)
    papers, taken = training(session, now.school_id, mentors), chats_taken(session, running.values())
    return {
        mentor: Load(
            person_id=mentor,
            shift=running[mentor],
            on_duty=mentor in now.on_duty,
            presences=tuple(each for each in there if each.person == mentor),
            profile=known.get(mentor) or MentorProfile(hold_left=now.rules.hold_first),
            training=papers[mentor],
            owes=owed.get(mentor),
            minutes_week=minutes(had[mentor], monday, now.at),
            shift_chats=taken[mentor],
            chats=now.chats[mentor],
        )
        for mentor in mentors
    }


def adults_live(session: Session, now: Now, is_here: IsHere) -> set[PersonId]:
    """The adults on duty and there who can read a mentor's chat."""
    there = {person for person, role in now.on_duty.items() if role is not Role.MENTOR and is_here(person)}
    if not there:
        return there
    return there & set().union(*(people.member_ids(session, now.school_id, group) for group in SUPERVISORS))


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


def chats_taken(session: Session, shifts: Iterable[Shift | None]) -> Counter[PersonId]:
    """How many chats each mentor has begun in one of those shifts, or has claimed and not yet begun."""
    running = [shift for shift in shifts if shift is not None]
    if not running:
        return Counter()
    began = {shift.person_id: shift.started_at for shift in running}
    rows = session.execute(
        select(col(MentorChatRow.person_id), col(MentorChatRow.claimed_at)).where(
            col(MentorChatRow.person_id).in_(sorted(began)),
            col(MentorChatRow.claimed_at) >= min(began.values()),
            col(MentorChatRow.begun_at).is_not(None) | col(MentorChatRow.ended_at).is_(None),
        )
    )
    return Counter(PersonId(mentor) for mentor, claimed in rows if claimed >= began[PersonId(mentor)])


def debriefs_owed(session: Session, mentors: Iterable[PersonId]) -> dict[PersonId, Owed]:
    """The chat whose debrief each mentor owes, the oldest; nothing of whoever owes none."""
    statement = (
        select(col(MentorChatRow.person_id), col(MentorChatRow.conversation_id), col(MentorChatRow.ended_how))
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
    return {PersonId(mentor): Owed(conv=conv, how=how) for mentor, conv, how in session.execute(statement)}


def present(session: Session, now: Now) -> list[Presence]:
    """Who the rota has today."""
    falls_today = (col(RotaSlotRow.weekday) == now.today.weekday(), col(RotaSlotRow.last) >= now.today)
    return rota_rule.presences(the_week(session, now.school_id, *falls_today, on=now.today), now.today)


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
