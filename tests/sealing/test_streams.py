"""Section 5 of the protocol: epochs and items, in every client and as far as the server can check them."""

import json
from dataclasses import replace
from functools import partial
from typing import Any, cast

import pytest

from app.core import encoding
from app.sealing import sign
from app.sealing.body import parse_body
from app.sealing.documents import EpochRecord, Statement, read_statement
from app.sealing.epoch import check_signer, make_epoch, unwrap_epoch
from app.sealing.errors import KindMismatch
from app.sealing.item import ItemPlace, clear_hash, envelope_hash, open_item, seal_item
from app.sealing.roster import check_roster, epoch_signers, item_signers, reader_allowed
from app.sealing.verify import check_epoch, read_envelope, read_key_wrap, read_new_epoch
from app.sealing.wrap import kem_public_key
from tests.sealing.vectors import named, refuses, vectors

UUID_OF_SOMEBODY = "0192f3a1-7c4e-7d20-8a55-3b1f0c9d2e21"
EPOCH, ITEM = vectors("epoch"), vectors("item")
ROSTER = check_roster(EPOCH["roster"], school=EPOCH["accepted"][0]["school"], root=None, at_least=1, now=EPOCH["now"])
PUPIL = encoding.decode(EPOCH["pupil_sign"])
REFUSED_UNOPENED = {
    "a short message, one byte short",
    "over sixteen, one byte short",
    "empty",
    "longer than any",
    "a class that is none",
    "stray bits",
    "another suite",
}


def open_epoch(case: dict[str, Any]) -> tuple[bytes, Statement]:
    previous = case["previous_key"]
    key, statement = unwrap_epoch(
        (case["school"], case["stream"]),
        case["record"],
        recipient=case["recipient"],
        seed=bytes.fromhex(case["seed"]),
        previous_key=None if previous is None else bytes.fromhex(previous),
        reader_allowed=partial(reader_allowed, ROSTER),
    )
    check_signer(case["record"], epoch_signers(ROSTER, PUPIL, statement))
    return key, statement


class TestEpochs:
    @named(EPOCH["refused"])
    def test_a_reader_refuses_an_epoch_that_is_not_proven(self, case: dict[str, Any]) -> None:
        refuses(case["code"], lambda: open_epoch(case))

    @named(EPOCH["accepted"])
    def test_each_reader_gets_the_key(self, case: dict[str, Any]) -> None:
        key, statement = open_epoch(case)
        assert case["key"] in (None, key.hex())
        assert statement.epoch == case["record"]["epoch"]

    def test_the_first_epoch_has_none_before_it_and_every_other_has(self) -> None:
        place = (EPOCH["accepted"][0]["school"], EPOCH["accepted"][0]["stream"])

        def make(number: int, previous_key: bytes | None, readers: list[tuple[str, bytes]]) -> object:
            return make_epoch(
                place,
                number,
                previous_key=previous_key,
                by="pupil",
                signing_seed=bytes(32),
                roster_number=1,
                readers=readers,
            )

        readers = [("pupil", kem_public_key(bytes(32)))]
        refuses("epoch_link", lambda: make(1, bytes(32), readers))
        refuses("epoch_link", lambda: make(2, None, readers))
        refuses("epoch_malformed", lambda: make(1, None, []))

    def test_a_message_is_signed_by_the_pupil_by_a_person_in_the_roster_or_by_nobody(self) -> None:
        sam = ROSTER.people[2]
        assert item_signers(ROSTER, PUPIL, "pupil") == (PUPIL,)
        assert item_signers(ROSTER, None, "pupil") == ()
        assert item_signers(ROSTER, PUPIL, f"person:{sam.id}") == (sam.sign,)
        assert item_signers(ROSTER, PUPIL, f"person:{ROSTER.school}") == ()


class TestWhatTheServerChecksOfAnEpoch:
    FIRST = EPOCH["accepted"][0]

    def read(self, **changes: Any) -> Statement:
        record = cast(EpochRecord, self.FIRST["record"] | changes)
        return read_new_epoch(record, school=self.FIRST["school"], stream=self.FIRST["stream"])

    def test_an_epoch_without_a_wrap_for_each_reader_or_with_one_more_is_refused(self) -> None:
        wraps = self.FIRST["record"]["wraps"]
        refuses("epoch_malformed", lambda: self.read(wraps=wraps[:1]))
        refuses("epoch_malformed", lambda: self.read(wraps=[*wraps, wraps[0]]))
        refuses("epoch_malformed", lambda: self.read(wraps=[wraps[0], {**wraps[1], "to": "group:head:1"}]))

    def test_a_wrap_or_a_signature_of_another_size_or_suite_is_refused(self) -> None:
        wraps = self.FIRST["record"]["wraps"]
        refuses("size_wrong", lambda: self.read(wraps=[wraps[0], {**wraps[1], "wrap": "AQ"}]))
        other_suite = encoding.encode(b"\x02" + encoding.decode(wraps[1]["wrap"])[1:])
        refuses("suite_unknown", lambda: self.read(wraps=[wraps[0], {**wraps[1], "wrap": other_suite}]))
        refuses("bad_encoding", lambda: self.read(sig="AQ"))
        refuses("size_wrong", lambda: read_key_wrap(""))

    def test_an_epoch_of_another_stream_is_refused(self) -> None:
        refuses(
            "epoch_mismatch",
            lambda: read_new_epoch(self.FIRST["record"], school=self.FIRST["school"], stream="file:x"),
        )

    def test_a_signature_by_somebody_else_is_refused(self) -> None:
        refuses("signature_wrong", lambda: check_epoch(self.FIRST["record"], sign.public_key(bytes(32))))
        check_epoch(self.FIRST["record"], PUPIL)

    def test_the_server_reads_an_epoch_that_it_cannot_open(self) -> None:
        assert self.read().readers == ("group:safeguarding:1", "pupil")


def open_case(case: dict[str, Any]) -> Any:
    signers = () if case["signer"] is None else (encoding.decode(case["signer"]),)
    return open_item(
        ItemPlace(case["school"], case["stream"], case["epoch"], case["cmid"]),
        key=bytes.fromhex(case["key"]),
        kind=case["kind"],
        sender=case["sender"],
        env=case["env"],
        signers_of=lambda _sender, _body: signers,
    )


class TestItems:
    @named(ITEM["refused"])
    def test_a_reader_refuses_an_item_that_is_not_whole_and_in_its_place(self, case: dict[str, Any]) -> None:
        refuses(case["code"], lambda: open_case(case))

    @named(ITEM["accepted"])
    def test_each_item_opens(self, case: dict[str, Any]) -> None:
        body = open_case(case)
        assert (body.kind, body.sender, body.at) == (case["kind"], case["sender"], case["body"]["at"])
        assert body.fields == {name: case["body"][name] for name in body.fields}
        assert envelope_hash(case["env"]) == case["hash"]

    @named(ITEM["accepted"])
    def test_the_server_accepts_the_size_of_an_item_that_it_cannot_open(self, case: dict[str, Any]) -> None:
        assert len(read_envelope(case["env"])) - 81 in (1024, 4096, 16384, 65536)

    @named([case for case in ITEM["refused"] if case["name"] in REFUSED_UNOPENED])
    def test_the_server_refuses_what_no_reader_could_open(self, case: dict[str, Any]) -> None:
        refuses(case["code"], lambda: read_envelope(case["env"]))

    def test_what_is_too_long_or_says_nothing_is_refused_before_it_is_sent(self) -> None:
        place = ItemPlace(ROSTER.school, EPOCH["accepted"][0]["stream"], 1, ROSTER.school)
        common = {"v": 1, "kind": "msg", "from": "pupil", "at": "2026-11-23T10:00:00Z", "seen": None}

        def seal(**fields: Any) -> str:
            return seal_item(place, key=bytes(32), signing_seed=bytes(32), body=common | fields)

        refuses("body_malformed", lambda: seal(text=""))
        refuses("body_malformed", lambda: seal(text="a" * 4001))
        share = {"kind": "share", "text": "a" * 66000, "topics": [], "pupil": {"sign": encoding.encode(bytes(32))}}
        refuses("too_long", lambda: seal(**share))

    def test_a_short_message_and_a_long_one_look_the_same_from_outside_up_to_one_kib(self) -> None:
        place = ItemPlace(ROSTER.school, EPOCH["accepted"][0]["stream"], 1, ROSTER.school)
        common = {"v": 1, "kind": "msg", "from": "pupil", "at": "2026-11-23T10:00:00Z", "seen": None}
        sealed = [
            seal_item(place, key=bytes(32), signing_seed=bytes(32), body={**common, "text": text})
            for text in ("a", "b" * 800)
        ]
        assert len(sealed[0]) == len(sealed[1])

    def test_a_clear_item_is_known_by_the_hash_of_its_text(self) -> None:
        assert clear_hash('{"status":"read"}') != clear_hash('{"status": "read"}')


@pytest.mark.parametrize("to", ["group:head:1", "group:head:2", "pupil"])
def test_a_group_key_that_is_not_yet_and_a_pupil_in_the_adults_file_are_no_readers(to: str) -> None:
    first = EPOCH["accepted"][0]
    signed = read_statement(first["record"], first["school"], first["stream"])
    assert reader_allowed(ROSTER, signed, to) == (to != "group:head:2")
    assert reader_allowed(ROSTER, replace(signed, stream="file:x"), to) == (to == "group:head:1")


@pytest.mark.parametrize(
    ("kind", "sender", "stream", "allowed"),
    [
        ("coach", "person", "side", True),
        ("ask", "person", "side", True),
        ("coach", "person", "conv", False),
        ("ask", "person", "file", False),
        ("coach", "pupil", "side", False),
        ("msg", "person", "side", False),
        ("note", "person", "side", False),
    ],
)
def test_what_is_said_aside_stands_aside_and_comes_from_staff(
    kind: str, sender: str, stream: str, allowed: bool
) -> None:
    party = "pupil" if sender == "pupil" else f"person:{UUID_OF_SOMEBODY}"
    body = {"v": 1, "kind": kind, "from": party, "at": "2026-11-24T09:00:00Z", "seen": None, "text": "x"}
    read = partial(parse_body, json.dumps(body).encode(), f"{stream}:{UUID_OF_SOMEBODY}")
    if allowed:
        assert read().fields == {"text": "x"}
    else:
        with pytest.raises(KindMismatch):
            read()


@pytest.mark.parametrize(("stream", "allowed"), [("conv", True), ("side", True), ("file", False)])
def test_a_mentor_reads_a_chat_and_what_is_said_aside_and_no_file(stream: str, allowed: bool) -> None:
    mentor = next(one for one in ROSTER.people if one.role == "mentor")
    statement = replace(_signed(), stream=f"{stream}:{UUID_OF_SOMEBODY}")
    assert reader_allowed(ROSTER, statement, f"person:{mentor.id}") == allowed
    assert reader_allowed(ROSTER, statement, "pupil") == (stream == "conv")


def _signed() -> Statement:
    case = EPOCH["accepted"][0]
    return read_statement(case["record"], case["school"], case["stream"])
