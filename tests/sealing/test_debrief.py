"""Section 4.4 of the protocol: what a mentor says after a chat."""

from typing import Any

import pytest

from app.core import encoding
from app.sealing.debrief import Debriefed, Note, open_debrief, seal_debrief
from app.sealing.wrap import kem_public_key
from tests.sealing.vectors import named, refuses, vectors

DEBRIEF = vectors("debrief")
SEED, SIGN = bytes.fromhex(DEBRIEF["group_seed"]), encoding.decode(DEBRIEF["sign"])


def opened(note: dict[str, Any], **changes: Any) -> str:
    place = DEBRIEF | changes
    about = Debriefed(place["school"], place["conversation"], place["person"])
    sealed = Note(note["epoch"], encoding.decode(note["wrap"]), encoding.decode(note["box"]))
    return open_debrief(SEED, about, (SIGN,), sealed)


@named(DEBRIEF["refused"])
def test_a_note_that_is_not_quite_that_mentors_is_refused(case: dict[str, Any]) -> None:
    changes = {name: case[name] for name in ("school", "person") if name in case}
    refuses(case["code"], lambda: opened(case["note"], **changes))


def test_a_note_longer_than_four_kib_is_refused_before_it_is_sealed() -> None:
    about = Debriefed(DEBRIEF["school"], DEBRIEF["conversation"], DEBRIEF["person"])
    refuses("too_long", lambda: seal_debrief(kem_public_key(SEED), 1, about, bytes(32), "x" * 4096))


def test_the_team_reads_what_the_mentor_wrote() -> None:
    assert opened(DEBRIEF["note"]) == DEBRIEF["text"]


@pytest.mark.parametrize("length", [0, 1, 700])
def test_a_short_note_and_a_long_one_look_the_same_from_outside(length: int) -> None:
    about = Debriefed(DEBRIEF["school"], DEBRIEF["conversation"], DEBRIEF["person"])
    note = seal_debrief(kem_public_key(SEED), 1, about, bytes(32), "x" * length)
    assert len(note.box) == len(encoding.decode(DEBRIEF["note"]["box"]))
