"""Cases as the wire carries them to the adults who read them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from app.conversations.schemas import Answer, EarlierWrap, EpochOut, ItemOut, NewEpoch, SealedItem, Wire
from app.core.ids import UUID_PATTERN
from app.reports.schemas import Family, Safe, State, Told, Urgency, Want

View = Literal["inbox", "later", "mine", "live", "tray", "closed"]
Reason = Literal["not_safe", "waiting_live", "passed_on", "past_target", "red", "follow_up_due", "new", "rest"]

Version = Annotated[int, Field(ge=1, le=2**53)]


class Named(Answer):
    """A person, by what they are called."""

    id: str
    alias: str


class Holder(Named):
    """Who has the chat, or was given the case."""

    role: str


class CaseHead(Answer):
    """Where a case stands. Nothing in it was sealed."""

    id: str
    number: int
    group: str
    safe: Safe
    want: Want
    state: State
    mentor: Family | None
    urgency: Urgency
    owner: Named | None
    holder: Holder | None
    why: list[Reason]
    received: datetime
    last_pupil: datetime
    last_staff: datetime | None
    opened: datetime | None
    target: datetime | None
    reply_due: datetime | None
    """By when somebody must have written back for the first time."""
    follow_up: datetime | None
    snoozed: datetime | None
    """Put aside until then, and nothing has brought it back."""
    overflow: bool
    rekey: bool
    frozen: bool
    v: int


class Cases(Answer):
    """A page of a view, in the one order."""

    cases: list[CaseHead]
    tray: int
    cursor: str | None
    next_change: datetime | None
    """When the order next changes by the passing of time alone."""


class OpenStream(Answer):
    """A stream of an opened case, whole."""

    stream: str
    seq: int
    epoch: int
    rekey: bool
    epochs: list[EpochOut]
    items: list[ItemOut]


class OpenedBy(Answer):
    """Somebody who has opened the case, and when they last did."""

    alias: str
    at: datetime


class OpenCase(Answer):
    """An opened case, still sealed: the browser opens it."""

    case: CaseHead
    streams: list[OpenStream]
    opened_by: list[OpenedBy]


class AtVersion(Wire):
    """A change decided on version `v`."""

    v: Version


class UrgencyWanted(AtVersion):
    """How urgent an adult finds it."""

    urgency: Urgency


class FollowUpWanted(AtVersion):
    """When to come back to it; null for never."""

    at: AwareDatetime | None


class Categorise(UrgencyWanted):
    """What a case is about, sealed, and how urgent that makes it at least."""

    item: SealedItem


class Snooze(AtVersion):
    """Put the case aside until then, with the sealed reason."""

    item: SealedItem
    until: AwareDatetime


class Give(AtVersion):
    """Give the case to a mentor or a responder, with the keys that they may have."""

    person: Annotated[str, Field(pattern=rf"^{UUID_PATTERN}$")]
    epoch: NewEpoch
    share: SealedItem | None
    earlier: Annotated[tuple[EarlierWrap, ...], Field(max_length=200)]
    file_epoch: NewEpoch | None


class ToldWanted(Wire):
    """What the pupil's page says in words."""

    status: Told
