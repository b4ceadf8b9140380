"""Letters about what comes round by itself, and forgetting what letters no longer need."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core import clock
from app.core.ids import PersonId, SchoolId
from app.core.rows import add_missing
from app.people.actions import mail
from app.people.roll import Letter, Reminder
from app.people.tables import InvitationRow, LetterPaceRow, PersonRow, ReminderRow

_PACE_DAYS = 1
_REMINDER_DAYS = 400
"""Longer than anything takes to come round again."""
_INVITATION_DAYS = 30
"""How long an invitation that opens nothing is kept, with the address that it went to."""


def remind(session: Session, school_id: SchoolId, due: Iterable[Reminder]) -> None:
    """Have the letters sent of whatever nobody at the school was written of yet: to each one of a kind for all of it.

    What was written of is stored with the letters, so that a server which is killed meanwhile has done both or neither.
    """
    to: dict[Letter, set[PersonId]] = {}
    for reminder in due:
        made = {"school_id": school_id, "made_at": clock.now()}
        if add_missing(session, ReminderRow, [{**made, "cause": cause} for cause in sorted(reminder.causes)]):
            for letter, people in reminder.letters.items():
                to.setdefault(letter, set()).update(people)
    for letter in sorted(to):
        mail.queue_for(session, school_id, letter, to[letter])


def forget_old(session: Session) -> None:
    """Erase what has served: paces and reminders that hold nothing back, and invitations a month after they ended.

    The invitation of somebody who still waits to be confirmed stays, because their keys are checked against it.
    """
    now = clock.now()
    waiting = select(col(PersonRow.id)).where(col(PersonRow.confirmed_at).is_(None), col(PersonRow.ended_at).is_(None))
    ended = now - timedelta(days=_INVITATION_DAYS)
    session.execute(delete(LetterPaceRow).where(col(LetterPaceRow.due_at) <= now - timedelta(days=_PACE_DAYS)))
    session.execute(delete(ReminderRow).where(col(ReminderRow.made_at) <= now - timedelta(days=_REMINDER_DAYS)))
    session.execute(
        delete(InvitationRow).where(
            or_(
                and_(col(InvitationRow.used_at).is_(None), col(InvitationRow.expires_at) <= ended),
                and_(col(InvitationRow.used_at) <= ended, col(InvitationRow.person_id).not_in(waiting)),
            )
        )
    )
