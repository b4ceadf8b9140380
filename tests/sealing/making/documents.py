"""Vectors of section 4: a person's vault, a group's and the root's seeds, the roster and every reason to refuse one."""

import json
from typing import Any

from app.core import encoding
from app.sealing.contexts import context
from app.sealing.groups import sign_group, wrap_group_seed, wrap_root_seed
from app.sealing.person import seal_unlock, seal_vault, split_stretched
from app.sealing.sign import sign
from app.sealing.stretch import normalise_passphrase, stretch
from tests.sealing.making.cast import NOW, OTHER_SCHOOL, SCHOOL, Cast, make_cast
from tests.sealing.making.counter import Counter


def files(counter: Counter) -> dict[str, Any]:
    cast = make_cast(counter)
    return {"person": _person(counter, cast), "groups": _groups(cast), "roster": _roster(counter, cast)}


def _person(counter: Counter, cast: Cast) -> dict[str, Any]:
    khan, typed, salt, vault_key = cast.khan, "\t\uff23orrect horse  battery é \r\n", counter.take(16), counter.take()
    master = stretch(normalise_passphrase(typed), salt)
    auth, wrap_key = split_stretched(master)
    return {
        "about": "From a passphrase to a person's secrets (section 4)",
        "school": SCHOOL,
        "person": khan.line.id,
        "typed": typed,
        "passphrase": normalise_passphrase(typed),
        "salt": salt.hex(),
        "cost": {"m": 65536, "t": 3, "p": 1},
        "refused_costs": [
            {"m": 65535, "t": 3, "p": 1},
            {"m": 65536, "t": 2, "p": 1},
            {"m": 65536, "t": 3, "p": 0},
            {"m": 2097152, "t": 3, "p": 1},
            {"m": 65536, "t": 1000, "p": 1},
        ],
        "master": master.hex(),
        "auth": auth.hex(),
        "wrap_key": wrap_key.hex(),
        "vault_key": vault_key.hex(),
        "unlock": encoding.encode(seal_unlock(wrap_key, SCHOOL, khan.line.id, "passphrase", vault_key)),
        "vault": encoding.encode(seal_vault(vault_key, SCHOOL, khan.line.id, khan.secrets)),
        "kem_seed": khan.secrets.kem.hex(),
        "sign_seed": khan.secrets.sign.hex(),
        "root": khan.secrets.root.hex(),
        "kem_kid": khan.line.kem,
        "sign": khan.line.sign.hex(),
    }


def _groups(cast: Cast) -> dict[str, Any]:
    khan, seed = cast.khan, cast.groups["safeguarding"]
    kem = khan.secrets.kem_public
    return {
        "about": "Seeds wrapped to a member (section 4); `expected` is the key that the seed must give",
        "school": SCHOOL,
        "person": khan.line.id,
        "member_seed": khan.secrets.kem.hex(),
        "stranger_seed": cast.reed.secrets.kem.hex(),
        "group": {
            "name": "safeguarding",
            "epoch": 1,
            "seed": seed.hex(),
            "expected": encoding.encode(cast.roster.groups[0].kem),
            "other": encoding.encode(cast.roster.groups[1].kem),
            "wrap": encoding.encode(wrap_group_seed(kem, SCHOOL, "safeguarding", 1, khan.line.id, seed)),
        },
        "root": {
            "seed": cast.root.hex(),
            "expected": encoding.encode(cast.roster.root),
            "other": encoding.encode(khan.line.sign),
            "wrap": encoding.encode(wrap_root_seed(kem, SCHOOL, khan.line.id, cast.root)),
        },
        "proposed": {
            "name": "head",
            "epoch": 2,
            "kem": encoding.encode(cast.roster.groups[1].kem),
            "by": encoding.encode(khan.line.sign),
            "sig": encoding.encode(sign_group(khan.secrets.sign, SCHOOL, "head", 2, cast.roster.groups[1].kem)),
        },
    }


def _roster(counter: Counter, cast: Cast) -> dict[str, Any]:
    roster, signed = cast.roster, cast.signed_roster
    document = json.loads(encoding.decode(signed["doc"]))
    stranger = counter.take()

    def resigned(signer: bytes = cast.root, **changes: Any) -> dict[str, str]:
        """A roster with other fields, signed as if it were one."""
        data = json.dumps(document | changes, ensure_ascii=False, separators=(",", ":")).encode()
        return {"doc": encoding.encode(data), "sig": encoding.encode(sign(signer, context("sign/roster", data)))}

    def raw(data: bytes) -> dict[str, str]:
        return {"doc": encoding.encode(data), "sig": encoding.encode(sign(cast.root, context("sign/roster", data)))}

    people, groups = document["people"], document["groups"]
    malformed = {
        "not JSON": raw(b"{"),
        "not an object": raw(b"[]"),
        "not UTF-8": raw(b'{"v":"\xff"}'),
        "nested beyond reason": raw(b"[" * 3000),
        "another version": resigned(v=2),
        "number 0": resigned(number=0),
        "number as text": resigned(number="7"),
        "number true": resigned(number=True),
        "no time zone": resigned(expires="2027-08-31T23:59:59"),
        "no such month": resigned(expires="2027-13-31T23:59:59Z"),
        "a short root": resigned(root="AAAA"),
        "a short group key": resigned(groups=[groups[0] | {"kem": "AAAA"}]),
        "no such group": resigned(groups=[groups[0] | {"name": "everyone"}]),
        "a group twice": resigned(groups=[groups[0], groups[0]]),
        "a person twice": resigned(people=[people[0], people[0]]),
        "no such role": resigned(people=[people[0] | {"role": "owner"}]),
        "a mentor in a group": resigned(people=[people[2] | {"groups": ["safeguarding"]}]),
        "a person who is no object": resigned(people=["Ms Khan"]),
        "half a character": raw(encoding.decode(signed["doc"]).replace(b"Ms Khan", b"\\ud800")),
    }
    usual = {"school": SCHOOL, "root": encoding.encode(roster.root), "at_least": 7, "now": NOW}
    refused = [
        {"name": name, "code": "roster_malformed", "signed": one, **usual} for name, one in malformed.items()
    ] + [
        {"name": "another school", "code": "roster_other_school", "signed": resigned(school=OTHER_SCHOOL), **usual},
        {"name": "another root", "code": "roster_signature", "signed": resigned(stranger), **usual},
        {
            "name": "a cut signature",
            "code": "roster_signature",
            "signed": signed | {"sig": signed["sig"][:-2]},
            **usual,
        },
        {
            "name": "another text",
            "code": "roster_signature",
            "signed": signed | {"sig": resigned(number=8)["sig"]},
            **usual,
        },
        {
            "name": "a root that is not the pinned one",
            "code": "roster_signature",
            "signed": signed,
            **usual,
            "root": encoding.encode(cast.khan.line.sign),
        },
        {
            "name": "the pinned root names another",
            "code": "roster_signature",
            "signed": resigned(root=encoding.encode(cast.khan.line.sign)),
            **usual,
        },
        {"name": "expired", "code": "roster_expired", "signed": signed, **usual, "now": "2027-08-31T23:59:59.5Z"},
        {
            "name": "expired a moment ago",
            "code": "roster_expired",
            "signed": signed,
            **usual,
            "now": "2027-09-01T00:00:00Z",
        },
        {"name": "an old number", "code": "roster_old", "signed": signed, **usual, "at_least": 8},
        {
            "name": "expired and old",
            "code": "roster_expired",
            "signed": signed,
            **usual,
            "at_least": 8,
            "now": "2028-01-01T00:00:00Z",
        },
    ]
    return {
        "about": "A signed roster, and what each client refuses (section 4). `root` null: the pupil's first sight",
        "root_seed": cast.root.hex(),
        "signed": signed,
        **usual,
        "also_accepted": [usual | {"now": "2027-08-31T23:59:59Z"}, usual | {"root": None}, usual | {"at_least": 1}],
        "refused": refused,
        "kem_keys": {
            "person": cast.sam.line.id,
            "kem": encoding.encode(cast.sam.secrets.kem_public),
            "stranger": OTHER_SCHOOL,
            "other": encoding.encode(cast.reed.secrets.kem_public),
        },
    }
