"""Conversations as the wire carries them, and the plain values that travel between queries, policy and actions."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.core.encoding import base64url
from app.core.ids import UUID_PATTERN, ConversationId, PersonId, SchoolId
from app.sealing.documents import EpochRecord

StreamKind = Literal["conv", "file", "side"]

STREAM_PATTERN = rf"^(conv|file|side):{UUID_PATTERN}$"
"""A stream that a caller may name. `me:` streams are never named by anyone."""

_GIVEN_PATTERN = rf"^(conv|file):{UUID_PATTERN}$"
"""A stream whose earlier keys may be given to somebody. What was said aside to a mentor is for nobody else."""

Cmid = Annotated[str, Field(pattern=rf"^{UUID_PATTERN}$")]
EpochNumber = Annotated[int, Field(ge=1, lt=2**31)]
EnvelopeText = Annotated[str, Field(max_length=90_000)]


def conv_stream(conversation_id: str) -> str:
    """The stream that the pupil reads too."""
    return f"conv:{conversation_id}"


def file_stream(conversation_id: str) -> str:
    """The adults' stream: notes, decisions, outcome."""
    return f"file:{conversation_id}"


def side_stream(conversation_id: str) -> str:
    """What adults tell a mentor aside during a chat, and what the mentor asks them. No pupil reads it."""
    return f"side:{conversation_id}"


def me_stream(person_id: str) -> str:
    """A person's private feed, with numbers of its own, so that what is hidden from them leaves no gap."""
    return f"me:{person_id}"


class Wire(BaseModel):
    """What a caller sends: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Answer(BaseModel):
    """What a caller is sent."""

    model_config = ConfigDict(frozen=True)


class SealedItem(Wire):
    """A sealed item whose kind the call itself says."""

    cmid: Cmid
    epoch: EpochNumber
    env: EnvelopeText


class NewItem(SealedItem):
    """A sealed item and its kind."""

    kind: Annotated[str, Field(max_length=32)]


class WrapFor(Wire):
    """An epoch's key, sealed to one reader."""

    to: Annotated[str, Field(max_length=64)]
    wrap: Annotated[str, Field(max_length=2048)]


class NewEpoch(Wire):
    """A key epoch as its maker signed it."""

    epoch: EpochNumber
    statement: Annotated[str, base64url(maximum=8192)]
    sig: Annotated[str, base64url(exact=64)]
    wraps: Annotated[tuple[WrapFor, ...], Field(min_length=1, max_length=64)]

    def record(self) -> EpochRecord:
        """The same, as the sealing format reads it."""
        return {
            "epoch": self.epoch,
            "statement": self.statement,
            "sig": self.sig,
            "wraps": [{"to": wrap.to, "wrap": wrap.wrap} for wrap in self.wraps],
        }


class EarlierWrap(Wire):
    """The key of an earlier epoch, for somebody who joins later and may read what was before."""

    stream: Annotated[str, Field(pattern=_GIVEN_PATTERN)]
    epoch: EpochNumber
    wrap: Annotated[str, Field(max_length=2048)]


class Sent(Answer):
    """Where an item went. `dup`: the same bytes were there before."""

    seq: int
    dup: bool


class ItemOut(Answer):
    """One entry of a stream."""

    seq: int
    type: str
    kind: str
    epoch: int
    cmid: str
    sender: str
    body: str
    at: str


class ItemsOut(Answer):
    """A page of a stream, oldest first."""

    items: list[ItemOut]
    more: bool


class WrapOut(Answer):
    """A wrap that the caller may see."""

    to: str
    wrap: str


class EpochOut(Answer):
    """An epoch and the wraps that are addressed to the caller."""

    epoch: int
    statement: str
    sig: str
    wraps: list[WrapOut]


class EpochsOut(Answer):
    """Every epoch of a stream that the caller may read, oldest first."""

    epochs: list[EpochOut]


@dataclass(frozen=True, slots=True)
class Place:
    """One stream as one caller finds it: its key state, and the caller's own line in the list of participants."""

    stream: str
    kind: StreamKind
    conversation_id: ConversationId
    school_id: SchoolId
    group: str
    epoch: int
    rekey: bool
    role: str | None
    """The caller's role as a participant who has not left, or None."""
    from_seq: int
    file_from_seq: int | None
    side_from_seq: int | None = None
    held: bool = False
    """What the caller writes waits for an adult to release it."""


@dataclass(frozen=True, slots=True)
class Participant:
    """A person who is in a conversation by name."""

    person_id: PersonId
    role: str
    from_seq: int
    file_from_seq: int | None
    held: bool = False


@dataclass(frozen=True, slots=True)
class KeyState:
    """The current key epoch of a stream, and whether the next sender must start another."""

    epoch: int
    rekey: bool


@dataclass(frozen=True, slots=True)
class Joining:
    """Somebody whom an epoch that is being started gives access, and who is not yet in the conversation."""

    person_id: PersonId
    role: Literal["responder", "mentor"]
