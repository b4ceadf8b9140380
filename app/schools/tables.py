"""The rows of `schools`."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from app.core.columns import UtcDateTime


class SchoolRow(SQLModel, table=True):
    """One tenant."""

    __tablename__ = "schools"

    id: str = Field(primary_key=True)
    slug: str = Field(unique=True)
    name: str
    phase: str
    team: str
    exit_url: str
    timezone: str
    hours: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    """Seven entries, Monday first: `[opens, closes]` in minutes after local midnight, or null for a closed day."""
    terms: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    """`{"name", "first", "last"}` with ISO dates, both included. Empty: there is no holiday but the closures."""
    closures: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    """The same shape: half-terms and single days on which nobody reads."""
    target_minutes: int
    """Open minutes within which a person will have looked at a new report."""
    help_numbers: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    """`{"name", "number", "note"}`: the school's own local help, shown beside the national lines."""
    demo: bool
    created_at: datetime = Field(sa_type=UtcDateTime)
