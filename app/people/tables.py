"""The rows of `people`."""

from datetime import datetime

from sqlalchemy import Column, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import UtcDateTime


class PersonRow(SQLModel, table=True):
    """An adult or a mentor."""

    __tablename__ = "people"

    id: str = Field(primary_key=True)
    school_id: str = Field(foreign_key="schools.id", index=True)
    email: str = Field(unique=True)
    """Lower case."""
    alias: str
    title: str
    role: str
    salt: bytes
    """16 public bytes for the Argon2id of the passphrase in the browser."""
    auth_hash: str
    """argon2-cffi's hash of what that Argon2id was split into; never of the passphrase."""
    totp_box: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """The TOTP secret, sealed by the server's own key. Null for a mentor, who has no second factor."""
    totp_step: int | None
    """The last 30-second step whose code was accepted: a code opens once."""
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)


class MembershipRow(SQLModel, table=True):
    """A person belongs to a group."""

    __tablename__ = "memberships"

    person_id: str = Field(primary_key=True, foreign_key="people.id")
    group_name: str = Field(primary_key=True)


class SessionRow(SQLModel, table=True):
    """A live right to act: a person's cookie or a pupil's bearer token. Ending it deletes the row."""

    __tablename__ = "sessions"
    __table_args__ = (UniqueConstraint("token_hash"), Index(None, "kind", "subject"))

    id: str = Field(primary_key=True)
    kind: str
    """`person` or `pupil`."""
    subject: str
    """The person's id, or the pupil's conversation's id."""
    school_id: str = Field(foreign_key="schools.id")
    token_hash: str
    ends_at: datetime = Field(sa_type=UtcDateTime, index=True)
    """When it ends unless it is used before."""
    latest_end_at: datetime = Field(sa_type=UtcDateTime)
    """When it ends however much it is used; never before `ends_at`."""


class DutyRow(SQLModel, table=True):
    """Whether a person has said they are on duty. Live is more: on duty and with an open socket."""

    __tablename__ = "duty"

    person_id: str = Field(primary_key=True, foreign_key="people.id")
    school_id: str = Field(foreign_key="schools.id", index=True)
    state: str
    since: datetime = Field(sa_type=UtcDateTime)
