"""What root holders' and members' browsers do with a school's keys, done with the same code and held in one place."""

from dataclasses import dataclass, field, replace
from secrets import token_bytes

from app.cli.demo.sheets import GroupSheets, print_set
from app.core import encoding
from app.core.ids import PersonId
from app.keys import actions, queries
from app.keys.schemas import (
    EpochWrap,
    MoreWraps,
    NewGroupEpoch,
    NewRecoverySet,
    NewRoster,
    OwedWrap,
    PairBox,
    PersonWrap,
    ProposedGroupEpoch,
    RecoveryWrap,
    SheetHolder,
)
from app.people.actors import Staff
from app.sealing import groups
from app.sealing.documents import GroupName, Role, Roster, RosterPerson, Standing, read_roster
from app.sealing.roster import hand_over, sign_roster
from app.sealing.sheets import sign_recovery
from app.sealing.sign import public_key
from app.sealing.wrap import kem_public_key
from tests.hillcrest import Hillcrest

TEAM: tuple[GroupName, ...] = ("pastoral", "safeguarding")


@dataclass
class Office:
    """The seeds that the school's people hold between them, and the roster they would sign next."""

    hillcrest: Hillcrest
    seeds: dict[tuple[str, int], bytes] = field(default_factory=dict)
    sheets: dict[str, GroupSheets] = field(default_factory=dict)
    root: bytes = b""

    def __post_init__(self) -> None:
        held = self.hillcrest.held
        self.seeds |= {(group.name, group.epoch): group.seed for group in held.groups}
        self.sheets |= {sheets.of.group: sheets for sheets in held.sheets}
        khan = self.hillcrest.person("khan")
        wrap = held.ceremony.root_wraps[khan.person.id]
        self.root = groups.unwrap_root_seed(khan.secrets.kem, self.school, khan.person.id, wrap, held.root)

    @property
    def school(self) -> str:
        return self.hillcrest.school.id

    def standing(self) -> Roster:
        """The roster that is in force."""
        return read_roster(self.hillcrest.database.read_now(queries.current_roster, self.hillcrest.school.id).doc)

    def following(self) -> Roster:
        """The same, as the next."""
        now = self.standing()
        return replace(now, number=now.number + 1)

    def who(self, roster: Roster, name: str) -> RosterPerson:
        found = roster.person(self.hillcrest.person(name).person.id)
        assert found is not None
        return found

    def changed(self, roster: Roster, name: str, role: Role, names: tuple[GroupName, ...] = ()) -> Roster:
        """Somebody in another role from this roster on; what they were is kept."""
        person = self.who(roster, name)
        was = Standing(person.role, person.groups, person.sign, roster.number - 1)
        return self.with_person(roster, replace(person, role=role, groups=names, was=(*person.was, was)))

    def left(self, roster: Roster, name: str) -> Roster:
        return self.changed(roster, name, "left")

    def with_person(self, roster: Roster, person: RosterPerson) -> Roster:
        others = tuple(person if one.id == person.id else one for one in roster.people)
        return replace(roster, people=others)

    def kem(self, person_id: str) -> bytes:
        return self.hillcrest.held.enrolled(PersonId(person_id)).enrolment.keys.kem

    def wraps(self, group: str, epoch: int, people: list[str]) -> list[PersonWrap]:
        seed = self.seeds[group, epoch]
        return [
            PersonWrap(
                person=one,
                wrap=encoding.encode(groups.wrap_group_seed(self.kem(one), self.school, group, epoch, one, seed)),
            )
            for one in people
        ]

    def rotated(self, roster: Roster, name: GroupName) -> tuple[Roster, NewGroupEpoch]:
        """A new key for a group, sealed to its members by that roster and to its sheets."""
        group = roster.group(name)
        assert group is not None
        epoch, seed = group.epoch + 1, token_bytes(32)
        self.seeds[name, epoch] = seed
        kem = kem_public_key(seed)
        members = [one.id for one in roster.people if name in one.groups]
        recovery = None
        if group.recovery is not None:
            wrap = encoding.encode(self.sheets[name].wrap(epoch, seed))
            recovery = RecoveryWrap(set=group.recovery.set, wrap=wrap)
        new = NewGroupEpoch(
            name=name,
            epoch=epoch,
            kem=encoding.encode(kem),
            wraps=self.wraps(name, epoch, members),
            recovery=recovery,
        )
        renewed = tuple(replace(one, epoch=epoch, kem=kem) if one.name == name else one for one in roster.groups)
        return replace(roster, groups=renewed), new

    def body(
        self,
        roster: Roster,
        *new: NewGroupEpoch,
        wraps: list[OwedWrap] | None = None,
        root_wraps: list[PersonWrap] | None = None,
        root: bytes | None = None,
    ) -> NewRoster:
        """What goes to the server."""
        signed = sign_roster(root or self.root, roster)
        return NewRoster(
            doc=signed["doc"], sig=signed["sig"], groups=list(new), wraps=wraps or [], root_wraps=root_wraps or []
        )

    def sign(self, body: NewRoster, by: str = "khan") -> int:
        return self.hillcrest.database.write_now(actions.sign_roster, self.actor(by), body)

    def actor(self, name: str) -> Staff:
        return self.hillcrest.actor(name)

    def leaves(self, name: str) -> int:
        """The one action when somebody leaves: they stand as gone, and every group they were in has a new key."""
        groups_of = self.who(self.following(), name).groups
        roster = self.left(self.following(), name)
        new = []
        for group in groups_of:
            roster, made = self.rotated(roster, group)
            new.append(made)
        return self.sign(self.body(roster, *new))

    def new_root(self, roster: Roster) -> tuple[Roster, bytes]:
        """The present root names its successor."""
        seed = token_bytes(32)
        link = hand_over(self.root, self.school, public_key(seed))
        return replace(roster, root=public_key(seed), handed_over=(*roster.handed_over, link)), seed

    def root_wrap(self, name: str, seed: bytes) -> PersonWrap:
        one = self.hillcrest.person(name)
        wrap = groups.wrap_root_seed(one.enrolment.keys.kem, self.school, one.person.id, seed)
        return PersonWrap(person=one.person.id, wrap=encoding.encode(wrap))

    def proposal(self, by: str, name: GroupName, roster: Roster | None = None) -> ProposedGroupEpoch:
        """A member's next key for their group."""
        _, new = self.rotated(roster or self.standing(), name)
        sign = self.hillcrest.person(by).secrets.sign
        sig = groups.sign_group(sign, self.school, name, new.epoch, encoding.decode(new.kem))
        return ProposedGroupEpoch(**new.model_dump(), sig=encoding.encode(sig))

    def more_wraps(self, group: GroupName, epoch: int, *names: str) -> MoreWraps:
        people = [self.hillcrest.person(name).person.id for name in names]
        return MoreWraps(group=group, epoch=epoch, wraps=self.wraps(group, epoch, list(people)))

    def printed(self, group: GroupName, by: str) -> NewRecoverySet:
        """A group's next set of sheets, as its maker's browser sends it."""
        printed = print_set(self.hillcrest.school.id, group, self.sheets[group].of.number + 1)
        self.sheets[group] = printed
        stored = printed.stored({epoch: seed for (name, epoch), seed in self.seeds.items() if name == group})
        return NewRecoverySet(
            set=stored.number,
            kem=encoding.encode(stored.kem),
            sig=encoding.encode(sign_recovery(self.hillcrest.person(by).secrets.sign, printed.of, stored.kem)),
            holders=[SheetHolder.model_validate({"sheet": one, "name": who}) for one, who in stored.holders.items()],
            boxes=[
                PairBox.model_validate({"pair": pair, "box": encoding.encode(box)})
                for pair, box in stored.boxes.items()
            ],
            wraps=[EpochWrap(epoch=epoch, wrap=encoding.encode(wrap)) for epoch, wrap in stored.wraps.items()],
        )

    def with_sheets(self, roster: Roster, name: GroupName) -> Roster:
        """The roster that names the newest set of a group."""
        key = self.sheets[name].key
        renewed = tuple(replace(one, recovery=key) if one.name == name else one for one in roster.groups)
        return replace(roster, groups=renewed)
