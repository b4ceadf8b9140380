"""Printed sheets: a person's own, and the three of a group of which any two open it (docs/protocol.md, section 4).

Each pair of a group's sheets opens the same recovery seed, so a sheet that is wrong, or of another set, has a name
instead of giving nonsense (docs/decisions/0005-pairs-of-sheets.md).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from app.sealing.box import open_box, seal_box
from app.sealing.contexts import context
from app.sealing.errors import CommitmentWrong, SheetMistyped, SheetsDoNotMatch, SizeWrong
from app.sealing.hkdf import derive
from app.sealing.sign import sign
from app.sealing.verify import signature_holds
from app.sealing.words import normalise_words, word_list
from app.sealing.wrap import unwrap, wrap_to

SIZE = 32
WORDS = 24
LETTERS = ("A", "B", "C")
PAIRS = ("AB", "AC", "BC")
_BITS = 11


@dataclass(frozen=True, slots=True)
class RecoverySet:
    """Which sheets: the `number`th set (from 1) of a group."""

    school: str
    group: str
    number: int

    def pair_context(self, pair: str) -> bytes:
        return context("sheet/pair", self.school, self.group, self.number, pair)

    def wrap_context(self, epoch: int) -> bytes:
        return context("wrap/recovery", self.school, self.group, epoch, self.number)


def _check(data: bytes) -> bytes:
    return hashlib.sha256(b"hark/1 sheet\0" + data).digest()[:1]


def write_sheet(data: bytes) -> list[str]:
    """The 24 words of a sheet's 32 bytes; the last eight bits are a check."""
    if len(data) != SIZE:
        raise SizeWrong
    whole = int.from_bytes(data + _check(data), "big")
    return [word_list()[whole >> _BITS * place & (1 << _BITS) - 1] for place in reversed(range(WORDS))]


def read_sheet(text: str) -> bytes:
    """The bytes of a typed sheet. `SheetMistyped`: an unknown word, another number of words, or a wrong check."""
    numbers = {word: number for number, word in enumerate(word_list())}
    typed = normalise_words(text)
    if len(typed) != WORDS or not all(word in numbers for word in typed):
        raise SheetMistyped
    whole = 0
    for word in typed:
        whole = whole << _BITS | numbers[word]
    data = (whole >> 8).to_bytes(SIZE, "big")
    if _check(data) != bytes([whole & 0xFF]):
        raise SheetMistyped
    return data


def split_sheet(data: bytes) -> tuple[bytes, bytes]:
    """`(auth, wrap key)` of a person's own sheet. Its 256 random bits need no stretching."""
    return derive(data, context("sheet/auth")), derive(data, context("sheet/wrap"))


def seal_pairs(of: RecoverySet, sheets: Mapping[str, bytes], seed: bytes) -> dict[str, bytes]:
    """The recovery seed, once under each pair of the sheets `A`, `B` and `C`."""
    return {
        first + second: _seal_pair(of, first + second, sheets[first] + sheets[second], seed)
        for first, second in combinations(LETTERS, 2)
    }


def _seal_pair(of: RecoverySet, pair: str, both: bytes, seed: bytes) -> bytes:
    return seal_box(derive(both, of.pair_context(pair)), of.pair_context(pair), seed)


def open_pairs(of: RecoverySet, one: bytes, other: bytes, boxes: Mapping[str, bytes]) -> bytes:
    """The recovery seed from two sheets, in either order: nobody has to say which two they hold.

    Raises `SheetsDoNotMatch` if they are of two sets, or one of them twice; else what `open_box` raises.
    """
    for pair, box in boxes.items():
        for both in (one + other, other + one):
            try:
                seed = open_box(derive(both, of.pair_context(pair)), of.pair_context(pair), box)
            except CommitmentWrong:
                continue
            if len(seed) != SIZE:
                raise SizeWrong
            return seed
    raise SheetsDoNotMatch


def sign_recovery(member_sign_seed: bytes, of: RecoverySet, kem: bytes) -> bytes:
    """The member who made a set vouches for its key; whoever holds a root signs it into the roster."""
    return sign(member_sign_seed, context("sign/recovery", of.school, of.group, of.number, kem))


def recovery_made_by(member_sign: bytes, of: RecoverySet, kem: bytes, sig: bytes) -> bool:
    """Whether a member made this set, so that the server cannot bring into the roster a key that it holds itself."""
    return signature_holds(member_sign, context("sign/recovery", of.school, of.group, of.number, kem), sig)


def wrap_to_recovery(recovery_kem: bytes, of: RecoverySet, epoch: int, seed: bytes) -> bytes:
    """Give a group's sheets the seed of one of its key epochs."""
    return wrap_to(recovery_kem, of.wrap_context(epoch), seed)


def unwrap_from_recovery(recovery_seed: bytes, of: RecoverySet, epoch: int, wrapped: bytes) -> bytes:
    """The seed of a group's key epoch. Raises as `unwrap` does."""
    return unwrap(recovery_seed, of.wrap_context(epoch), wrapped)
