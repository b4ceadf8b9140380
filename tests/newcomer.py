"""Both sides of an invitation: the browser of whoever invites, and the device of whoever joins.

What Argon2id would give is drawn at random here: it takes its time on purpose, and tests of its own hold it to account.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from secrets import token_bytes
from typing import Any

from httpx2 import Response

from app.audit.schemas import SYSTEM
from app.core import clock, encoding
from app.core.ids import new_id
from app.keys import actions as keys
from app.keys import queries
from app.people import credentials
from app.people.actors import Role
from app.people.policy import groups_of
from app.sealing import groups, invitation, person
from app.sealing.documents import GROUPS, RosterGroup, RosterPerson, Standing, read_roster
from app.sealing.invitation import Answer, Invitation
from app.sealing.person import PersonSecrets
from app.sealing.roster import sign_roster
from app.sealing.verify import key_id
from app.sealing.wrap import kem_public_key
from tests.hillcrest import Hillcrest, Visitor


@dataclass(slots=True)
class Words:
    """Six words, as both sides have them stretched: what is sent, and the key that never leaves."""

    id: str = field(default_factory=new_id)
    salt: bytes = field(default_factory=lambda: token_bytes(16))
    auth: bytes = b""
    key: bytes = b""

    def __post_init__(self) -> None:
        self.auth, self.key = invitation.split_words(token_bytes(32))

    def to(self, school: str) -> Invitation:
        """The invitation that its boxes are bound to."""
        return Invitation(school, self.id)

    @property
    def proof(self) -> dict[str, str]:
        """What shows that somebody has the words."""
        return {"auth": encoding.encode(self.auth)}


def invitation_body(hillcrest: Hillcrest, words: Words, role: Role = Role.RESPONDER, **changes: Any) -> dict[str, Any]:
    """What the inviter's browser sends."""
    team, to = hillcrest.held.group("safeguarding"), words.to(hillcrest.school.id)
    wrap = invitation.wrap_invitation_key(kem_public_key(team.seed), to, team.epoch, words.key)
    body = {
        "id": words.id,
        "email": "lee@hillcrest.example",
        "alias": "Mr Lee",
        "title": "Head of Year 9",
        "role": role.value,
        "groups": sorted(groups_of(role)),
        "salt": encoding.encode(words.salt),
        "auth": encoding.encode(words.auth),
        "offer": encoding.encode(invitation.seal_offer(words.key, to, hillcrest.held.root)),
        "key": {"group": "safeguarding", "epoch": team.epoch, "wrap": encoding.encode(wrap)},
        "person": None,
        "reason": None,
    }
    return body | changes


@dataclass(slots=True)
class Device:
    """The device of whoever joins: it makes their keys, and those of groups that have none."""

    words: Words
    opened: dict[str, Any]
    secrets: PersonSecrets
    auth: bytes = field(default_factory=lambda: token_bytes(32))
    seeds: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def open(cls, visitor: Visitor, words: Words) -> "Device":
        """Open the invitation and make every key."""
        opened = visitor.post(f"/api/invitations/{words.id}/open", json=words.proof).json()
        school = opened["school"]["id"]
        root = b"\0" * 32
        if opened["offer"] is not None:
            root = invitation.open_offer(words.key, words.to(school), encoding.decode(opened["offer"]))
        seeds = {name: token_bytes(32) for name in opened["make"]}
        return cls(words, opened, person.make_person(root), seeds=seeds)

    @property
    def id(self) -> str:
        """Who they will be."""
        return str(self.opened["person"])

    @property
    def school(self) -> str:
        return str(self.opened["school"]["id"])

    def code(self, step: int = 0) -> str | None:
        """What their authenticator shows now."""
        if self.opened["totp"] is None:
            return None
        present = int(clock.now().timestamp()) // credentials.STEP_SECONDS
        return credentials.code_of(self.opened["totp"]["secret"], present + step)

    def body(self, **changes: Any) -> dict[str, Any]:
        """What joining sends."""
        vault_key = token_bytes(32)
        box = person.seal_unlock(token_bytes(32), self.school, self.id, "passphrase", vault_key)
        unlock = {"method": "passphrase", "salt": encoding.encode(bytes(16)), "m": 65536, "t": 3, "p": 1}
        body = {
            **self.words.proof,
            "alias": self.opened["alias"] or "Ms Abara",
            "title": self.opened["title"] or "Designated safeguarding lead",
            "kem": encoding.encode(self.secrets.kem_public),
            "sign": encoding.encode(self.secrets.sign_public),
            "secrets": encoding.encode(person.seal_vault(vault_key, self.school, self.id, self.secrets)),
            "unlocks": [unlock | {"box": encoding.encode(box), "auth": encoding.encode(self.auth)}],
            "code": self.code(),
            "groups": [self._group(name, seed) for name, seed in self.seeds.items()],
            "answer": encoding.encode(
                invitation.seal_answer(self.words.key, self.words.to(self.school), self._answer())
            ),
            "founding": None,
        }
        return body | changes

    def join(self, visitor: Visitor, **changes: Any) -> Response:
        """Join in a browser, which is signed in from then on."""
        answer = visitor.post(f"/api/invitations/{self.words.id}/join", json=self.body(**changes))
        keep_cookie(visitor, answer)
        return answer

    def entry(self, role: Role, alias: str = "Mr Lee") -> RosterPerson:
        """Themselves in the next roster."""
        return RosterPerson(
            self.id,
            alias,
            "Head of Year 9",
            role.value,
            tuple(name for name in GROUPS if name in groups_of(role)),
            self.secrets.sign_public,
            key_id(self.secrets.kem_public),
        )

    def _group(self, name: str, seed: bytes) -> dict[str, Any]:
        kem = kem_public_key(seed)
        wrap = groups.wrap_group_seed(self.secrets.kem_public, self.school, name, 1, self.id, seed)
        return {"name": name, "epoch": 1, "kem": encoding.encode(kem), "wrap": encoding.encode(wrap)}

    def _answer(self) -> Answer:
        made = tuple((name, key_id(kem_public_key(self.seeds[name]))) for name in GROUPS if name in self.seeds)
        return Answer(key_id(self.secrets.kem_public), self.secrets.sign_public, made)


def keep_cookie(visitor: Visitor, answer: Response) -> None:
    """Keep a new session, as a browser does."""
    token = answer.cookies.get("__Host-hark")
    if token is not None:
        visitor.cookies.clear()
        visitor.cookies.set("__Host-hark", token, domain="localhost.local", path="/")


def sign_next(hillcrest: Hillcrest, *people: RosterPerson, made: Mapping[str, bytes] | None = None) -> None:
    """The next roster, with these people in the place of what they were, and `made` the seeds of first group keys."""
    khan, school = hillcrest.person("khan"), hillcrest.school.id
    wrap = hillcrest.held.ceremony.root_wraps[khan.person.id]
    root_seed = groups.unwrap_root_seed(khan.secrets.kem, school, khan.person.id, wrap, hillcrest.held.root)
    before = read_roster(hillcrest.database.read_now(queries.current_roster, school).doc)
    former = {one.id: one for one in before.people}
    present = former | {one.id: _with_history(former.get(one.id), one, before.number) for one in people}
    new = tuple(RosterGroup(name, 1, kem_public_key(made[name])) for name in GROUPS if made and name in made)
    after = replace(before, number=before.number + 1, people=tuple(present.values()), groups=(*before.groups, *new))
    signed = sign_roster(root_seed, after)
    doc, sig = encoding.decode(signed["doc"]), encoding.decode(signed["sig"])
    hillcrest.database.write_now(keys.publish_roster, school, doc, sig, by=SYSTEM)


def present(hillcrest: Hillcrest, name: str) -> RosterPerson:
    """Somebody as the newest roster has them."""
    roster = read_roster(hillcrest.database.read_now(queries.current_roster, hillcrest.school.id).doc)
    return next(one for one in roster.people if one.id == hillcrest.person(name).person.id)


def _with_history(before: RosterPerson | None, after: RosterPerson, number: int) -> RosterPerson:
    if before is None or (before.role, before.groups, before.sign) == (after.role, after.groups, after.sign):
        return replace(after, was=() if before is None else before.was)
    return replace(after, was=(*before.was, Standing(before.role, before.groups, before.sign, number)))
