"""`hark serve` and `hark doctor`: each refusal is one sentence that says what to do."""

import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.cli import doctor
from app.core import clock, static
from app.core.db import migrations
from app.core.db.lock import ProcessLock
from app.core.settings import Settings
from tests.cli.terminal import run

pytestmark = pytest.mark.program


def problems(monkeypatch: pytest.MonkeyPatch, **environment: str) -> dict[str, str]:
    """What the doctor finds wrong, by what it looked at."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return {line.what: line.problem for line in doctor.examine() if line.problem}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder that the settings name, and built pages."""
    made = tmp_path / "data"
    made.mkdir(mode=0o700)
    monkeypatch.setenv("HARK_DATA_DIR", str(made))
    for name in ("pupil/index.html", "console/index.html", "button/button.js"):
        page = tmp_path / "static" / name
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text("built")
    monkeypatch.setattr(static, "FOLDER", tmp_path / "static")
    return made


def test_a_setting_that_cannot_be_is_named_with_its_reason_and_without_its_value(tmp_path: Path) -> None:
    said = run(tmp_path, "serve", HARK_ORIGINS="https://hark.example/path", HARK_DATABASE__READERS="900")
    assert said.returncode == 1
    assert "HARK_ORIGINS: an origin is a scheme" in said.stderr
    assert "HARK_DATABASE__READERS" in said.stderr
    assert "Traceback" not in said.stderr
    assert "/path" not in said.stderr


def test_a_port_that_is_taken_is_said_in_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        said = run(tmp_path, "serve", "--port", port)
    assert (said.returncode, "Traceback" in said.stderr) == (1, False)
    assert f"Port {port} of 127.0.0.1 cannot be used" in said.stderr


def test_a_server_key_that_others_can_read_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "server.key").write_text("A" * 43)
    (tmp_path / "server.key").chmod(0o644)
    said = run(tmp_path, "serve")
    assert (said.returncode, "Traceback" in said.stderr) == (1, False)
    assert "chmod 600" in said.stderr


def test_a_second_process_on_sqlite_is_refused_with_a_sentence_that_says_what_to_do(tmp_path: Path) -> None:
    first = ProcessLock(tmp_path)
    try:
        said = run(tmp_path, "serve")
    finally:
        first.release()
    assert (said.returncode, "Traceback" in said.stderr) == (1, False)
    assert "SQLite serves one process" in said.stderr
    assert "HARK_DATABASE__URL a PostgreSQL address" in said.stderr


def test_a_fresh_machine_has_nothing_wrong_with_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert problems(monkeypatch) == {}


def test_a_machine_that_serves_has_nothing_wrong_with_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    migrations.upgrade(Settings())
    assert problems(monkeypatch) == {}


def test_a_database_that_an_older_version_left_is_noticed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    migrations.upgrade(Settings(), "0001")
    assert "0001" in problems(monkeypatch)["database SQLite"]


def test_a_database_that_does_not_answer_is_noticed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = problems(monkeypatch, HARK_DATABASE__URL="postgresql+psycopg://nobody@127.0.0.1:9/hark")
    assert "HARK_DATABASE__URL" in found["database PostgreSQL"]


def test_pages_that_were_never_built_are_noticed(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(static, "FOLDER", tmp_path / "nowhere")
    assert "scripts/setup" in problems(monkeypatch)["built pages"]


def test_a_clock_from_before_this_version_is_noticed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.frozen(datetime(2020, 1, 1, tzinfo=UTC)):
        assert "01 January 2020" in problems(monkeypatch)["clock"]


def test_a_key_or_a_folder_that_others_can_read_is_noticed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "server.key").write_text("A" * 43)
    (folder / "server.key").chmod(0o640)
    folder.chmod(0o755)
    found = problems(monkeypatch)
    assert "chmod 600" in found["server key"]
    assert "chmod o-rwx" in found[f"data folder {folder}"]


def test_an_address_on_which_browsers_do_not_seal_is_noticed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (
        "not https"
        in problems(monkeypatch, HARK_ORIGINS="http://hark.school.example")["address http://hark.school.example"]
    )


def test_settings_that_cannot_be_read_are_a_problem_and_not_a_traceback(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "HARK_DATABASE__LANES" in problems(monkeypatch, HARK_DATABASE__LANES="none")["settings"]


def test_the_doctor_ends_with_the_status_of_what_it_found(folder: Path) -> None:
    assert run(folder, "doctor").returncode in {0, 1}
    assert run(folder, "doctor", HARK_DATABASE__LANES="none").returncode == 1
