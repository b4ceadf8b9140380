"""Keys as the rest of the product sees them, and as the wire carries them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.core.encoding import base64url
from app.core.ids import PersonId, SchoolId
from app.people.schemas import Auth, PasskeyAnswer


@dataclass(frozen=True, slots=True)
class SignedRoster:
    """A roster byte for byte as the root signed it."""

    number: int
    doc: bytes
    sig: bytes
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class PersonKeys:
    """A person's public keys."""

    person_id: PersonId
    kem: bytes
    sign: bytes


@dataclass(frozen=True, slots=True)
class Unlock:
    """One way to reach a vault key: for `passphrase`, Argon2id's salt and cost, and the vault key's box."""

    method: str
    salt: bytes
    m: int
    t: int
    p: int
    box: bytes


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What one person's own device made: public keys, and everything else sealed."""

    keys: PersonKeys
    secrets: bytes
    unlocks: tuple[Unlock, ...]


@dataclass(frozen=True, slots=True)
class GroupEpoch:
    """A group's key of one epoch, and its seed sealed to each member."""

    name: str
    epoch: int
    kem: bytes
    wraps: Mapping[PersonId, bytes]


@dataclass(frozen=True, slots=True)
class Ceremony:
    """Everything that a school's key ceremony made, and nothing that opens any of it."""

    school_id: SchoolId
    enrolments: tuple[Enrolment, ...]
    groups: tuple[GroupEpoch, ...]
    root_wraps: Mapping[PersonId, bytes]
    roster: bytes
    roster_sig: bytes


class Wire(BaseModel):
    """A body of the HTTP interface: exactly the fields that are documented. Bytes are base64url."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class UnlockBody(Wire):
    """One way to reach the caller's vault key."""

    method: str
    salt: str
    m: int
    t: int
    p: int
    box: str


class GroupWrap(Wire):
    """A group's seed, sealed to the caller."""

    name: str
    epoch: int
    wrap: str


class Vault(Wire):
    """Everything of the caller's that is sealed to them."""

    unlock: list[UnlockBody]
    secrets: str
    groups: list[GroupWrap]
    root_wrap: str | None


class RosterBody(Wire):
    """A roster as the root signed it."""

    doc: str
    sig: str


class PersonKem(Wire):
    """A person's KEM key, to be accepted only if the roster has signed its id."""

    person: str
    kem: str


class StaffRoster(Wire):
    """A roster, and the KEM keys that it names only by id."""

    doc: str
    sig: str
    keys: list[PersonKem]


Sealed32 = Annotated[str, base64url(exact=113)]
"""A box (protocol section 2) with 32 bytes in it: 1 + 32 + 12 + 52 + 16."""


class NewPassphrase(Wire):
    """A new passphrase: its salt, the `auth` that signs in, and the vault key's box that it opens."""

    salt: Annotated[str, base64url(exact=16)]
    auth: Auth
    box: Sealed32


class NewSheet(Wire):
    """A recovery sheet: the `auth` that signs in, and the vault key's box that it opens."""

    auth: Auth
    box: Sealed32


class PasskeyWanted(Wire):
    """A passkey that was just made, what its owner calls it, and the vault key's box that its PRF opens."""

    id: Annotated[str, Field(max_length=300)]
    credential: PasskeyAnswer
    name: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]+$")]
    box: Sealed32


class NewVault(Wire):
    """The caller's secrets, sealed again."""

    secrets: Annotated[str, base64url(maximum=1024)]
