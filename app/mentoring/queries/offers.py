"""Whom a waiting pupil is offered to, and what is due for pupils whom nobody has taken."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core import clock
from app.core.ids import ConversationId, PersonId, SchoolId
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
    schools_of: dict[SchoolId, list[Report]] = {}
    for report in reports.unmet(session):
        schools_of.setdefault(report.school_id, []).append(report)
    return [todo for school_id, unmet in schools_of.items() for todo in _due_at(session, school_id, unmet, is_here)]


def _due_at(session: Session, school_id: SchoolId, unmet: list[Report], is_here: IsHere) -> list[ToDo]:
    now = clock.now()
    mentors = choices(session, school_id, unmet, is_here)
    asked = {row.conversation_id for row in _offers(session, unmet) if _is_open(row, now)} | mentors.keys()
    patience = timedelta(seconds=rules(session, school_id).offer_seconds)
    todos = [
        ToDo(report, mentors.get(report.id), queue.alarm(report, now, asked=report.id in asked, patience=patience))
        for report in unmet
    ]
    return [todo for todo in todos if todo.mentor is not None or todo.alarm is not None]


def choices(
    session: Session, school_id: SchoolId, unmet: Collection[Report], is_here: IsHere
) -> dict[ConversationId, PersonId]:
    """Whom each of those pupils is to be offered to now, each mentor once, in the order given.

    Nobody for a pupil about whom somebody is being asked, and nobody twice about one within a while.
    """
    waiting = [report for report in unmet if policy.mentor_waits(report)]
    # Asked first, because every second asks, and mostly nobody waits or nobody is there.
    free = _free(session, school_id, is_here) if waiting else []
    if not free:
        return {}
    now, made = clock.now(), _offers(session, waiting)
    asked_lately = {(row.conversation_id, row.person_id) for row in made if row.at > now - queue.ASKED_AGAIN}
    passed_over = _apart(session, waiting) | asked_lately
    taken = {row.conversation_id for row in made if _is_open(row, now)}
    chosen: dict[ConversationId, PersonId] = {}
    for report in waiting:
        if report.id not in taken:
            able = [one for one in free if (report.id, one.id) not in passed_over and one.id not in chosen.values()]
            mentor = queue.next_asked(able, report.mentor, report.wanted_id)
            if mentor is not None:
                chosen[report.id] = mentor
    return chosen


def next_mentor(session: Session, report: Report, is_here: IsHere) -> PersonId | None:
    """Whom this pupil is to be offered to now; None while somebody is being asked, and where nobody can be."""
    return choices(session, report.school_id, [report], is_here).get(report.id)


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


def _free(session: Session, school_id: SchoolId, is_here: IsHere) -> list[Candidate]:
    """The mentors who could take a chat this moment and are asked about nobody."""
    there = mentors_there(session, school_id, is_here)
    able = [mentor for mentor, gate in gates(session, school_id, there, is_here).items() if gate.open] if there else []
    return _candidates(session, school_id, [mentor for mentor in able if offered_to(session, mentor) is None])


def _offers(session: Session, of: Collection[Report]) -> list[OfferRow]:
    asked = select(OfferRow).where(col(OfferRow.conversation_id).in_([report.id for report in of]))
    return list(session.scalars(asked))


def _is_open(row: OfferRow, now: datetime) -> bool:
    return not row.over and row.until > now


def _apart(session: Session, of: Collection[Report]) -> set[tuple[str, str]]:
    rows = select(AvoidedRow).where(col(AvoidedRow.conversation_id).in_([report.id for report in of]))
    return {(row.conversation_id, row.person_id) for row in session.scalars(rows)}


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
