"""Alerts as the domain and the wire have them. Nothing here says what a case is about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from app.conversations.schemas import Answer, Wire
from app.core.ids import UUID_PATTERN, ConversationId, PersonId, SchoolId
from app.people.actors import Role

Cause = Literal["not_safe", "red", "passed", "overdue_red"]
"""Why it cannot wait: the pupil said they are not safe; an adult judged it red; a chat that was passed on has nobody;
a pupil of a red case wrote again, and the time to look is past."""

Channel = Literal["screen", "push", "mail"]
Hears = Literal["case", "word"]
"""What somebody may be told: which case it is, or only that something urgent waits for others."""

Do = Literal["climb", "taken", "end", "again"]
"""What is due of an alert: the next step; somebody took the case; it is over; nobody opened what was answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One alert, as it is stored."""

    id: str
    school_id: SchoolId
    group: str
    case_id: ConversationId
    cause: Cause
    raised_at: datetime
    owner_id: str | None
    """Who saw the case through when it was raised."""
    level: int
    """How many steps have been taken; 0 while it waits for somebody to be there."""
    started_at: datetime | None
    """When the first step was taken: the minutes of the ladder are counted from here."""
    stepped_at: datetime
    next_at: datetime | None
    """When the next step is due. While `level` is 0, when there will be somebody; null when that is not in sight."""
    answered_by: PersonId | None
    answered_at: datetime | None
    again: int
    """How often it was raised again because nobody opened what somebody had answered."""
    over_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearer:
    """Somebody who may be told of an alert."""

    id: PersonId
    role: Role
    groups: frozenset[str]
    on_duty: bool = False
    owner: bool = False
    covers: bool = False
    """They are named for these hours, outside the school's own."""
    quiet: bool = False
    """These are their quiet hours."""


Minute = Annotated[int, Field(ge=0, le=24 * 60)]
PersonText = Annotated[str, Field(pattern=rf"^{UUID_PATTERN}$")]


class CoverLine(Wire):
    """Who can be reached on one day of the week outside the hours of reading. Minutes after local midnight."""

    day: Annotated[int, Field(ge=0, le=6)]
    """0 is Monday."""
    opens: Minute
    closes: Minute
    people: Annotated[tuple[PersonText, ...], Field(min_length=1, max_length=20)]


class AlertRules(Wire):
    """The ladder of a school. Minutes are counted from the first ring, which is at once."""

    leads: int = 3
    team: int = 6
    head: int = 10
    repeat: int = 15
    """After the last step everybody is told anew, each time that so many minutes have passed."""
    look: int = 10
    """Within so many minutes of an answer somebody has to have opened it."""
    cover: Annotated[tuple[CoverLine, ...], Field(max_length=50)] = ()
    cover_in_holidays: bool = False


class Quiet(Wire):
    """Somebody's quiet hours, in minutes after local midnight, past midnight if they end before they begin."""

    hours: tuple[Minute, Minute] | None


class AlertCase(Answer):
    """The case of an alert, for whoever reads it."""

    id: str
    number: int
    group: str


class Answered(Answer):
    """Who is dealing with it."""

    alias: str
    at: datetime
    me: bool


class Told(Answer):
    """Somebody who was told. `waits`: a letter to them that the mail server has not taken."""

    alias: str
    channels: list[Channel]
    at: datetime
    waits: bool


class AlertLine(Answer):
    """An alert as one person may see it. Without `case` it is a word: something urgent waits for `team`."""

    id: str
    team: str
    cause: Cause | None
    case: AlertCase | None
    raised: datetime
    level: int
    next: datetime | None
    answered: Answered | None
    rings: bool
    """The caller was told, and nobody has answered."""
    told: list[Told]


class MissedLine(Answer):
    """An alert that the caller was told of, did not see, and that is over or somebody else's."""

    id: str
    team: str
    cause: Cause | None
    case: AlertCase | None
    raised: datetime
    answered: Answered | None


class DeviceState(Answer):
    """How the caller's browser stands. `key`: the public key to subscribe with (RFC 8292), base64url."""

    known: bool
    key: str
    push: bool
    heard: datetime | None
    pushed: datetime | None
    tested: bool
    """Both were tried lately enough to count on: the sound, and a push where there is one."""


class AlertsNow(Answer):
    """What stands at the top of the caller's console."""

    live: list[AlertLine]
    missed: list[MissedLine]


class DeviceLine(Answer):
    """A browser of the caller's that gets pushes."""

    id: str
    here: bool
    since: datetime
    heard: datetime | None
    pushed: datetime | None


class Devices(Answer):
    """The caller's browsers that get pushes."""

    devices: list[DeviceLine]


class Coverer(Answer):
    """Somebody who may be named for the hours outside the school's own."""

    id: str
    alias: str
    title: str


class Coverers(Answer):
    """All of them, by alias."""

    people: list[Coverer]


class Seen(Wire):
    """Alerts that were on the caller's screen."""

    ids: Annotated[tuple[PersonText, ...], Field(max_length=200)]


class Subscribed(Wire):
    """Where a browser's push service takes pushes for it. Its keys are not asked for: a push has no content."""

    endpoint: Annotated[str, Field(min_length=12, max_length=1000)]


class Tried(Wire):
    """What worked on this device."""

    heard: bool
    pushed: bool


@dataclass(frozen=True, slots=True)
class WaitingPush:
    """A push that is to be sent now."""

    id: str
    person_id: PersonId
    device: str
    box: bytes
