"""The school's people as those who look after them see them: invitations, standings, training."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from app.core.encoding import base64url
from app.core.ids import UUID_PATTERN, InvitationId, PersonId, SchoolId
from app.people.actors import Role
from app.people.schemas import EmailText, Wire

State = Literal["invited", "joined", "active", "paused", "suspended", "left"]
Letter = Literal[
    "invitation",
    "alert",
    "urgent",
    "account_changed",
    "new_browser",
    "sign_in_reset",
    "recovery_used",
    "training_ends",
    "access_paused",
    "colleague_training",
]
"""Every letter that Hark sends. `docs/people.md` says what causes each, and who gets it."""

IdentityCheck = Literal["in_person", "video", "known_voice"]
"""How somebody made sure that whoever asks to be let in again is who they say."""

KeyGroup = Literal["safeguarding", "head"]
"""The groups whose members sign rosters. The inviter's own is told what a joiner's answer is checked with."""

Id = Annotated[str, Field(pattern=rf"^{UUID_PATTERN}$")]


def _one_line(text: str) -> str:
    if text != text.strip() or not text.isprintable():
        raise ValueError("one line, without spaces around it")
    return text


Line = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_one_line)]
"""A name, a title, a module: one line."""

Months = Annotated[int, Field(ge=1, le=120)]
Days = Annotated[int, Field(ge=0, le=365)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """Something that comes round at a school, and the letters that tell of it.

    `causes` name it for good, so that each is written of once; two that fall together share their letters.
    """

    school_id: SchoolId
    causes: frozenset[str]
    letters: Mapping[Letter, frozenset[PersonId]]


@dataclass(frozen=True, slots=True)
class StandingEntry:
    """One person as a signed roster has them. `role` is a `Role` or `left`, which has no groups."""

    person_id: PersonId
    role: str
    groups: frozenset[str]
    alias: str
    title: str
    named: bool = True
    """False: the roster still has the keys from before they were readmitted, so it does not confirm them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """An invitation as it is stored."""

    id: InvitationId
    school_id: SchoolId
    person_id: PersonId
    email: str
    alias: str
    title: str
    role: Role
    groups: frozenset[str]
    auth_hash: str
    offer: bytes | None
    key_group: KeyGroup | None
    key_epoch: int | None
    key_wrap: bytes | None
    answer: bytes | None
    readmission: str | None
    founding: bool
    expires_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """What a joiner brings, apart from keys: a name, and the stored side of their first way to sign in."""

    email: str
    """The founder's own. Everybody else has the address that they were invited at."""
    alias: str
    title: str
    salt: bytes
    auth_hash: str
    totp_box: bytes | None
    answer: bytes | None


class InvitationKey(Wire):
    """The invitation's key, sealed to an epoch of the group whose members may check the answer."""

    group: KeyGroup
    epoch: Annotated[int, Field(ge=1, lt=2**31)]
    wrap: Annotated[str, Field(max_length=2048)]


class NewInvitation(Wire):
    """An invitation as its maker's browser sends it. The words it was made with stay there."""

    id: Id
    email: EmailText
    alias: Line
    title: Line
    role: Role
    groups: list[Annotated[str, Field(max_length=24)]]
    salt: Annotated[str, base64url(exact=16)]
    auth: Annotated[str, base64url(exact=32)]
    offer: Annotated[str, base64url(maximum=4096)]
    key: InvitationKey
    person: Id | None = None
    reason: IdentityCheck | None = None


class Invited(Wire):
    """Where the invited person goes. The link opens nothing without the words."""

    id: str
    link: str
    expires: datetime


class InvitationOpening(Wire):
    """What proves that somebody has the words."""

    auth: Annotated[str, base64url(exact=32)]


class Trained(Wire):
    """A module that a person has done. `expires` is the last day on which it counts."""

    id: str
    module: str
    on: date
    assessor: str
    expires: date


class InvitationLine(Wire):
    """An invitation that nobody has used."""

    id: str
    expires: datetime


class PersonLine(Wire):
    """Somebody in the list of people."""

    id: str
    alias: str
    title: str
    email: str
    role: Role
    groups: list[str]
    state: State
    training: list[Trained]
    invitation: InvitationLine | None


class PeopleList(Wire):
    """Everybody who is, was or may come to be of the school."""

    people: list[PersonLine]


class SuspensionReason(Wire):
    """Why somebody is suspended. The record has it; nobody is mailed it."""

    reason: Literal["lost_device", "absence", "concern", "other"]


@dataclass(frozen=True, slots=True)
class TrainingEnding:
    """A module that somebody's role needs and that ends soon. `warned`: the warnings that are due, in days before."""

    person_id: PersonId
    module: str
    last: date
    warned: frozenset[int]


class NewTraining(Wire):
    """A module that somebody has done."""

    module: Line
    on: date
    assessor: Line
    expires: date


class TrainingRule(Wire):
    """What training a role needs, for how long it counts, and how early to say that it runs out."""

    role: Role
    module: Line
    months: Months
    warn_days: Days


class TrainingRules(Wire):
    """The training that a school asks for."""

    rules: Annotated[list[TrainingRule], Field(max_length=40)]
