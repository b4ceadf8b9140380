"""Return words: the list, drawing six, and reading what was typed (docs/protocol.md, section 3)."""

import secrets
import unicodedata
from functools import cache
from importlib.resources import files

COUNT = 6


@cache
def word_list() -> tuple[str, ...]:
    """The 2,048 words, in order."""
    return tuple(files("app.sealing").joinpath("words.txt").read_text(encoding="ascii").split())


def draw_words() -> list[str]:
    """Six different words for one mailbox, drawn uniformly: 66 bits less a hundredth."""
    return secrets.SystemRandom().sample(word_list(), COUNT)


def normalise_words(text: str) -> list[str]:
    """The words in what was typed: NFKC, lower case, split on anything that is not a letter."""
    lower = unicodedata.normalize("NFKC", text).lower()
    return "".join(character if character.isalpha() else " " for character in lower).split()
