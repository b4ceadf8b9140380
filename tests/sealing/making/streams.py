"""Vectors of section 5 and 8: epochs, items and a whole case file, each with every reason to refuse one."""

import json
from collections.abc import Sequence
from typing import Any

from app.core import encoding
from app.sealing.box import seal_box
from app.sealing.contexts import context, u32
from app.sealing.documents import EpochRecord
from app.sealing.epoch import make_epoch
from app.sealing.item import ItemPlace, clear_hash, envelope_hash, seal_item
from app.sealing.recovery import RecoverySecret, write_secret
from app.sealing.sheets import LETTERS, RecoverySet, seal_pairs, wrap_to_recovery, write_sheet
from app.sealing.sign import sign
from app.sealing.wrap import kem_public_key, wrap_to
from tests.sealing.making import adults
from tests.sealing.making.cast import CASE, CMID, CONV, FILE, NOW, OTHER_SCHOOL, SCHOOL, Cast, Member, make_cast
from tests.sealing.making.counter import Counter

GROUP = "group:safeguarding:1"
Reader = tuple[str, bytes]


def files(counter: Counter) -> dict[str, Any]:
    cast = make_cast(counter)
    return {"epoch": _epoch(counter, cast), "item": _item(counter, cast), "case-file": _case_file(counter, cast)}


def readers_of(cast: Cast, *more: Member) -> list[Reader]:
    group = (GROUP, kem_public_key(cast.groups["safeguarding"]))
    return [group, ("pupil", cast.pupil.kem_public), *((one.party, one.secrets.kem_public) for one in more)]


def _made(
    stream: str, number: int, previous: bytes | None, by: str, seed: bytes, readers: Sequence[Reader]
) -> tuple[EpochRecord, bytes]:
    return make_epoch(
        (SCHOOL, stream), number, previous_key=previous, by=by, signing_seed=seed, roster_number=7, readers=readers
    )


def _epoch(counter: Counter, cast: Cast) -> dict[str, Any]:
    pupil, khan, sam, ward = cast.pupil, cast.khan, cast.sam, cast.ward
    first, key = _made(CONV, 1, None, "pupil", pupil.sign, readers_of(cast))
    second, next_key = _made(CONV, 2, key, khan.party, khan.secrets.sign, readers_of(cast, sam))
    statement = json.loads(encoding.decode(second["statement"]))

    def case(name: str, code: str, record: EpochRecord, **changes: Any) -> dict[str, Any]:
        usual = {"school": SCHOOL, "stream": CONV, "recipient": GROUP, "seed": cast.groups["safeguarding"].hex()}
        return {"name": name, "code": code, "record": record, **usual, "previous_key": key.hex(), **changes}

    def stated(seed: bytes = khan.secrets.sign, **changes: Any) -> EpochRecord:
        """The second epoch with other words in its statement, signed as if they were right."""
        data = json.dumps(statement | changes, separators=(",", ":")).encode()
        sig = encoding.encode(sign(seed, context("sign/epoch", data)))
        return {**second, "statement": encoding.encode(data), "sig": sig}

    def rewrapped(wrapped: bytes) -> EpochRecord:
        return {**second, "wraps": [{"to": GROUP, "wrap": encoding.encode(wrapped)}]}

    def info(to: str, commit: bytes) -> bytes:
        return context("wrap/epoch", SCHOOL, CONV, 2, to, commit)

    commit, group_kem = encoding.decode(statement["commit"]), kem_public_key(cast.groups["safeguarding"])
    wrapped = encoding.decode(second["wraps"][0]["wrap"])
    other_key = counter.take()
    forked, _ = _made(CONV, 2, counter.take(), khan.party, khan.secrets.sign, readers_of(cast, sam))
    by_sam, _ = _made(CONV, 2, key, sam.party, sam.secrets.sign, readers_of(cast, sam))
    by_ward, _ = _made(CONV, 2, key, ward.party, ward.secrets.sign, readers_of(cast))
    by_nobody, _ = _made(CONV, 2, key, f"person:{OTHER_SCHOOL}", khan.secrets.sign, readers_of(cast))
    for_stranger, _ = _made(
        CONV, 2, key, khan.party, khan.secrets.sign, [*readers_of(cast), (f"person:{OTHER_SCHOOL}", group_kem)]
    )
    future_group, _ = _made(
        CONV, 2, key, khan.party, khan.secrets.sign, [*readers_of(cast), ("group:safeguarding:2", group_kem)]
    )
    own_file, _ = _made(FILE, 1, None, khan.party, khan.secrets.sign, [readers_of(cast)[0]])
    file_for_sam, _ = _made(
        FILE, 1, None, khan.party, khan.secrets.sign, [readers_of(cast)[0], readers_of(cast, sam)[2]]
    )
    file_for_pupil, _ = _made(FILE, 1, None, khan.party, khan.secrets.sign, readers_of(cast))
    file_by_pupil, _ = _made(FILE, 1, None, "pupil", pupil.sign, [readers_of(cast)[0]])
    as_file = {"stream": FILE, "previous_key": None}
    refused = [
        case("another school", "epoch_mismatch", second, school=OTHER_SCHOOL),
        case("another stream", "epoch_mismatch", second, stream=FILE),
        case("another number", "epoch_mismatch", {**second, "epoch": 3}),
        case("not JSON", "epoch_malformed", {**second, "statement": "e30"}),
        case("not base64url", "bad_encoding", {**second, "statement": "!"}),
        case("no link", "epoch_malformed", stated(link=None)),
        case("number 0", "epoch_malformed", stated(epoch=0)),
        case("no reader", "epoch_malformed", stated(readers=[])),
        case("a reader twice", "epoch_malformed", stated(readers=["pupil", "pupil"])),
        case("a reader of no kind", "epoch_malformed", stated(readers=["everyone"])),
        case("by a group", "epoch_malformed", stated(by=GROUP)),
        case("another commitment", "wrap_broken", stated(commit=encoding.encode(counter.take()))),
        case("a reader more than was signed", "signature_wrong", {**stated(readers=[GROUP]), "sig": second["sig"]}),
        case("signed by another", "signature_wrong", stated(cast.reed.secrets.sign)),
        case("a cut signature", "signature_wrong", {**second, "sig": second["sig"][:-2]}),
        case("opened with the wrong group's key", "wrap_broken", second, seed=cast.groups["head"].hex()),
        case(
            "a wrap made for another reader",
            "wrap_broken",
            rewrapped(wrap_to(group_kem, info("pupil", commit), next_key)),
        ),
        case("a wrap of another epoch", "wrap_broken", {**second, "wraps": first["wraps"]}),
        case(
            "a wrap of another key", "commitment_wrong", rewrapped(wrap_to(group_kem, info(GROUP, commit), other_key))
        ),
        case(
            "a wrap of a long key", "size_wrong", rewrapped(wrap_to(group_kem, info(GROUP, commit), next_key + b"\0"))
        ),
        case("a cut wrap", "wrap_broken", rewrapped(wrapped[:-1])),
        case("a wrap of another suite", "suite_unknown", rewrapped(b"\x02" + wrapped[1:])),
        case("no wrap for the reader", "epoch_reader", {**second, "wraps": []}),
        case(
            "opened as somebody who is no reader",
            "epoch_reader",
            second,
            recipient=ward.party,
            seed=ward.secrets.kem.hex(),
        ),
        case("made without the key before", "epoch_link", forked),
        case("started by a mentor", "epoch_signer", by_sam),
        case("started by an adult who does not read it", "epoch_signer", by_ward),
        case("started by a stranger", "epoch_signer", by_nobody),
        case("a stranger among the readers", "epoch_reader", for_stranger),
        case("a group key that is not yet", "epoch_reader", future_group),
        case("the adults' file for a mentor", "epoch_reader", file_for_sam, **as_file),
        case("the adults' file for the pupil", "epoch_reader", file_for_pupil, **as_file),
        case("the adults' file started by the pupil", "epoch_signer", file_by_pupil, **as_file),
    ]
    accepted = [
        case("the first", "", first, previous_key=None, key=key.hex()),
        case("the second, by the group", "", second, key=next_key.hex()),
        case("the second, by the pupil", "", second, recipient="pupil", seed=pupil.kem.hex(), key=next_key.hex()),
        case(
            "the second, by the mentor, who has not the first",
            "",
            second,
            recipient=sam.party,
            seed=sam.secrets.kem.hex(),
            previous_key=None,
            key=next_key.hex(),
        ),
        case("the adults' file", "", own_file, **as_file, key=None),
    ]
    return {
        "about": "Epochs (section 5): what each reader gets and refuses. Signers and readers by the roster's rules",
        "roster": cast.signed_roster,
        "root": encoding.encode(cast.roster.root),
        "now": NOW,
        "pupil_sign": encoding.encode(pupil.sign_public),
        "accepted": accepted,
        "refused": refused,
    }


def _body(kind: str, sender: str, **fields: Any) -> dict[str, Any]:
    return {"v": 1, "kind": kind, "from": sender, "at": NOW, "seen": None, **fields}


def _report(cast: Cast, text: str) -> dict[str, Any]:
    return _body(
        "report",
        "pupil",
        text=text,
        topics=["friends"],
        chat="adult",
        pupil={"kem": encoding.encode(cast.pupil.kem_public), "sign": encoding.encode(cast.pupil.sign_public)},
        roster={"number": 7, "root": encoding.encode(cast.roster.root)},
    )


def _item(counter: Counter, cast: Cast) -> dict[str, Any]:
    key, seed, khan = counter.take(), cast.pupil.sign, cast.khan
    place = ItemPlace(SCHOOL, CONV, 3, CMID)

    def case(name: str, code: str, env: str, **changes: Any) -> dict[str, Any]:
        usual = {"school": SCHOOL, "stream": CONV, "epoch": 3, "cmid": CMID, "key": key.hex()}
        frame = {"kind": "msg", "sender": "pupil", "signer": encoding.encode(cast.pupil.sign_public)}
        return {"name": name, "code": code, "env": env, **usual, **frame, **changes}

    def sealed(body: dict[str, Any], signer: bytes = seed, at: ItemPlace = place) -> str:
        return seal_item(at, key=key, signing_seed=signer, body=body)

    def raw(data: bytes, signed_for: ItemPlace = place, signer: bytes = seed) -> bytes:
        return sign(signer, signed_for.signed_context(data)) + u32(len(data)) + data

    def boxed(signed: bytes, size: int = 1024, fill: bytes = b"\0") -> str:
        return encoding.encode(seal_box(key, place.box_context(), signed.ljust(size, fill)))

    def written(body: dict[str, Any]) -> bytes:
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()

    message = _body("msg", "pupil", text="It happened again. é 🙂")
    plain = written(message)
    env = sealed(message)
    whole = encoding.decode(env)
    texts = [("a short message", message), ("just over one KiB", _body("msg", "pupil", text="a" * 900))]
    texts += [
        ("over four KiB", _body("note", khan.party, text="b" * 5000)),
        ("over sixteen", _body("note", khan.party, text="c" * 17000)),
    ]
    texts += [(f"an adult's {kind}", _body(kind, khan.party, **fields)) for kind, fields in adults.bodies().items()]
    accepted = []
    for name, body in texts:
        by_staff = body["from"] == khan.party
        at = ItemPlace(SCHOOL, FILE if by_staff else CONV, 3, CMID)
        signer = khan.secrets if by_staff else None
        one = sealed(body, signer.sign if signer else seed, at)
        changes = {
            "stream": at.stream,
            "kind": body["kind"],
            "sender": body["from"],
            "body": body,
            "hash": envelope_hash(one),
        }
        if signer:
            changes["signer"] = encoding.encode(signer.sign_public)
        accepted.append(case(name, "", one, **changes))

    def cut(one: str) -> str:
        return encoding.encode(encoding.decode(one)[:-1])

    def flipped(at: int) -> str:
        return encoding.encode(whole[:at] + bytes([whole[at] ^ 0x80]) + whole[at + 1 :])

    refused = [case(f"{one['name']}, one byte short", "size_wrong", cut(one["env"])) for one in accepted]
    refused += [
        case("empty", "size_wrong", ""),
        case("longer than any", "size_wrong", encoding.encode(seal_box(key, place.box_context(), bytes(65537)))),
        case("a class that is none", "size_wrong", boxed(raw(plain), 2048)),
        case("not base64url", "bad_encoding", env[:-1] + "="),
        case("stray bits", "bad_encoding", env[:-1] + ("B" if env[-1] != "B" else "C")),
        case("another suite", "suite_unknown", flipped(0)),
        case("a bit of the salt", "commitment_wrong", flipped(20)),
        case("a bit of the commitment", "commitment_wrong", flipped(50)),
        case("a bit of the signature", "box_broken", flipped(70)),
        case("a bit of the length", "box_broken", flipped(130)),
        case("a bit of the body", "box_broken", flipped(150)),
        case("a bit of the padding", "box_broken", flipped(1000)),
        case("a bit of the tag", "box_broken", flipped(len(whole) - 1)),
        case("shown in another school", "commitment_wrong", env, school=OTHER_SCHOOL),
        case("shown in another stream", "commitment_wrong", env, stream=FILE),
        case("shown in another epoch", "commitment_wrong", env, epoch=4),
        case("shown under another cmid", "commitment_wrong", env, cmid=CASE),
        case("another key", "commitment_wrong", env, key=counter.take().hex()),
        case("padding that is not zero", "padding_wrong", boxed(raw(plain), fill=b"\1")),
        case("the last byte of padding is not zero", "padding_wrong", boxed(raw(plain).ljust(1023, b"\0"), fill=b"\1")),
        case("a larger class than it needs", "size_wrong", boxed(raw(plain), 4096)),
        case("a length beyond the end", "size_wrong", boxed(raw(plain)[:64] + u32(2**32 - 1) + plain)),
        case("another kind in the frame", "kind_mismatch", env, kind="share"),
        case("another sender in the frame", "kind_mismatch", env, sender=khan.party),
        case(
            "an adults' note in the conversation",
            "kind_mismatch",
            boxed(raw(written(_body("note", khan.party, text="x")))),
            kind="note",
            sender=khan.party,
        ),
        case(
            "a last word from the pupil",
            "kind_mismatch",
            boxed(raw(written(_body("last", "pupil", text="x")))),
            kind="last",
        ),
        case("signed by another", "signature_wrong", sealed(message, khan.secrets.sign)),
        case("signed for another cmid", "signature_wrong", boxed(raw(plain, ItemPlace(SCHOOL, CONV, 3, CASE)))),
        case("signed for another epoch", "signature_wrong", boxed(raw(plain, ItemPlace(SCHOOL, CONV, 2, CMID)))),
        case("from nobody who may write", "signature_wrong", env, signer=None),
    ]
    malformed = {
        "not JSON": b"{",
        "not an object": b'"hello"',
        "not UTF-8": plain.replace("é".encode(), b"\xff"),
        "no text": written(_body("msg", "pupil")),
        "an empty message": written(message | {"text": ""}),
        "text that is no text": written(message | {"text": 7}),
        "half a character": plain.replace("é".encode(), b"\\ud800"),
        "another version": written(message | {"v": 2}),
        "version true": written(message | {"v": True}),
        "no such kind": written(message | {"kind": "shout"}),
        "from a group": written(message | {"from": GROUP}),
        "a time without a zone": written(message | {"at": "2026-11-23T10:00:00"}),
        "a time that is not": written(message | {"at": "2026-11-23T25:00:00Z"}),
        "seen nothing": written(message | {"seen": {"seq": 0, "hash": encoding.encode(bytes(32))}}),
        "seen a short hash": written(message | {"seen": {"seq": 1, "hash": "AAAA"}}),
        "infinity": plain.replace(b'"seen":null', b'"seen":{"seq":Infinity}'),
        "a fraction": plain.replace(b'"seen":null', b'"seen":{"seq":1.5}'),
    }
    refused += [case(name, "body_malformed", boxed(raw(data))) for name, data in malformed.items()]
    long = written(message | {"text": "d" * 4001})
    refused += [
        case("4,001 characters", "body_malformed", boxed(raw(long), 16384 if len(long) > 4028 else 4096)),
        case("nested beyond reason", "body_malformed", boxed(raw(b"[" * 3000), 4096)),
    ]
    return {
        "about": "Items (section 5): what opens, and everything that is refused",
        "accepted": accepted,
        "refused": refused,
    }


def _case_file(counter: Counter, cast: Cast) -> dict[str, Any]:
    khan, sam = cast.khan, cast.sam
    first, key1 = _made(CONV, 1, None, "pupil", cast.pupil.sign, readers_of(cast))
    second, key2 = _made(CONV, 2, key1, "pupil", cast.pupil.sign, readers_of(cast, sam))
    filed, key3 = _made(FILE, 1, None, khan.party, khan.secrets.sign, [readers_of(cast)[0]])
    keys = {(CONV, 1): key1, (CONV, 2): key2, (FILE, 1): key3}
    streams: dict[str, list[dict[str, Any]]] = {CONV: [], FILE: []}

    def add(stream: str, epoch: int, seed: bytes, body: dict[str, Any]) -> None:
        items = streams[stream]
        last = items[-1] if items else None
        seen = None if last is None else {"seq": last["seq"], "hash": _hash(last)}
        cmid = counter.id()
        place = ItemPlace(SCHOOL, stream, epoch, cmid)
        env = seal_item(place, key=keys[stream, epoch], signing_seed=seed, body=body | {"seen": seen})
        frame = {"type": "msg", "kind": body["kind"], "epoch": epoch, "cmid": cmid, "sender": body["from"]}
        items.append({"seq": len(items) + 1, **frame, "body": env, "at": NOW})

    def add_clear(kind: str, body: dict[str, Any]) -> None:
        items, text = streams[CONV], json.dumps(body, separators=(",", ":"))
        frame = {"type": kind, "kind": kind, "epoch": 0, "cmid": counter.id(), "sender": "server"}
        items.append({"seq": len(items) + 1, **frame, "body": text, "at": NOW})

    pupil = cast.pupil.sign
    add(CONV, 1, pupil, _report(cast, "Somebody keeps hiding my bag.\nI do not know who."))
    add_clear("status", {"status": "read"})
    add(CONV, 1, khan.secrets.sign, _body("msg", khan.party, text="Thank you for telling me. I have read it."))
    add_clear("epoch", {"by": "pupil", "epoch": 2, "readers": [GROUP, "pupil", sam.party]})
    share = _body("share", "pupil", text="Somebody keeps hiding my bag.", topics=["friends"])
    add(CONV, 2, pupil, share | {"pupil": {"sign": encoding.encode(cast.pupil.sign_public)}})
    add(CONV, 2, sam.secrets.sign, _body("msg", sam.party, text="Hi, I am Sam."))
    add(CONV, 2, khan.secrets.sign, _body("last", khan.party, text="You can come back whenever you like."))
    decision = {"decision": "Speak with the form tutor", "why": "It has gone on for a week", "considered": "Waiting"}
    told = {"child_told": "yes", "child_told_note": "", "second_view": "", "review": "2026-12-07"}
    add(FILE, 1, khan.secrets.sign, _body("note", khan.party, text="Bag found in the art room twice."))
    add(FILE, 1, khan.secrets.sign, _body("decision", khan.party, **decision, **told))
    add(
        FILE,
        1,
        khan.secrets.sign,
        _body("outcome", khan.party, outcome="resolved", reason="The bag stays in the office."),
    )
    epochs = {CONV: [first, second], FILE: [filed]}
    sheets, recovery = _printed(cast)
    return {
        "about": "A whole case file (section 8), the secret that opens it, and three sheets of which any two do",
        "secret": write_secret(RecoverySecret("safeguarding", 1, cast.groups["safeguarding"])),
        "sheets": {letter: " ".join(write_sheet(data)) for letter, data in sheets.items()},
        "root_seed": cast.root.hex(),
        "file": {
            "v": 1,
            "school": {"id": SCHOOL, "name": "Demo School"},
            "case": {"id": CASE, "number": 12, "group": "safeguarding"},
            "exported": "2026-11-24T09:00:00Z",
            "roster": cast.signed_roster,
            "group": {"name": "safeguarding", "epoch": 1},
            "streams": [{"stream": name, "epochs": epochs[name], "items": items} for name, items in streams.items()],
            "recovery": [recovery],
        },
    }


def _printed(cast: Cast) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Three sheets of the group, and what a case file carries of them."""
    counter, of = Counter("hark vectors, sheets of a case file"), RecoverySet(SCHOOL, "safeguarding", 1)
    sheets, seed = {letter: counter.take() for letter in LETTERS}, counter.take()
    wrap = wrap_to_recovery(kem_public_key(seed), of, 1, cast.groups["safeguarding"])
    boxes = [{"pair": pair, "box": encoding.encode(box)} for pair, box in seal_pairs(of, sheets, seed).items()]
    return sheets, {"set": 1, "boxes": boxes, "wraps": [{"epoch": 1, "wrap": encoding.encode(wrap)}]}


def _hash(item: dict[str, Any]) -> str:
    return envelope_hash(item["body"]) if item["type"] == "msg" else clear_hash(item["body"])
