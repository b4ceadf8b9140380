"""The ledger, docs/promises.md: nothing is claimed to a pupil that no test proves, and no proof goes missing.

The ledger is Markdown: a heading opens an entry, quoted lines are its sentences, list items in backticks its tests.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from tests.pupil_copy.strings import copy, sentences

ROOT = Path(__file__).parents[1]
LEDGER = ROOT / "docs/promises.md"
PROMISES = 10

PRIVACY = re.compile(r"about\.|check\.(readers|name|limits|danger|shown)|tell\.lock|staff\.to|who\.(mentor|adult)")
"""The parts of the copy that say who can see what. Every sentence of theirs is in the ledger, whatever its words."""

CLAIM_LIKE = re.compile(
    r"\b(can[\u2019']t|cannot|only|never|no one|nobody|lost?|clear(ed)?|keeps?|kept|lock(ed)?|sees?|read(s|ing)?|must"
    r"|ask(ed)?|note|straight away|hide|hid|will|tell you|find out|promise)\b",
    re.IGNORECASE,
)
"""Words in which a statement about what happens to a pupil's message is likely to be made."""

NO_CLAIM = re.compile(r"^(Choose|Pick|Write|Call|Text|Check|Talk|Go|Report|Tell|Keep this page open|At school)\b|\?$")
"""What asks or tells a pupil to do something claims nothing."""


@dataclass(slots=True)
class Entry:
    """One heading of the ledger: its sentences, and the tests that prove them."""

    heading: str
    part: str
    said: list[str] = field(default_factory=list)
    tests: list[str] = field(default_factory=list)


def read(text: str) -> list[Entry]:
    """The entries of a ledger. A line that is neither prose nor part of an entry is no entry's and changes nothing."""
    entries: list[Entry] = []
    part = ""
    for line in text.splitlines():
        if line.startswith("## "):
            part = line.removeprefix("## ")
        elif line.startswith("### "):
            entries.append(Entry(line.removeprefix("### "), part))
        elif line.startswith("> "):
            entries[-1].said.append(line.removeprefix("> "))
        elif line.startswith("- `"):
            entries[-1].tests.append(line.removeprefix("- `").removesuffix("`"))
    return entries


ENTRIES = read(LEDGER.read_text(encoding="utf-8"))
PROMISED = [entry for entry in ENTRIES if entry.heading.startswith("Promise ")]
CLAIMS = [entry for entry in ENTRIES if entry.heading.startswith("Claim ")]
OTHERS = [entry for entry in ENTRIES if entry.part.startswith("Said")]


@cache
def python_tests(path: str) -> frozenset[str]:
    """The tests that a Python file defines, also inside classes."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@cache
def browser_tests(path: str) -> frozenset[str]:
    """The titles of a browser test's cases and groups, as they stand in quotes."""
    source = (ROOT / path).read_text(encoding="utf-8")
    call = r"(?:test|it|describe)(?:\.each\((?:[^()]|\([^()]*\))*\)|\.each\(.*?\] as const\))?\(\s*"
    titles = re.findall(call + r"(['\"])((?:\\.|(?!\1).)+)\1", source)
    return frozenset(re.sub(r"\\(.)", r"\1", title) for _, title in titles)


def is_there(test: str) -> bool:
    """True if the named test stands in the named file."""
    if "::" in test:
        path, _, name = test.partition("::")
        return (ROOT / path).is_file() and name.startswith("test_") and name in python_tests(path)
    path, _, title = test.partition(": ")
    return (ROOT / path).is_file() and title in browser_tests(path)


def claimed(strings: dict[str, str]) -> Iterator[str]:
    """The sentences of a copy that say something which could be untrue."""
    for name, text in strings.items():
        for sentence in sentences(text):
            likely = sentence[-1] in ".!" and CLAIM_LIKE.search(sentence) and not NO_CLAIM.search(sentence)
            if (PRIVACY.match(name) and sentence[-1] in ".!") or likely:
                yield sentence


def test_all_ten_promises_are_there_each_with_its_proof() -> None:
    assert [entry.heading for entry in PROMISED] == [f"Promise {number}" for number in range(1, PROMISES + 1)]
    assert [entry.heading for entry in PROMISED if not entry.tests or len(entry.said) != 1] == []


def test_every_claim_says_which_promise_it_belongs_to_and_is_proved() -> None:
    assert len(CLAIMS) > 30
    headings = [re.fullmatch(r"Claim (\d+) \(promise (\d+)\)", entry.heading) for entry in CLAIMS]
    assert [int(found[1]) if found else None for found in headings] == list(range(1, len(CLAIMS) + 1))
    assert all(found and 1 <= int(found[2]) <= PROMISES for found in headings)
    assert [entry.heading for entry in CLAIMS if not entry.said or not entry.tests] == []


@pytest.mark.parametrize("test", sorted({test for entry in ENTRIES for test in entry.tests}))
def test_the_test_that_is_named_is_there(test: str) -> None:
    assert is_there(test)


def test_every_sentence_still_stands_in_the_copy() -> None:
    standing = {sentence for text in copy().values() for sentence in sentences(text)}
    assert [one for entry in [*CLAIMS, *OTHERS] for one in entry.said if one not in standing] == []


def test_no_sentence_is_both_proved_and_excused() -> None:
    proved = {one for entry in CLAIMS for one in entry.said}
    assert [one for entry in OTHERS for one in entry.said if one in proved] == []


def test_the_copy_claims_nothing_that_is_not_in_the_ledger() -> None:
    known = {one for entry in ENTRIES for one in entry.said}
    assert sorted(set(claimed(copy())) - known) == []


def test_a_claim_that_somebody_adds_to_the_copy_is_noticed() -> None:
    assert list(claimed({"chat.new": "Your friends can never see this. Write a message."})) == [
        "Your friends can never see this."
    ]
    assert list(claimed({"about.new": "Robots guard your words."})) == ["Robots guard your words."]


@pytest.mark.parametrize(
    "gone",
    [
        "tests/test_promises.py::test_that_nobody_wrote",
        "tests/test_promises.py::claimed",
        "tests/test_nothing.py::test_the_test_that_is_named_is_there",
        "frontend/pupil/tests/routing.test.ts: proves everything",
    ],
)
def test_a_test_that_is_not_there_proves_nothing(gone: str) -> None:
    assert not is_there(gone)
