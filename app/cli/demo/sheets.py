"""The printed sheets of an invented school's groups: three for each, of which any two open the group."""

from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_bytes

from app.core.ids import SchoolId
from app.keys.schemas import RecoverySet as StoredSet
from app.sealing.documents import RecoveryKey
from app.sealing.sheets import LETTERS, SIZE, RecoverySet, seal_pairs, wrap_to_recovery, write_sheet
from app.sealing.wrap import kem_public_key

_HOLDERS = {"A": "The head's safe", "B": "The chair of governors", "C": "The trust's office"}


@dataclass(frozen=True, slots=True)
class GroupSheets:
    """One set, with what stands on its sheets."""

    of: RecoverySet
    seed: bytes
    """The recovery pair's KEM seed, which is on no sheet: two of them open it."""
    sheets: Mapping[str, bytes]

    @property
    def kem(self) -> bytes:
        """The recovery pair's public key."""
        return kem_public_key(self.seed)

    @property
    def key(self) -> RecoveryKey:
        """The set as the roster names it."""
        return RecoveryKey(self.of.number, self.kem)

    @property
    def words(self) -> dict[str, str]:
        """The 24 words of each sheet."""
        return {letter: " ".join(write_sheet(sheet)) for letter, sheet in self.sheets.items()}

    def wrap(self, epoch: int, seed: bytes) -> bytes:
        """A group epoch's seed, sealed to the set."""
        return wrap_to_recovery(self.kem, self.of, epoch, seed)

    def stored(self, epochs: Mapping[int, bytes]) -> StoredSet:
        """What the server keeps; `epochs` has the seed of each of the group's key epochs."""
        return StoredSet(
            self.of.group,
            self.of.number,
            self.kem,
            _HOLDERS,
            seal_pairs(self.of, self.sheets, self.seed),
            {epoch: self.wrap(epoch, seed) for epoch, seed in epochs.items()},
        )


def print_set(school_id: SchoolId, group: str, number: int = 1) -> GroupSheets:
    """A new set of sheets for a group."""
    sheets = {letter: token_bytes(SIZE) for letter in LETTERS}
    return GroupSheets(RecoverySet(school_id, group, number), token_bytes(32), sheets)
