"""Vectors of sections 1 to 3 and 8: encodings, contexts, box, wrap, return words, proof of work, recovery secret."""

import hashlib
from typing import Any, get_args

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.core import encoding
from app.sealing.box import seal_box
from app.sealing.contexts import Label, context
from app.sealing.hkdf import hkdf
from app.sealing.mailbox import mailbox_keys, words_salt
from app.sealing.recovery import RecoverySecret, write_secret
from app.sealing.stretch import stretch
from app.sealing.verify import key_id
from app.sealing.words import normalise_words
from app.sealing.wrap import kem_public_key, wrap_to
from tests.sealing.making.counter import Counter
from tests.sealing.making.salamander import two_readings

SCHOOL = "0192f3a1-7c4e-7d20-8a55-3b1f0c9d2e11"


def files(counter: Counter) -> dict[str, Any]:
    return {
        "encoding": _encoding(),
        "contexts": _contexts(),
        "box": _box(counter),
        "wrap": _wrap(counter),
        "words": _words(),
        "work": _work(),
        "recovery": _recovery(counter),
    }


def _encoding() -> dict[str, Any]:
    refused = ["A", "AA==", "AA=", "AB", "AAB", "A A", "AA\n", "+/", "AAA.", "\uff21\uff21"]
    accepted = [
        {"text": encoding.encode(data), "hex": data.hex()} for data in (b"", b"\0", b"\xff\xfe", bytes(range(9)))
    ]
    return {"about": "b64u: strict base64url without padding (section 1)", "accepted": accepted, "refused": refused}


def _part(value: bytes | str | int) -> dict[str, Any]:
    return {"hex": value.hex()} if isinstance(value, bytes) else {"text" if isinstance(value, str) else "u32": value}


def _contexts() -> dict[str, Any]:
    parts: list[tuple[bytes | str | int, ...]] = [(), (SCHOOL,), (SCHOOL, "conv:é", 7, b"\0\xff"), ("", b"", 0)]
    cases = [
        {"label": label, "parts": [_part(one) for one in some], "context": context(label, *some).hex()}
        for at, label in enumerate(get_args(Label))
        for some in [parts[at % len(parts)], parts[2]]
    ]
    return {"about": "ctx(label, parts) of section 1, every label of 1.1", "cases": cases}


def _box(counter: Counter) -> dict[str, Any]:
    key, ctx = counter.take(), context("vault", SCHOOL, "somebody")
    boxes = [seal_box(key, ctx, plaintext) for plaintext in (b"", b"hello", bytes(1024))]
    box = boxes[1]

    def flipped(at: int) -> str:
        return encoding.encode(box[:at] + bytes([box[at] ^ 1]) + box[at + 1 :])

    refused = [
        {"name": "empty", "code": "suite_unknown", "box": ""},
        {"name": "another suite", "code": "suite_unknown", "box": flipped(0)},
        {"name": "a bit of the salt", "code": "commitment_wrong", "box": flipped(1)},
        {"name": "a bit of the commitment", "code": "commitment_wrong", "box": flipped(33)},
        {"name": "the commitment's last bit", "code": "commitment_wrong", "box": flipped(64)},
        {"name": "a bit of the ciphertext", "code": "box_broken", "box": flipped(65)},
        {"name": "a bit of the tag", "code": "box_broken", "box": flipped(len(box) - 1)},
        {"name": "the tag cut short", "code": "size_wrong", "box": encoding.encode(box[:80])},
        {"name": "one byte short", "code": "box_broken", "box": encoding.encode(box[:-1])},
        {"name": "one byte more", "code": "box_broken", "box": encoding.encode(box + b"\0")},
        {"name": "another key", "code": "commitment_wrong", "box": encoding.encode(box), "key": counter.take().hex()},
        {
            "name": "another context",
            "code": "commitment_wrong",
            "box": encoding.encode(box),
            "context": context("vault", SCHOOL, "somebody else").hex(),
        },
    ]
    return {
        "about": "box(key, context, plaintext) of section 2, and what is refused of the second box",
        "key": key.hex(),
        "context": ctx.hex(),
        "cases": [
            {"salt": one[1:33].hex(), "plaintext": plaintext.hex(), "box": encoding.encode(one)}
            for one, plaintext in zip(boxes, (b"", b"hello", bytes(1024)), strict=True)
        ],
        "refused": refused,
        "salamander": _salamander(counter, ctx),
    }


def _salamander(counter: Counter, ctx: bytes) -> dict[str, Any]:
    """One ciphertext that AES-GCM alone opens under two keys, to two texts."""
    salt = counter.take()
    keys = (counter.take(), counter.take())
    okms = [hkdf(key, salt, ctx, 64) for key in keys]
    ciphertext = two_readings(okms[0][:32], okms[1][:32], b"Meet me at four.", b"I never met you.")
    return {
        "about": "AES-GCM opens one ciphertext to two texts under two keys: the commitment refuses the second reader",
        "keys": [key.hex() for key in keys],
        "aes_keys": [okm[:32].hex() for okm in okms],
        "ciphertext": ciphertext.hex(),
        "plaintexts": [AESGCM(okm[:32]).decrypt(bytes(12), ciphertext, None).hex() for okm in okms],
        "boxes": [encoding.encode(b"\x01" + salt + okm[32:] + ciphertext) for okm in okms],
    }


def _wrap(counter: Counter) -> dict[str, Any]:
    seed, other = counter.take(), counter.take()
    public, ctx = kem_public_key(seed), context("wrap/root", SCHOOL, "somebody")
    wrapped = wrap_to(public, ctx, b"a seed of thirty-two bytes, here")

    def flipped(at: int) -> str:
        return encoding.encode(wrapped[:at] + bytes([wrapped[at] ^ 1]) + wrapped[at + 1 :])

    whole = encoding.encode(wrapped)
    return {
        "about": "wrap(public key, context, plaintext) of section 2: to be opened, since sealing is random",
        "seed": seed.hex(),
        "public": encoding.encode(public),
        "kid": key_id(public),
        "context": ctx.hex(),
        "plaintext": b"a seed of thirty-two bytes, here".hex(),
        "wrap": whole,
        "refused": [
            {"name": "empty", "code": "suite_unknown", "wrap": ""},
            {"name": "another suite", "code": "suite_unknown", "wrap": flipped(0)},
            {"name": "a bit of the ML-KEM ciphertext", "code": "wrap_broken", "wrap": flipped(1)},
            {"name": "a bit of the X25519 key", "code": "wrap_broken", "wrap": flipped(1089)},
            {"name": "a bit of the ciphertext", "code": "wrap_broken", "wrap": flipped(1121)},
            {"name": "a bit of the tag", "code": "wrap_broken", "wrap": flipped(len(wrapped) - 1)},
            {"name": "shorter than it can be", "code": "size_wrong", "wrap": encoding.encode(wrapped[:1136])},
            {"name": "one byte short", "code": "wrap_broken", "wrap": encoding.encode(wrapped[:-1])},
            {"name": "another recipient", "code": "wrap_broken", "wrap": whole, "seed": other.hex()},
            {
                "name": "another use",
                "code": "wrap_broken",
                "wrap": whole,
                "context": context("wrap/root", SCHOOL, "somebody else").hex(),
            },
        ],
    }


def _words() -> dict[str, Any]:
    typed = "  Acorn, BLANKET  lemon\u2013ocean\nrabbit \uff57\uff49nter. "
    words = " ".join(normalise_words(typed))
    master = stretch(words, words_salt(SCHOOL))
    keys, challenge = mailbox_keys(master), "a challenge, as the server spelt it"
    return {
        "about": "Return words of section 3, from what is typed to the signature that opens the mailbox",
        "school": SCHOOL,
        "typed": typed,
        "words": words,
        "salt": words_salt(SCHOOL).hex(),
        "master": master.hex(),
        "locator": encoding.encode(keys.locator),
        "locator_hash": encoding.encode(keys.locator_hash),
        "mailbox_key": encoding.encode(keys.mailbox_public),
        "kem_kid": key_id(keys.kem_public),
        "sign": encoding.encode(keys.sign_public),
        "challenge": challenge,
        "sig": encoding.encode(keys.sign_challenge(SCHOOL, challenge)),
        "swapped": " ".join(reversed(words.split())),
        "swapped_locator": encoding.encode(
            mailbox_keys(stretch(" ".join(reversed(words.split())), words_salt(SCHOOL))).locator
        ),
    }


def _work() -> dict[str, Any]:
    def least(challenge: str, bits: int) -> str:
        digests = (hashlib.sha256(f"{challenge}:{answer}".encode()).digest() for answer in range(1 << 20))
        return str(next(at for at, one in enumerate(digests) if int.from_bytes(one, "big") >> (256 - bits) == 0))

    cases = [{"challenge": "v1.abc", "bits": bits, "answer": least("v1.abc", bits)} for bits in (1, 7, 8, 12)]
    return {"about": "Proof of work of 6.1: the least answer", "cases": cases}


def _recovery(counter: Counter) -> dict[str, Any]:
    seed = counter.take()
    text = write_secret(RecoverySecret("safeguarding", 3, seed))
    letter = "b" if text[-1] != "b" else "c"
    return {
        "about": "A group's recovery secret as text (section 8)",
        "group": "safeguarding",
        "epoch": 3,
        "seed": seed.hex(),
        "text": text,
        "accepted": [text.upper(), text.replace("-", " -", 3), "hark-safeguarding-3-" + text[20:].replace("-", "")],
        "refused": [
            "",
            "hark",
            text[:-1],
            text + "a",
            text[:-1] + letter,
            text.replace("safeguarding", "head"),
            text.replace("-3-", "-0-"),
            text.replace("hark", "bark"),
        ],
    }
