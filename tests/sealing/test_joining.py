"""Section 4 of the protocol: printed sheets, what a passkey gives, and joining by six words."""

from typing import Any

import pytest

from app.core import encoding
from app.sealing.box import seal_box
from app.sealing.contexts import context
from app.sealing.invitation import (
    Answer,
    Invitation,
    open_answer,
    open_offer,
    seal_answer,
    seal_offer,
    split_words,
    unwrap_invitation_key,
    wrap_invitation_key,
)
from app.sealing.person import open_unlock
from app.sealing.sheets import (
    RecoverySet,
    open_pairs,
    read_sheet,
    recovery_made_by,
    seal_pairs,
    split_sheet,
    unwrap_from_recovery,
    wrap_to_recovery,
    write_sheet,
)
from app.sealing.stretch import stretch
from app.sealing.unlocking import passkey_wrap_key
from app.sealing.wrap import kem_public_key
from tests.sealing.vectors import named, refuses, vectors

SHEETS, INVITATION = vectors("sheets"), vectors("invitation")
OWN, GROUP = SHEETS["own"], SHEETS["group"]
BOXES = {one["pair"]: encoding.decode(one["box"]) for one in GROUP["boxes"]}
PRINTED = {letter: read_sheet(words) for letter, words in GROUP["sheets"].items()}
PRINTED["other"] = read_sheet(GROUP["other_sheet"])


def recovery_set(**changes: Any) -> RecoverySet:
    terms = {"school": SHEETS["school"], "group": GROUP["group"], "set": GROUP["set"]} | changes
    return RecoverySet(terms["school"], terms["group"], terms["set"])


class TestASheet:
    @pytest.mark.parametrize("name", SHEETS["mistyped"])
    def test_one_that_was_mistyped_is_refused(self, name: str) -> None:
        refuses("sheet_mistyped", lambda: read_sheet(SHEETS["mistyped"][name]))

    def test_bytes_of_another_length_are_no_sheet(self) -> None:
        refuses("size_wrong", lambda: write_sheet(bytes(31)))

    @pytest.mark.parametrize("case", [OWN, *SHEETS["words"]])
    def test_one_comes_back_from_its_24_words(self, case: dict[str, str]) -> None:
        assert " ".join(write_sheet(bytes.fromhex(case["bytes"]))) == case["words"]
        assert read_sheet(case.get("typed", case["words"])).hex() == case["bytes"]

    def test_a_persons_own_opens_their_vault_key(self) -> None:
        auth, wrap_key = split_sheet(read_sheet(OWN["typed"]))
        assert (auth.hex(), wrap_key.hex()) == (OWN["auth"], OWN["wrap_key"])
        owner, box = (SHEETS["school"], SHEETS["person"]), encoding.decode(OWN["unlock"])
        refuses("commitment_wrong", lambda: open_unlock(wrap_key, *owner, "passphrase", box))
        assert open_unlock(wrap_key, *owner, "sheet", box).hex() == OWN["vault_key"]


class TestTheSheetsOfAGroup:
    @named(GROUP["refused"])
    def test_two_that_do_not_belong_together_open_nothing(self, case: dict[str, Any]) -> None:
        of = recovery_set(**{name: case[name] for name in ("school", "group", "set") if name in case})
        one, other = (PRINTED[name] for name in case["with"])
        refuses(case["code"], lambda: open_pairs(of, one, other, BOXES))

    def test_a_box_that_was_touched_is_told_from_a_wrong_sheet(self) -> None:
        touched = {pair: box[:-1] + bytes([box[-1] ^ 1]) for pair, box in BOXES.items()}
        refuses("box_broken", lambda: open_pairs(recovery_set(), PRINTED["A"], PRINTED["B"], touched))

    def test_a_seed_of_another_length_is_refused(self) -> None:
        boxes = seal_pairs(recovery_set(), PRINTED, bytes(31))
        refuses("size_wrong", lambda: open_pairs(recovery_set(), PRINTED["A"], PRINTED["B"], boxes))

    def test_a_set_that_no_member_made_is_not_taken_for_a_members(self) -> None:
        """Else the server could have every later key of the group wrapped to a pair of its own."""
        by, kem, sig = (encoding.decode(GROUP[name]) for name in ("by", "kem", "sig"))
        assert not recovery_made_by(bytes(32), recovery_set(), kem, sig)
        assert not recovery_made_by(by, recovery_set(set=3), kem, sig)
        assert not recovery_made_by(by, recovery_set(group="head"), kem, sig)
        assert not recovery_made_by(by, recovery_set(), kem_public_key(bytes(32)), sig)
        assert recovery_made_by(by, recovery_set(), kem, sig)

    @pytest.mark.parametrize("two", ["AB", "BA", "AC", "CA", "BC", "CB"])
    def test_any_two_in_any_order_open_it(self, two: str) -> None:
        seed = open_pairs(recovery_set(), PRINTED[two[0]], PRINTED[two[1]], BOXES)
        assert seed.hex() == GROUP["seed"]

    def test_they_open_every_key_that_the_group_had(self) -> None:
        seed = bytes.fromhex(GROUP["seed"])
        assert encoding.encode(kem_public_key(seed)) == GROUP["kem"]
        for wrap in GROUP["wraps"]:
            opened = unwrap_from_recovery(seed, recovery_set(), wrap["epoch"], encoding.decode(wrap["wrap"]))
            assert opened.hex() == GROUP["epochs"][str(wrap["epoch"])]
        again = wrap_to_recovery(kem_public_key(seed), recovery_set(), 3, bytes(32))
        refuses("wrap_broken", lambda: unwrap_from_recovery(seed, recovery_set(), 2, again))
        refuses("wrap_broken", lambda: unwrap_from_recovery(seed, recovery_set(group="head"), 3, again))
        assert unwrap_from_recovery(seed, recovery_set(), 3, again) == bytes(32)


def test_what_a_passkey_gives_is_another_key_for_each_person_and_passkey() -> None:
    known, person = SHEETS["passkey"], SHEETS["person"]
    prf = bytes.fromhex(known["prf"])
    key = passkey_wrap_key(prf, SHEETS["school"], person, known["credential"])
    assert key.hex() == known["wrap_key"]
    assert passkey_wrap_key(prf, SHEETS["school"], person, "other") != key
    assert passkey_wrap_key(prf, SHEETS["school"], SHEETS["school"], known["credential"]) != key


class TestAnInvitation:
    TO = Invitation(INVITATION["school"], INVITATION["invitation"])
    OTHER = Invitation(INVITATION["school"], INVITATION["other_invitation"])
    KEY = bytes.fromhex(INVITATION["key"])

    def test_nothing_of_it_opens_without_its_words_or_as_another(self) -> None:
        offer, answer = encoding.decode(INVITATION["offer"]), encoding.decode(INVITATION["answer"])
        refuses("commitment_wrong", lambda: open_offer(bytes(32), self.TO, offer))
        refuses("commitment_wrong", lambda: open_offer(self.KEY, self.OTHER, offer))
        refuses("commitment_wrong", lambda: open_offer(self.KEY, self.TO, answer))
        refuses("commitment_wrong", lambda: open_answer(self.KEY, self.OTHER, answer))
        refuses("commitment_wrong", lambda: open_answer(self.KEY, self.TO, offer))

    @pytest.mark.parametrize("said", [b"{", b'{"v":1}', b'{"v":1,"root":"AA"}', b'{"v":2,"root":"' + b"A" * 43 + b'"}'])
    def test_an_offer_of_another_shape_is_refused(self, said: bytes) -> None:
        box = seal_box(self.KEY, context("invite/offer", self.TO.school, self.TO.id), said)
        refuses("invitation_malformed", lambda: open_offer(self.KEY, self.TO, box))

    def test_an_answer_with_a_group_that_is_none_is_refused(self) -> None:
        kem = INVITATION["answered"]["kem"]
        strange = Answer(kem, bytes(32), (("everyone", kem),))  # type: ignore[arg-type] # what another client could send
        box = seal_answer(self.KEY, self.TO, strange)
        refuses("invitation_malformed", lambda: open_answer(self.KEY, self.TO, box))

    def test_from_six_words_to_the_root_and_back_to_the_joiners_keys(self) -> None:
        master = stretch(INVITATION["words"], bytes.fromhex(INVITATION["salt"]))
        auth, key = split_words(master)
        assert (master.hex(), auth.hex(), key.hex()) == (INVITATION["master"], INVITATION["auth"], INVITATION["key"])
        root = bytes.fromhex(INVITATION["root"])
        for offer in (encoding.decode(INVITATION["offer"]), seal_offer(key, self.TO, root)):
            assert open_offer(key, self.TO, offer) == root
        known = INVITATION["answered"]
        answer = open_answer(key, self.TO, encoding.decode(INVITATION["answer"]))
        assert (answer.kem, encoding.encode(answer.sign)) == (known["kem"], known["sign"])
        assert answer.groups == (("head", known["groups"][0]["kem"]),)
        assert open_answer(key, self.TO, seal_answer(key, self.TO, answer)) == answer

    def test_the_group_that_signs_holds_the_key_and_nobody_else_does(self) -> None:
        seed, epoch = bytes.fromhex(INVITATION["group_seed"]), INVITATION["group_epoch"]
        wrapped = encoding.decode(INVITATION["wrap"])
        refuses("wrap_broken", lambda: unwrap_invitation_key(bytes(32), self.TO, epoch, wrapped))
        refuses("wrap_broken", lambda: unwrap_invitation_key(seed, self.OTHER, epoch, wrapped))
        refuses("wrap_broken", lambda: unwrap_invitation_key(seed, self.TO, epoch + 1, wrapped))
        long = wrap_invitation_key(kem_public_key(seed), self.TO, epoch, bytes(33))
        refuses("size_wrong", lambda: unwrap_invitation_key(seed, self.TO, epoch, long))
        assert unwrap_invitation_key(seed, self.TO, epoch, wrapped) == self.KEY
