"""The school's signed roster: made by the root, checked by every client (docs/protocol.md, section 4)."""

import json

from app.core import encoding
from app.sealing.contexts import context
from app.sealing.documents import Roster, SignedRoster, Statement, read_roster
from app.sealing.errors import KidWrong, RosterExpired, RosterOld
from app.sealing.sign import sign
from app.sealing.verify import key_id, read_signed_roster


def sign_roster(root_seed: bytes, roster: Roster) -> SignedRoster:
    """The roster's document and the root's signature over exactly its bytes. Signs no nonsense: `RosterMalformed`."""
    fields = {
        "v": 1,
        "school": roster.school,
        "number": roster.number,
        "issued": roster.issued,
        "expires": roster.expires,
        "root": encoding.encode(roster.root),
        "groups": [{"name": one.name, "epoch": one.epoch, "kem": encoding.encode(one.kem)} for one in roster.groups],
        "people": [
            {
                "id": one.id,
                "alias": one.alias,
                "title": one.title,
                "role": one.role,
                "groups": list(one.groups),
                "sign": encoding.encode(one.sign),
                "kem": one.kem,
            }
            for one in roster.people
        ],
    }
    document = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
    read_roster(document)
    return {
        "doc": encoding.encode(document),
        "sig": encoding.encode(sign(root_seed, context("sign/roster", document))),
    }


def check_roster(signed: SignedRoster, *, school: str, root: bytes | None, at_least: int, now: str) -> Roster:
    """The roster, if the pinned root signed it for this school, it has not expired and its number has not fallen.

    `root=None` pins the root it names itself: only for a pupil's first sight of a school. Raises, in this order, what
    `read_signed_roster` raises, `RosterExpired` and `RosterOld`.
    """
    pinned = read_roster(encoding.decode(signed["doc"])).root if root is None else root
    roster = read_signed_roster(signed, school=school, root=pinned)
    # Text order is time order once the `Z` is gone: a moment with a fraction then follows the same second without one.
    if roster.expires[:-1] <= now[:-1]:
        raise RosterExpired
    if roster.number < at_least:
        raise RosterOld
    return roster


def person_kem(roster: Roster, person_id: str, kem: str) -> bytes:
    """A person's KEM key as the server gave it, if the roster names it; `KidWrong` otherwise, or for a stranger."""
    key = encoding.decode(kem, exact=1216)
    person = roster.person(person_id)
    if person is None or person.kem != key_id(key):
        raise KidWrong
    return key


def item_signer(roster: Roster, pupil: bytes | None, sender: str) -> bytes | None:
    """The key that may sign items as `sender`: the pupil's, which the report gives, or a roster person's."""
    if sender == "pupil":
        return pupil
    person = roster.person(sender.removeprefix("person:"))
    return None if person is None else person.sign


def epoch_signer(roster: Roster, pupil: bytes | None, statement: Statement) -> bytes | None:
    """The key of the one who started an epoch: the pupil, or a person other than a mentor who is among its readers."""
    if statement.by == "pupil":
        return pupil if statement.stream.startswith("conv:") else None
    person = roster.person(statement.by.removeprefix("person:"))
    if person is None or person.role == "mentor":
        return None
    mine = tuple(f"group:{name}:" for name in person.groups)
    reads = any(to == statement.by or (mine and to.startswith(mine)) for to in statement.readers)
    return person.sign if reads else None


def reader_allowed(roster: Roster, stream: str, to: str) -> bool:
    """Whether a stream may have this reader. A group's earlier keys count: they open what was written then."""
    if to == "pupil":
        return stream.startswith("conv:")
    what, name, *epoch = to.split(":")
    if what == "group":
        group = roster.group(name)
        return group is not None and int(epoch[0]) <= group.epoch
    person = roster.person(name)
    return person is not None and (stream.startswith("conv:") or person.role != "mentor")
