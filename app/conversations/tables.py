"""The rows of `conversations`. What is sealed was sealed in a browser; the server holds no key that opens it."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, false
from sqlmodel import Field, SQLModel

from app.core.columns import UtcDateTime, register_ciphertext


class ConversationRow(SQLModel, table=True):
    """One conversation. Its id is a random UUIDv4 that the pupil's browser made."""

    __tablename__ = "conversations"

    id: str = Field(primary_key=True)
    school_id: str = Field(foreign_key="schools.id", index=True)
    group_name: str
    """The group that reads it: the one recipient that every epoch of both streams must name."""
    created_at: datetime = Field(sa_type=UtcDateTime)


class SealedStreamRow(SQLModel, table=True):
    """The key state of one sealed stream: `conv:<id>`, `file:<id>`, or `side:<id>` once a mentor was in the chat."""

    __tablename__ = "sealed_streams"

    stream: str = Field(primary_key=True, foreign_key="stream.id")
    conversation_id: str = Field(foreign_key="conversations.id", index=True)
    epoch: int
    """The current key epoch; 0 before the first."""
    rekey: bool
    """A reader left, so nothing more may be sealed under the current epoch."""


class EpochRow(SQLModel, table=True):
    """One key epoch, as its maker signed it."""

    __tablename__ = "epochs"

    stream: str = Field(primary_key=True, foreign_key="sealed_streams.stream")
    n: int = Field(primary_key=True)
    statement: bytes
    """The signed JSON, byte for byte. It names readers and a commitment, never a key."""
    sig: bytes
    by: str
    """`pupil` or `person:<id>`."""
    seq: int
    """The stream's `epoch` item that announced it: a reader given this epoch first reads from here."""
    at: datetime = Field(sa_type=UtcDateTime)


class WrapRow(SQLModel, table=True):
    """An epoch's key, sealed to one of its readers."""

    __tablename__ = "epoch_wraps"
    __table_args__ = (ForeignKeyConstraint(["stream", "n"], ["epochs.stream", "epochs.n"]),)

    stream: str = Field(primary_key=True)
    n: int = Field(primary_key=True)
    recipient: str = Field(primary_key=True)
    """`pupil`, `person:<id>` or `group:<name>:<group epoch>`."""
    wrap: bytes


class ParticipantRow(SQLModel, table=True):
    """A person who is or was in a conversation by name. Members of the group read it without one."""

    __tablename__ = "participants"

    conversation_id: str = Field(primary_key=True, foreign_key="conversations.id")
    person_id: str = Field(primary_key=True, foreign_key="people.id", index=True)
    role: str
    """`adult` (of the group), `responder` or `mentor`."""
    joined_at: datetime = Field(sa_type=UtcDateTime)
    left_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    from_seq: int
    """They read `conv:` from this item on."""
    file_from_seq: int | None = None
    """They read `file:` from this item on; null: not at all."""
    side_from_seq: int | None = None
    """A mentor reads `side:` from this item on; null: no adult has told them anything aside yet."""
    held: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """A mentor's messages wait for an adult to release them."""


register_ciphertext("epoch_wraps", "wrap")
