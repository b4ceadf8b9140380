"""Vectors of section 4: printed sheets, and joining by six words."""

from typing import Any

from app.core import encoding
from app.sealing.invitation import (
    Answer,
    Invitation,
    seal_answer,
    seal_offer,
    split_words,
    wrap_invitation_key,
)
from app.sealing.person import seal_unlock
from app.sealing.sheets import (
    RecoverySet,
    seal_pairs,
    sign_recovery,
    split_sheet,
    wrap_to_recovery,
    write_sheet,
)
from app.sealing.stretch import stretch
from app.sealing.unlocking import passkey_wrap_key
from app.sealing.words import word_list
from app.sealing.wrap import kem_public_key
from tests.sealing.making.cast import OTHER_SCHOOL, SCHOOL, Cast, make_cast
from tests.sealing.making.counter import Counter

INVITATION = "0192f3a1-7c4e-7d20-8a55-3b1f0c9d2e77"


def files(counter: Counter) -> dict[str, Any]:
    cast = make_cast(counter)
    return {"sheets": _sheets(counter, cast), "invitation": _invitation(counter, cast)}


def _sheets(counter: Counter, cast: Cast) -> dict[str, Any]:
    own, vault_key, passkey = counter.take(), counter.take(), counter.take()
    auth, wrap_key = split_sheet(own)
    words, person, credential = write_sheet(own), cast.khan.line.id, "a2V5LTE"
    other = next(word for word in word_list() if word != words[7])
    swapped = [*words[:3], words[4], words[3], *words[5:]]
    return {
        "about": "Sheets: a person's own, and three of a group of which any two open it; a passkey's key (section 4)",
        "school": SCHOOL,
        "person": person,
        "own": {
            "bytes": own.hex(),
            "words": " ".join(words),
            "typed": "  " + ", ".join(words).upper() + ".",
            "auth": auth.hex(),
            "wrap_key": wrap_key.hex(),
            "vault_key": vault_key.hex(),
            "unlock": encoding.encode(seal_unlock(wrap_key, SCHOOL, person, "sheet", vault_key)),
        },
        "passkey": {
            "prf": passkey.hex(),
            "credential": credential,
            "wrap_key": passkey_wrap_key(passkey, SCHOOL, person, credential).hex(),
        },
        "words": [{"bytes": data.hex(), "words": " ".join(write_sheet(data))} for data in (bytes(32), b"\xff" * 32)],
        "mistyped": {
            "nothing": "",
            "a word too few": " ".join(words[:-1]),
            "a word too many": " ".join([*words, words[0]]),
            "no word of the list": " ".join([*words[:-1], "qwertz"]),
            "another word": " ".join([*words[:7], other, *words[8:]]),
            "two words swapped": " ".join(swapped),
        },
        "group": _group_sheets(counter, cast),
    }


def _group_sheets(counter: Counter, cast: Cast) -> dict[str, Any]:
    of, seed = RecoverySet(SCHOOL, "safeguarding", 2), counter.take()
    sheets = {letter: counter.take() for letter in "ABC"}
    other = counter.take()
    epochs = {1: cast.groups["safeguarding"], 2: counter.take()}
    kem = kem_public_key(seed)
    wraps = [
        {"epoch": epoch, "wrap": encoding.encode(wrap_to_recovery(kem, of, epoch, one))}
        for epoch, one in epochs.items()
    ]
    boxes = seal_pairs(of, sheets, seed)
    return {
        "group": of.group,
        "set": of.number,
        "seed": seed.hex(),
        "kem": encoding.encode(kem),
        "sheets": {letter: " ".join(write_sheet(data)) for letter, data in sheets.items()},
        "boxes": [{"pair": pair, "box": encoding.encode(box)} for pair, box in boxes.items()],
        "wraps": wraps,
        "by": encoding.encode(cast.khan.line.sign),
        "sig": encoding.encode(sign_recovery(cast.khan.secrets.sign, of, kem)),
        "epochs": {str(epoch): one.hex() for epoch, one in epochs.items()},
        "other_sheet": " ".join(write_sheet(other)),
        "refused": [
            {"name": "a sheet of another set", "code": "sheets_do_not_match", "with": ["A", "other"]},
            {"name": "one sheet twice", "code": "sheets_do_not_match", "with": ["B", "B"]},
            {"name": "another group", "code": "sheets_do_not_match", "with": ["A", "B"], "group": "head"},
            {"name": "another school", "code": "sheets_do_not_match", "with": ["A", "B"], "school": OTHER_SCHOOL},
            {"name": "another set", "code": "sheets_do_not_match", "with": ["A", "C"], "set": 1},
        ],
    }


def _invitation(counter: Counter, cast: Cast) -> dict[str, Any]:
    to, words, salt = (
        Invitation(SCHOOL, INVITATION),
        " ".join(word_list()[place] for place in (7, 99, 512, 1024, 1500, 2047)),
        counter.take(16),
    )
    master = stretch(words, salt)
    auth, key = split_words(master)
    khan = cast.khan
    answer = Answer(khan.line.kem, khan.line.sign, (("head", "A" * 43),))
    group_seed = cast.groups["safeguarding"]
    return {
        "about": "Joining by six words: master, auth and key, the offer, the answer and the wrapped key (section 4)",
        "school": SCHOOL,
        "invitation": INVITATION,
        "other_invitation": OTHER_SCHOOL,
        "words": words,
        "salt": salt.hex(),
        "master": master.hex(),
        "auth": auth.hex(),
        "key": key.hex(),
        "root": khan.secrets.root.hex(),
        "offer": encoding.encode(seal_offer(key, to, khan.secrets.root)),
        "answer": encoding.encode(seal_answer(key, to, answer)),
        "answered": {
            "kem": answer.kem,
            "sign": encoding.encode(answer.sign),
            "groups": [{"name": name, "kem": kem} for name, kem in answer.groups],
        },
        "group_seed": group_seed.hex(),
        "group_epoch": 4,
        "wrap": encoding.encode(wrap_invitation_key(kem_public_key(group_seed), to, 4, key)),
    }
