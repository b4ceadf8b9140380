"""Keys as the rest of the product sees them, and as the wire carries them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.core.encoding import base64url
from app.core.ids import UUID_PATTERN, PersonId, SchoolId
from app.people.schemas import Auth, PasskeyAnswer
from app.sealing.documents import GroupName

KEM_BYTES = 1216
"""X-Wing."""

SheetLetter = Literal["A", "B", "C"]
Pair = Literal["AB", "AC", "BC"]
SheetsState = Literal["none", "unconfirmed", "test_due", "ok"]
RecoveryReason = Literal["test", "lost"]


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
class RecoverySet:
    """A group's three printed sheets as the server keeps them: nothing of it opens without two of them."""

    group: str
    number: int
    kem: bytes
    holders: Mapping[str, str]
    """Who keeps which sheet."""
    boxes: Mapping[str, bytes]
    """The recovery seed under each pair of sheets."""
    wraps: Mapping[int, bytes]
    """The seed of each of the group's key epochs, wrapped to the set."""


@dataclass(frozen=True, slots=True)
class Ceremony:
    """Everything that a school's key ceremony made, and nothing that opens any of it."""

    school_id: SchoolId
    enrolments: tuple[Enrolment, ...]
    groups: tuple[GroupEpoch, ...]
    root_wraps: Mapping[PersonId, bytes]
    roster: bytes
    roster_sig: bytes
    recovery: tuple[RecoverySet, ...] = ()
    """Sheets that were printed, typed back and tried."""


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


def _one_line(text: str) -> str:
    if text != text.strip() or not text.isprintable():
        raise ValueError("one line, without spaces around it")
    return text


Number = Annotated[int, Field(ge=1, lt=2**31)]
Id = Annotated[str, Field(pattern=rf"^{UUID_PATTERN}$")]
WrapText = Annotated[str, Field(max_length=2048)]
KemText = Annotated[str, base64url(exact=KEM_BYTES)]
SignatureText = Annotated[str, base64url(exact=64)]

Name = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_one_line)]


class PersonWrap(Wire):
    """A seed, sealed to one person."""

    person: Id
    wrap: WrapText


class RecoveryWrap(Wire):
    """A group epoch's seed, sealed to one set of the group's sheets."""

    set: Number
    wrap: WrapText


class NewGroupEpoch(Wire):
    """A group's next key, which the roster beside it signs."""

    name: GroupName
    epoch: Number
    kem: KemText
    wraps: Annotated[list[PersonWrap], Field(max_length=100)]
    recovery: RecoveryWrap | None


class OwedWrap(Wire):
    """A key of a group, for a member who has not got it."""

    group: GroupName
    epoch: Number
    person: Id
    wrap: WrapText


class NewRoster(Wire):
    """The next roster, and what belongs into the same transaction with it."""

    doc: Annotated[str, base64url(maximum=400_000)]
    sig: SignatureText
    groups: Annotated[list[NewGroupEpoch], Field(max_length=4)]
    wraps: Annotated[list[OwedWrap], Field(max_length=200)]
    root_wraps: Annotated[list[PersonWrap], Field(max_length=20)]


class RosterSigned(Wire):
    """The number of the roster that now stands."""

    number: int


class MoreWraps(Wire):
    """A key of a group, for members who have not got it, or for its sheets."""

    group: GroupName
    epoch: Number
    wraps: Annotated[list[PersonWrap], Field(max_length=100)]
    recovery: RecoveryWrap | None = None


class ProposedGroupEpoch(NewGroupEpoch):
    """A group's next key, proposed by a member who holds no root."""

    sig: SignatureText


class SheetHolder(Wire):
    """Who keeps a sheet."""

    sheet: SheetLetter
    name: Name


class PairBox(Wire):
    """The recovery seed, under two sheets."""

    pair: Pair
    box: Sealed32


class EpochWrap(Wire):
    """A group epoch's seed, sealed to the recovery pair."""

    epoch: Number
    wrap: WrapText


class NewRecoverySet(Wire):
    """A set of sheets as its maker's browser sends it. What was printed stays there."""

    set: Number
    kem: KemText
    sig: SignatureText
    """The maker's (`sign/recovery`): whoever signs the roster checks that no server made this key."""
    holders: Annotated[list[SheetHolder], Field(min_length=3, max_length=3)]
    boxes: Annotated[list[PairBox], Field(min_length=3, max_length=3)]
    wraps: Annotated[list[EpochWrap], Field(min_length=1, max_length=200)]


class ConfirmedSheet(Wire):
    """Which sheet was typed back."""

    sheet: SheetLetter


class UseOfSheets(Wire):
    """Why two sheets are brought together."""

    reason: RecoveryReason


class RecoveryOpened(Wire):
    """What two sheets open."""

    boxes: list[PairBox]
    wraps: list[EpochWrap]


class HolderOut(Wire):
    """Who keeps a sheet, and whether it was typed back."""

    sheet: SheetLetter
    name: str
    confirmed: datetime | None


class RecoverySetOut(Wire):
    """A set of sheets as the members of its group see it. `signed`: the roster names it."""

    group: str
    set: int
    kem: str
    holders: list[HolderOut]
    made: datetime
    tested: datetime | None
    due: date
    signed: bool


class RecoverySets(Wire):
    """The sheets of the caller's groups."""

    sets: list[RecoverySetOut]


class WrapTask(Wire):
    """A member lacks a key that the caller holds."""

    group: str
    epoch: int
    person: str
    alias: str


class RotateTask(Wire):
    """Somebody who has gone holds a group's present key."""

    group: str
    because: list[str]


class SignTask(Wire):
    """A member has proposed their group's next key."""

    group: str
    epoch: int
    kem: str
    by: str
    sig: str


class SetTask(Wire):
    """A member has made sheets for their group, which no roster names yet."""

    group: str
    set: int
    kem: str
    by: str
    sig: str


class SheetsTask(Wire):
    """What there is to do about a group's sheets, and by when they are to be tried."""

    group: str
    state: SheetsState
    due: date | None
