"""The rows of `reports`. The clear ones hold what design promise 1 lists, and nothing else of what a pupil said."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.core.columns import UtcDateTime

_WAITS = text("waiting_since IS NOT NULL")
RED = text("(safe = 'no' OR urgency = 'red') AND state <> 'closed'")
"""What is red and not closed, in the very words of its index: only then do the databases see that it serves."""


class ReportRow(SQLModel, table=True):
    """Where a case stands. One row for each conversation, with the same id."""

    __tablename__ = "reports"
    __table_args__ = (
        UniqueConstraint("school_id", "group_name", "number"),
        Index("ix_reports_desk", "school_id", "state", "group_name"),
        # Asked every second for every school, and nearly always empty.
        Index("ix_reports_unmet", "waiting_since", sqlite_where=_WAITS, postgresql_where=_WAITS),
        Index("ix_reports_red", "received_at", sqlite_where=RED, postgresql_where=RED),
    )

    id: str = Field(primary_key=True, foreign_key="conversations.id")
    school_id: str = Field(foreign_key="schools.id")
    group_name: str
    number: int
    """Counted for each group, so that a report hidden from somebody leaves no gap in what they see."""
    safe: str
    """`yes`, `unsure` or `no`: the pupil's own answer, in the clear, as the page says."""
    mentor: str | None
    """The topic family, only where the pupil allowed a mentor."""
    want: str
    """`adult`, `mentor` or `none`: with whom the pupil would like to chat."""
    state: str
    urgency: str
    owner_id: str | None = Field(default=None, foreign_key="people.id")
    holder_id: str | None = Field(default=None, foreign_key="people.id", index=True)
    """Who is in the live chat, or has been given the case."""
    holder_role: str | None = None
    """`adult`, `responder` or `mentor`."""
    wanted_id: str | None = None
    """The mentor whom the pupil would like to meet first."""
    frozen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Since when an adult has stopped the live chat: nothing that the pupil or a mentor writes is taken."""
    frozen_by: str | None = None
    alarm_level: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """How far the alarm for a pupil whom nobody takes has climbed; it starts anew with each state."""
    alarmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    received_at: datetime = Field(sa_type=UtcDateTime)
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    last_pupil_at: datetime = Field(sa_type=UtcDateTime)
    last_staff_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    target_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """By when somebody must have looked at what the pupil last sent; null when nothing is owed."""
    reply_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """By when somebody must have written back for the first time; null when that is done, or no opening is in sight."""
    snoozed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    snoozed_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Until then the case is not in the inbox, unless something stronger than `new` holds."""
    follow_up_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    waiting_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    overflow: bool
    """It came when the school's budget was spent: it waits in the tray. Never true of a child who is not safe."""
    test: bool
    """The school sent it to itself in a test window, before it opened."""
    v: int
    """Rises by one with each change; a change made on an old `v` is refused."""
    digest: bytes
    """SHA-256 of the submission, so that the same bytes sent again are answered and other bytes refused."""


class CaseCounterRow(SQLModel, table=True):
    """The last case number of a group."""

    __tablename__ = "case_counters"

    school_id: str = Field(primary_key=True, foreign_key="schools.id")
    group_name: str = Field(primary_key=True)
    last: int


class MailboxRow(SQLModel, table=True):
    """Lets return words find their conversation. Forgetting the words deletes the row."""

    __tablename__ = "mailboxes"
    __table_args__ = (UniqueConstraint("school_id", "locator_hash"),)

    conversation_id: str = Field(primary_key=True, foreign_key="reports.id")
    school_id: str = Field(foreign_key="schools.id")
    locator_hash: bytes
    """SHA-256 of the locator, which the server first sees when the words are used."""
    key: bytes
    """Ed25519 public key that the words' holder signs a challenge with."""


class SpentRow(SQLModel, table=True):
    """A challenge that has been used. Kept until it would have run out anyway."""

    __tablename__ = "spent_challenges"

    id: str = Field(primary_key=True)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
