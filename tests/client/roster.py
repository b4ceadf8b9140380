"""The roster of section 4, as every client checks it."""

import json
from typing import Any

from tests.client.format import Refused, b64u, check_signature, ctx, kid, unb64u

READ_NOTHING = {"governor", "administrator", "left"}


class Roster:
    """A school's groups and people, as its root signed them."""

    def __init__(self, signed: dict[str, str], school: str, root: bytes | None, now: str) -> None:
        document = unb64u(signed["doc"])
        self.doc: dict[str, Any] = json.loads(document)
        self.root = unb64u(self.doc["root"])
        if self.doc["school"] != school:
            raise Refused("roster_other_school")
        check_signature(self.root, ctx("sign/roster", document), unb64u(signed["sig"]), "roster_signature")
        if root is not None and not self.succeeds(root):
            raise Refused("roster_signature")
        if self.doc["expires"][:-1] <= now[:-1]:
            raise Refused("roster_expired")

    @property
    def number(self) -> int:
        return int(self.doc["number"])

    def succeeds(self, root: bytes) -> bool:
        """Whether a root that was pinned handed over, step by step, to the one of this roster."""
        at = b64u(root)
        for link in self.doc.get("handed_over", []):
            if b64u(self.root) != at == link["from"] and self._named(link):
                at = link["to"]
        return at == b64u(self.root)

    def _named(self, link: dict[str, str]) -> bool:
        message = ctx("sign/root", self.doc["school"], unb64u(link["to"]))
        try:
            check_signature(unb64u(link["from"]), message, unb64u(link["sig"]))
        except Refused:
            return False
        return True

    def person(self, party: str) -> dict[str, Any]:
        """A person by `person:<id>`."""
        found: dict[str, Any] | None = next((one for one in self.doc["people"] if f"person:{one['id']}" == party), None)
        if found is None:
            raise Refused("signature_wrong")
        return found

    def group(self, name: str) -> tuple[str, bytes]:
        """A group as a reader of new epochs: its recipient name and its KEM key."""
        found = next(one for one in self.doc["groups"] if one["name"] == name)
        return f"group:{name}:{found['epoch']}", unb64u(found["kem"])

    def readers_of(self, name: str) -> list[tuple[str, bytes]]:
        """The groups that read what one receives: the safeguarding team reads what the pastoral team gets."""
        names = [name, "safeguarding"] if name == "pastoral" else [name]
        return [self.group(each) for each in names]

    def reader(self, person: str, kem: str) -> tuple[str, bytes]:
        """A person as a reader of a new epoch, if the roster signed this key of theirs."""
        party, key = f"person:{person}", unb64u(kem)
        signed = self.person(party)
        if signed["role"] in READ_NOTHING or signed["kem"] != kid(key):
            raise Refused("kid_wrong")
        return party, key

    def _standings(self, party: str, number: int) -> list[dict[str, Any]]:
        """What a person is, and what they were when that roster was in force."""
        found = [one for one in self.doc["people"] if f"person:{one['id']}" == party]
        return [*found, *(one for person in found for one in person.get("was", []) if number <= one["until"])]

    def item_signers(self, party: str) -> list[bytes]:
        """The keys with which an adult signs, and signed before."""
        return [unb64u(one["sign"]) for one in self._standings(party, 0)]

    def may_start(self, statement: dict[str, Any]) -> list[bytes]:
        """The keys of the adult who may have started an epoch."""
        keys = [
            unb64u(one["sign"]) for one in self._standings(statement["by"], statement["roster"]) if _may(one, statement)
        ]
        if not keys:
            raise Refused("epoch_signer")
        return keys

    def check_reader(self, statement: dict[str, Any], to: str) -> None:
        """That an epoch may have this reader."""
        kind = statement["stream"].partition(":")[0]
        if to == "pupil":
            allowed = kind == "conv"
        elif to.startswith("group:"):
            _, name, epoch = to.split(":")
            allowed = any(one["name"] == name and int(epoch) <= one["epoch"] for one in self.doc["groups"])
        else:
            roles = {one["role"] for one in self._standings(to, statement["roster"])} - READ_NOTHING
            allowed = bool(roles - {"mentor"} if kind == "file" else roles)
        if not allowed:
            raise Refused("epoch_reader")


def _may(standing: dict[str, Any], statement: dict[str, Any]) -> bool:
    groups = tuple(f"group:{name}:" for name in standing["groups"])
    reads = any(to == statement["by"] or (groups and to.startswith(groups)) for to in statement["readers"])
    return reads and standing["role"] not in READ_NOTHING | {"mentor"}
