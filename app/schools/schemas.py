"""A school as the rest of the product sees it, and what it tells a pupil about time."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.audit.schemas import Ref
from app.core.ids import SchoolId

Phase = Literal["primary", "secondary", "all"]
OpenState = Literal["open", "closed", "holiday", "not_open"]
Family = Literal["friends", "school", "settling", "online", "feelings"]
"""A family of topics that a mentor or the pastoral team may be given."""


Urgency = Literal["red", "amber", "green"]
"""How urgent something is."""
Handler = Literal["mentor_ok", "staff", "dsl", "head", "chair"]
"""Who may handle a topic at least, the lowest first."""


@dataclass(frozen=True, slots=True)
class Period:
    """A named run of days, both ends included."""

    name: str
    first: date
    last: date

    def includes(self, day: date) -> bool:
        """Whether `day` is one of them."""
        return self.first <= day <= self.last


Hours = tuple[int, int]
"""Opening and closing time in minutes after local midnight; 1440 is the midnight that ends the day."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """When somebody at the school reads. All times of day are local to `timezone`."""

    timezone: str
    week: tuple[Hours | None, ...]
    """Seven entries, Monday first."""
    terms: tuple[Period, ...]
    """Outside every term it is the holidays. Empty: the school has no holidays but its closures."""
    closures: tuple[Period, ...]
    target_minutes: int


class Wire(BaseModel):
    """A body of the HTTP interface: exactly the fields that are documented."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Minutes = Annotated[int, Field(ge=0, le=10**6)]


class Targets(Wire):
    """Open minutes within which the school means to look at what came, and to write back for the first time.

    An amber report is looked at within what pupils are promised (`target_minutes`), so it is not said here again.
    """

    open_red: Minutes
    open_green: Minutes
    reply_red: Minutes
    reply_amber: Minutes
    reply_green: Minutes


TopicId = Annotated[str, Field(pattern=r"^[a-z]+(_[a-z0-9]+)*$", max_length=30)]
TopicLabel = Annotated[str, Field(min_length=1, max_length=60)]


class Raised(Wire):
    """A topic that a school handles higher than it came. Null: as it came."""

    handler: Literal["staff", "dsl"] | None
    urgency: Literal["amber", "red"] | None


class AddedTopic(Wire):
    """A topic of the school's own, of a category. It is treated as the shipped topic `like`."""

    id: Annotated[str, Field(pattern=r"^own_[0-9]{1,3}$")]
    label: TopicLabel
    category: str
    like: str


class OwnTopics(Wire):
    """What a school has made of the list of topics. `app.reports.topics` checks it."""

    labels: dict[TopicId, TopicLabel] = {}
    hidden: tuple[TopicId, ...] = ()
    raised: dict[TopicId, Raised] = {}
    added: tuple[AddedTopic, ...] = ()


EXIT_URL = "https://www.bbc.co.uk/bitesize"
"""Where "Leave this page" goes: somewhere that a pupil might well be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class School:
    """One tenant."""

    id: SchoolId
    slug: str
    name: str
    phase: Phase
    team: str
    """What the pupil page calls the people who read: "the safety team"."""
    exit_url: str = EXIT_URL
    calendar: Calendar
    help_numbers: tuple[dict[str, str], ...] = ()
    pastoral_topics: tuple[Family, ...] = ()
    mentor_code: bool = False
    topics: OwnTopics = field(default_factory=OwnTopics)
    own_targets: Targets | None = None
    """Null: the usual ones."""
    demo: bool = False
    live_at: datetime | None = None
    testing_until: datetime | None = None

    def is_testing(self, at: datetime) -> bool:
        """Whether a report sent at `at` is the school's own test. Never once it is open."""
        return self.live_at is None and self.testing_until is not None and at < self.testing_until

    def takes_reports(self, at: datetime) -> bool:
        """Whether anything may be sent at `at`."""
        return self.live_at is not None or self.is_testing(at)


@dataclass(frozen=True, slots=True)
class StepDone:
    """Somebody has said that a step of setting up is done."""

    step: str
    at: datetime
    by: Ref


class Status(BaseModel):
    """What the pupil page says about time. `read_by` and `next_open` are null when no opening is in sight."""

    model_config = ConfigDict(frozen=True)

    state: OpenState
    adults_live: bool
    """Somebody of the safeguarding team."""
    pastoral_live: bool
    """Somebody who reads what goes to the pastoral team."""
    mentors_live: bool
    read_by: datetime | None
    next_open: datetime | None
    label: str | None
    """The holiday's name while the state is `holiday`, to follow "We are closed for"."""
    testing: bool
    """What is sent now is the school's own test."""


class PeriodBody(Wire):
    """A named run of days, both ends included."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    first: date
    last: date


class HelpNumber(Wire):
    """A line of the school's own, shown to pupils beside the national ones."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    number: Annotated[str, Field(min_length=3, max_length=30)]
    note: Annotated[str, Field(max_length=120)]


Opening = tuple[Annotated[int, Field(ge=0, le=24 * 60)], Annotated[int, Field(ge=0, le=24 * 60)]]


class SchoolSettings(Wire):
    """What a school decides about itself. Times of day are minutes after local midnight."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    slug: Annotated[str, Field(pattern=r"^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$")]
    phase: Phase
    team: Annotated[str, Field(min_length=1, max_length=60)]
    exit_url: Annotated[str, Field(max_length=300)]
    timezone: Annotated[str, Field(max_length=60)]
    hours: tuple[Opening | None, ...]
    terms: Annotated[tuple[PeriodBody, ...], Field(max_length=40)]
    closures: Annotated[tuple[PeriodBody, ...], Field(max_length=80)]
    target_minutes: Annotated[int, Field(ge=5, le=7 * 24 * 60)]
    targets: Targets | None = None
    """Null: the usual ones."""
    help_numbers: Annotated[tuple[HelpNumber, ...], Field(max_length=10)]
    pastoral_topics: Annotated[tuple[Family, ...], Field(max_length=5)]
    mentor_code: bool
