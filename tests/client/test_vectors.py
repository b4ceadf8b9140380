"""The stranger's own reading of the protocol gives the vectors' answers too."""

import hashlib
from typing import Any

import pytest

from tests.client.format import (
    Passphrase,
    PupilKeys,
    Refused,
    b64u,
    ctx,
    hkdf,
    kem_public,
    kid,
    sign,
    sign_public,
    unb64u,
    unbox,
    unwrap,
)
from tests.client.paper import GroupSheets, Invited, sheet
from tests.client.roster import Roster
from tests.sealing.vectors import named, vectors

BOX, WRAP, WORDS, PERSON, ROSTER = map(vectors, ("box", "wrap", "words", "person", "roster"))
HISTORY, SHEETS, INVITATION = map(vectors, ("roster-history", "sheets", "invitation"))


@pytest.mark.parametrize("text", vectors("encoding")["refused"])
def test_a_second_spelling_of_bytes_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="bad_encoding"):
        unb64u(text)


@pytest.mark.parametrize("case", vectors("contexts")["cases"])
def test_each_context(case: dict[str, Any]) -> None:
    parts = [bytes.fromhex(part["hex"]) if "hex" in part else next(iter(part.values())) for part in case["parts"]]
    assert ctx(case["label"], *parts).hex() == case["context"]


@named([case for case in BOX["refused"] if case["code"] != "size_wrong"])
def test_a_box_that_was_touched_is_refused(case: dict[str, str]) -> None:
    key, context = bytes.fromhex(case.get("key", BOX["key"])), bytes.fromhex(case.get("context", BOX["context"]))
    with pytest.raises(Refused, match=case["code"]):
        unbox(key, context, unb64u(case["box"]))


def test_boxes_and_a_wrap_open() -> None:
    for case in BOX["cases"]:
        opened = unbox(bytes.fromhex(BOX["key"]), bytes.fromhex(BOX["context"]), unb64u(case["box"]))
        assert opened.hex() == case["plaintext"]
    seed = bytes.fromhex(WRAP["seed"])
    assert (b64u(kem_public(seed)), kid(kem_public(seed))) == (WRAP["public"], WRAP["kid"])
    assert unwrap(seed, bytes.fromhex(WRAP["context"]), unb64u(WRAP["wrap"])).hex() == WRAP["plaintext"]


def test_from_typed_words_to_a_signed_challenge() -> None:
    keys = PupilKeys.from_words(WORDS["typed"], WORDS["school"])
    assert b64u(keys.locator) == WORDS["locator"]
    assert b64u(hashlib.sha256(keys.locator).digest()) == WORDS["locator_hash"]
    assert b64u(sign_public(keys.mailbox)) == WORDS["mailbox_key"]
    assert (kid(kem_public(keys.kem)), b64u(sign_public(keys.sign))) == (WORDS["kem_kid"], WORDS["sign"])
    message = ctx("sign/mailbox", WORDS["school"], WORDS["challenge"])
    assert b64u(sign(keys.mailbox, message)) == WORDS["sig"]


def test_from_a_typed_passphrase_to_the_vault_key() -> None:
    stretched = Passphrase.stretched(PERSON["typed"], bytes.fromhex(PERSON["salt"]), **PERSON["cost"])
    assert (stretched.auth.hex(), stretched.wrap_key.hex()) == (PERSON["auth"], PERSON["wrap_key"])
    context = ctx("unlock", PERSON["school"], PERSON["person"], "passphrase")
    assert unbox(stretched.wrap_key, context, unb64u(PERSON["unlock"])).hex() == PERSON["vault_key"]


@named([case for case in ROSTER["refused"] if case["code"] in ("roster_other_school", "roster_signature")])
def test_a_roster_of_another_school_or_root_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(Refused, match=case["code"]):
        Roster(case["signed"], case["school"], unb64u(case["root"]), case["now"])


@named([case for case in HISTORY["refused"] if case["code"] == "roster_signature"])
def test_a_root_that_does_not_lead_to_the_present_one_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises(Refused, match=case["code"]):
        Roster(case["signed"], HISTORY["school"], unb64u(case["root"]), HISTORY["now"])


@pytest.mark.parametrize("pin", HISTORY["pins"])
def test_a_roster_with_a_past_says_who_might_do_what_when(pin: str) -> None:
    roster = Roster(HISTORY["signed"], HISTORY["school"], unb64u(pin), HISTORY["now"])
    for case in HISTORY["starts"]:
        assert [b64u(key) for key in may_start(roster, case)] == case["keys"], case["name"]
    for case in HISTORY["reads"]:
        assert may_read(roster, case) is case["allowed"], case["name"]
    for case in HISTORY["writes"]:
        assert [b64u(key) for key in roster.item_signers(case["from"])] == case["keys"], case["name"]
    for case in HISTORY["kem_keys"]:
        assert has_key(roster, case) is (case["code"] is None), case["name"]


def may_start(roster: Roster, statement: dict[str, Any]) -> list[bytes]:
    try:
        return roster.may_start(statement)
    except Refused:
        return []


def may_read(roster: Roster, statement: dict[str, Any]) -> bool:
    try:
        roster.check_reader(statement, statement["to"])
    except Refused:
        return False
    return True


def has_key(roster: Roster, case: dict[str, Any]) -> bool:
    try:
        return roster.reader(case["person"], case["kem"])[1] == unb64u(case["kem"])
    except Refused:
        return False


@pytest.mark.parametrize("name", SHEETS["mistyped"])
def test_a_sheet_that_was_mistyped_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="sheet_mistyped"):
        sheet(SHEETS["mistyped"][name])


@named(SHEETS["group"]["refused"])
def test_two_sheets_that_do_not_belong_together_are_refused(case: dict[str, Any]) -> None:
    known = SHEETS["group"]
    printed = known["sheets"] | {"other": known["other_sheet"]}
    terms = {"school": SHEETS["school"], "group": known["group"], "set": known["set"]} | case
    kept = GroupSheets(terms["school"], terms["group"], terms["set"], kept_boxes())
    with pytest.raises(Refused, match=case["code"]):
        kept.open(*(printed[letter] for letter in case["with"]))


def test_from_two_typed_sheets_to_every_key_of_a_group() -> None:
    known = SHEETS["group"]
    kept = GroupSheets(SHEETS["school"], known["group"], known["set"], kept_boxes())
    seed = kept.open(known["sheets"]["C"].upper(), known["sheets"]["A"])
    assert (seed.hex(), b64u(kem_public(seed))) == (known["seed"], known["kem"])
    for wrap in known["wraps"]:
        assert kept.group_seed(seed, wrap["epoch"], wrap["wrap"]).hex() == known["epochs"][str(wrap["epoch"])]


def test_from_a_typed_sheet_or_a_passkey_to_the_vault_key() -> None:
    own, passkey, owner = SHEETS["own"], SHEETS["passkey"], (SHEETS["school"], SHEETS["person"])
    data = sheet(own["typed"])
    wrap_key = hkdf(data, b"", ctx("sheet/wrap"))
    assert (data.hex(), hkdf(data, b"", ctx("sheet/auth")).hex()) == (own["bytes"], own["auth"])
    assert unbox(wrap_key, ctx("unlock", *owner, "sheet"), unb64u(own["unlock"])).hex() == own["vault_key"]
    info = ctx("passkey/wrap", *owner, passkey["credential"])
    assert hkdf(bytes.fromhex(passkey["prf"]), b"", info).hex() == passkey["wrap_key"]


def test_from_six_told_words_to_the_root_and_the_joiners_keys() -> None:
    known = INVITATION
    salt = bytes.fromhex(known["salt"])
    invited = Invited.from_words(known["school"], known["invitation"], known["words"].upper(), salt)
    assert (invited.auth.hex(), invited.key.hex()) == (known["auth"], known["key"])
    assert invited.root(known["offer"]).hex() == known["root"]
    assert invited.answered(known["answer"]) == {"v": 1, **known["answered"]}
    other = Invited(known["school"], known["other_invitation"], invited.auth, invited.key)
    with pytest.raises(Refused, match="commitment_wrong"):
        other.root(known["offer"])


def kept_boxes() -> dict[str, str]:
    return {one["pair"]: one["box"] for one in SHEETS["group"]["boxes"]}
