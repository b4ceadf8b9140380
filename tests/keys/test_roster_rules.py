"""Whatever people do in whatever order: rosters stay contiguous, nobody is lost, no leaver is in a group, and what
anybody signed while they were in office goes on holding."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.ids import PersonId
from app.keys import policy
from app.keys.errors import RosterRefused
from app.keys.policy import Known
from app.keys.schemas import PersonKeys
from app.people.actors import Role as PersonRole
from app.people.policy import groups_of
from app.sealing.documents import GroupName, Role, Roster, RosterGroup, RosterPerson, Standing, Statement
from app.sealing.roster import epoch_signers, item_signers, reader_allowed
from app.sealing.verify import key_id

SCHOOL = "0190a1b2-0000-7000-8000-000000000000"
GROUPS: tuple[GroupName, ...] = ("governors", "head", "pastoral", "safeguarding")
ROLES: tuple[Role, ...] = (
    "dsl",
    "deputy",
    "responder",
    "mentor",
    "head",
    "chair",
    "governor",
    "administrator",
)


def made(size: int, *of: object) -> bytes:
    """Bytes that stand for a key: the same for the same thing, and another for another."""
    return (sha256(repr(of).encode()).digest() * (size // 32 + 1))[:size]


def in_groups(role: Role) -> tuple[GroupName, ...]:
    wanted = frozenset[str]() if role == "left" else groups_of(PersonRole(role))
    return tuple(name for name in GROUPS if name in wanted)


@dataclass
class Office:
    """An honest root holder: what they do makes the next roster, and the server is asked whether it may follow."""

    roster: Roster
    known: Known
    joined: int = 0
    signed: list[tuple[Statement, bytes]] = field(default_factory=list)

    def sign(self, after: Roster) -> bool:
        """Whether the roster now stands; if not, everything is as it was."""
        after = replace(after, number=self.roster.number + 1)
        try:
            policy.check_roster(self.roster, after, self.known)
        except RosterRefused:
            return False
        self.roster = after
        self._everybody_starts_an_epoch()
        return True

    def join(self, role: Role) -> bool:
        self.joined += 1
        person = newcomer(f"person-{self.joined}", role, 0)
        known = replace(self.known, people={**self.known.people, person.id: keys_of(person, 0)})
        before, self.known = self.known, known
        if self.sign(replace(self.roster, people=(*self.roster.people, person))):
            return True
        self.known = before
        return False

    def change(self, which: int, role: Role) -> bool:
        person = self.roster.people[which % len(self.roster.people)]
        if person.role == "left":
            return self.readmit(person, role)
        if person.role == role:
            return False
        return self.sign(self.with_person(standing_as(person, role, self.roster.number)))

    def leave(self, which: int) -> bool:
        person = self.roster.people[which % len(self.roster.people)]
        if person.role == "left":
            return False
        return self.sign(self.with_person(standing_as(person, "left", self.roster.number)))

    def readmit(self, person: RosterPerson, role: Role) -> bool:
        """Somebody who had gone comes back with new keys."""
        again = standing_as(person, role, self.roster.number)
        generation = len(again.was)
        new = newcomer(person.id, role, generation)
        before = self.known
        self.known = replace(self.known, people={**self.known.people, person.id: keys_of(new, generation)})
        if self.sign(self.with_person(replace(again, sign=new.sign, kem=new.kem))):
            return True
        self.known = before
        return False

    def rotate(self, which: int) -> bool:
        group = self.roster.groups[which % len(self.roster.groups)]
        new = replace(group, epoch=group.epoch + 1, kem=made(1216, group.name, group.epoch + 1))
        before = self.known
        self.known = replace(self.known, groups={**self.known.groups, (new.name, new.epoch): new.kem})
        groups = tuple(new if one.name == new.name else one for one in self.roster.groups)
        if self.sign(replace(self.roster, groups=groups)):
            return True
        self.known = before
        return False

    def with_person(self, person: RosterPerson) -> Roster:
        people = tuple(person if one.id == person.id else one for one in self.roster.people)
        return replace(self.roster, people=people)

    def _everybody_starts_an_epoch(self) -> None:
        for person in self.roster.people:
            if person.groups:
                self.signed.append((statement(person, self.roster), person.sign))


def newcomer(person_id: str, role: Role, generation: int) -> RosterPerson:
    kem = made(1216, person_id, generation)
    return RosterPerson(person_id, person_id, "", role, in_groups(role), made(32, person_id, generation), key_id(kem))


def keys_of(person: RosterPerson, generation: int) -> PersonKeys:
    return PersonKeys(PersonId(person.id), made(1216, person.id, generation), person.sign)


def standing_as(person: RosterPerson, role: Role, until: int) -> RosterPerson:
    was = Standing(person.role, person.groups, person.sign, until)
    return replace(person, role=role, groups=in_groups(role), was=(*person.was, was))


def statement(person: RosterPerson, roster: Roster) -> Statement:
    """That somebody started an epoch, by the roster of the day, for their own group and themselves."""
    name = person.groups[0]
    group = roster.group(name)
    assert group is not None
    readers = (f"group:{name}:{group.epoch}", f"person:{person.id}")
    return Statement(SCHOOL, "file:x", 1, bytes(32), None, f"person:{person.id}", roster.number, readers)


def founded() -> Office:
    people = tuple(newcomer(f"person-{role}", role, 0) for role in ROLES)
    groups = tuple(RosterGroup(name, 1, made(1216, name, 1)) for name in GROUPS)
    roster = Roster(SCHOOL, 1, "2026-11-24T00:00:00Z", "2027-11-24T00:00:00Z", bytes(32), groups, people)
    known = Known(
        people={one.id: keys_of(one, 0) for one in people},
        groups={(one.name, one.epoch): one.kem for one in groups},
        recovery={},
    )
    policy.check_roster(None, roster, known)
    return Office(roster, known)


roles = st.sampled_from(ROLES)
numbers = st.integers(0, 30)
deeds = st.one_of(
    roles.map(lambda role: lambda office: office.join(role)),
    st.tuples(numbers, roles).map(lambda pair: lambda office: office.change(*pair)),
    numbers.map(lambda which: lambda office: office.leave(which)),
    numbers.map(lambda which: lambda office: office.rotate(which)),
)
sequences: st.SearchStrategy[list[Callable[[Office], bool]]] = st.lists(deeds, max_size=25)


@given(sequences)
def test_whatever_is_done_in_whatever_order_the_rules_hold(sequence: list[Callable[[Office], bool]]) -> None:
    office = founded()
    numbers_seen, ever = [office.roster.number], {person.id for person in office.roster.people}
    for deed in sequence:
        if deed(office):
            numbers_seen.append(office.roster.number)
            ever |= {person.id for person in office.roster.people}
    assert numbers_seen == list(range(1, len(numbers_seen) + 1))
    assert {person.id for person in office.roster.people} == ever
    assert all(person.groups == () for person in office.roster.people if person.role == "left")
    assert all(policy.members(office.roster, group.name) for group in office.roster.groups)
    assert any(person.role == "dsl" for person in office.roster.people)
    for what, key in office.signed:
        assert key in epoch_signers(office.roster, None, what)
        assert key in item_signers(office.roster, None, what.by)
        assert all(reader_allowed(office.roster, what, to) for to in what.readers)


@given(sequences, numbers)
def test_nobody_who_has_gone_starts_anything_after_their_last_roster(
    sequence: list[Callable[[Office], bool]], which: int
) -> None:
    office = founded()
    for deed in sequence:
        deed(office)
    gone = [person for person in office.roster.people if person.role == "left"]
    if not gone:
        office.leave(which)
        gone = [person for person in office.roster.people if person.role == "left"]
    for person in gone:
        for was in person.was:
            acting = replace(person, groups=was.groups or ("safeguarding",))
            late = replace(statement(acting, office.roster), roster=office.roster.number)
            assert epoch_signers(office.roster, None, late) == ()
            assert not reader_allowed(office.roster, late, f"person:{person.id}")


def dropped(roster: Roster, person: RosterPerson) -> Roster:
    return replace(roster, people=tuple(one for one in roster.people if one.id != person.id))


def changed(roster: Roster, person: RosterPerson, **fields: object) -> Roster:
    new: RosterPerson = replace(person, **fields)  # type: ignore[arg-type] # fields of a person
    return replace(roster, people=tuple(new if one.id == new.id else one for one in roster.people))


TAMPERED: dict[str, Callable[[Roster, RosterPerson], Roster]] = {
    "dropped": dropped,
    "given another signing key": lambda roster, person: changed(roster, person, sign=bytes(32)),
    "given another sealing key": lambda roster, person: changed(roster, person, kem=key_id(bytes(1216))),
    "given a past they did not have": lambda roster, person: changed(
        roster, person, was=(*person.was, Standing("dsl", ("pastoral", "safeguarding"), bytes(32), roster.number))
    ),
    "robbed of their past": lambda roster, person: (
        changed(roster, person, was=person.was[:-1]) if person.was else dropped(roster, person)
    ),
    "put into a group": lambda roster, person: changed(
        roster, person, groups=tuple(name for name in GROUPS if name not in person.groups)
    ),
    "made to leave without a trace": lambda roster, person: (
        changed(roster, person, role="left", groups=()) if person.role != "left" else dropped(roster, person)
    ),
}


@pytest.mark.parametrize("how", TAMPERED)
@given(sequence=sequences, which=numbers)
def test_after_any_history_nobody_can_be(how: str, sequence: list[Callable[[Office], bool]], which: int) -> None:
    office = founded()
    for deed in sequence:
        deed(office)
    person = office.roster.people[which % len(office.roster.people)]
    assert not office.sign(TAMPERED[how](office.roster, person))
