"""The two signed documents, read from the exact bytes that were signed: an epoch's statement and a school's roster."""

from dataclasses import dataclass
from typing import Literal, TypedDict, get_args

from app.core import encoding
from app.sealing.errors import EpochMalformed, EpochMismatch, RosterMalformed
from app.sealing.shape import Shape

GroupName = Literal["safeguarding", "pastoral", "head", "governors"]
Role = Literal["dsl", "deputy", "responder", "mentor", "head", "chair", "governor", "administrator", "left"]

GROUPS: tuple[GroupName, ...] = get_args(GroupName)
_ROLES: tuple[Role, ...] = get_args(Role)
_IN_NO_GROUP: tuple[Role, ...] = ("mentor", "governor", "administrator", "left")


class WrapRecord(TypedDict):
    """One reader's wrap of an epoch key: `wrap` is base64url."""

    to: str
    wrap: str


class EpochRecord(TypedDict):
    """An epoch as it is sent: `statement` is base64url of JSON bytes, `sig` of 64 bytes."""

    epoch: int
    statement: str
    sig: str
    wraps: list[WrapRecord]


class SignedRoster(TypedDict):
    """A roster as it is sent: base64url of its JSON bytes and of the root's signature."""

    doc: str
    sig: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What the maker of an epoch signed. `link` is None only for epoch 1."""

    school: str
    stream: str
    epoch: int
    commit: bytes
    link: bytes | None
    by: str
    roster: int
    readers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecoveryKey:
    """A group's recovery pair: which set of sheets opens it, and its KEM public key (1216 bytes)."""

    set: int
    kem: bytes


@dataclass(frozen=True, slots=True)
class RosterGroup:
    """A group, its current KEM public key (1216 bytes) and, where its sheets were made, its recovery key."""

    name: GroupName
    epoch: int
    kem: bytes
    recovery: RecoveryKey | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person was, up to and including the roster numbered `until`: what they signed then still holds."""

    role: Role
    groups: tuple[GroupName, ...]
    sign: bytes
    until: int


@dataclass(frozen=True, slots=True)
class HandOver:
    """A root that named its successor: `sig` is `old`'s Ed25519 signature over `new`."""

    old: bytes
    new: bytes
    sig: bytes


@dataclass(frozen=True, slots=True)
class RosterPerson:
    """A person of the school. `kem` is the id of their KEM key, `sign` their Ed25519 public key.

    Whoever has gone stands in it with the role `left`; `was` are their former standings, oldest first.
    """

    id: str
    alias: str
    title: str
    role: Role
    groups: tuple[GroupName, ...]
    sign: bytes
    kem: str
    was: tuple[Standing, ...] = ()

    @property
    def office(self) -> Role:
        """What they are, or last were before they left: how what they wrote is to be labelled."""
        return self.was[-1].role if self.role == "left" and self.was else self.role


@dataclass(frozen=True, slots=True)
class Roster:
    """A school's groups and people as its root signed them. Times are RFC 3339 text with a `Z`.

    `handed_over` is how the school's earlier roots named their successors, oldest first.
    """

    school: str
    number: int
    issued: str
    expires: str
    root: bytes
    groups: tuple[RosterGroup, ...]
    people: tuple[RosterPerson, ...]
    handed_over: tuple[HandOver, ...] = ()

    def person(self, person_id: str) -> RosterPerson | None:
        return next((person for person in self.people if person.id == person_id), None)

    def group(self, name: str) -> RosterGroup | None:
        return next((group for group in self.groups if group.name == name), None)


def read_statement(record: EpochRecord, school: str, stream: str) -> Statement:
    """What the record says of itself, checked for shape (`EpochMalformed`) and place (`EpochMismatch`), not proven."""
    shape = Shape.of(encoding.decode(record["statement"]), EpochMalformed)
    shape.version_1()
    statement = Statement(
        school=shape.id("school"),
        stream=shape.stream("stream"),
        epoch=shape.integer("epoch", 1),
        commit=shape.raw("commit", 32),
        link=None if shape.is_null("link") else shape.raw("link", 32),
        by=shape.party("by"),
        roster=shape.integer("roster", 1),
        readers=tuple(shape.readers("readers")),
    )
    if (statement.link is None) != (statement.epoch == 1):
        shape.refuse()
    if (statement.school, statement.stream, statement.epoch) != (school, stream, record["epoch"]):
        raise EpochMismatch
    return statement


def read_roster(document: bytes) -> Roster:
    """The roster in `document`, checked for shape only (`RosterMalformed`)."""
    shape = Shape.of(document, RosterMalformed)
    shape.version_1()
    roster = Roster(
        school=shape.id("school"),
        number=shape.integer("number", 1),
        issued=shape.time("issued"),
        expires=shape.time("expires"),
        root=shape.raw("root", 32),
        groups=tuple(map(_read_group, shape.shapes("groups"))),
        people=tuple(map(_read_person, shape.shapes("people"))),
        handed_over=tuple(map(_read_hand_over, shape.shapes_if_any("handed_over"))),
    )
    if len({group.name for group in roster.groups}) != len(roster.groups):
        shape.refuse()
    if len({person.id for person in roster.people}) != len(roster.people):
        shape.refuse()
    return roster


def _read_group(shape: Shape) -> RosterGroup:
    recovery = _read_recovery(shape.shape("recovery")) if shape.has("recovery") else None
    return RosterGroup(shape.one("name", GROUPS), shape.integer("epoch", 1), shape.raw("kem", 1216), recovery)


def _read_recovery(shape: Shape) -> RecoveryKey:
    return RecoveryKey(shape.integer("set", 1), shape.raw("kem", 1216))


def _read_hand_over(shape: Shape) -> HandOver:
    return HandOver(shape.raw("from", 32), shape.raw("to", 32), shape.raw("sig", 64))


def _read_person(shape: Shape) -> RosterPerson:
    role, groups = _read_role(shape)
    shape.raw("kem", 32)
    return RosterPerson(
        id=shape.id("id"),
        alias=shape.text("alias"),
        title=shape.text("title"),
        role=role,
        groups=groups,
        sign=shape.raw("sign", 32),
        kem=shape.text("kem"),
        was=tuple(map(_read_standing, shape.shapes_if_any("was"))),
    )


def _read_standing(shape: Shape) -> Standing:
    role, groups = _read_role(shape)
    return Standing(role, groups, shape.raw("sign", 32), shape.integer("until", 1))


def _read_role(shape: Shape) -> tuple[Role, tuple[GroupName, ...]]:
    names = shape.texts("groups")
    groups = tuple(group for name in names for group in GROUPS if group == name)
    role = shape.one("role", _ROLES)
    if len(groups) != len(names) or (role in _IN_NO_GROUP and groups):
        shape.refuse()
    return role, groups
