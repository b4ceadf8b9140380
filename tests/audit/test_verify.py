"""Tampering with the triggers dropped: each way is found, and the finding says where."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.audit import merkle
from app.audit.actions import origin, signer
from app.audit.leaves import CheckpointView, EntryView, Evidence, LogState, commitment
from app.audit.merkle import Frontier
from app.audit.notes import Checkpoint
from app.audit.schemas import AuditAction, Ref
from app.audit.verify import Fault, verify
from app.core import encoding
from app.core.secrets import ServerSecrets
from tests.audit.conftest import CASE, DSL, LOG, NOON, Books


def moved(now: int, to: int) -> list[str]:
    """An attacker's statements: an entry and its salt under another number."""
    return [
        f'UPDATE audit_entry SET "index" = {to} WHERE "index" = {now}',  # noqa: S608 - numbers of this file
        f'UPDATE audit_entry_salt SET "index" = {to} WHERE "index" = {now}',  # noqa: S608 - numbers of this file
    ]


def test_an_untouched_log_has_nothing_wrong_with_it(ten: Books) -> None:
    assert ten.findings() == []


@pytest.mark.parametrize(
    "change",
    [
        "action = 'report.closed'",
        "actor_id = 'somebody-else'",
        "subject_id = 'another-case'",
        "details = '{\"v\":2}'",
        "at = '2026-11-23 13:00:00.000000'",
        "subject_kind = 'person'",
    ],
)
def test_a_changed_entry_is_found(ten: Books, change: str) -> None:
    ten.tamper(f'UPDATE audit_entry SET {change} WHERE "index" = 5')  # noqa: S608 - an attacker's own statement
    assert ten.faults() == [("changed", 5)]


def test_a_deleted_entry_is_found(ten: Books) -> None:
    ten.tamper('DELETE FROM audit_entry WHERE "index" = 5')
    assert ten.faults() == [("missing", 5)]
    assert ten.findings()[0].sentence == "Entry 5 is missing."


def test_a_deleted_entry_is_found_when_the_rest_moved_up_to_hide_it(ten: Books) -> None:
    ten.tamper(
        'DELETE FROM audit_entry WHERE "index" = 5',
        'DELETE FROM audit_entry_salt WHERE "index" = 5',
        *(statement for number in range(6, 10) for statement in moved(number, number - 1)),
        "UPDATE audit_log SET size = 9",
    )
    assert ("missing", 5) in ten.faults()
    assert ("checkpoint_mismatch", 7) in ten.faults()


def test_an_inserted_entry_is_found(ten: Books) -> None:
    copy = "log, 5, at, actor_kind, actor_id, 'report.closed', subject_kind, subject_id, details, leaf_hash, act"
    ten.tamper(
        *(statement for number in range(9, 4, -1) for statement in moved(number, number + 1)),
        f'INSERT INTO audit_entry SELECT {copy} FROM audit_entry WHERE "index" = 4',  # noqa: S608 - an attacker's
        'INSERT INTO audit_entry_salt SELECT log, 5, salt FROM audit_entry_salt WHERE "index" = 4',
        "UPDATE audit_log SET size = 11",
    )
    assert {("changed", 5), ("inserted", 6), ("checkpoint_mismatch", 7)} <= set(ten.faults())


def test_reordered_entries_are_found(ten: Books) -> None:
    ten.tamper(*moved(3, 100), *moved(6, 3), *moved(100, 6))
    assert ("reordered", 4) in ten.faults()
    assert ("checkpoint_mismatch", 4) in ten.faults()


def test_a_truncated_log_is_found(ten: Books) -> None:
    ten.tamper('DELETE FROM audit_entry WHERE "index" >= 8')
    assert ten.faults() == [("truncated", 8)]


def test_a_log_that_was_cut_with_its_own_count_is_found_by_its_checkpoint(ten: Books) -> None:
    ten.tamper(
        'DELETE FROM audit_entry WHERE "index" >= 8',
        'DELETE FROM audit_entry_salt WHERE "index" >= 8',
        "UPDATE audit_log SET size = 8",
    )
    assert ("truncated", 8) in ten.faults()


def test_a_log_of_which_nothing_is_left_is_found(ten: Books) -> None:
    ten.tamper("DELETE FROM audit_entry", "DELETE FROM audit_entry_salt")
    assert ten.faults() == [("truncated", 0)]


def test_a_count_that_does_not_follow_from_the_entries_is_found(ten: Books) -> None:
    """Whoever prepared the next append to hide something has written a frontier that the entries do not have."""
    ten.tamper('UPDATE audit_log SET frontier = (SELECT leaf_hash FROM audit_entry WHERE "index" = 0)')
    assert ten.faults() == [("state_mismatch", 10)]


def test_an_entry_added_behind_the_logs_back_is_found(ten: Books) -> None:
    columns = "log, 10, at, actor_kind, actor_id, action, subject_kind, subject_id, details, leaf_hash, act"
    ten.tamper(f'INSERT INTO audit_entry SELECT {columns} FROM audit_entry WHERE "index" = 9')  # noqa: S608
    assert ("inserted", 10) in ten.faults()


def test_a_salt_that_vanished_without_a_record_is_found(ten: Books) -> None:
    ten.tamper('DELETE FROM audit_entry_salt WHERE "index" = 5')
    assert ten.faults() == [("unproved", 5)]


def test_a_checkpoint_that_was_rewritten_is_found(ten: Books) -> None:
    ten.tamper("UPDATE audit_checkpoint SET root = 'AAAA' WHERE size = 7")
    assert ten.faults() == [("bad_signature", 7)]


def test_a_checkpoint_that_another_key_signed_is_found(ten: Books) -> None:
    thief = signer(ServerSecrets(bytes(32)), LOG)
    [_, seven, _] = ten.evidence().checkpoints
    forged = replace(seven, note=thief.sign(Checkpoint(origin(LOG), 7, encoding.decode(seven.root))))
    evidence = replace(ten.evidence(), checkpoints=[forged])
    [finding] = verify(evidence, signer(ten.secrets, LOG).verifier)
    assert (finding.fault, finding.index) == (Fault.BAD_SIGNATURE, 7)


def test_a_checkpoint_of_another_log_is_found(ten: Books) -> None:
    [_, seven, _] = ten.evidence().checkpoints
    ours = signer(ten.secrets, LOG)
    other = replace(seven, note=ours.sign(Checkpoint("hark/audit/other", 7, encoding.decode(seven.root))))
    [finding] = verify(replace(ten.evidence(), checkpoints=[other]), ours.verifier)
    assert (finding.fault, finding.sentence.endswith("it is of another log.")) == (Fault.BAD_SIGNATURE, True)


def written(number: int, action: str = "report.opened") -> tuple[EntryView, str]:
    """An entry and its salt, made as somebody with the database and the code could make them."""
    salt = bytes([number + 1]) * 32
    draft = EntryView(LOG, number, NOON, DSL, action, CASE, {}, "")
    leaf = merkle.leaf_hash(commitment(salt, draft.canonical()))
    return replace(draft, leaf_hash=encoding.encode(leaf)), encoding.encode(salt)


def book(actions: list[str]) -> Evidence:
    """A log made whole: entries, salts, frontier and no checkpoint."""
    made = [written(number, action) for number, action in enumerate(actions)]
    frontier = Frontier()
    for entry, _ in made:
        frontier = frontier.append(encoding.decode(entry.leaf_hash))
    state = LogState(frontier.size, encoding.encode(frontier.root()))
    return Evidence(LOG, [entry for entry, _ in made], {n: salt for n, (_, salt) in enumerate(made)}, [], state)


OURS = signer(ServerSecrets(bytes(range(32))), LOG)


def signed(evidence: Evidence, size: int) -> CheckpointView:
    root = merkle.root([encoding.decode(entry.leaf_hash) for entry in evidence.entries[:size]])
    return CheckpointView(size, encoding.encode(root), OURS.sign(Checkpoint(origin(LOG), size, root)))


def test_a_history_rewritten_with_care_is_caught_by_the_checkpoints_which_say_between_where() -> None:
    """The attacker recomputed every salt, leaf and the log's own count: only what was signed before gives it away."""
    true = book(["report.opened"] * 10)
    kept = [signed(true, size) for size in (3, 6, 10)]
    false = book(["report.opened"] * 4 + ["report.closed"] + ["report.opened"] * 5)
    assert verify(false, OURS.verifier) == []
    found = verify(replace(false, checkpoints=kept), OURS.verifier)
    assert [(finding.fault, finding.index) for finding in found] == [
        (Fault.CHECKPOINT_MISMATCH, 6),
        (Fault.CHECKPOINT_MISMATCH, 10),
    ]
    assert found[0].sentence.startswith("The first 6 entries are not those that were signed; the first 3 are.")


def test_an_erasure_that_is_recorded_is_no_fault_but_a_false_record_of_one_is() -> None:
    evidence = book(["report.opened"] * 3)
    record, salt = written(3, AuditAction.AUDIT_ERASED.value)
    forged = replace(record, subject=Ref("entry", "1"))
    salts = {number: text for number, text in evidence.salts.items() if number != 1} | {3: salt}
    found = verify(replace(evidence, entries=[*evidence.entries, forged], salts=salts, state=None), OURS.verifier)
    assert [(finding.fault, finding.index) for finding in found] == [(Fault.CHANGED, 3)]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_single_change_to_what_is_stored_goes_unfound(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 12))
    true = book(["report.opened", "report.taken", "message.posted"] * 4)
    evidence = replace(true, entries=true.entries[:size], state=None)
    evidence = replace(evidence, checkpoints=[signed(evidence, size)])
    place = data.draw(st.integers(0, size - 1))
    entries, salts = list(evidence.entries), dict(evidence.salts)
    match data.draw(st.sampled_from(["action", "leaf", "delete", "copy", "salt", "swap"])):
        case "action":
            entries[place] = replace(entries[place], action="report.closed")
        case "leaf":
            entries[place] = replace(entries[place], leaf_hash=encoding.encode(bytes(32)))
        case "delete":
            del entries[place]
        case "copy":
            entries.insert(place, entries[place])
        case "salt":
            salts[place] = encoding.encode(bytes(32))
        case "swap":
            other = (place + 1) % size
            entries[place], entries[other] = entries[other], entries[place]
    assert verify(evidence, OURS.verifier) == []
    assert verify(replace(evidence, entries=entries, salts=salts), OURS.verifier) != []
