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
    targets: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    """`Targets`; null: the usual ones."""
    help_numbers: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    """`{"name", "number", "note"}`: the school's own local help, shown beside the national lines."""
    pastoral_topics: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    """The topic families that go to the pastoral team. Empty: everything goes to the safeguarding team."""
    mentor_code: bool
    """A mentor signs in with a one-use code from the adult on duty, beside the passphrase."""
    topics: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}"))
    """What the school has made of the list of topics: `OwnTopics`."""
    demo: bool
    live_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Since when pupils may report. Null: the school is not open."""
    testing_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Until then a school that is not open takes test reports."""
    created_at: datetime = Field(sa_type=UtcDateTime)


class SetupStepRow(SQLModel, table=True):
    """Somebody has said that a step of setting the school up is done, which only a person can know."""

    __tablename__ = "setup_steps"

    school_id: str = Field(primary_key=True, foreign_key="schools.id")
    step: str = Field(primary_key=True)
    done_at: datetime = Field(sa_type=UtcDateTime)
    by_kind: str
    by_id: str
