"""The school's signed roster: made by the root, checked by every client (docs/protocol.md, section 4)."""

import json
from collections.abc import Iterator
from typing import Any

from app.core import encoding
from app.sealing.contexts import context
from app.sealing.documents import (
    HandOver,
    Role,
    Roster,
    RosterGroup,
    RosterPerson,
    SignedRoster,
    Standing,
    Statement,
    read_roster,
)
from app.sealing.errors import KidWrong, RosterExpired, RosterOld
from app.sealing.sign import public_key, sign
from app.sealing.verify import key_id, read_signed_roster

_READS_NOTHING: tuple[Role, ...] = ("governor", "administrator", "left")
_STARTS_NOTHING: tuple[Role, ...] = ("mentor", *_READS_NOTHING)


def sign_roster(root_seed: bytes, roster: Roster) -> SignedRoster:
    """The roster's document and the root's signature over exactly its bytes. Signs no nonsense: `RosterMalformed`."""
    fields = {
        "v": 1,
        "school": roster.school,
        "number": roster.number,
        "issued": roster.issued,
        "expires": roster.expires,
        "root": encoding.encode(roster.root),
        "groups": list(map(_group_fields, roster.groups)),
        "people": list(map(_person_fields, roster.people)),
    }
    if roster.handed_over:
        fields["handed_over"] = list(map(_hand_over_fields, roster.handed_over))
    document = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
    read_roster(document)
    return {
        "doc": encoding.encode(document),
        "sig": encoding.encode(sign(root_seed, context("sign/roster", document))),
    }


def _group_fields(group: RosterGroup) -> dict[str, Any]:
    fields: dict[str, Any] = {"name": group.name, "epoch": group.epoch, "kem": encoding.encode(group.kem)}
    if group.recovery is not None:
        fields["recovery"] = {"set": group.recovery.set, "kem": encoding.encode(group.recovery.kem)}
    return fields


def _person_fields(person: RosterPerson) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": person.id,
        "alias": person.alias,
        "title": person.title,
        "role": person.role,
        "groups": list(person.groups),
        "sign": encoding.encode(person.sign),
        "kem": person.kem,
    }
    if person.was:
        fields["was"] = [
            {"role": one.role, "groups": list(one.groups), "sign": encoding.encode(one.sign), "until": one.until}
            for one in person.was
        ]
    return fields


def _hand_over_fields(link: HandOver) -> dict[str, str]:
    return {"from": encoding.encode(link.old), "to": encoding.encode(link.new), "sig": encoding.encode(link.sig)}


def hand_over(old_seed: bytes, school: str, new: bytes) -> HandOver:
    """The old root names its successor, for every client that has pinned the old one."""
    return HandOver(public_key(old_seed), new, sign(old_seed, context("sign/root", school, new)))


def check_roster(signed: SignedRoster, *, school: str, root: bytes | None, at_least: int, now: str) -> Roster:
    """The roster, if the pinned root, or one it handed over to, signed it for this school, it has not expired and its
    number has not fallen.

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
    """A person's KEM key as the server gave it, if the roster names it and they may read anything.

    `KidWrong` otherwise: a server could name a leaver to have a key wrapped to them once more.
    """
    key = encoding.decode(kem, exact=1216)
    person = roster.person(person_id)
    if person is None or person.role in _READS_NOTHING or person.kem != key_id(key):
        raise KidWrong
    return key


def item_signers(roster: Roster, pupil: bytes | None, sender: str) -> tuple[bytes, ...]:
    """The keys that sign items as `sender`: the pupil's, which the report gives, or a roster person's of any time."""
    if sender == "pupil":
        return () if pupil is None else (pupil,)
    person = roster.person(sender.removeprefix("person:"))
    return () if person is None else (person.sign, *(one.sign for one in person.was))


def epoch_signers(roster: Roster, pupil: bytes | None, statement: Statement) -> tuple[bytes, ...]:
    """The keys of the one who started an epoch: the pupil, or an adult who was in office and is among its readers."""
    if statement.by == "pupil":
        return () if pupil is None or not statement.stream.startswith("conv:") else (pupil,)
    standings = _standings(roster, statement.by, statement.roster)
    return tuple(one.sign for one in standings if _may_start(one, statement))


def _may_start(standing: RosterPerson | Standing, statement: Statement) -> bool:
    mine = tuple(f"group:{name}:" for name in standing.groups)
    reads = any(to == statement.by or (mine and to.startswith(mine)) for to in statement.readers)
    return reads and standing.role not in _STARTS_NOTHING


def reader_allowed(roster: Roster, statement: Statement, to: str) -> bool:
    """Whether an epoch may have this reader. A group's earlier keys count: they open what was written then."""
    kind = statement.stream.partition(":")[0]
    if to == "pupil":
        return kind == "conv"
    what, name, *epoch = to.split(":")
    if what == "group":
        group = roster.group(name)
        return group is not None and int(epoch[0]) <= group.epoch
    roles = {one.role for one in _standings(roster, to, statement.roster)}
    return any(role not in _READS_NOTHING and (kind != "file" or role != "mentor") for role in roles)


def _standings(roster: Roster, party: str, number: int) -> Iterator[RosterPerson | Standing]:
    """What a person is, and what they were when roster `number` was in force."""
    person = roster.person(party.removeprefix("person:"))
    if person is not None:
        yield person
        yield from (one for one in person.was if number <= one.until)
