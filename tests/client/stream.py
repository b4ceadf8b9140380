"""Section 5 of the protocol: one stream with its epochs and items, as one reader holds it."""

import hashlib
import hmac
import json
import uuid
from dataclasses import dataclass, field
from secrets import token_bytes
from typing import Any

from tests.client.format import (
    Refused,
    b64u,
    box,
    check_signature_of_any,
    ctx,
    hkdf,
    sign,
    u32,
    unb64u,
    unbox,
    unwrap,
    wrap,
)
from tests.client.roster import Roster

SIZES = (1024, 4096, 16384, 65536)
Reader = tuple[str, bytes]
"""A recipient and their KEM public key."""


def random_id() -> str:
    return str(uuid.UUID(bytes=token_bytes(16), version=4))


@dataclass
class Me:
    """Who reads and writes here: `pupil` or `person:<id>`, the seeds they open with, and the one they sign with."""

    party: str
    sign: bytes
    seeds: dict[str, bytes]


@dataclass
class StreamState:
    """A stream: the keys of its epochs, what was read of it, and the pupil's key once the report or a share gave it."""

    school: str
    name: str
    me: Me
    roster: Roster
    pupil_sign: bytes | None = None
    pupil_kem: bytes | None = None
    keys: dict[int, bytes] = field(default_factory=dict)
    statements: dict[int, dict[str, Any]] = field(default_factory=dict)
    items: dict[int, dict[str, Any]] = field(default_factory=dict)
    """By number. Somebody who joined later begins after 1."""
    bodies: list[dict[str, Any]] = field(default_factory=list)

    @property
    def last(self) -> int:
        return max(self.items, default=0)

    @property
    def newest(self) -> int:
        return max(self.keys, default=0)

    def start(self, readers: list[Reader]) -> dict[str, Any]:
        """The next epoch, for exactly these readers."""
        number, key = self.newest + 1, token_bytes(32)
        commit = self._commit(key, number)
        fields = {
            "v": 1,
            "school": self.school,
            "stream": self.name,
            "epoch": number,
            "commit": b64u(commit),
            "link": b64u(self._link(number, commit)) if number > 1 else None,
            "by": self.me.party,
            "roster": self.roster.number,
            "readers": [to for to, _ in readers],
        }
        statement = json.dumps(fields).encode()
        self.keys[number], self.statements[number] = key, fields
        return {
            "epoch": number,
            "statement": b64u(statement),
            "sig": b64u(sign(self.me.sign, ctx("sign/epoch", statement))),
            "wraps": [{"to": to, "wrap": self.key_for(number, to, kem)} for to, kem in readers],
        }

    def key_for(self, number: int, to: str, kem: bytes) -> str:
        """The key of an epoch, wrapped to a reader."""
        commit = unb64u(self.statements[number]["commit"])
        return b64u(wrap(kem, ctx("wrap/epoch", self.school, self.name, number, to, commit), self.keys[number]))

    def _commit(self, key: bytes, number: int) -> bytes:
        return hkdf(key, b"", ctx("epoch-commit", self.school, self.name, number))

    def _link(self, number: int, commit: bytes) -> bytes:
        message = ctx("epoch-link", self.school, self.name, number, commit)
        return hmac.digest(self.keys[number - 1], message, hashlib.sha256)

    def read(self, epochs: list[dict[str, Any]], items: list[dict[str, Any]]) -> None:
        """Open everything that is new, and prove all of it."""
        fresh = [record for record in epochs if record["epoch"] not in self.keys]
        for record in fresh:
            self._open_epoch(record)
        for item in items:
            if item["seq"] > self.last:
                self._apply(item)
        # The first epoch's signer is known only now, from the report inside it.
        for record in fresh:
            self._check_signer(record)

    def _open_epoch(self, record: dict[str, Any]) -> None:
        statement, number = json.loads(unb64u(record["statement"])), record["epoch"]
        if (statement["school"], statement["stream"], statement["epoch"]) != (self.school, self.name, number):
            raise Refused("epoch_mismatch")
        for to in statement["readers"]:
            self.roster.check_reader(statement, to)
        mine = next((one for one in record["wraps"] if one["to"] in self.me.seeds), None)
        if mine is None:
            raise Refused("epoch_reader")
        commit = unb64u(statement["commit"])
        info = ctx("wrap/epoch", self.school, self.name, number, mine["to"], commit)
        key = unwrap(self.me.seeds[mine["to"]], info, unb64u(mine["wrap"]))
        if self._commit(key, number) != commit:
            raise Refused("commitment_wrong")
        if number - 1 in self.keys and self._link(number, commit) != unb64u(statement["link"]):
            raise Refused("epoch_link")
        self.keys[number], self.statements[number] = key, statement

    def _check_signer(self, record: dict[str, Any]) -> None:
        statement = self.statements[record["epoch"]]
        by_pupil = statement["by"] == "pupil" and self.name.startswith("conv:")
        publics = self._pupil() if by_pupil else self.roster.may_start(statement)
        if not publics:
            raise Refused("epoch_signer")
        message = ctx("sign/epoch", unb64u(record["statement"]))
        check_signature_of_any(publics, message, unb64u(record["sig"]))

    def _pupil(self) -> list[bytes]:
        return [] if self.pupil_sign is None else [self.pupil_sign]

    def seal(self, kind: str, at: str, **fields: Any) -> dict[str, Any]:
        """A new item in the newest epoch: what a `send` carries."""
        number, cmid = self.newest, random_id()
        last = self.last
        seen = {"seq": last, "hash": _hash(self.items[last])} if last else None
        body = json.dumps({"v": 1, "kind": kind, "from": self.me.party, "at": at, "seen": seen, **fields}).encode()
        place = (self.school, self.name, number, cmid)
        signed = sign(self.me.sign, ctx("sign/message", *place, body)) + u32(len(body)) + body
        size = next((size for size in SIZES if len(signed) <= size), None)
        if size is None:
            raise Refused("too_long")
        env = box(self.keys[number], ctx("envelope", *place), signed.ljust(size, b"\0"))
        return {"cmid": cmid, "epoch": number, "kind": kind, "env": b64u(env)}

    def _apply(self, item: dict[str, Any]) -> None:
        if self.items and item["seq"] != self.last + 1:
            raise Refused("items_missing")
        self.items[item["seq"]] = item
        if item["type"] == "msg":
            self.bodies.append(self._open(item))

    def _open(self, item: dict[str, Any]) -> dict[str, Any]:
        place = (self.school, self.name, item["epoch"], item["cmid"])
        envelope = unb64u(item["body"])
        if len(envelope) - 81 not in SIZES:
            raise Refused("size_wrong")
        padded = unbox(self.keys[item["epoch"]], ctx("envelope", *place), envelope)
        end = 68 + int.from_bytes(padded[64:68], "big")
        if end > len(padded) or any(padded[end:]):
            raise Refused("padding_wrong")
        data = padded[68:end]
        body: dict[str, Any] = json.loads(data)
        if (body["kind"], body["from"]) != (item["kind"], item["sender"]):
            raise Refused("kind_mismatch")
        check_signature_of_any(self._signers(body), ctx("sign/message", *place, data), padded[:64])
        self._check_seen(item, body)
        return body

    def _signers(self, body: dict[str, Any]) -> list[bytes]:
        if self.pupil_sign is None and body["kind"] in ("report", "share"):
            self.pupil_sign = unb64u(body["pupil"]["sign"])
            self.pupil_kem = unb64u(body["pupil"]["kem"]) if "kem" in body["pupil"] else None
        return self._pupil() if body["from"] == "pupil" else self.roster.item_signers(body["from"])

    def _check_seen(self, item: dict[str, Any], body: dict[str, Any]) -> None:
        seen = body["seen"]
        if seen is None or seen["seq"] < min(self.items):
            return
        if seen["seq"] >= item["seq"] or _hash(self.items[seen["seq"]]) != seen["hash"]:
            raise Refused("seen_wrong")


def _hash(item: dict[str, Any]) -> str:
    data = unb64u(item["body"]) if item["type"] == "msg" else item["body"].encode()
    return b64u(hashlib.sha256(data).digest())
