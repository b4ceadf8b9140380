"""Sections 1 to 3 and 8 of the protocol, and other people's vectors."""

import hashlib
from typing import Any

import pytest
from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.core import encoding
from app.sealing import sign
from app.sealing.box import open_box, seal_box
from app.sealing.contexts import context
from app.sealing.hkdf import hkdf
from app.sealing.mailbox import mailbox_keys, words_salt
from app.sealing.recovery import RecoverySecret, read_secret, write_secret
from app.sealing.stretch import stretch
from app.sealing.verify import key_id, mailbox_opens, signature_holds
from app.sealing.words import draw_words, normalise_words, word_list
from app.sealing.wrap import kem_public_key, unwrap, wrap_to
from tests.sealing.vectors import named, refuses, vectors

EXTERNAL, BOX, WRAP, WORDS, RECOVERY = map(vectors, ("external", "box", "wrap", "words", "recovery"))
KEY, CONTEXT = bytes.fromhex(BOX["key"]), bytes.fromhex(BOX["context"])


class TestOtherPeoplesVectors:
    @pytest.mark.parametrize("case", EXTERNAL["hkdf_sha256"]["cases"])
    def test_hkdf_of_rfc_5869(self, case: dict[str, str]) -> None:
        ikm, salt, info, okm = (bytes.fromhex(case[name]) for name in ("ikm", "salt", "info", "okm"))
        assert hkdf(ikm, salt, info, len(okm)) == okm

    @pytest.mark.parametrize("case", EXTERNAL["ed25519"]["cases"])
    def test_ed25519_of_rfc_8032(self, case: dict[str, str]) -> None:
        seed, public, message, signature = (
            bytes.fromhex(case[name]) for name in ("seed", "public", "message", "signature")
        )
        assert sign.public_key(seed) == public
        assert sign.sign(seed, message) == signature
        assert signature_holds(public, message, signature)
        assert not signature_holds(public, message + b"\0", signature)

    @pytest.mark.parametrize("case", EXTERNAL["argon2id"]["cases"])
    def test_argon2id_of_its_reference_implementation(self, case: dict[str, Any]) -> None:
        tag = hash_secret_raw(
            case["password"].encode(), case["salt"].encode(), case["t"], case["m"], case["p"], 32, Type.ID
        )
        assert tag.hex() == case["tag"]

    def test_the_public_key_of_the_x_wing_draft(self) -> None:
        public = kem_public_key(bytes.fromhex(EXTERNAL["xwing"]["seed"])).hex()
        assert public.startswith(EXTERNAL["xwing"]["public_starts"])
        assert public.endswith(EXTERNAL["xwing"]["public_ends"])


class TestEncodings:
    @pytest.mark.parametrize("text", vectors("encoding")["refused"])
    def test_a_second_spelling_of_bytes_is_refused(self, text: str) -> None:
        refuses("bad_encoding", lambda: encoding.decode(text))

    @pytest.mark.parametrize("case", vectors("encoding")["accepted"])
    def test_bytes_have_one_spelling(self, case: dict[str, str]) -> None:
        assert encoding.decode(case["text"]).hex() == case["hex"]
        assert encoding.encode(bytes.fromhex(case["hex"])) == case["text"]

    @pytest.mark.parametrize("case", vectors("contexts")["cases"])
    def test_each_context(self, case: dict[str, Any]) -> None:
        parts = [bytes.fromhex(part["hex"]) if "hex" in part else next(iter(part.values())) for part in case["parts"]]
        assert context(case["label"], *parts).hex() == case["context"]

    def test_no_two_meanings_share_a_context(self) -> None:
        assert context("vault", "ab", "c") != context("vault", "a", "bc")


class TestBox:
    @named(BOX["refused"])
    def test_a_box_that_was_touched_is_refused(self, case: dict[str, str]) -> None:
        key, ctx = bytes.fromhex(case.get("key", BOX["key"])), bytes.fromhex(case.get("context", BOX["context"]))
        refuses(case["code"], lambda: open_box(key, ctx, encoding.decode(case["box"])))

    @pytest.mark.parametrize("case", BOX["cases"])
    def test_each_box(self, case: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("app.sealing.box.token_bytes", lambda _size: bytes.fromhex(case["salt"]))
        plaintext = bytes.fromhex(case["plaintext"])
        assert encoding.encode(seal_box(KEY, CONTEXT, plaintext)) == case["box"]
        assert open_box(KEY, CONTEXT, encoding.decode(case["box"])) == plaintext

    def test_sealing_the_same_twice_shows_nobody_that_it_is_the_same(self) -> None:
        assert seal_box(KEY, CONTEXT, b"a") != seal_box(KEY, CONTEXT, b"a")

    def test_two_readers_are_never_shown_two_texts(self) -> None:
        """The salamander: AES-GCM alone opens one ciphertext to two texts."""
        one = BOX["salamander"]
        keys, boxes = [bytes.fromhex(key) for key in one["keys"]], [encoding.decode(box) for box in one["boxes"]]
        for aes_key, plaintext in zip(one["aes_keys"], one["plaintexts"], strict=True):
            alone = AESGCM(bytes.fromhex(aes_key)).decrypt(bytes(12), bytes.fromhex(one["ciphertext"]), None)
            assert alone.hex() == plaintext
        assert one["plaintexts"][0] != one["plaintexts"][1]
        refuses("commitment_wrong", lambda: open_box(keys[1], CONTEXT, boxes[0]))
        refuses("commitment_wrong", lambda: open_box(keys[0], CONTEXT, boxes[1]))
        assert open_box(keys[0], CONTEXT, boxes[0]).hex() == one["plaintexts"][0]


class TestWrap:
    @named(WRAP["refused"])
    def test_a_wrap_that_was_touched_or_is_for_another_is_refused(self, case: dict[str, str]) -> None:
        seed, ctx = bytes.fromhex(case.get("seed", WRAP["seed"])), bytes.fromhex(case.get("context", WRAP["context"]))
        refuses(case["code"], lambda: unwrap(seed, ctx, encoding.decode(case["wrap"])))

    def test_a_key_of_another_length_or_of_no_such_curve_is_refused_before_anything_is_sealed_to_it(self) -> None:
        public = encoding.decode(WRAP["public"])
        refuses("bad_encoding", lambda: wrap_to(public[1:], b"", b""))
        refuses("bad_encoding", lambda: wrap_to(b"\xff" * 1216, b"", b""))
        refuses("bad_encoding", lambda: wrap_to(public[:1184] + bytes(32), b"", b""))
        refuses("bad_encoding", lambda: kem_public_key(b"short"))

    def test_the_known_wrap_opens_and_a_new_one_too(self) -> None:
        seed, ctx, plaintext = (bytes.fromhex(WRAP[name]) for name in ("seed", "context", "plaintext"))
        public = kem_public_key(seed)
        assert encoding.encode(public) == WRAP["public"]
        assert key_id(public) == WRAP["kid"]
        assert unwrap(seed, ctx, encoding.decode(WRAP["wrap"])) == plaintext
        assert unwrap(seed, ctx, wrap_to(public, ctx, plaintext)) == plaintext


class TestReturnWords:
    def test_the_same_words_in_another_order_are_another_mailbox(self) -> None:
        keys = mailbox_keys(stretch(WORDS["swapped"], words_salt(WORDS["school"])))
        assert encoding.encode(keys.locator) == WORDS["swapped_locator"] != WORDS["locator"]

    def test_another_school_has_another_mailbox_for_the_same_words(self) -> None:
        assert words_salt(WORDS["school"]) != words_salt("0192f3a1-7c4e-7d20-8a55-3b1f0c9d2e12")

    def test_from_what_a_pupil_types_to_the_signature_that_opens_their_mailbox(self) -> None:
        words, salt = " ".join(normalise_words(WORDS["typed"])), words_salt(WORDS["school"])
        assert (words, salt.hex()) == (WORDS["words"], WORDS["salt"])
        master = stretch(words, salt)
        keys = mailbox_keys(master)
        assert master.hex() == WORDS["master"]
        assert encoding.encode(keys.locator) == WORDS["locator"]
        assert encoding.encode(hashlib.sha256(keys.locator).digest()) == WORDS["locator_hash"]
        assert encoding.encode(keys.mailbox_public) == WORDS["mailbox_key"]
        assert key_id(keys.kem_public) == WORDS["kem_kid"]
        assert encoding.encode(keys.sign_public) == WORDS["sign"]
        signature = keys.sign_challenge(WORDS["school"], WORDS["challenge"])
        assert encoding.encode(signature) == WORDS["sig"]

    def test_a_mailbox_opens_for_its_own_words_its_own_school_and_one_challenge(self) -> None:
        key, signature = encoding.decode(WORDS["mailbox_key"]), encoding.decode(WORDS["sig"])
        school, challenge = WORDS["school"], WORDS["challenge"]
        assert not mailbox_opens(key, school=school, challenge=challenge + ".", signature=signature)
        assert not mailbox_opens(key, school=school[:-1] + "2", challenge=challenge, signature=signature)
        assert not mailbox_opens(bytes(32), school=school, challenge=challenge, signature=signature)
        assert not mailbox_opens(b"short", school=school, challenge=challenge, signature=signature)
        assert mailbox_opens(key, school=school, challenge=challenge, signature=signature)

    def test_six_words_are_drawn_from_the_list(self) -> None:
        words = draw_words()
        assert len(words) == 6
        assert set(words) <= set(word_list())
        assert draw_words() != words


class TestProofOfWork:
    @pytest.mark.parametrize("case", vectors("work")["cases"])
    def test_the_known_answer_has_its_zero_bits(self, case: dict[str, Any]) -> None:
        digest = hashlib.sha256(f"{case['challenge']}:{case['answer']}".encode()).digest()
        assert int.from_bytes(digest, "big") >> (256 - case["bits"]) == 0


class TestRecoverySecret:
    @pytest.mark.parametrize("text", RECOVERY["refused"])
    def test_a_mistyped_secret_is_refused_before_anything_is_tried(self, text: str) -> None:
        refuses("secret_mistyped", lambda: read_secret(text))

    @pytest.mark.parametrize("text", [RECOVERY["text"], *RECOVERY["accepted"]])
    def test_what_is_on_the_sheet_can_be_typed_in_upper_case_with_spaces_or_without_dashes(self, text: str) -> None:
        secret = RecoverySecret(RECOVERY["group"], RECOVERY["epoch"], bytes.fromhex(RECOVERY["seed"]))
        assert read_secret(text) == secret
        assert write_secret(secret) == RECOVERY["text"]
