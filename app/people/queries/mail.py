"""Letters that wait to be sent, and what has been written of."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.people.roll import Reminder
from app.people.tables import MailRow, ReminderRow


def is_mail_due(session: Session, now: datetime) -> bool:
    """Whether a letter should go now, so that a quiet round writes nothing."""
    return session.scalar(select(col(MailRow.id)).where(col(MailRow.due_at) <= now).limit(1)) is not None


def unsaid(session: Session, due: Iterable[Reminder]) -> list[Reminder]:
    """Those of the reminders that nobody was written of yet."""
    return [
        reminder
        for reminder in due
        if any(session.get(ReminderRow, (reminder.school_id, cause)) is None for cause in reminder.causes)
    ]


def not_taken(session: Session, letters: Iterable[str]) -> frozenset[str]:
    """Those of the letters that a mail server was offered and has not taken."""
    waits = select(col(MailRow.id)).where(col(MailRow.id).in_(list(letters)), col(MailRow.tries) > 0)
    return frozenset(session.scalars(waits))
