"""Vectors of section 4: a roster with a past. Somebody left, somebody was let in again, and the root changed twice."""

import json
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from app.core import encoding
from app.sealing.contexts import context
from app.sealing.documents import RecoveryKey, Roster, RosterGroup, RosterPerson, Standing
from app.sealing.roster import hand_over, sign_roster
from app.sealing.sign import public_key, sign
from app.sealing.verify import key_id
from app.sealing.wrap import kem_public_key
from tests.sealing.making.cast import CONV, FILE, NOW, OTHER_SCHOOL, SCHOOL
from tests.sealing.making.counter import Counter

SAFEGUARDING = "group:safeguarding:2"


@dataclass(frozen=True)
class Past:
    """The roster, the three roots it had (the last one signs), and the KEM keys of people whom the cases name."""

    roots: list[bytes]
    roster: Roster
    kems: dict[str, bytes]

    def party(self, alias: str) -> str:
        return "person:" + next(one.id for one in self.roster.people if one.alias == alias)


def make_past(counter: Counter) -> Past:
    roots = [counter.take() for _ in range(3)]
    kems: dict[str, bytes] = {}

    def person(last: int, alias: str, **standing: Any) -> RosterPerson:
        kems[alias] = kem_public_key(counter.take())
        identity = f"0192f3a1-7c4e-7d20-8a55-3b1f0c9d2f{last}"
        signing = public_key(counter.take())
        return RosterPerson(
            identity, alias, standing["role"].capitalize(), sign=signing, kem=key_id(kems[alias]), **standing
        )

    khan = person(21, "Ms Khan", role="left", groups=())
    reed = person(22, "Mr Reed", role="responder", groups=("pastoral",))
    people = (
        _with_past(khan, Standing("dsl", ("safeguarding", "pastoral"), khan.sign, 8)),
        _with_past(
            reed,
            Standing("mentor", (), public_key(counter.take()), 3),
            Standing("responder", ("pastoral",), public_key(counter.take()), 9),
        ),
        _with_past(person(23, "Sam", role="left", groups=()), Standing("mentor", (), public_key(counter.take()), 5)),
        person(24, "Ms Osei", role="dsl", groups=("safeguarding", "pastoral")),
        person(25, "Mrs Lane", role="governor", groups=()),
        person(26, "Mr Byte", role="administrator", groups=()),
    )
    groups = (
        RosterGroup("safeguarding", 2, kem_public_key(counter.take()), RecoveryKey(3, kem_public_key(counter.take()))),
        RosterGroup("pastoral", 1, kem_public_key(counter.take())),
    )
    links = tuple(hand_over(old, SCHOOL, public_key(new)) for old, new in pairwise(roots))
    last = public_key(roots[-1])
    issued, expires = "2026-11-01T08:00:00Z", "2027-11-01T08:00:00Z"
    return Past(roots, Roster(SCHOOL, 12, issued, expires, last, groups, people, links), kems)


def _with_past(person: RosterPerson, *was: Standing) -> RosterPerson:
    return RosterPerson(
        person.id, person.alias, person.title, person.role, person.groups, person.sign, person.kem, tuple(was)
    )


def files(counter: Counter) -> dict[str, Any]:
    past = make_past(counter)
    signed = sign_roster(past.roots[-1], past.roster)
    return {
        "roster-history": {
            "about": "A roster with a past (section 4): who signed and read when, and how a pinned root is followed",
            "school": SCHOOL,
            "now": NOW,
            "root_seed": past.roots[-1].hex(),
            "signed": signed,
            "pins": [encoding.encode(public_key(seed)) for seed in past.roots],
            "refused": _refused(counter, past, signed),
            "starts": _starts(past),
            "reads": _reads(past),
            "writes": _writes(past),
            "kem_keys": [
                {"name": alias, "person": past.party(alias)[7:], "kem": encoding.encode(kem), "code": code}
                for alias, kem in past.kems.items()
                for code in [None if alias in ("Mr Reed", "Ms Osei") else "kid_wrong"]
            ],
        }
    }


def _refused(counter: Counter, past: Past, signed: Any) -> list[dict[str, Any]]:
    document = json.loads(encoding.decode(signed["doc"]))
    first, last = (encoding.encode(public_key(seed)) for seed in (past.roots[0], past.roots[-1]))
    people, groups, links = document["people"], document["groups"], document["handed_over"]
    recovery = groups[0]["recovery"]

    def case(name: str, code: str, root: str = last, **changes: Any) -> dict[str, Any]:
        data = json.dumps(document | changes, ensure_ascii=False, separators=(",", ":")).encode()
        signature = sign(past.roots[-1], context("sign/roster", data))
        resigned = {"doc": encoding.encode(data), "sig": encoding.encode(signature)}
        return {"name": name, "code": code, "root": root, "signed": resigned}

    def link(signer: bytes, school: str, new: bytes) -> dict[str, str]:
        message = context("sign/root", school, public_key(new))
        keys = {"from": encoding.encode(public_key(signer)), "to": encoding.encode(public_key(new))}
        return {**keys, "sig": encoding.encode(sign(signer, message))}

    forged = {**links[0], "sig": links[1]["sig"]}
    other = link(past.roots[0], OTHER_SCHOOL, past.roots[1])
    dead_end = link(past.roots[0], SCHOOL, counter.take())
    stranger = encoding.encode(public_key(counter.take()))
    wrong = "roster_signature"
    return [
        case("a root that never was the school's", wrong, stranger),
        case("a hand-over that the old root did not sign", wrong, first, handed_over=[forged, links[1]]),
        case("a hand-over of another school", wrong, first, handed_over=[other, links[1]]),
        case("a hand-over that is left out", wrong, first, handed_over=[links[1]]),
        case("hand-overs in another order", wrong, first, handed_over=list(reversed(links))),
        case("a hand-over to somebody else", wrong, first, handed_over=[dead_end, links[1]]),
        case("no hand-over at all", wrong, first, handed_over=[]),
        case("a hand-over without its signature", "roster_malformed", handed_over=[{**links[0], "sig": "AAAA"}]),
        case("hand-overs that are no list", "roster_malformed", handed_over=None),
        case("a former role that is none", "roster_malformed", people=[people[0] | {"was": [{"role": "owner"}]}]),
        case(
            "a former standing until no roster",
            "roster_malformed",
            people=[people[0] | {"was": [people[0]["was"][0] | {"until": 0}]}],
        ),
        case(
            "a former mentor in a group",
            "roster_malformed",
            people=[people[2] | {"was": [people[2]["was"][0] | {"groups": ["pastoral"]}]}],
        ),
        case("somebody who left and is in a group", "roster_malformed", people=[people[0] | {"groups": ["pastoral"]}]),
        case("a governor in a group", "roster_malformed", people=[people[4] | {"groups": ["governors"]}]),
        case("an administrator in a group", "roster_malformed", people=[people[5] | {"groups": ["head"]}]),
        case("a short recovery key", "roster_malformed", groups=[groups[0] | {"recovery": {"set": 1, "kem": "AAAA"}}]),
        case("a recovery of set 0", "roster_malformed", groups=[groups[0] | {"recovery": recovery | {"set": 0}}]),
        case("a recovery that is null", "roster_malformed", groups=[groups[0] | {"recovery": None}]),
    ]  # fmt: skip


def _starts(past: Past) -> list[dict[str, Any]]:
    """Who may have started an epoch: `keys` are those by which its signature may hold."""
    khan, reed, sam, osei, lane, byte = past.roster.people

    def case(name: str, by: RosterPerson, number: int, *keys: bytes, reader: str = SAFEGUARDING) -> dict[str, Any]:
        statement = {"stream": CONV, "by": f"person:{by.id}", "roster": number, "readers": [reader, "pupil"]}
        return {"name": name, **statement, "keys": [encoding.encode(key) for key in keys]}

    pastoral = "group:pastoral:1"
    return [
        case("a lead in office", khan, 8, khan.sign),
        case("a lead who had left", khan, 9),
        case("a lead who had left, as a reader by name", khan, 9, reader=f"person:{khan.id}"),
        case("a lead in office for a group that was not theirs", khan, 8, reader="group:head:1"),
        case("a responder with the keys of before and of now", reed, 9, reed.sign, reed.was[1].sign, reader=pastoral),
        case("a responder who was a mentor then", reed, 3, reed.sign, reed.was[1].sign, reader=pastoral),
        case("a responder with the new key alone", reed, 10, reed.sign, reader=pastoral),
        case("a mentor of then", sam, 5, reader=f"person:{sam.id}"),
        case("the lead of now, by an older roster", osei, 1, osei.sign),
        case("a governor", lane, 12, reader=f"person:{lane.id}"),
        case("an administrator", byte, 12, reader=f"person:{byte.id}"),
    ]


def _reads(past: Past) -> list[dict[str, Any]]:
    """Whether an epoch that names a roster may have this reader."""

    def case(alias: str, stream: str, number: int, allowed: bool) -> dict[str, Any]:
        name = f"{alias}, {stream[:4]}, roster {number}"
        return {"name": name, "stream": stream, "roster": number, "to": past.party(alias), "allowed": allowed}

    return [
        case("Ms Khan", CONV, 8, True),
        case("Ms Khan", FILE, 8, True),
        case("Ms Khan", CONV, 9, False),
        case("Sam", CONV, 5, True),
        case("Sam", FILE, 5, False),
        case("Sam", CONV, 6, False),
        case("Mr Reed", FILE, 12, True),
        case("Mrs Lane", CONV, 12, False),
        case("Mr Byte", CONV, 12, False),
    ]


def _writes(past: Past) -> list[dict[str, Any]]:
    """The keys by which somebody's items may be signed: those of any time."""
    return [
        {
            "name": one.alias,
            "from": f"person:{one.id}",
            "keys": [encoding.encode(key) for key in (one.sign, *(was.sign for was in one.was))],
        }
        for one in past.roster.people
    ]
