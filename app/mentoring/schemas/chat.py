"""The verbs of a live chat, as values."""

from dataclasses import dataclass
from typing import Literal

PassReason = Literal["serious", "know_them", "break", "asked"]


@dataclass(frozen=True, slots=True)
class Acted:
    """What a verb did: the last item of the stream, and whether the verb had been done before."""

    seq: int
    dup: bool
