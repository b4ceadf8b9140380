"""A key ceremony on one machine: what seven devices of seven people would make, made here with the same code.

A real school makes its keys in its own browsers and the server never sees a seed. The demo has nobody to ask, so it
makes them here and keeps what opens them in `demo.json`, which a real school does not have.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_bytes
from typing import get_args

from app.cli.demo.sheets import GroupSheets, print_set
from app.core import encoding
from app.core.ids import PersonId, SchoolId
from app.core.secrets import ServerSecrets
from app.keys.schemas import Ceremony, Enrolment, GroupEpoch, PersonKeys, Unlock
from app.people import credentials
from app.people.actions import Joining
from app.people.actors import Role
from app.people.schemas import ARGON2ID, Person
from app.sealing import groups, person, roster
from app.sealing.documents import GroupName, Roster, RosterGroup, RosterPerson
from app.sealing.person import PersonSecrets
from app.sealing.sign import public_key
from app.sealing.stretch import normalise_passphrase, stretch
from app.sealing.verify import key_id
from app.sealing.words import draw_words
from app.sealing.wrap import kem_public_key

_ROSTER_DAYS = 366
_ROOT_HOLDERS = {Role.DSL, Role.HEAD}


@dataclass(frozen=True, slots=True)
class Enrolled:
    """One person, with everything that only they would know."""

    person: Person
    passphrase: str
    totp: str | None
    """base32; None for a mentor."""
    secrets: PersonSecrets
    joining: Joining
    enrolment: Enrolment


@dataclass(frozen=True, slots=True)
class GroupSeed:
    """A group's KEM seed: what its recovery sheets would give back."""

    name: str
    epoch: int
    seed: bytes

    @property
    def recipient(self) -> str:
        """How epochs name this reader."""
        return f"group:{self.name}:{self.epoch}"


@dataclass(frozen=True, slots=True)
class Held:
    """What the ceremony made."""

    people: tuple[Enrolled, ...]
    groups: tuple[GroupSeed, ...]
    sheets: tuple[GroupSheets, ...]
    root: bytes
    """The root's public key."""
    ceremony: Ceremony

    def enrolled(self, person_id: PersonId) -> Enrolled:
        """One of the people."""
        return next(one for one in self.people if one.person.id == person_id)

    def group(self, name: str) -> GroupSeed:
        """One of the groups."""
        return next(group for group in self.groups if group.name == name)

    def sheets_of(self, name: str) -> GroupSheets:
        """One group's printed sheets."""
        return next(sheets for sheets in self.sheets if sheets.of.group == name)


def hold(school_id: SchoolId, people: Iterable[Person], server: ServerSecrets, now: datetime) -> Held:
    """Make everybody's keys, the groups' and the root's, and sign roster number 1."""
    root_seed = token_bytes(32)
    root = public_key(root_seed)
    # Two at a time: each takes 64 MiB and a third of a second, and that is the point of Argon2id.
    with ThreadPoolExecutor(2) as pool:
        enrolled = tuple(pool.map(lambda one: _enrol(one, root, server), people))
    names = sorted({group for one in enrolled for group in one.person.groups})
    seeds = tuple(GroupSeed(name, 1, token_bytes(32)) for name in names)
    sheets = tuple(print_set(school_id, name) for name in names)
    signed = roster.sign_roster(root_seed, _roster(school_id, enrolled, zip(seeds, sheets, strict=True), root, now))
    made = Ceremony(
        school_id,
        tuple(one.enrolment for one in enrolled),
        tuple(_group(school_id, seed, enrolled) for seed in seeds),
        {
            one.person.id: groups.wrap_root_seed(one.enrolment.keys.kem, school_id, one.person.id, root_seed)
            for one in enrolled
            if one.person.role in _ROOT_HOLDERS
        },
        encoding.decode(signed["doc"]),
        encoding.decode(signed["sig"]),
        tuple(printed.stored({seed.epoch: seed.seed}) for seed, printed in zip(seeds, sheets, strict=True)),
    )
    return Held(enrolled, seeds, sheets, root, made)


def _enrol(one: Person, root: bytes, server: ServerSecrets) -> Enrolled:
    passphrase, salt = " ".join(draw_words()), token_bytes(16)
    auth, wrap_key = person.split_stretched(stretch(normalise_passphrase(passphrase), salt))
    secrets, vault_key = person.make_person(root), token_bytes(32)
    box = person.seal_unlock(wrap_key, one.school_id, one.id, "passphrase", vault_key)
    totp = None if one.role is Role.MENTOR else credentials.new_totp_secret()
    return Enrolled(
        person=one,
        passphrase=passphrase,
        totp=totp,
        secrets=secrets,
        joining=Joining(
            one,
            salt,
            credentials.hash_auth(auth),
            None if totp is None else credentials.seal_totp(server, one.id, totp),
        ),
        enrolment=Enrolment(
            PersonKeys(one.id, secrets.kem_public, secrets.sign_public),
            person.seal_vault(vault_key, one.school_id, one.id, secrets),
            (Unlock("passphrase", salt, ARGON2ID["m"], ARGON2ID["t"], ARGON2ID["p"], box),),
        ),
    )


def _group(school_id: SchoolId, group: GroupSeed, people: Iterable[Enrolled]) -> GroupEpoch:
    wraps = {
        one.person.id: groups.wrap_group_seed(
            one.enrolment.keys.kem, school_id, group.name, group.epoch, one.person.id, group.seed
        )
        for one in people
        if group.name in one.person.groups
    }
    return GroupEpoch(group.name, group.epoch, kem_public_key(group.seed), wraps)


def _roster(
    school_id: SchoolId,
    people: Iterable[Enrolled],
    keys: Iterable[tuple[GroupSeed, GroupSheets]],
    root: bytes,
    now: datetime,
) -> Roster:
    return Roster(
        school=school_id,
        number=1,
        issued=timestamp(now),
        expires=timestamp(now + timedelta(days=_ROSTER_DAYS)),
        root=root,
        groups=tuple(
            RosterGroup(_group_name(seed.name), seed.epoch, kem_public_key(seed.seed), sheets.key)
            for seed, sheets in keys
        ),
        people=tuple(
            RosterPerson(
                one.person.id,
                one.person.alias,
                one.person.title,
                one.person.role.value,
                tuple(_group_name(name) for name in sorted(one.person.groups)),
                one.enrolment.keys.sign,
                key_id(one.enrolment.keys.kem),
            )
            for one in people
        ),
    )


def _group_name(name: str) -> GroupName:
    return next(known for known in get_args(GroupName) if known == name)


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC with a `Z`, to the second."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
