"""Letting somebody into a chat by name and seeing them out again, with what either means for a mentor's own record.

Whoever leaves is seen out here and nowhere else, so that a mentor's chat never ends without being written down.
"""

from collections.abc import Callable

from sqlalchemy import delete, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.conversations import queries as conversations
from app.conversations.actions import people
from app.conversations.actions.people import Role, Why
from app.conversations.schemas import Participant
from app.core import clock
from app.core.ids import PersonId
from app.mentoring.queries.rules import rules
from app.mentoring.queries.shifts import profiles, unsaid
from app.mentoring.tables.chats import AvoidedRow, HeldMessageRow, MentorChatRow, OfferRow
from app.mentoring.tables.shifts import MentorProfileRow
from app.reports import queries as reports
from app.reports.schemas import Report


def note_claim(session: Session, report: Report, mentor_id: PersonId) -> None:
    """A mentor has claimed the chat; it has not begun. `report` is as it was while the pupil waited."""
    row = _fresh(report, mentor_id)
    session.merge(row)
    session.flush()
    close_offers(session, report, mentor_id)


def let_in(session: Session, report: Report, person_id: PersonId, alias: str, role: Role, why: Why) -> None:
    """Somebody outside the group is in the chat by name: a mentor, whose chat begins here, or a responder.

    The first chats of a mentor are held where the school wants that, and each one counts when it begins.
    """
    held = role == "mentor" and _is_to_be_held(session, report, person_id)
    people.join(session, report.id, person_id, alias, role, why, held=held)
    if role != "mentor":
        return
    row = session.get(MentorChatRow, (report.id, person_id))
    if row is None or row.ended_at is not None or row.begun_at is not None:
        row = session.merge(_fresh(report, person_id))
    row.begun_at = clock.now()
    session.flush()
    close_offers(session, report, person_id)


def see_out(session: Session, report: Report, person_id: PersonId, alias: str, why: Why) -> bool:
    """Somebody is in the chat by name no longer; False if they were not. A mentor has no key of what comes after."""
    if not people.leave(session, report.id, person_id, alias, why):
        return False
    mine = (col(MentorChatRow.conversation_id) == report.id, col(MentorChatRow.person_id) == person_id)
    ended = {"ended_at": clock.now(), "ended_how": why}
    session.execute(update(MentorChatRow).where(*mine, col(MentorChatRow.ended_at).is_(None)).values(**ended))
    session.execute(
        update(HeldMessageRow)
        .where(
            col(HeldMessageRow.conversation_id) == report.id,
            col(HeldMessageRow.person_id) == person_id,
            col(HeldMessageRow.state) == "waiting",
        )
        .values(state="old")
    )
    return True


def send_away(session: Session, report: Report, why: Why, goes: Callable[[Participant], bool]) -> None:
    """Everybody in the chat by name for whom `goes` holds is out of it at once."""
    aliases = reports.aliases(session, report.school_id)
    for who in conversations.participants(session, report.id):
        if goes(who):
            see_out(session, report, who.person_id, aliases.get(who.person_id, reports.LEFT), why)


def keep_apart(session: Session, report: Report, mentor_id: PersonId) -> bool:
    """The pupil of this conversation does not meet that mentor, now or later. False if that was so already."""
    if session.get(AvoidedRow, (report.id, mentor_id)) is not None:
        return False
    session.add(AvoidedRow(conversation_id=report.id, person_id=mentor_id, at=clock.now()))
    session.flush()
    return True


def note_outcome(session: Session, report: Report, mentor_id: PersonId, outcome: str) -> None:
    """How the mentor says that their chat ended."""
    row = session.get(MentorChatRow, (report.id, mentor_id))
    if row is not None:
        row.outcome = outcome
        session.flush()


def note_asked(session: Session, report: Report, mentor_id: PersonId) -> None:
    """It was the pupil who asked for an adult: nobody's fault, and not the mentor's doing."""
    row = session.get(MentorChatRow, (report.id, mentor_id), populate_existing=True)
    if row is not None:
        row.ended_how = "asked"
        session.flush()


def close_offers(session: Session, report: Report, taken_by: PersonId) -> None:
    """Nobody is asked any more whether they take this pupil.

    Whoever took them has had their offer. One that was still ringing for somebody else is as if it had never been, so
    that they are asked again if the pupil waits once more.
    """
    open_now = (col(OfferRow.conversation_id) == report.id, col(OfferRow.over).is_(False))
    session.execute(update(OfferRow).where(*open_now, col(OfferRow.person_id) == taken_by).values(over=True))
    session.execute(delete(OfferRow).where(*open_now, col(OfferRow.until) > clock.now()))


def _fresh(report: Report, mentor_id: PersonId) -> MentorChatRow:
    now = clock.now()
    return MentorChatRow(
        conversation_id=report.id,
        person_id=mentor_id,
        school_id=report.school_id,
        claimed_at=now,
        begun_at=None,
        ended_at=None,
        ended_how=None,
        outcome=None,
        waited_since=report.waiting_since,
    )


def _is_to_be_held(session: Session, report: Report, mentor_id: PersonId) -> bool:
    profile = profiles(session, report.school_id).get(mentor_id) or unsaid(session, report.school_id)
    if profile.hold_left == 0 or rules(session, report.school_id).hold_first == 0:
        return False
    row = session.get(MentorProfileRow, mentor_id) or MentorProfileRow(
        person_id=mentor_id,
        school_id=report.school_id,
        **profile.model_dump(exclude={"topics", "languages"}),
        topics=list(profile.topics),
        languages=list(profile.languages),
    )
    row.hold_left = profile.hold_left - 1
    session.add(row)
    return True
