"""A mentor's chats: whom they were offered to, whom the pupil would not meet, and what an adult reads first."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from app.core.columns import UtcDateTime, register_ciphertext


class MentorChatRow(SQLModel, table=True):
    """A mentor in one conversation, from the claim on. The last time counts, if they were in it twice."""

    __tablename__ = "mentor_chats"
    __table_args__ = (Index(None, "person_id", "begun_at"),)

    conversation_id: str = Field(primary_key=True, foreign_key="conversations.id")
    person_id: str = Field(primary_key=True, foreign_key="people.id")
    school_id: str = Field(foreign_key="schools.id", index=True)
    claimed_at: datetime = Field(sa_type=UtcDateTime)
    begun_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When they were let in; null: they never were, so there was no chat."""
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When they were in it no longer; null with a `begun_at`: it goes on."""
    ended_how: str | None = None
    """Why, as the conversation says it: `finished`, `serious`, `avoided` and so on."""
    outcome: str | None = None
    """What the mentor said at the end: `helped`, `signposted` or `stopped`."""
    waited_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Since when the pupil had waited, so that they get their old place back if they would not meet this mentor."""


class OfferRow(SQLModel, table=True):
    """A waiting pupil was put before a mentor. The last time counts."""

    __tablename__ = "offers"
    __table_args__ = (Index(None, "person_id", "until"),)

    conversation_id: str = Field(primary_key=True, foreign_key="conversations.id")
    person_id: str = Field(primary_key=True, foreign_key="people.id")
    at: datetime = Field(sa_type=UtcDateTime)
    until: datetime = Field(sa_type=UtcDateTime)
    """It is open until then, or until it is over."""
    over: bool = False
    """Declined, taken, or nobody waits there any more."""


class AvoidedRow(SQLModel, table=True):
    """A mentor whom the pupil of one conversation does not meet. No reason is asked, and none is kept."""

    __tablename__ = "avoided_mentors"

    conversation_id: str = Field(primary_key=True, foreign_key="conversations.id")
    person_id: str = Field(primary_key=True, foreign_key="people.id")
    at: datetime = Field(sa_type=UtcDateTime)


class HeldMessageRow(SQLModel, table=True):
    """What a mentor wrote and an adult reads first. No pupil sees it before it is released."""

    __tablename__ = "held_messages"

    conversation_id: str = Field(primary_key=True, foreign_key="conversations.id")
    cmid: str = Field(primary_key=True)
    person_id: str = Field(foreign_key="people.id")
    """The mentor."""
    epoch: int
    kind: str
    env: str
    at: datetime = Field(sa_type=UtcDateTime)
    state: str
    """`waiting`, `released`, `returned`, or `old` where the keys have changed since."""
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: str | None = Field(default=None, foreign_key="people.id")


class WatchRow(SQLModel, table=True):
    """An adult watches a chat. Once for each sitting, which is one session of theirs."""

    __tablename__ = "watches"

    conversation_id: str = Field(primary_key=True, foreign_key="conversations.id")
    person_id: str = Field(primary_key=True, foreign_key="people.id")
    session_id: str
    at: datetime = Field(sa_type=UtcDateTime)


register_ciphertext("held_messages", "env")
