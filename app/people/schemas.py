"""People as the rest of the product sees them, and as the wire carries them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.core.encoding import base64url
from app.core.ids import PersonId, SchoolId
from app.people.actors import Role
from app.schools.schemas import Status

EmailText = Annotated[str, Field(min_length=3, max_length=254)]
DutyState = Literal["on", "off"]

IsHere = Callable[[str], bool]
"""Tells whether a person has an open socket."""


@dataclass(frozen=True, slots=True)
class Person:
    """An adult or a mentor who has not left."""

    id: PersonId
    school_id: SchoolId
    email: str
    alias: str
    title: str
    role: Role
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class OnDuty:
    """A person who has said they are on duty. They are live if they also have an open socket."""

    person_id: PersonId
    alias: str
    role: Role
    since: datetime


class Wire(BaseModel):
    """A body of the HTTP interface: exactly the fields that are documented."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SignInStart(Wire):
    """Who is about to sign in."""

    email: EmailText


class Stretch(Wire):
    """How the browser stretches a passphrase (Argon2id, RFC 9106): salt as base64url, m in KiB."""

    salt: str
    m: int
    t: int
    p: int


ARGON2ID = {"m": 65536, "t": 3, "p": 1}
"""The cost that every passphrase is stretched at."""


class SignInProof(Wire):
    """What the browser sends to sign in. `code` is absent for a mentor."""

    email: EmailText
    auth: Annotated[str, base64url(exact=32)]
    code: Annotated[str, Field(max_length=16)] | None = None


class MySchool(Wire):
    """The caller's school."""

    id: str
    slug: str
    name: str
    demo: bool


class SessionEnd(Wire):
    """When the caller must sign in again."""

    expires: datetime


class Me(Wire):
    """The caller."""

    id: str
    school: MySchool
    email: str
    alias: str
    role: Role
    groups: list[str]
    session: SessionEnd


class DutyWanted(Wire):
    """What the caller says about their duty."""

    state: DutyState


class DutyPerson(Wire):
    """Somebody on duty; live with an open socket."""

    alias: str
    role: Role
    live: bool


class Duty(Wire):
    """Who is on duty, and the caller's own state."""

    people: list[DutyPerson]
    me: DutyState


class Colleague(Wire):
    """Somebody a case may be given to."""

    id: str
    alias: str
    role: Role
    live: bool


class Colleagues(Wire):
    """Those a case may be given to, by alias."""

    people: list[Colleague]


class Reader(Wire):
    """Somebody who would open a report."""

    alias: str
    title: str


class MentorName(Wire):
    """A mentor, as pupils know them."""

    alias: str


class SchoolPage(Wire):
    """What anyone may know of a school."""

    id: str
    slug: str
    name: str
    team: str
    exit_url: str
    status: Status
    safety_team: list[Reader]
    mentors: list[MentorName]
    demo: bool
