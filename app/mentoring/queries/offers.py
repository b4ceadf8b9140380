"""Whom a waiting pupil is offered to, and what is due for pupils whom nobody has taken."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core import clock
from app.core.ids import PersonId, SchoolId
from app.mentoring.policy import day, queue
from app.mentoring.policy.gate import takes_new_pupils
from app.mentoring.queries.gate import gates, mentors_there
from app.mentoring.queries.rules import rules
from app.mentoring.queries.shifts import profiles, unsaid
from app.mentoring.schemas.queue import Candidate, MentorCard, MentorCards, ToDo
from app.mentoring.tables.chats import AvoidedRow, MentorChatRow, OfferRow
from app.people import queries as people
from app.reports import policy
from app.reports import queries as reports
from app.reports.schemas import IsHere, Report
from app.schools import queries as schools


def due(session: Session, is_here: IsHere) -> list[ToDo]:
    """What is to be done now about the pupils of every school whom nobody has taken, the longest waiting first."""
    unmet = reports.unmet(session)
    asked: set[PersonId] = set()
    found = []
    for report in unmet:
        # Somebody whom an earlier pupil of this very round will be put before is not asked about a later one.
        mentor = next_mentor(session, report, is_here, besides=asked) if policy.mentor_waits(report) else None
        if mentor is not None:
            asked.add(mentor)
        open_one = open_offer(session, report)
        patience = timedelta(seconds=rules(session, report.school_id).offer_seconds)
        alarm = queue.alarm(report, clock.now(), asked=bool(open_one or mentor), patience=patience)
        if mentor is not None or alarm is not None:
            found.append(ToDo(report, mentor, alarm))
    return found


def open_offer(session: Session, report: Report) -> OfferRow | None:
    """The offer of a pupil that somebody may still answer."""
    return session.scalars(
        select(OfferRow).where(
            col(OfferRow.conversation_id) == report.id, col(OfferRow.over).is_(False), col(OfferRow.until) > clock.now()
        )
    ).first()


def offered_to(session: Session, mentor_id: PersonId) -> OfferRow | None:
    """The offer that a mentor may still answer. The pupil may have been taken since: ask whether they wait."""
    return session.scalars(
        select(OfferRow)
        .where(col(OfferRow.person_id) == mentor_id, col(OfferRow.over).is_(False), col(OfferRow.until) > clock.now())
        .order_by(col(OfferRow.at))
    ).first()


def next_mentor(
    session: Session, report: Report, is_here: IsHere, *, besides: frozenset[PersonId] | set[PersonId] = frozenset()
) -> PersonId | None:
    """Whom this pupil is to be offered to now; None while somebody is being asked, and where nobody can be."""
    if open_offer(session, report) is not None:
        return None
    passed_over = avoided(session, report.id) | _asked_lately(session, report) | besides
    there = [each for each in mentors_there(session, report.school_id, is_here) if each not in passed_over]
    open_gates = [mentor for mentor, gate in gates(session, report.school_id, there, is_here).items() if gate.open]
    free = [mentor for mentor in open_gates if offered_to(session, mentor) is None]
    return queue.next_asked(_candidates(session, report.school_id, free), report.mentor, report.wanted_id)


def avoided(session: Session, conversation_id: str) -> set[PersonId]:
    """The mentors whom the pupil of a conversation does not meet."""
    rows = session.scalars(select(AvoidedRow).where(col(AvoidedRow.conversation_id) == conversation_id))
    return {PersonId(row.person_id) for row in rows}


def is_apart(session: Session, conversation_id: str, mentor_id: PersonId) -> bool:
    """Whether a pupil does not meet this mentor."""
    return session.get(AvoidedRow, (conversation_id, mentor_id)) is not None


def mentor_chat(session: Session, conversation_id: str, mentor_id: PersonId) -> MentorChatRow | None:
    """A mentor's own record of one conversation."""
    return session.get(MentorChatRow, (conversation_id, mentor_id))


def cards(session: Session, slug: str, is_here: IsHere) -> MentorCards:
    """The mentors whom a pupil could meet now, for the pupil to choose from. Raises `NotFound` for no such school."""
    school = schools.by_slug(session, slug)
    there = mentors_there(session, school.id, is_here)
    known, new = profiles(session, school.id), unsaid(session, school.id)
    aliases = {one.id: one.alias for one in people.people(session, school.id)}
    shown = []
    for mentor, gate in gates(session, school.id, there, is_here).items():
        if not takes_new_pupils(gate):
            continue
        of = known.get(mentor, new)
        card = MentorCard(
            id=mentor,
            alias=aliases[mentor],
            band=of.band,
            year=of.year,
            topics=list(of.topics),
            languages=list(of.languages),
            free=gate.open,
        )
        shown.append(card)
    return MentorCards(
        mentors=sorted(shown, key=lambda card: card.alias), same_year=rules(session, school.id).same_year
    )


def _asked_lately(session: Session, report: Report) -> set[PersonId]:
    rows = session.scalars(
        select(OfferRow).where(
            col(OfferRow.conversation_id) == report.id, col(OfferRow.at) > clock.now() - queue.ASKED_AGAIN
        )
    )
    return {PersonId(row.person_id) for row in rows}


def _candidates(session: Session, school_id: SchoolId, mentors: list[PersonId]) -> list[Candidate]:
    if not mentors:
        return []
    calendar = schools.by_id(session, school_id).calendar
    midnight = day.moment(calendar, day.local(calendar, clock.now())[0], 0)
    known, new = profiles(session, school_id), unsaid(session, school_id)
    had = _chats_since(session, mentors, midnight)
    return [
        Candidate(
            mentor,
            known.get(mentor, new).topics,
            len(had[mentor]),
            max((chat.ended_at for chat in had[mentor] if chat.ended_at is not None), default=midnight),
        )
        for mentor in mentors
    ]


def _chats_since(session: Session, mentors: list[PersonId], since: datetime) -> dict[PersonId, list[MentorChatRow]]:
    had: dict[PersonId, list[MentorChatRow]] = {mentor: [] for mentor in mentors}
    begun = select(MentorChatRow).where(col(MentorChatRow.person_id).in_(mentors), col(MentorChatRow.begun_at) >= since)
    for row in session.scalars(begun):
        had[PersonId(row.person_id)].append(row)
    return had
