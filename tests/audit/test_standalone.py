"""The verifier as one file: somebody with Python and `cryptography` alone checks what a school gave them."""

import ast
import base64
import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.audit import actions, merkle, queries, standalone
from app.audit.exports import Export, ExportedLog
from app.audit.notes import WITNESS_KEY, Checkpoint, Signer
from app.audit.proofs import TextProof, write_text
from app.audit.schemas import AuditAction, Ref
from app.core import encoding
from tests.audit.conftest import CASE, DSL, LOG, NOON, Books

pytestmark = pytest.mark.program
WITNESS = Signer("trust.example.org", Ed25519PrivateKey.from_private_bytes(bytes([7]) * 32), WITNESS_KEY)


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """SQLite alone: what is checked is a file, whatever database it came from."""
    (tmp_path / "hark.db").write_bytes(sqlite_template.read_bytes())
    return f"sqlite:///{tmp_path / 'hark.db'}"


@pytest.fixture
def key(ten: Books) -> str:
    return actions.signer(ten.secrets, LOG).verifier.vkey()


@pytest.fixture
def export(ten: Books, key: str) -> Any:
    return as_json(Export(1, NOON, [ExportedLog(key, ten.evidence())]))


@pytest.fixture
def proof(ten: Books, key: str) -> Any:
    """The proof of a case among others, as the server gives it."""
    found = ten.database.read_now(queries.proved, LOG, CASE)
    assert found is not None
    entries = [
        as_json(one.entry) | {"salt": one.salt, "proof": [encoding.encode(step) for step in one.path]}
        for one in found.entries
    ]
    return {
        "v": 1, "case": CASE.id, "log": LOG, "key": key, "checkpoint": found.checkpoint.note,
        "entries": entries, "earlier": [],
    }  # fmt: skip


def as_json(value: Any) -> Any:
    return json.loads(msgspec.json.encode(value))


def run(tmp_path: Path, document: Any, *options: str) -> "subprocess.CompletedProcess[str]":
    """Isolated from the folder and the environment, so that nothing of Hark can be found."""
    script, file = tmp_path / "hark_verify.py", tmp_path / "given"
    script.write_text(standalone.text(), "utf-8")
    file.write_text(document if isinstance(document, str) else json.dumps(document), "utf-8")
    command = [sys.executable, "-I", str(script), str(file), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)


def test_the_file_asks_for_nothing_but_python_and_cryptography() -> None:
    wanted = set()
    for node in ast.walk(ast.parse(standalone.text())):
        if isinstance(node, ast.Import):
            wanted |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            wanted.add(node.module or "")
    assert {name for name in wanted if name.split(".")[0] not in sys.stdlib_module_names} == {
        "cryptography.exceptions",
        "cryptography.hazmat.primitives.asymmetric.ed25519",
    }


def test_no_part_of_the_file_takes_the_name_of_another() -> None:
    """One name for two things would be silent: the later part would change what the earlier one does."""
    names: Counter[str] = Counter()
    for part in standalone.PARTS:
        module = ast.parse(files("app.audit").joinpath(f"{part}.py").read_text("utf-8"))
        own = {node.name for node in module.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        for node in module.body:
            if isinstance(node, ast.Assign):
                own |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        names.update(own)
    assert {name for name, number in names.items() if number > 1} == set()


def test_an_export_and_a_proof_that_nobody_touched_hold(tmp_path: Path, export: Any, proof: Any, key: str) -> None:
    unsigned = f"{LOG}: 10 of 10 entries of people bear no signature of theirs; first 0\n"
    said = run(tmp_path, export, "--key", key)
    assert (said.returncode, said.stderr) == (0, unsigned)
    assert said.stdout.startswith(f"{LOG}: whole, 10 entries, root ")
    said = run(tmp_path, proof, "--key", key)
    assert (said.returncode, said.stderr) == (0, unsigned)
    assert said.stdout == f"{LOG}: proved, 10 entries of a log of 10\n"


def changed_entry(proof: Any) -> None:
    proof["entries"][3]["action"] = "report.closed"


def changed_place(proof: Any) -> None:
    proof["entries"][3]["index"] = 4


def changed_leaf(proof: Any) -> None:
    proof["entries"][3]["leaf_hash"] = encoding.encode(bytes(32))


def changed_path(proof: Any) -> None:
    proof["entries"][3]["proof"][0] = encoding.encode(bytes(32))


def swapped_salts(proof: Any) -> None:
    one, other = proof["entries"][3], proof["entries"][4]
    one["salt"], other["salt"] = other["salt"], one["salt"]


def changed_log(proof: Any) -> None:
    proof["log"] = proof["log"].replace("safeguarding", "head")


def changed_size(proof: Any) -> None:
    proof["checkpoint"] = proof["checkpoint"].replace("\n10\n", "\n11\n")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (changed_entry, "Entry 3 is not what was recorded."),
        (changed_place, "Entry 4 does not lead to the root of the log's 10 entries."),
        (changed_leaf, "Entry 3 does not lead to the root of the log's 10 entries."),
        (changed_path, "Entry 3 does not lead to the root of the log's 10 entries."),
        (swapped_salts, "Entry 3 is not what was recorded."),
        (changed_log, "Entry 0 is not what was recorded."),
        (changed_size, "The checkpoint does not hold: the signature does not fit the text."),
    ],
)
def test_a_proof_that_was_changed_fails_and_says_where(tmp_path: Path, proof: Any, change: Any, sentence: str) -> None:
    change(proof)
    said = run(tmp_path, proof)
    assert said.returncode == 1
    assert sentence in said.stdout


def test_a_forgers_own_key_does_not_count_beside_the_one_that_was_kept(
    tmp_path: Path, ten: Books, proof: Any, key: str
) -> None:
    thief = Signer(actions.origin(LOG), Ed25519PrivateKey.from_private_bytes(bytes([9]) * 32))
    root = merkle.root([encoding.decode(entry.leaf_hash) for entry in ten.evidence().entries])
    proof |= {"key": thief.verifier.vkey(), "checkpoint": thief.sign(Checkpoint(actions.origin(LOG), 10, root))}
    assert run(tmp_path, proof).returncode == 0
    said = run(tmp_path, proof, "--key", key)
    assert said.returncode == 1
    assert "no signature by the expected key" in said.stdout


def test_what_no_witness_has_seen_fails_where_one_is_asked_for(tmp_path: Path, proof: Any, key: str) -> None:
    options = ("--key", key, "--witness", WITNESS.verifier.vkey())
    said = run(tmp_path, proof, *options)
    assert said.returncode == 1
    assert "The witness trust.example.org has seen no part" in said.stdout
    proof["checkpoint"] += WITNESS.cosign(proof["checkpoint"], int(NOON.timestamp()))
    said = run(tmp_path, proof, *options)
    assert said.returncode == 0
    assert "the witness trust.example.org saw the first 10 entries at 2026-11-23 12:00 UTC" in said.stderr


def test_a_proof_holds_although_the_witness_has_not_been_there_since(
    tmp_path: Path, ten: Books, proof: Any, key: str
) -> None:
    leaves = [encoding.decode(entry.leaf_hash) for entry in ten.evidence().entries]
    old = ten.evidence().checkpoints[0]
    seen = old.note + WITNESS.cosign(old.note, int(NOON.timestamp()))
    path = [encoding.encode(step) for step in merkle.consistency_proof(leaves, 4)]
    options = ("--key", key, "--witness", WITNESS.verifier.vkey())
    assert run(tmp_path, proof | {"witnessed": {"checkpoint": seen, "proof": path}}, *options).returncode == 0
    said = run(tmp_path, proof | {"witnessed": {"checkpoint": seen, "proof": path[:-1]}}, *options)
    assert said.returncode == 1
    assert "The log of 10 entries does not begin with the 4 that were shown to a witness." in said.stdout


def test_an_export_that_its_witness_has_not_seen_for_over_a_week_fails(tmp_path: Path, ten: Books, key: str) -> None:
    [four, *later] = ten.evidence().checkpoints
    seen = replace(four, note=four.note + WITNESS.cosign(four.note, int(NOON.timestamp())))
    evidence = replace(ten.evidence(), checkpoints=[seen, *later])
    options = ("--key", key, "--witness", WITNESS.verifier.vkey())
    within = as_json(Export(1, NOON.replace(day=30), [ExportedLog(key, evidence)]))
    assert run(tmp_path, within, *options).returncode == 0
    after = as_json(Export(1, NOON.replace(day=30, hour=13), [ExportedLog(key, evidence)]))
    said = run(tmp_path, after, *options)
    assert said.returncode == 1
    assert "has seen the first 4 entries, and the next is of 23 November 2026." in said.stdout


def test_one_entry_can_be_checked_in_the_text_form_of_c2sp(tmp_path: Path, proof: Any, key: str) -> None:
    [*_, last] = proof["entries"]
    extra = {"log": LOG, "key": key, "salt": last["salt"], "entry": last}
    path = [encoding.decode(step) for step in last["proof"]]
    text = write_text(TextProof(9, path, proof["checkpoint"], json.dumps(extra).encode()))
    assert run(tmp_path, text, "--key", key).returncode == 0
    hashed = base64.b64encode(path[0]).decode()
    assert run(tmp_path, text.replace(hashed, base64.b64encode(bytes(32)).decode()), "--key", key).returncode == 1


def test_an_erased_entry_is_proved_without_its_meaning(tmp_path: Path, ten: Books, key: str, proof: Any) -> None:
    proof["entries"][2] |= {"salt": None, "action": "unknown"}
    said = run(tmp_path, proof, "--key", key)
    assert said.returncode == 0
    assert "the meaning of 1 entries was erased" in said.stderr


@pytest.mark.parametrize(
    "document",
    ["", "[]", "{}", '{"v":2}', '{"v":1}', '{"v":1,"logs":7,"exported":"now"}', "c2sp.org/tlog-proof@v1\n", "\x00"],
)
def test_a_file_that_is_neither_says_so_in_one_sentence(tmp_path: Path, document: str) -> None:
    said = run(tmp_path, document)
    assert (said.returncode, said.stdout) == (2, "")
    assert "cannot be checked" in said.stderr
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize("value", [True, "1", -1, 1e3, None, [], 10**30])
def test_a_number_that_is_none_is_refused_and_never_crashes(tmp_path: Path, proof: Any, value: Any) -> None:
    proof["entries"][0]["index"] = value
    said = run(tmp_path, proof)
    assert said.returncode in {1, 2}
    assert "Traceback" not in said.stderr


def test_the_case_is_the_one_that_was_asked_for(ten: Books) -> None:
    other = Ref("case", "0190b3c0-0000-4000-8000-0000000000c2")
    ten.database.write_now(actions.record, log=LOG, actor=DSL, action=AuditAction.REPORT_OPENED, subject=other)
    ten.sign()
    found = ten.database.read_now(queries.proved, LOG, other)
    assert found is not None
    assert [one.entry.index for one in found.entries] == [10]
