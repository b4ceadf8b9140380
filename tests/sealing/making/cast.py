"""The people of the vectors: an invented school with a designated lead, a responder, a mentor, a head and a pupil."""

from dataclasses import dataclass

from app.sealing import sign
from app.sealing.documents import GroupName, Role, Roster, RosterGroup, RosterPerson, SignedRoster
from app.sealing.mailbox import MailboxKeys, mailbox_keys
from app.sealing.person import PersonSecrets
from app.sealing.roster import sign_roster
from app.sealing.verify import key_id
from app.sealing.wrap import kem_public_key
from tests.sealing.making.counter import Counter

SCHOOL = "0192f3a1-7c4e-7d20-8a55-3b1f0c9d2e11"
OTHER_SCHOOL = "0192f3a1-7c4e-7d20-8a55-3b1f0c9d2e12"
CASE = "5b0f4c1e-8d2a-4f6b-9c3d-7e1a2b3c4d5e"
CONV, FILE, SIDE = f"conv:{CASE}", f"file:{CASE}", f"side:{CASE}"
CMID = "0b1f4c1e-8d2a-4f6b-9c3d-7e1a2b3c4d5e"
NOW = "2026-11-23T10:00:00Z"


@dataclass(frozen=True)
class Member:
    """A person with their secrets and their line in the roster."""

    secrets: PersonSecrets
    line: RosterPerson

    @property
    def party(self) -> str:
        return f"person:{self.line.id}"


@dataclass(frozen=True)
class Cast:
    """Everybody, and every secret."""

    root: bytes
    groups: dict[GroupName, bytes]
    khan: Member
    reed: Member
    sam: Member
    ward: Member
    pupil: MailboxKeys

    @property
    def roster(self) -> Roster:
        return Roster(
            school=SCHOOL,
            number=7,
            issued="2026-09-01T08:00:00Z",
            expires="2027-08-31T23:59:59.5Z",
            root=sign.public_key(self.root),
            groups=tuple(RosterGroup(name, 1, kem_public_key(seed)) for name, seed in self.groups.items()),
            people=tuple(member.line for member in (self.khan, self.reed, self.sam, self.ward)),
        )

    @property
    def signed_roster(self) -> SignedRoster:
        return sign_roster(self.root, self.roster)


def make_cast(counter: Counter) -> Cast:
    root = counter.take()
    pinned = sign.public_key(root)

    def member(last: int, alias: str, title: str, role: Role, *groups: GroupName) -> Member:
        secrets = PersonSecrets(counter.take(), counter.take(), pinned)
        identity = f"0192f3a1-7c4e-7d20-8a55-3b1f0c9d2e{last}"
        line = RosterPerson(identity, alias, title, role, groups, secrets.sign_public, key_id(secrets.kem_public))
        return Member(secrets, line)

    return Cast(
        root=root,
        groups={"safeguarding": counter.take(), "head": counter.take()},
        khan=member(21, "Ms Khan", "Designated safeguarding lead", "dsl", "safeguarding"),
        reed=member(22, "Mr Reed", "Head of Year 9", "responder"),
        sam=member(23, "Sam", "Peer mentor", "mentor"),
        ward=member(24, "Dr Ward", "Headteacher", "head", "head"),
        pupil=mailbox_keys(counter.take()),
    )
