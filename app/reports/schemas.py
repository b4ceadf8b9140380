"""Reports as the wire carries them, and a case as the domains above see it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from app.conversations.schemas import Answer, Cmid, EnvelopeText, NewEpoch, Wire
from app.core.encoding import base64url
from app.core.ids import UUID_PATTERN, ConversationId, PersonId, SchoolId
from app.schools.schemas import Family as Family
from app.schools.schemas import Raised, Status, TopicId, TopicLabel
from app.schools.schemas import Urgency as Urgency

Route = Literal["safeguarding", "pastoral", "head", "governors"]
Safe = Literal["yes", "unsure", "no"]
Want = Literal["adult", "mentor", "none"]
State = Literal["sent", "waiting", "claimed", "live", "passed", "open", "closed"]
HolderRole = Literal["adult", "responder", "mentor"]
Told = Literal["asked", "told"]

IsHere = Callable[[str], bool]
"""Whether a person has an open socket. Live is more: they have said that they are on duty, too."""

CaseId = Annotated[str, Field(pattern=rf"^{UUID_PATTERN}$")]


class Proof(Wire):
    """An answered challenge."""

    challenge: Annotated[str, Field(max_length=300)]
    answer: Annotated[str, Field(max_length=20, pattern=r"^[0-9]+$")]


class FirstItem(Wire):
    """The sealed report itself."""

    cmid: Cmid
    env: EnvelopeText


class NewReport(Wire):
    """What a pupil's page sends. Clear in it is only what design promise 1 lists."""

    conv: CaseId
    route: Route
    safe: Safe
    mentor: Family | None
    chat: Want
    locator_hash: Annotated[str, base64url(exact=32)]
    mailbox_key: Annotated[str, base64url(exact=32)]
    epoch: NewEpoch
    report: FirstItem
    work: Proof


class Work(Answer):
    """A challenge to be worked on before a report is sent."""

    challenge: str
    bits: int
    expires: datetime


class MailboxChallenge(Answer):
    """A challenge to be signed with the mailbox key."""

    challenge: str


class OpenMailbox(Wire):
    """The proof that somebody has the return words."""

    locator: Annotated[str, base64url(exact=32)]
    challenge: Annotated[str, Field(max_length=300)]
    sig: Annotated[str, base64url(exact=64)]


class Who(Answer):
    """Whom the pupil is talking to."""

    role: Literal["mentor", "adult"]
    alias: str
    person: str


class Claim(Answer):
    """The mentor who has claimed the chat, and the key to wrap it to once the roster vouches for it."""

    person: str
    alias: str
    kem: str


class Given(Answer):
    """Somebody whom the chat was given to, and their key: the next epoch has to name them."""

    person: str
    kem: str


class Mailbox(Answer):
    """The pupil's own view of their conversation."""

    conv: str
    stream: str
    state: State
    seq: int
    epoch: int
    rekey: bool
    want: Want
    who: Who | None
    claim: Claim | None
    given: list[Given]
    route: Route
    safe: Safe
    status: Status
    place: Literal[1, 2, "more"] | None
    frozen: bool


class Opened(Answer):
    """A mailbox and the token for it."""

    token: str
    mailbox: Mailbox


class Received(Opened):
    """A report is on disk. `dup`: it was there before, byte for byte."""

    dup: bool


class NewTopic(Wire):
    """A topic of the school's own, of a category."""

    id: Annotated[str, Field(pattern=r"^own_[0-9]{1,3}$")]
    label: TopicLabel
    category: Annotated[str, Field(max_length=30)]


class TopicChoices(Wire):
    """What a school would make of the list of topics."""

    labels: Annotated[dict[TopicId, TopicLabel], Field(max_length=60)]
    hidden: Annotated[tuple[TopicId, ...], Field(max_length=60)]
    raised: Annotated[dict[TopicId, Raised], Field(max_length=60)]
    added: Annotated[tuple[NewTopic, ...], Field(max_length=20)]


class EpochStarted(Answer):
    """Where an epoch was announced."""

    seq: int


@dataclass(frozen=True, slots=True)
class Submission:
    """A report on its way in."""

    school_id: SchoolId
    report: NewReport
    overflow: bool
    """The school's budget was spent when it came."""

    @property
    def conversation_id(self) -> ConversationId:
        """The id that the pupil's browser made."""
        return ConversationId(self.report.conv)


@dataclass(frozen=True, slots=True)
class Report:
    """Where a case stands."""

    id: ConversationId
    school_id: SchoolId
    group: str
    number: int
    safe: Safe
    mentor: Family | None
    want: Want
    state: State
    urgency: Urgency
    owner_id: PersonId | None
    holder_id: PersonId | None
    holder_role: HolderRole | None
    received_at: datetime
    opened_at: datetime | None
    last_pupil_at: datetime
    last_staff_at: datetime | None
    target_at: datetime | None
    follow_up_at: datetime | None
    waiting_since: datetime | None
    closed_at: datetime | None
    overflow: bool
    test: bool
    """The school sent it to itself before it opened."""
    v: int
    wanted_id: PersonId | None = None
    """The mentor whom the pupil would like to meet first."""
    frozen_at: datetime | None = None
    frozen_by: PersonId | None = None
    alarm_level: int = 0
    alarmed_at: datetime | None = None
    reply_at: datetime | None = None
    snoozed_at: datetime | None = None
    snoozed_until: datetime | None = None
