"""What a mentor may know before a chat and about their day."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.conversations import queries as conversations
from app.core import clock
from app.mentoring.policy import day as days
from app.mentoring.policy import gate as rule
from app.mentoring.queries import load, offers, reviews
from app.mentoring.schemas.gate import Cover, Load
from app.mentoring.schemas.waiting import MentorDay, Offer, OwnShift, Waiting, WaitingPupil
from app.people.actors import Staff
from app.reports import queries as reports
from app.reports.schemas import IsHere, Report
from app.schools import queries as schools


def waiting(session: Session, actor: Staff, is_here: IsHere) -> Waiting:
    """Who waits for a mentor, the longest first; the caller's own chats and day; and whether they may take one."""
    now = clock.now()
    present = load.at_present(session, actor.school_id)
    cover = load.cover(session, present, is_here)
    mine = load.loads(session, present, [actor.person_id])[actor.person_id]
    waiting: dict[str, Report] = {
        report.id: report
        for report in reports.waiting_for_mentor(session, actor.school_id)
        if not offers.is_apart(session, report.id, actor.person_id)
    }
    return Waiting(
        waiting=[_waiting_pupil(report, now) for report in waiting.values()],
        mine=[report.id for report in reports.held_live(session, actor.person_id)],
        offer=_offer(session, actor, waiting, now),
        gate=rule.gate(cover, mine),
        day=_day(session, cover, mine),
    )


def _is_held(session: Session, cover: Cover, mine: Load) -> bool:
    """Whether what the mentor writes waits for an adult: in the chat that runs, or else in the one that comes next."""
    live = [report for report in reports.held_live(session, mine.person_id) if report.state == "live"]
    if not live:
        return mine.profile.hold_left > 0 and cover.rules.hold_first > 0
    present = [who for report in live for who in conversations.participants(session, report.id)]
    return any(who.held for who in present if who.person_id == mine.person_id)


def _offer(session: Session, actor: Staff, waiting: Mapping[str, Report], now: datetime) -> Offer | None:
    offer = offers.offered_to(session, actor.person_id)
    if offer is None or offer.conversation_id not in waiting:
        return None
    return Offer(**_waiting_pupil(waiting[offer.conversation_id], now).model_dump(), until=offer.until)


def _day(session: Session, cover: Cover, mine: Load) -> MentorDay:
    return MentorDay(
        shift=_shift(session, cover, mine),
        chats=mine.shift_chats,
        minutes_week=mine.minutes_week,
        debrief=mine.owes,
        talk=reviews.talk_wanted(session, mine.person_id),
        training_until=min((until or date.min for until in mine.training.values()), default=None),
        hold=_is_held(session, cover, mine),
        session_minutes=cover.rules.session_minutes,
        prompts=cover.rules.prompts,
        starters=cover.rules.starters,
        starters_locked=cover.rules.starters_locked,
    )


def _shift(session: Session, cover: Cover, mine: Load) -> OwnShift | None:
    if mine.shift is None:
        return None
    present = rule.now_of(mine.presences, cover.minute)
    closes = cover.rules.hours[1] if present is None else present.closes
    calendar = schools.by_id(session, mine.shift.school_id).calendar
    until = days.moment(calendar, cover.today, closes)
    return OwnShift(id=mine.shift.id, started=mine.shift.started_at, until=until)


def _waiting_pupil(report: Report, now: datetime) -> WaitingPupil:
    if report.mentor is None:
        raise LookupError("a case without a mentor's topic among those that wait for one")
    waited = now - (report.waiting_since or now)
    return WaitingPupil(id=report.id, family=report.mentor, minutes=waited // timedelta(minutes=1), v=report.v)
