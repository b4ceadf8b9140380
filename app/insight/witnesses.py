"""Who watches the logs from outside, and which logs each may see. Pure.

How large a log is tells how much happens in it: whoever watches the head's log learns that something was reported to
the head (promise 3). A witness therefore sees the logs that the school names for it, and of the others not even that
they are there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from app.audit.notes import WITNESS_KEY, BadNote, Verifier, parse_vkey
from app.core.settings import Settings

_ALL = ("*/*",)


@dataclass(frozen=True, slots=True)
class Witness:
    """A key, and patterns of `school/log` that it may see."""

    verifier: Verifier
    patterns: tuple[str, ...] = _ALL

    @property
    def name(self) -> str:
        """What it is called in its signatures."""
        return self.verifier.name

    def sees(self, slug: str, name: str) -> bool:
        """Whether it may see a school's log of that name."""
        return any(fnmatchcase(f"{slug}/{name}", pattern) for pattern in self.patterns)


@dataclass(frozen=True, slots=True)
class Watch:
    """All of a server's witnesses, the addresses by which they may ask it, and the days that they may be away."""

    witnesses: list[Witness]
    servers: tuple[str, ...] = ()
    days: float = 7

    @classmethod
    def of(cls, settings: Settings) -> "Watch":
        """As the settings say. Raises `BadNote` for a key that cannot be read."""
        return cls(read_witnesses(settings.witnesses), settings.origins, settings.witness_days)


def read_witnesses(lines: Iterable[str]) -> list[Witness]:
    """The witnesses as the settings name them: a key, and patterns behind it. Raises `BadNote`."""
    return [_read(*line.split(" ")) for line in lines]


def _read(vkey: str, *patterns: str) -> Witness:
    verifier = parse_vkey(vkey)
    if verifier.kind != WITNESS_KEY:
        raise BadNote(f"{verifier.name} is not the key of a witness")
    return Witness(verifier, patterns or _ALL)
