"""`hark setup`: one founding invitation, refused a second time, renewed while nobody has joined; an empty server."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.cli import serve
from app.cli.refusal import settings_from_environment
from app.core import encoding
from app.core.db import Database, migrations
from app.core.db.lock import ProcessLock
from app.core.settings import Settings
from app.main import create_app
from app.schools import queries as schools
from app.sealing.invitation import split_words
from app.sealing.stretch import stretch
from tests.cli.terminal import run
from tests.databases import settings_for
from tests.hillcrest import ORIGIN, write_server_key

pytestmark = pytest.mark.program

HEADERS = {"Origin": ORIGIN, "X-Hark": "1"}


@dataclass(frozen=True, slots=True)
class Said:
    """What the command printed."""

    invitation: str
    words: str


def founded(folder: Path, *arguments: str) -> Said:
    said = run(folder, "setup", *arguments)
    assert (said.returncode, said.stderr) == (0, "")
    found = re.search(r"Link +(\S+)/console/join#(\S+)\n +Words +([a-z ]+)\n", said.stdout)
    assert found is not None
    assert found[1] == ORIGIN
    return Said(found[2], found[3])


def test_the_address_has_the_port_that_is_served_unless_one_was_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HARK_ORIGINS", raising=False)
    assert settings_from_environment(8123).origin == "http://localhost:8123"
    monkeypatch.setenv("HARK_ORIGINS", "https://hark.example")
    assert settings_from_environment(8123).origin == "https://hark.example"


def refusal(folder: Path, *arguments: str) -> str:
    said = run(folder, "setup", *arguments)
    assert (said.returncode, said.stdout) == (1, "")
    assert "Traceback" not in said.stderr
    return said.stderr


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[TestClient]:
    """A server that has no school yet."""
    settings = settings_for("", tmp_path)
    write_server_key(tmp_path)
    migrations.upgrade(settings)
    with TestClient(create_app(settings), base_url="https://localhost", headers=HEADERS) as client:
        yield client


def opened(folder: Path, said: Said) -> int:
    """How an invitation answers to its words."""
    with TestClient(create_app(Settings(data_dir=folder)), base_url="https://localhost", headers=HEADERS) as client:
        start = client.post(f"/api/invitations/{said.invitation}/start", json={}).json()
        auth, _ = split_words(stretch(said.words, encoding.decode(start["salt"])))
        answer = client.post(f"/api/invitations/{said.invitation}/open", json={"auth": encoding.encode(auth)})
        if answer.status_code == 200:
            assert answer.json()["founding"] is True
            assert answer.json()["school"]["slug"] == "hillcrest-school"
        return answer.status_code


def test_a_second_founding_is_refused_and_says_how_to_get_new_words(tmp_path: Path) -> None:
    founded(tmp_path, "--name", "Hillcrest School")
    assert "hark setup --again" in refusal(tmp_path, "--name", "Hillcrest School")
    assert "hark setup --again" in refusal(tmp_path, "--slug", "hillcrest-school", "--name", "Another")


def test_there_are_no_new_words_for_a_school_that_is_not_there(tmp_path: Path) -> None:
    assert "run: hark setup" in refusal(tmp_path, "--again")


def test_the_school_must_be_named_when_several_wait(tmp_path: Path) -> None:
    founded(tmp_path, "--name", "Hillcrest")
    founded(tmp_path, "--name", "Riverside")
    assert "hillcrest, riverside" in refusal(tmp_path, "--again")
    founded(tmp_path, "--again", "--slug", "riverside")


@pytest.mark.parametrize("slug", ["Hill Crest", "-hill", "hill/crest", "x" * 41])
def test_an_address_that_no_browser_could_be_given_is_refused(tmp_path: Path, slug: str) -> None:
    assert "cannot be an address" in refusal(tmp_path, "--name", "Hillcrest", "--slug", slug)


def test_a_name_of_letters_that_no_address_has_asks_for_one(tmp_path: Path) -> None:
    assert "--slug" in refusal(tmp_path, "--name", "学校")


def test_nothing_is_set_up_while_a_server_uses_the_file(tmp_path: Path) -> None:
    lock = ProcessLock(tmp_path)
    try:
        assert "stop the other one" in refusal(tmp_path, "--name", "Hillcrest")
    finally:
        lock.release()


def test_the_words_open_the_founding_and_only_the_newest_do(tmp_path: Path) -> None:
    first = founded(tmp_path, "--name", "Hillcrest School")
    second = founded(tmp_path, "--again")
    assert (opened(tmp_path, first), opened(tmp_path, second)) == (401, 200)


def test_a_new_school_is_closed_and_promises_no_hours(tmp_path: Path) -> None:
    founded(tmp_path, "--name", "St Brendan's School")
    database = Database(settings_for("", tmp_path))
    school = database.read_now(schools.by_slug, "st-brendan-s-school")
    database.close()
    assert (school.live_at, set(school.calendar.week), school.demo) == (None, {None}, False)


def test_a_server_without_a_school_says_how_to_make_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    serve._greet("http://127.0.0.1:8000", empty=True)
    assert "hark setup" in capsys.readouterr().out
    serve._greet("http://127.0.0.1:8000", empty=False)
    assert "hark setup" not in capsys.readouterr().out


def test_the_console_of_an_empty_server_lets_nobody_in_and_breaks_for_nobody(empty: TestClient) -> None:
    assert empty.get("/", follow_redirects=False).headers["location"] == "/console"
    assert empty.get("/api/session").status_code == 401
    start = empty.post("/api/session/start", json={"email": "nobody@hillcrest.example"})
    assert (start.status_code, start.json()["m"]) == (200, 65536)
    proof = {"email": "nobody@hillcrest.example", "auth": encoding.encode(bytes(32)), "code": "123456"}
    assert empty.post("/api/session", json=proof).json()["code"] == "sign_in_failed"
    assert empty.post("/api/session/passkey/start", json={}).status_code == 200
    assert empty.get("/api/schools/hillcrest").status_code == 404
