"""What follows a mentor's chat: the debrief that is owed, and the sample that an adult looks at."""

from datetime import date, datetime

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import UtcDateTime, register_ciphertext


class DebriefRow(SQLModel, table=True):
    """How a chat was for the mentor. One for each chat of each mentor."""

    __tablename__ = "debriefs"
    __table_args__ = (UniqueConstraint("conversation_id", "person_id"), Index(None, "person_id", "at"))

    id: str = Field(primary_key=True)
    school_id: str = Field(foreign_key="schools.id", index=True)
    conversation_id: str = Field(foreign_key="conversations.id")
    person_id: str = Field(foreign_key="people.id")
    weight: str
    """`light`, `ok` or `heavy`."""
    talk: bool
    """The mentor would like to talk to an adult today."""
    note_epoch: int | None = None
    note_wrap: bytes | None = Field(default=None, sa_type=LargeBinary)
    note_box: bytes | None = Field(default=None, sa_type=LargeBinary)
    """What the mentor wrote, sealed to that epoch of the safeguarding group."""
    at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    seen_by: str | None = Field(default=None, foreign_key="people.id")


class ReviewRow(SQLModel, table=True):
    """A mentor's chat that was picked for an adult to read again."""

    __tablename__ = "reviews"

    conversation_id: str = Field(primary_key=True, foreign_key="conversations.id")
    person_id: str = Field(primary_key=True, foreign_key="people.id")
    """The mentor."""
    school_id: str = Field(foreign_key="schools.id", index=True)
    picked_at: datetime = Field(sa_type=UtcDateTime)
    signed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    signed_by: str | None = Field(default=None, foreign_key="people.id")
    feedback: str | None = None
    """`good`, or `talk` where the adult wants to talk it over."""
    talked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When an adult said that they have."""


class SupervisionRow(SQLModel, table=True):
    """A day on which an adult held a supervision meeting with a mentor."""

    __tablename__ = "supervisions"

    person_id: str = Field(primary_key=True, foreign_key="people.id")
    """The mentor."""
    on: date = Field(primary_key=True)
    school_id: str = Field(foreign_key="schools.id", index=True)
    at: datetime = Field(sa_type=UtcDateTime)
    by: str = Field(foreign_key="people.id")


register_ciphertext("debriefs", "note_wrap", "note_box")
