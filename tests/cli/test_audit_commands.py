"""`hark audit`: what it finds, what it says where there is nothing, and how an export is checked with no server."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.audit import actions
from app.audit.notes import Signer
from app.audit.schemas import log_id
from tests.cli.terminal import run
from tests.hillcrest import SERVER, Hillcrest

pytestmark = pytest.mark.program


@pytest.fixture
def database_url(sqlite_planted: Path, tmp_path: Path) -> str:
    """SQLite alone: the command reads both engines through the same query, and a test tampers with a file."""
    shutil.copyfile(sqlite_planted, tmp_path / "hark.db")
    return f"sqlite:///{tmp_path / 'hark.db'}"


@pytest.fixture
def folder(hillcrest: Hillcrest) -> Path:
    """The data folder of a school, with its database closed over."""
    hillcrest.database.write_now(actions.sign_checkpoint, log_id(hillcrest.school.id, "school"), SERVER)
    hillcrest.database.close()
    return hillcrest.settings.data_dir


def tamper(folder: Path, change: str) -> None:
    with sqlite3.connect(folder / "hark.db") as file:
        for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            file.execute(f"DROP TRIGGER {name}")
        file.execute(change)


def test_where_there_is_no_database_it_does_not_say_that_all_is_well(tmp_path: Path) -> None:
    said = run(tmp_path, "audit", "verify")
    assert said.returncode == 1
    assert "no database" in said.stderr
    assert not (tmp_path / "hark.db").exists()


def test_a_log_that_nobody_touched_is_whole(folder: Path) -> None:
    said = run(folder, "audit", "verify")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.startswith("hillcrest/school: whole, ")


def test_a_log_that_somebody_touched_is_not_and_the_status_says_so(folder: Path) -> None:
    tamper(folder, "UPDATE audit_entry SET actor_id = 'somebody' WHERE \"index\" = 2")
    said = run(folder, "audit", "verify")
    assert said.returncode == 1
    assert "hillcrest/school: broken" in said.stdout
    assert "Entry 2" in said.stdout


def test_an_export_is_checked_anywhere_and_a_changed_one_fails(folder: Path, tmp_path: Path) -> None:
    export, elsewhere = tmp_path / "logs.json", tmp_path / "elsewhere"
    assert run(folder, "audit", "export", str(export)).returncode == 0
    said = run(elsewhere, "audit", "verify", str(export))
    assert said.returncode == 0
    assert ": whole, " in said.stdout
    document = json.loads(export.read_text())
    document["logs"][0]["evidence"]["entries"][1]["action"] = "vault.unlocked"
    export.write_text(json.dumps(document))
    assert run(elsewhere, "audit", "verify", str(export)).returncode == 1
    assert not elsewhere.exists()


def test_a_log_is_checked_against_the_key_that_was_kept_and_not_the_one_it_brings(folder: Path, tmp_path: Path) -> None:
    """Whoever forges a log signs it with a key of their own and puts that key into the file."""
    export = tmp_path / "logs.json"
    run(folder, "audit", "export", str(export))
    log = json.loads(export.read_text())["logs"][0]
    kept = Signer(log["key"].partition("+")[0], Ed25519PrivateKey.generate()).verifier.vkey()
    assert run(folder, "audit", "verify", str(export), "--key", log["key"]).returncode == 0
    said = run(folder, "audit", "verify", str(export), "--key", kept)
    assert said.returncode == 1
    assert "does not hold" in said.stdout


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"v":1,"exported":"now","logs":[]}', "not json"])
def test_a_file_that_is_no_export_is_said_to_be_none(tmp_path: Path, content: str) -> None:
    file = tmp_path / "file.json"
    file.write_text(content)
    said = run(tmp_path, "audit", "verify", str(file))
    assert (said.returncode, "Traceback" in said.stderr) == (1, False)
    assert "not an export" in said.stderr


def test_exporting_is_itself_recorded(folder: Path, tmp_path: Path) -> None:
    run(folder, "audit", "export", str(tmp_path / "logs.json"))
    document = json.loads((tmp_path / "logs.json").read_text())
    assert document["logs"][0]["evidence"]["entries"][-1]["action"] == "export.made"
