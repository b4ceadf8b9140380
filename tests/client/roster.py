"""The roster of section 4, as every client checks it."""

import json
from typing import Any

from tests.client.format import Refused, b64u, check_signature, ctx, kid, unb64u


class Roster:
    """A school's groups and people, as its root signed them."""

    def __init__(self, signed: dict[str, str], school: str, root: bytes | None, now: str) -> None:
        document = unb64u(signed["doc"])
        self.doc: dict[str, Any] = json.loads(document)
        self.root = unb64u(self.doc["root"]) if root is None else root
        if self.doc["school"] != school:
            raise Refused("roster_other_school")
        check_signature(self.root, ctx("sign/roster", document), unb64u(signed["sig"]), "roster_signature")
        if self.doc["root"] != b64u(self.root):
            raise Refused("roster_signature")
        if self.doc["expires"][:-1] <= now[:-1]:
            raise Refused("roster_expired")

    @property
    def number(self) -> int:
        return int(self.doc["number"])

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

    def reader(self, person: str, kem: str) -> tuple[str, bytes]:
        """A person as a reader of a new epoch, if the roster signed this key of theirs."""
        party, key = f"person:{person}", unb64u(kem)
        if self.person(party)["kem"] != kid(key):
            raise Refused("kid_wrong")
        return party, key

    def may_start(self, statement: dict[str, Any]) -> bytes:
        """The key of the adult who may have started an epoch."""
        try:
            person = self.person(statement["by"])
        except Refused:
            raise Refused("epoch_signer") from None
        groups = tuple(f"group:{name}:" for name in person["groups"])
        reads = any(to == statement["by"] or (groups and to.startswith(groups)) for to in statement["readers"])
        if person["role"] == "mentor" or not reads:
            raise Refused("epoch_signer")
        return unb64u(person["sign"])

    def check_reader(self, stream: str, to: str) -> None:
        """That a stream may have this reader."""
        if to == "pupil":
            allowed = stream.startswith("conv:")
        elif to.startswith("group:"):
            _, name, epoch = to.split(":")
            allowed = any(one["name"] == name and int(epoch) <= one["epoch"] for one in self.doc["groups"])
        else:
            found = next((one for one in self.doc["people"] if f"person:{one['id']}" == to), None)
            allowed = found is not None and (stream.startswith("conv:") or found["role"] != "mentor")
        if not allowed:
            raise Refused("epoch_reader")
