"""`hark witness` at a terminal: its file, what it refuses to be told, and a server that does not answer."""

import json
import stat
from pathlib import Path

import pytest

from app.audit.actions import signer
from app.audit.notes import parse_vkey
from tests.cli.terminal import run
from tests.hillcrest import SERVER

pytestmark = pytest.mark.program
LOG_KEY = signer(SERVER, "0190b3c0-0000-7000-8000-000000000001/school").verifier.vkey()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "witness.json"


def witness(file: Path, *arguments: str) -> tuple[int, str, str]:
    said = run(file.parent, "witness", *arguments, "--file", str(file))
    return said.returncode, said.stdout, said.stderr


def test_a_witness_without_a_key_is_told_how_to_make_one(file: Path) -> None:
    code, _, complaint = witness(file, "visit")
    assert (code, "hark witness key NAME" in complaint) == (1, True)


def test_the_key_is_made_once_for_its_owner_alone(file: Path) -> None:
    assert witness(file, "key", "Mr Smith")[0] == 1
    code, printed, _ = witness(file, "key", "trust.example.org")
    assert code == 0
    assert parse_vkey(printed.strip()).name == "trust.example.org"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert witness(file, "key", "trust.example.org")[0] == 1


def test_it_watches_over_https_alone_and_never_takes_another_key_for_a_log(file: Path) -> None:
    witness(file, "key", "trust.example.org")
    for address in ("http://hark.example", "https://hark.example/path", "hark.example"):
        assert witness(file, "watch", address, LOG_KEY)[0] == 1
    own = json.loads(file.read_text())
    assert witness(file, "watch", "https://hark.example", "nonsense")[0] == 1
    assert json.loads(file.read_text()) == own
    assert witness(file, "watch", "https://hark.example", LOG_KEY)[0] == 0
    log = json.loads(file.read_text())["logs"]["hark/audit/0190b3c0-0000-7000-8000-000000000001/school"]
    assert (log["key"], log["size"]) == (LOG_KEY, 0)


def test_a_server_that_is_away_costs_nothing_of_what_was_seen(file: Path) -> None:
    witness(file, "key", "trust.example.org")
    witness(file, "watch", "http://localhost:9", LOG_KEY)
    before = file.read_text()
    code, _, complaint = witness(file, "visit")
    assert (code, "What was seen is remembered" in complaint, file.read_text() == before) == (1, True, True)
