"""A frightened child of nine can read every word, and no word promises what nobody can keep or blames anybody."""

import re

import pytest

from tests.pupil_copy.reading import grade, syllables, words_of
from tests.pupil_copy.strings import copy, filled, screens, sentences

GRADE = 4
SENTENCE_WORDS = 15
ENOUGH_WORDS = 20
"""With fewer, one long name decides the grade."""

SHOWN = screens()

UNFIT = re.compile(
    r"\b(anonym\w*|secret\w*|confidential\w*|victim\w*|allegation\w*|alleged\w*|disclos\w*|perpetrator\w*)\b"
    r"|don[\u2019']?t worry|do not worry|everything will be (ok|okay|fine|all right)",
    re.IGNORECASE,
)


def test_the_copy_is_really_read() -> None:
    """A reader that skipped what it does not understand would find nothing wrong with it."""
    assert len(copy()) > 250
    assert copy()["help.childline"] == "Call Childline on 0800\u00a01111"
    assert copy()["safe.heading"] == "Are you safe right now?"
    assert "Call 999 if someone is hurt or in danger. Call Childline on 0800 1111. It is free." in SHOWN["index.html"]
    assert "Friends, or feeling left out" in SHOWN["topics"]
    assert "help route childline" in SHOWN


@pytest.mark.parametrize(
    "screen", [name for name, texts in SHOWN.items() if len(words_of(" ".join(texts))) >= ENOUGH_WORDS]
)
def test_a_child_of_nine_can_read_it(screen: str) -> None:
    assert grade(SHOWN[screen]) <= GRADE


def test_no_sentence_is_too_long_to_hold_in_mind() -> None:
    long = [one for texts in SHOWN.values() for text in texts for one in sentences(text)]
    assert [sentence for sentence in long if len(sentence.split()) > SENTENCE_WORDS] == []


def test_no_word_promises_blames_or_frightens() -> None:
    assert [text for texts in SHOWN.values() for text in texts if UNFIT.search(text)] == []


def test_nothing_is_left_open_once_the_places_are_filled() -> None:
    assert [text for text in map(filled, copy().values()) if re.search(r"[{}]", text)] == []


@pytest.mark.parametrize(
    "unfit",
    [
        "Your report is completely confidential.",
        "You can stay anonymous.",
        "Don\u2019t worry, we will help.",
        "Everything will be OK.",
        "It is best to disclose what happened.",
    ],
)
def test_the_gate_stops_a_promise(unfit: str) -> None:
    assert UNFIT.search(unfit)


def test_the_gate_stops_a_hard_text_and_lets_an_easy_one_through() -> None:
    hard = [
        "Individuals experiencing harassment must communicate particulars to the designated safeguarding professional."
    ]
    easy = ["Is something wrong? You can tell us. You do not have to say your name."]
    assert grade(hard) > 12
    assert grade(easy) < 2


def test_a_sentence_ends_at_its_mark_and_not_at_a_colon() -> None:
    assert sentences("If you need help: Childline 0800 1111. It is free.") == [
        "If you need help: Childline 0800 1111.",
        "It is free.",
    ]


@pytest.mark.parametrize(
    ("word", "number"), [("help", 1), ("safe", 1), ("message", 2), ("safety", 2), ("governors", 3), ("Papyrus", 3)]
)
def test_syllables_are_those_that_are_said(word: str, number: int) -> None:
    assert syllables(word) == number


@pytest.mark.parametrize(("word", "number"), [("blorked", 1), ("blorktake", 2), ("zindeltime", 3)])
def test_a_word_that_no_dictionary_has_is_counted_by_its_vowels(word: str, number: int) -> None:
    assert syllables(word) == number
