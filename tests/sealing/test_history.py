"""Section 4 of the protocol: people come and go, roots change, and what was right in its time stays right."""

from typing import Any

import pytest

from app.core import encoding
from app.sealing.documents import Roster, Statement
from app.sealing.roster import check_roster, epoch_signers, item_signers, person_kem, reader_allowed, sign_roster
from app.sealing.verify import succeeds
from tests.sealing.vectors import named, refuses, vectors

KNOWN = vectors("roster-history")
FIRST, SECOND, LAST = map(encoding.decode, KNOWN["pins"])


def check(root: bytes, signed: Any = KNOWN["signed"], at_least: int = 12) -> Roster:
    return check_roster(signed, school=KNOWN["school"], root=root, at_least=at_least, now=KNOWN["now"])


ROSTER = check(LAST)


def statement(case: dict[str, Any]) -> Statement:
    by, readers = case.get("by", "pupil"), tuple(case.get("readers", [case.get("to")]))
    return Statement(KNOWN["school"], case["stream"], 2, bytes(32), bytes(32), by, case["roster"], readers)


class TestARootThatWasHandedOn:
    @named(KNOWN["refused"])
    def test_a_roster_whose_root_the_pinned_one_did_not_lead_to_is_refused(self, case: dict[str, Any]) -> None:
        refuses(case["code"], lambda: check(encoding.decode(case["root"]), case["signed"]))

    def test_the_number_may_not_fall_with_a_new_root(self) -> None:
        refuses("roster_old", lambda: check(FIRST, at_least=13))

    @pytest.mark.parametrize("pin", [FIRST, SECOND, LAST])
    def test_whoever_pinned_any_root_of_the_school_follows_it_to_the_present_one(self, pin: bytes) -> None:
        assert check(pin) == ROSTER
        assert succeeds(ROSTER, pin)

    def test_what_is_signed_here_holds_here(self) -> None:
        assert sign_roster(bytes.fromhex(KNOWN["root_seed"]), ROSTER) == KNOWN["signed"]


class TestWhatSomebodyWas:
    @named(KNOWN["starts"])
    def test_an_epoch_was_started_by_whoever_was_in_office_then(self, case: dict[str, Any]) -> None:
        assert [encoding.encode(key) for key in epoch_signers(ROSTER, None, statement(case))] == case["keys"]

    @named(KNOWN["reads"])
    def test_an_epoch_may_name_whoever_was_a_reader_then(self, case: dict[str, Any]) -> None:
        assert reader_allowed(ROSTER, statement(case), case["to"]) is case["allowed"]

    @named(KNOWN["writes"])
    def test_what_somebody_wrote_holds_with_the_key_they_had(self, case: dict[str, Any]) -> None:
        assert [encoding.encode(key) for key in item_signers(ROSTER, None, case["from"])] == case["keys"]

    @named(KNOWN["kem_keys"])
    def test_nothing_is_wrapped_to_somebody_who_left_or_reads_nothing(self, case: dict[str, Any]) -> None:
        if case["code"] is None:
            assert person_kem(ROSTER, case["person"], case["kem"]) == encoding.decode(case["kem"])
        else:
            refuses(case["code"], lambda: person_kem(ROSTER, case["person"], case["kem"]))

    def test_whoever_left_is_still_called_what_they_last_were(self) -> None:
        offices = [one.office for one in ROSTER.people]
        assert offices == ["dsl", "responder", "mentor", "dsl", "governor", "administrator"]

    def test_a_group_says_which_set_of_sheets_opens_it(self) -> None:
        safeguarding, pastoral = ROSTER.groups
        assert safeguarding.recovery is not None
        assert (safeguarding.recovery.set, pastoral.recovery) == (3, None)
