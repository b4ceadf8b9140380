"""Section 8 of the protocol: a whole case opens offline, and whatever was done to the file has a name."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.core import encoding
from app.sealing import sign
from app.sealing.casefile import OpenedCase, open_case_file, read_case_file, secrets_of_sheets
from app.sealing.contexts import context
from app.sealing.documents import RecoveryKey
from app.sealing.recovery import RecoverySecret, read_secret
from app.sealing.sheets import read_sheet
from app.sealing.verify import key_id
from app.sealing.wrap import kem_public_key
from tests.sealing.vectors import refuses, vectors

KNOWN = vectors("case-file")
SECRET = read_secret(KNOWN["secret"])
HEAD_SECRET = RecoverySecret("head", 1, bytes(32))
CONV, FILE = (stream["stream"] for stream in KNOWN["file"]["streams"])
File = dict[str, Any]


def opened(file: File = KNOWN["file"], *secrets: RecoverySecret, root: str | None = None) -> OpenedCase:
    return open_case_file(read_case_file(json.dumps(file).encode()), secrets or [SECRET], root=root)


def findings_after(change: Callable[[File], object]) -> set[tuple[str, str | None]]:
    """What is found, as (first words of the check, code), once the file was changed."""
    file = copy.deepcopy(KNOWN["file"])
    change(file)
    return {(" ".join(check.what.split()[:3]), check.finding) for check in opened(file).findings}


def conversation(file: File) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = file["streams"][0]["items"]
    return items


def flip(env: str, at: int) -> str:
    data = bytearray(encoding.decode(env))
    data[at] ^= 1
    return encoding.encode(bytes(data))


class TestWhatWasDoneToAFile:
    def test_a_dropped_message_leaves_a_gap(self) -> None:
        assert findings_after(lambda file: conversation(file).pop(2)) >= {
            (f"{CONV} has items", "items_missing"),
        }

    def test_a_dropped_message_shows_in_what_the_next_had_seen_even_if_all_are_renumbered(self) -> None:
        def drop(file: File) -> None:
            items = conversation(file)
            items.pop(2)
            for seq, item in enumerate(items, start=1):
                item["seq"] = seq

        # What was item 5 wrote down the number and hash of the one before it.
        assert (f"{CONV} item 4", "seen_wrong") in findings_after(drop)

    def test_two_messages_in_another_order_are_found(self) -> None:
        def swap(file: File) -> None:
            items = conversation(file)
            items[4], items[5] = items[5] | {"seq": 5}, items[4] | {"seq": 6}

        assert "seen_wrong" in {code for _, code in findings_after(swap)}

    def test_a_flipped_bit_is_found_and_what_it_touched_is_not_shown(self) -> None:
        file = copy.deepcopy(KNOWN["file"])
        conversation(file)[2]["body"] = flip(conversation(file)[2]["body"], 200)
        result = opened(file)
        assert [check.finding for check in result.findings] == ["box_broken"]
        assert result.streams[CONV][2].body is None

    def test_a_status_that_the_server_rewrote_is_found_by_who_had_seen_it(self) -> None:
        def rewrite(file: File) -> None:
            conversation(file)[1]["body"] = '{"status":"told"}'

        assert findings_after(rewrite) == {(f"{CONV} item 3", "seen_wrong")}

    def test_an_item_under_anothers_name_is_found(self) -> None:
        def rename(file: File) -> None:
            conversation(file)[2]["sender"] = "pupil"

        assert findings_after(rename) == {(f"{CONV} item 3", "kind_mismatch")}

    def test_a_note_moved_into_the_conversation_is_found(self) -> None:
        def move(file: File) -> None:
            note = file["streams"][1]["items"][0]
            conversation(file).append(note | {"seq": 8})

        assert findings_after(move) == {(f"{CONV} item 8", "commitment_wrong")}

    def test_a_second_report_is_found(self) -> None:
        def again(file: File) -> None:
            conversation(file).append(conversation(file)[0] | {"seq": 8})

        assert findings_after(again) == {(f"{CONV} has items", "items_missing")}

    def test_an_epoch_of_another_maker_is_found(self) -> None:
        def resign(file: File) -> None:
            record = file["streams"][0]["epochs"][1]
            message = context("sign/epoch", encoding.decode(record["statement"]))
            record["sig"] = encoding.encode(sign.sign(bytes(32), message))

        assert findings_after(resign) == {(f"{CONV} epoch 2", "signature_wrong")}

    def test_a_dropped_epoch_is_found_and_what_it_sealed_is_not_shown(self) -> None:
        found = findings_after(lambda file: file["streams"][0]["epochs"].pop(0))
        assert (f"{CONV} epoch 1", "epoch_mismatch") in found
        assert (f"{CONV} item 1", "secret_missing") in found

    def test_a_roster_of_another_root_is_found(self) -> None:
        def forge(file: File) -> None:
            document = encoding.decode(file["roster"]["doc"])
            file["roster"]["sig"] = encoding.encode(sign.sign(bytes(32), context("sign/roster", document)))

        assert {code for _, code in findings_after(forge)} == {"roster_signature"}

    def test_a_root_that_is_not_the_pupils_is_found_even_if_it_signed_well(self) -> None:
        def swap(file: File) -> None:
            seed = bytes(range(32))
            document = json.loads(encoding.decode(file["roster"]["doc"]))
            document["root"] = encoding.encode(sign.public_key(seed))
            data = json.dumps(document).encode()
            signature = sign.sign(seed, context("sign/roster", data))
            file["roster"] = {"doc": encoding.encode(data), "sig": encoding.encode(signature)}

        assert findings_after(swap) == {("the root is", "root_changed")}

    def test_a_roster_that_had_expired_when_the_file_was_made_is_found(self) -> None:
        def age(file: File) -> None:
            file["exported"] = "2030-01-01T00:00:00Z"

        assert {code for _, code in findings_after(age)} == {"roster_expired"}


class TestTheSecret:
    def test_another_groups_secret_opens_nothing(self) -> None:
        result = opened(KNOWN["file"], HEAD_SECRET)
        assert {check.finding for check in result.findings} == {"key_mismatch", "secret_missing", "epoch_signer"}
        assert [one.body for items in result.streams.values() for one in items if one.item.type == "msg"] == [None] * 8

    def test_a_secret_that_was_swapped_for_another_of_the_same_name_opens_nothing(self) -> None:
        result = opened(KNOWN["file"], RecoverySecret("safeguarding", 1, bytes(32)))
        assert {check.finding for check in result.findings} >= {"key_mismatch", "wrap_broken"}

    def test_a_root_that_is_not_on_the_poster_is_found(self) -> None:
        result = opened(KNOWN["file"], SECRET, root=key_id(bytes(32)))
        assert [check.finding for check in result.findings] == ["root_changed"]


class TestTwoSheets:
    FILE = read_case_file(json.dumps(KNOWN["file"]).encode())
    A, B, C = (read_sheet(KNOWN["sheets"][letter]) for letter in "ABC")

    def test_that_do_not_belong_together_open_nothing(self) -> None:
        refuses("sheets_do_not_match", lambda: secrets_of_sheets(self.FILE, self.A, self.A))
        refuses("sheets_do_not_match", lambda: secrets_of_sheets(self.FILE, self.A, bytes(32)))

    def test_of_a_file_that_names_another_group_or_none_of_its_sheets_open_nothing(self) -> None:
        other = read_case_file(json.dumps(KNOWN["file"] | {"recovery": []}).encode())
        refuses("sheets_do_not_match", lambda: secrets_of_sheets(other, self.A, self.B))
        refuses("sheets_do_not_match", lambda: secrets_of_sheets(replace(self.FILE, group="head"), self.A, self.B))

    def test_of_a_set_that_is_not_the_one_the_roster_signed_open_nothing(self) -> None:
        groups = tuple(
            replace(one, recovery=RecoveryKey(1, kem_public_key(bytes(32)))) for one in self.FILE.roster.groups
        )
        file = replace(self.FILE, roster=replace(self.FILE.roster, groups=groups))
        refuses("key_mismatch", lambda: secrets_of_sheets(file, self.A, self.B))

    def test_of_which_any_two_are_the_groups_secret(self) -> None:
        for one, other in ((self.A, self.B), (self.C, self.A), (self.C, self.B)):
            assert secrets_of_sheets(self.FILE, one, other) == [SECRET]


class TestShape:
    @pytest.mark.parametrize(
        "change",
        [
            {"v": 2},
            {"streams": []},
            {"streams": [KNOWN["file"]["streams"][1]]},
            {"streams": [KNOWN["file"]["streams"][0]] * 2},
            {"streams": list(reversed(KNOWN["file"]["streams"]))},
            {"school": None},
            {"recovery": None},
            {"recovery": [{"set": 1, "boxes": [{"pair": "AD", "box": ""}], "wraps": []}]},
            {"recovery": [{"set": 1, "boxes": [{"pair": "AB", "box": "!"}], "wraps": []}]},
            {"recovery": [{"set": 1, "boxes": [], "wraps": [{"epoch": 0, "wrap": ""}]}]},
            {"case": {**KNOWN["file"]["case"], "id": KNOWN["file"]["school"]["id"]}},
        ],
    )
    def test_a_file_of_another_shape_is_refused(self, change: dict[str, Any]) -> None:
        refuses("case_file_malformed", lambda: read_case_file(json.dumps(KNOWN["file"] | change).encode()))

    @pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff", b"[" * 3000])
    def test_what_is_no_json_object_is_refused(self, data: bytes) -> None:
        refuses("case_file_malformed", lambda: read_case_file(data))


def test_a_whole_case_opens_and_every_check_holds() -> None:
    result = opened()
    assert result.findings == []
    said = {
        name: [one.body.kind if one.body else one.item.type for one in items] for name, items in result.streams.items()
    }
    assert said == {
        CONV: ["report", "status", "msg", "epoch", "share", "msg", "last"],
        FILE: ["note", "decision", "outcome"],
    }
    report = result.streams[CONV][0].body
    assert report is not None
    assert report.fields["text"].startswith("Somebody keeps hiding my bag.")


@pytest.mark.parametrize("kind", ["", "state", "tomb"])
def test_a_message_that_is_passed_off_as_something_else_is_missed(kind: str) -> None:
    file = copy.deepcopy(KNOWN["file"])
    conversation(file)[2] |= {"type": kind}
    assert {found.finding for found in opened(file).findings} >= {"kind_mismatch"}


def test_a_message_that_was_erased_by_law_leaves_its_number_and_no_finding() -> None:
    file = copy.deepcopy(KNOWN["file"])
    conversation(file)[2] |= {"type": "tomb", "kind": "erased", "body": "{}"}
    assert opened(file).findings == []
