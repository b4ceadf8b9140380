"""The rows of `alerts`. None says what a case is about."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, ForeignKeyConstraint, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from app.core.columns import UtcDateTime

_LIVE = text("over_at IS NULL")


class AlertRow(SQLModel, table=True):
    """Something that cannot wait. A case has one at a time."""

    __tablename__ = "alerts"
    __table_args__ = (
        # Two rounds that find the same case raise it once.
        Index("ix_alerts_live", "case_id", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    )

    id: str = Field(primary_key=True)
    school_id: str = Field(foreign_key="schools.id", index=True)
    group_name: str
    case_id: str = Field(foreign_key="reports.id", index=True)
    cause: str
    raised_at: datetime = Field(sa_type=UtcDateTime)
    owner_id: str | None = None
    """Who saw the case through when it was raised."""
    level: int
    """How many steps of the ladder have been taken."""
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    stepped_at: datetime = Field(sa_type=UtcDateTime)
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answered_by: str | None = Field(default=None, foreign_key="people.id")
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    again: int
    over_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class NoticeRow(SQLModel, table=True):
    """Somebody was told of an alert, by one channel."""

    __tablename__ = "alert_notices"

    alert_id: str = Field(primary_key=True, foreign_key="alerts.id")
    person_id: str = Field(primary_key=True, foreign_key="people.id", index=True)
    channel: str = Field(primary_key=True)
    sent_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    letter_id: str | None = None
    """The letter, for as long as it waits."""


class DeviceRow(SQLModel, table=True):
    """A browser that its owner has tried alerts in, and where its push service takes pushes for it."""

    __tablename__ = "alert_devices"

    person_id: str = Field(primary_key=True, foreign_key="people.id")
    device_hash: str = Field(primary_key=True)
    """As in `known_devices`."""
    endpoint: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """The address that its push service gave it, sealed by the server's own key. Null: it gets no pushes."""
    made_at: datetime = Field(sa_type=UtcDateTime)
    heard_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    pushed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PushRow(SQLModel, table=True):
    """A push that waits to be sent. It has no content, so there is none here. Sending deletes it."""

    __tablename__ = "alert_pushes"
    __table_args__ = (
        ForeignKeyConstraint(
            ["person_id", "device_hash"], ["alert_devices.person_id", "alert_devices.device_hash"], ondelete="CASCADE"
        ),
        Index(None, "person_id", "device_hash"),
    )

    id: str = Field(primary_key=True)
    person_id: str
    device_hash: str
    alert_id: str | None = Field(default=None, foreign_key="alerts.id")
    """Null: its owner is trying it out."""
    tries: int
    due_at: datetime = Field(sa_type=UtcDateTime, index=True)


class QuietRow(SQLModel, table=True):
    """Somebody's quiet hours."""

    __tablename__ = "alert_quiet"

    person_id: str = Field(primary_key=True, foreign_key="people.id")
    begins: int
    """Minutes after local midnight."""
    ends: int


class AlertRulesRow(SQLModel, table=True):
    """The ladder of a school that has set its own. No row: the ladder that everybody starts with."""

    __tablename__ = "alert_rules"

    school_id: str = Field(primary_key=True, foreign_key="schools.id")
    rules: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """As `AlertRules` has them."""
