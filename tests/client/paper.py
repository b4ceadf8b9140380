"""Sections 4.1 to 4.3 of the protocol: what is on paper, what is told by voice, and what each opens."""

import hashlib
import json
import unicodedata
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

from tests.client.format import Refused, argon2id, ctx, hkdf, unb64u, unbox, unwrap

_LIST = Path(__file__).parents[2] / "frontend/packages/crypto/src/words.txt"


def words_of(typed: str) -> list[str]:
    """What was typed, as words: NFKC, lower case, split on anything that is not a letter."""
    lower = unicodedata.normalize("NFKC", typed).lower()
    return "".join(one if unicodedata.category(one).startswith("L") else " " for one in lower).split()


def sheet(typed: str) -> bytes:
    """The 32 bytes of a printed sheet."""
    order = _LIST.read_text(encoding="ascii").split()
    words = words_of(typed)
    if len(words) != 24 or not set(words) <= set(order):
        raise Refused("sheet_mistyped")
    bits = "".join(format(order.index(word), "011b") for word in words)
    data = int(bits[:256], 2).to_bytes(32, "big")
    if hashlib.sha256(b"hark/1 sheet\0" + data).digest()[0] != int(bits[256:], 2):
        raise Refused("sheet_mistyped")
    return data


@dataclass(frozen=True)
class GroupSheets:
    """What the server, or a case file, keeps of a group's set of sheets."""

    school: str
    group: str
    set: int
    boxes: dict[str, str]

    def open(self, one: str, other: str) -> bytes:
        """The recovery seed, from two sheets as they were typed."""
        for pair, box in self.boxes.items():
            context = ctx("sheet/pair", self.school, self.group, self.set, pair)
            for both in permutations((sheet(one), sheet(other))):
                try:
                    return unbox(hkdf(b"".join(both), b"", context), context, unb64u(box))
                except Refused as refusal:
                    if refusal.code != "commitment_wrong":
                        raise
        raise Refused("sheets_do_not_match")

    def group_seed(self, recovery_seed: bytes, epoch: int, wrap: str) -> bytes:
        """The seed of one of the group's keys."""
        info = ctx("wrap/recovery", self.school, self.group, epoch, self.set)
        return unwrap(recovery_seed, info, unb64u(wrap))


@dataclass(frozen=True)
class Invited:
    """What six words of an invitation give: `auth` is sent, `key` is not."""

    school: str
    invitation: str
    auth: bytes
    key: bytes

    @classmethod
    def from_words(cls, school: str, invitation: str, typed: str, salt: bytes) -> "Invited":
        master = argon2id(" ".join(words_of(typed)), salt)
        auth, key = (hkdf(master, b"", ctx(f"invite/{part}")) for part in ("auth", "key"))
        return cls(school, invitation, auth, key)

    def root(self, offer: str) -> bytes:
        """The root that the inviter vouches for."""
        document = unbox(self.key, ctx("invite/offer", self.school, self.invitation), unb64u(offer))
        return unb64u(json.loads(document)["root"])

    def answered(self, answer: str) -> dict[str, object]:
        """The keys that the joiner says they made."""
        document = unbox(self.key, ctx("invite/answer", self.school, self.invitation), unb64u(answer))
        said: dict[str, object] = json.loads(document)
        return said
