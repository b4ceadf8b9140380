"""People as the rest of the product sees them, and as the wire carries them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.core.encoding import base64url
from app.core.ids import PersonId, SchoolId
from app.people.actors import Group, Role, Standing
from app.schools.schemas import Family, Status

EmailText = Annotated[str, Field(min_length=3, max_length=254)]
DutyState = Literal["on", "off"]

PASSPHRASE, SHEET, PASSKEY = "passphrase", "sheet", "passkey:"
"""The ways of signing in. A passkey's is followed by its credential id as base64url."""

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
    state: Literal["joined", "active", "suspended"] = "active"
    """`joined`: no signed roster names them yet. Only who is active is of a group for anybody else."""


@dataclass(frozen=True, slots=True)
class OnDuty:
    """A person who has said they are on duty. They are live if they also have an open socket."""

    person_id: PersonId
    alias: str
    role: Role
    since: datetime


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """A passkey that has just been made, without the key that it gives to its owner alone.

    `credential_id` is base64url, `public_key` COSE (RFC 9052).
    """

    credential_id: str
    public_key: bytes
    sign_count: int
    challenge_id: str
    challenge_ends: datetime


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


Auth = Annotated[str, base64url(exact=32)]
CodeText = Annotated[str, Field(max_length=16)]
DeviceName = Annotated[str, Field(max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")]


class SignInProof(Wire):
    """What the browser sends to sign in. `code` is of the authenticator; a mentor's comes from the adult on duty."""

    email: EmailText
    auth: Auth
    code: CodeText | None = None
    method: Literal["passphrase", "sheet"] = "passphrase"
    device: DeviceName = ""


class SessionName(Wire):
    """What the caller calls a browser that they are signed in with. Empty: nothing."""

    device: DeviceName


class PasskeyStart(Wire):
    """What a browser asks a passkey: any of this site, with its owner seen (WebAuthn level 3).

    `prf` is the input of the PRF extension, base64url of 32 bytes, the same for a whole deployment.
    """

    id: str
    challenge: str
    rp_id: str
    prf: str


class PasskeyAnswer(Wire):
    """A WebAuthn credential as JSON. What an extension gave is refused: the PRF's output is a key of the person's."""

    id: Annotated[str, Field(min_length=1, max_length=1400)]
    rawId: Annotated[str, Field(min_length=1, max_length=1400)]  # noqa: N815 - WebAuthn's own spelling
    type: Literal["public-key"]
    response: dict[str, str | list[str] | None]
    clientExtensionResults: Annotated[dict[str, str], Field(max_length=0)] = {}  # noqa: N815 - as above
    authenticatorAttachment: str | None = None  # noqa: N815 - as above


class PasskeyProof(Wire):
    """A passkey's answer to the challenge of that id."""

    id: Annotated[str, Field(max_length=300)]
    credential: PasskeyAnswer
    device: DeviceName = ""


class Confirmation(Wire):
    """A proof by what the caller knows."""

    auth: Auth
    code: CodeText | None = None
    method: Literal["passphrase", "sheet"] = "passphrase"


class Method(Wire):
    """A way of signing in: `passphrase`, `sheet`, or `passkey:` and its credential id."""

    method: str
    name: str
    made: datetime
    used: datetime | None


class OwnSession(Wire):
    """Where the caller is signed in; `here` for the browser that asks."""

    id: str
    started: datetime
    used: datetime
    device: str
    here: bool


class Account(Wire):
    """The caller's ways of signing in and where they are signed in. `mfa`: an authenticator is set up."""

    methods: list[Method]
    sessions: list[OwnSession]
    mfa: bool


class PasskeyOptions(Wire):
    """How a browser makes a passkey: WebAuthn creation options as JSON, and the PRF's input."""

    id: str
    prf: str
    options: dict[str, Any]


class Authenticator(Wire):
    """What an authenticator app is set up with: a base32 secret, alone and in an `otpauth:` address for a QR code."""

    secret: str
    uri: str


class AuthenticatorCode(Wire):
    """A code of the authenticator that is being set up."""

    code: CodeText


class SignInCode(Wire):
    """A mentor's one-use code, eight digits."""

    code: str
    expires: datetime


class MySchool(Wire):
    """The caller's school."""

    id: str
    slug: str
    name: str
    demo: bool


class SessionEnd(Wire):
    """When the caller must sign in again."""

    expires: datetime


class PausedFor(Wire):
    """The training that keeps the caller from cases, and since when it has been missing."""

    module: str
    since: date


class TrainingEnds(Wire):
    """Training of the caller's that ends soon: the last day on which it counts, and who may record the next."""

    module: str
    last: date
    ask: list[str]


class Me(Wire):
    """The caller."""

    id: str
    school: MySchool
    email: str
    alias: str
    role: Role
    groups: list[str]
    standing: Standing
    paused: PausedFor | None
    training: TrainingEnds | None
    session: SessionEnd


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


class AddedTopicOut(Wire):
    """A topic of the school's own, treated as the shipped topic `like`."""

    id: str
    label: str
    like: str


class PageTopics(Wire):
    """What the school has made of the list of topics."""

    labels: dict[str, str]
    hidden: list[str]
    adults: list[str]
    """Those that no mentor and no pastoral team is given here."""
    added: list[AddedTopicOut]


class SchoolPage(Wire):
    """What anyone may know of a school."""

    id: str
    slug: str
    name: str
    team: str
    exit_url: str
    status: Status
    safety_team: list[Reader]
    pastoral_team: list[Reader]
    """Who reads what goes to the pastoral team beside the safety team."""
    pastoral_topics: list[Family]
    topics: PageTopics
    routes: list[Group]
    """Those that somebody reads."""
    mentors: list[MentorName]
    demo: bool
