"""Letters that wait to be sent."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.people.tables import MailRow


def is_mail_due(session: Session, now: datetime) -> bool:
    """Whether a letter should go now, so that a quiet round writes nothing."""
    return session.scalar(select(col(MailRow.id)).where(col(MailRow.due_at) <= now).limit(1)) is not None
