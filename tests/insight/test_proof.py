"""The proof of a case: who may have it, that it holds by itself, and that it says nothing of any other case."""

import base64
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.audit import merkle, standalone
from app.audit.notes import parse_vkey
from app.audit.proofs import read_text, write_text
from app.audit.schemas import log_id
from app.core import encoding
from app.escalation.actions import raising
from tests.cases import ABOUT_STAFF, ADULT_WANTED, PASTORAL, World
from tests.hillcrest import Served


@pytest.fixture
def world(served: Served) -> World:
    hillcrest = served.hillcrest
    return World(hillcrest.database, hillcrest.school, hillcrest.held)


def proof_of(served: Served, name: str, case: str) -> Any:
    answer = served.signed_in(name).get(f"/api/cases/{case}/proof")
    assert answer.status_code == 200, answer.text
    return answer.json()


def holds(part: Any) -> bool:
    """Every entry of one log leads to the root that the log's key signed."""
    signed = parse_vkey(part["key"]).open(part["checkpoint"])
    return all(
        merkle.verify_inclusion(
            encoding.decode(entry["leaf_hash"]),
            entry["index"],
            signed.size,
            [encoding.decode(sibling) for sibling in entry["proof"]],
            signed.root,
        )
        for entry in part["entries"]
    )


def actions_of(part: Any) -> list[str]:
    return [entry["action"] for entry in part["entries"]]


@pytest.mark.parametrize(("name", "status"), [("ward", 404), ("ellis", 404), ("robin", 403), ("patel", 404)])
def test_who_is_not_of_the_cases_group_gets_no_proof_of_it(
    served: Served, world: World, name: str, status: int
) -> None:
    thread = world.report(ADULT_WANTED)
    assert served.signed_in(name).get(f"/api/cases/{thread.id}/proof").status_code == status
    assert "proof.made" not in world.recorded("safeguarding")


def test_a_case_that_is_hidden_from_the_lead_has_no_proof_for_her(served: Served, world: World) -> None:
    thread = world.report(ABOUT_STAFF)
    assert served.signed_in("khan").get(f"/api/cases/{thread.id}/proof").status_code == 404
    assert holds(proof_of(served, "ward", thread.id))


def test_every_entry_about_the_case_is_proved_and_so_is_that_the_proof_was_made(served: Served, world: World) -> None:
    thread, other = world.report(ADULT_WANTED), world.report(ADULT_WANTED)
    khan = served.signed_in("khan")
    assert khan.post(f"/api/cases/{thread.id}/open").status_code == 200
    proof = proof_of(served, "khan", thread.id)
    assert proof["log"] == log_id(world.school.id, "safeguarding")
    assert actions_of(proof) == ["report.received", "report.opened", "proof.made"]
    assert holds(proof)
    assert other.id not in str(proof)
    assert proof["earlier"] == []


def test_a_proof_of_a_changed_entry_does_not_hold(served: Served, world: World) -> None:
    thread = world.report(ADULT_WANTED)
    proof = proof_of(served, "khan", thread.id)
    proof["entries"][0]["index"] += 1
    assert not holds(proof)


def test_a_case_that_was_raised_is_proved_in_both_groups_logs(served: Served, world: World) -> None:
    thread = world.report(PASTORAL)
    world.do(raising.raise_case, world.actor("khan"), thread.id, world.case(thread).v)
    proof = proof_of(served, "khan", thread.id)
    [before] = proof["earlier"]
    assert before["log"].endswith("/pastoral")
    assert "report.received" in actions_of(before)
    assert "report.escalated" in actions_of(proof)
    assert holds(proof)
    assert holds(before)


def test_the_key_and_the_checkpoint_are_as_c2sp_writes_them(served: Served, world: World) -> None:
    proof = proof_of(served, "khan", world.report(ADULT_WANTED).id)
    origin, size, root, blank, line = proof["checkpoint"].rstrip("\n").split("\n")
    assert (origin, blank) == (f"hark/audit/{proof['log']}", "")
    assert int(size) > 0
    assert len(base64.b64decode(root)) == merkle.HASH_BYTES
    assert line.startswith(f"\u2014 {origin} ")
    assert proof["key"].startswith(f"{origin}+")


def test_one_entry_of_another_case_or_of_a_log_of_others_is_not_proved(served: Served, world: World) -> None:
    thread, hidden = world.report(ADULT_WANTED), world.report(ABOUT_STAFF)
    khan = served.signed_in("khan")
    [mine, *_] = proof_of(served, "khan", thread.id)["entries"]
    for case, place in (
        (thread.id, f"safeguarding/{mine['index'] + 999}"),
        (thread.id, f"head/{mine['index']}"),
        (thread.id, f"school/{mine['index']}"),
        (hidden.id, "head/0"),
        (world.report(ADULT_WANTED).id, f"safeguarding/{mine['index']}"),
    ):
        assert khan.get(f"/api/cases/{case}/proof/{place}").status_code == 404
    assert served.signed_in("robin").get(f"/api/cases/{thread.id}/proof/safeguarding/0").status_code == 403


def test_one_entry_is_given_as_c2sp_writes_it_and_the_verifier_refuses_an_altered_one(
    served: Served, world: World, tmp_path: Path
) -> None:
    khan, thread = served.signed_in("khan"), world.report(ADULT_WANTED)
    whole = proof_of(served, "khan", thread.id)
    [first, *_] = whole["entries"]
    answer = khan.get(f"/api/cases/{thread.id}/proof/safeguarding/{first['index']}")
    proof = answer.json()
    assert (answer.status_code, proof.split("\n")[0]) == (200, "c2sp.org/tlog-proof@v1")
    assert actions_of(proof_of(served, "khan", thread.id)).count("proof.made") == 3
    script, file = tmp_path / "hark_verify.py", tmp_path / "entry.tlog-proof"
    script.write_text(standalone.text(), "utf-8")

    def said(text: str) -> subprocess.CompletedProcess[str]:
        file.write_text(text, "utf-8")
        command = [sys.executable, "-I", str(script), str(file), "--key", whole["key"]]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    held = said(proof)
    assert (held.returncode, ": proved, 1 entries" in held.stdout) == (0, True)
    extra = read_text(proof).extra
    forged = extra.replace(b"report.received", b"report.closed")
    assert forged != extra
    changed = said(write_text(replace(read_text(proof), extra=forged)))
    assert (changed.returncode, "is not what was recorded" in changed.stdout) == (1, True)
    moved = said(proof.replace(f"\nindex {first['index']}\n", f"\nindex {first['index'] + 1}\n"))
    assert moved.returncode == 1


def test_the_verifier_is_given_to_whoever_is_signed_in_and_takes_the_proof(
    served: Served, world: World, tmp_path: Path
) -> None:
    assert served.visitor().get("/api/audit/verifier").status_code == 401
    answer = served.signed_in("ellis").get("/api/audit/verifier")
    assert 'filename="hark_verify.py"' in answer.headers["content-disposition"]
    script, proof = tmp_path / "hark_verify.py", tmp_path / "proof.json"
    script.write_text(answer.text, "utf-8")
    given = proof_of(served, "khan", world.report(ADULT_WANTED).id)
    proof.write_text(json.dumps(given), "utf-8")
    command = [sys.executable, "-I", str(script), str(proof), "--key", given["key"]]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    # The one thing it has to say: here khan opened the case without signing that she did.
    assert (said.returncode, said.stderr.count("\n"), "bear no signature" in said.stderr) == (0, 1, True)
    assert ": proved, " in said.stdout
