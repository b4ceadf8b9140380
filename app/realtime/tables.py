"""Streams, their items, the one-use tickets of sockets, and what the processes of one database tell each other."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import UtcDateTime, register_ciphertext


class Stream(SQLModel, table=True):
    """One durable log. `id` is `conv:<uuid>`, `file:<uuid>` or `me:<uuid>`; `head` is the last `seq`, 0 when empty."""

    __tablename__ = "stream"

    id: str = Field(primary_key=True, max_length=48)
    generation: int = 1
    head: int = 0


class Item(SQLModel, table=True):
    """One entry of a stream. `body` is JSON for a clear item, else base64url of an envelope the browser sealed."""

    __tablename__ = "item"
    __table_args__ = (UniqueConstraint("stream", "cmid"),)

    stream: str = Field(primary_key=True, max_length=48, foreign_key="stream.id")
    seq: int = Field(primary_key=True)
    cmid: str = Field(max_length=36)
    type: str = Field(max_length=16)
    kind: str = Field(max_length=32)
    key_epoch: int = 0
    sender: str = Field(max_length=48)
    body: str
    at: datetime = Field(sa_type=UtcDateTime)


class Ticket(SQLModel, table=True):
    """Lets one socket in once. The ticket itself is never stored, only its hash."""

    __tablename__ = "ticket"

    hash: str = Field(primary_key=True, max_length=43)
    actor_kind: str = Field(max_length=16)
    actor_id: str = Field(max_length=36)
    session_id: str = Field(max_length=64)
    expires: datetime = Field(sa_type=UtcDateTime, index=True)


class Signal(SQLModel, table=True):
    """Somebody's rights changed: every other process looks again at their sockets. Written on PostgreSQL alone.

    `transaction` numbers the transaction that wrote it, because rows do not become visible in the order of any other
    number. `code` closes their sockets for a reason that the rows do not show.
    """

    __tablename__ = "signal"

    id: str = Field(primary_key=True, max_length=36)
    transaction: int = Field(sa_type=BigInteger, index=True)
    key: str = Field(max_length=64)
    stream: str | None = Field(max_length=48)
    after: int | None
    code: int | None
    at: datetime = Field(sa_type=UtcDateTime, index=True)


class Process(SQLModel, table=True):
    """A server process that runs, and who has a socket there. Not logged by PostgreSQL: a crash may forget it."""

    __tablename__ = "process"

    id: str = Field(primary_key=True, max_length=36)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    version: int
    here: list[str] = Field(sa_type=JSON)


register_ciphertext("item", "body")
