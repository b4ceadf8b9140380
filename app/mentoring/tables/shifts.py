"""A mentor's time on duty, and what an adult keeps of each mentor."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, text
from sqlmodel import Field, SQLModel

from app.core.columns import UtcDateTime

_OPEN = text("ended_at IS NULL")


class ShiftRow(SQLModel, table=True):
    """From going on duty to the end of it. Nobody has two at once."""

    __tablename__ = "shifts"
    __table_args__ = (
        Index("uq_shifts_open", "person_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index(None, "person_id", "started_at"),
    )

    id: str = Field(primary_key=True)
    school_id: str = Field(foreign_key="schools.id", index=True)
    person_id: str = Field(foreign_key="people.id")
    feeling: str
    """How they said that they are: `good`, `ok`, or `talk`, after which an adult talks with them first."""
    started_at: datetime = Field(sa_type=UtcDateTime)
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    talked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When an adult said that they have talked."""
    talked_by: str | None = Field(default=None, foreign_key="people.id")
    room_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When an adult said that the mentor sits where they can be seen."""
    room_by: str | None = Field(default=None, foreign_key="people.id")


class MentorProfileRow(SQLModel, table=True):
    """What a school says of a mentor. No row: a mentor of whom nothing is said yet."""

    __tablename__ = "mentor_profiles"

    person_id: str = Field(primary_key=True, foreign_key="people.id")
    school_id: str = Field(foreign_key="schools.id", index=True)
    year: int | None = None
    band: str
    """What a pupil reads on the card: “Sixth form”."""
    topics: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    languages: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    senior: bool
    """May have two chats at once."""
    rest_until: date | None = None
    """The last day of a rest."""
    hold_left: int
    """How many more chats an adult releases message by message."""
