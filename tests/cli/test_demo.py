"""The demo is real: its people sign in, its cases open, and nothing of it gets near a real school."""

import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.cli.demo import cases, codes, record, seed
from app.cli.demo.site import create_site
from app.cli.refusal import Refusal
from app.core import clock, encoding
from app.core.db import Database, migrations
from app.core.ids import SessionId
from app.core.settings import DatabaseSettings, Settings
from app.main import create_app
from app.mentoring import queries as mentoring
from app.mentoring.actions import shifts
from app.mentoring.schemas.shifts import DutyWanted
from app.people import queries as people
from app.people.actors import Staff
from app.schools import queries as schools
from app.sealing.casefile import SEALED, open_case_file, read_case_file, secrets_of_sheets
from app.sealing.errors import SheetsDoNotMatch
from app.sealing.recovery import read_secret
from app.sealing.sheets import read_sheet
from tests.cli.terminal import run
from tests.hillcrest import ORIGIN, auth_of

TOPICS = Path(__file__).parents[2] / "app" / "reports" / "topics.json"


def silently(_text: str) -> None:
    return None


def demo_settings(folder: Path) -> Settings:
    return Settings(data_dir=folder, demo=True, database=DatabaseSettings())


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo in it, to copy from."""
    folder = tmp_path_factory.mktemp("demo")
    migrations.upgrade(demo_settings(folder))
    seed.seed_if_empty(demo_settings(folder), silently)
    return folder


@pytest.fixture
def planted(template: Path, tmp_path: Path) -> Path:
    """A data folder of the test's own with the demo in it."""
    return shutil.copytree(template, tmp_path / "planted")


@pytest.fixture
def opened(planted: Path) -> Iterator[Database]:
    database = Database(demo_settings(planted))
    yield database
    database.close()


@pytest.fixture
def browser(planted: Path) -> Iterator[TestClient]:
    headers = {"Origin": ORIGIN, "X-Hark": "1"}
    with TestClient(create_app(demo_settings(planted)), base_url="https://localhost", headers=headers) as client:
        yield client


def sign_in(browser: TestClient, planted: Path, email: str) -> str:
    """Sign somebody in with nothing but what the demo prints; the name that they are then greeted by."""
    one = record.read(planted).person(email)
    salt = encoding.decode(browser.post("/api/session/start", json={"email": one.email}).json()["salt"])
    code = None if one.totp is None else codes.current(demo_settings(planted), one)
    answer = browser.post(
        "/api/session", json={"email": one.email, "auth": auth_of(one.passphrase, salt), "code": code}
    )
    return str(answer.json()["alias"])


def test_there_are_no_codes_outside_a_demo(tmp_path: Path) -> None:
    said = run(tmp_path, "demo", "code", "khan")
    assert said.returncode == 1
    assert "not the data folder of a demo" in said.stderr


def test_a_folder_whose_record_is_gone_is_left_alone(tmp_path: Path, planted: Path) -> None:
    (tmp_path / "hark.db").write_bytes((planted / "hark.db").read_bytes())
    with pytest.raises(Refusal, match="not the data folder of a demo"):
        seed.seed_if_empty(demo_settings(tmp_path), silently)


def test_a_folder_that_holds_another_school_is_left_alone(tmp_path: Path, planted: Path) -> None:
    (tmp_path / "hark.db").write_bytes((planted / "hark.db").read_bytes())
    known = json.loads(record.path(planted).read_bytes()) | {"school": "another"}
    record.path(tmp_path).write_text(json.dumps(known))
    with pytest.raises(Refusal, match="HARK_DATA_DIR"):
        seed.seed_if_empty(demo_settings(tmp_path), silently)


def test_nobody_else_on_the_machine_can_read_what_opens_the_demo(planted: Path) -> None:
    assert record.path(planted).stat().st_mode & 0o777 == 0o600


def test_planting_again_changes_nothing(planted: Path) -> None:
    before = record.read(planted)
    assert seed.seed_if_empty(demo_settings(planted), silently) == before


def test_a_mentor_has_no_code_and_nobody_is_called_nobody(planted: Path) -> None:
    with pytest.raises(Refusal, match="without a code"):
        codes.current(demo_settings(planted), record.read(planted).person("robin"))
    with pytest.raises(Refusal, match="It has khan"):
        record.read(planted).person("nobody")


def test_there_is_a_case_in_every_state_that_a_newcomer_should_see(opened: Database) -> None:
    def found(session: Session) -> set[tuple[str, str, str]]:
        rows = session.execute(text("SELECT group_name, state, safe FROM reports"))
        return {(row.group_name, row.state, row.safe) for row in rows}

    assert opened.read_now(found) == {
        ("safeguarding", "sent", "no"),
        ("safeguarding", "sent", "unsure"),
        ("safeguarding", "sent", "yes"),
        ("safeguarding", "passed", "yes"),
        ("safeguarding", "open", "yes"),
        ("safeguarding", "closed", "yes"),
        ("head", "sent", "yes"),
    }


@pytest.mark.parametrize("name", ["khan", "osei", "patel", "robin", "sam", "ward", "ellis"])
def test_the_invented_people_sign_in_with_what_is_printed(browser: TestClient, planted: Path, name: str) -> None:
    assert sign_in(browser, planted, name) == record.read(planted).person(name).alias


def test_whoever_just_signed_in_gets_a_code_that_still_opens(browser: TestClient, planted: Path) -> None:
    """Each code opens once, and somebody who tries the demo signs in and out within half a minute."""
    with clock.frozen(clock.now()):
        assert sign_in(browser, planted, "khan") == sign_in(browser, planted, "khan") == "Ms Khan"
        with pytest.raises(Refusal, match="Wait half a minute"):
            codes.current(demo_settings(planted), record.read(planted).person("khan"))


def test_a_newcomer_finds_a_topic_that_the_pastoral_team_receives(opened: Database) -> None:
    [school] = opened.read_now(schools.every)
    assert school.pastoral_topics == ("school",)


@pytest.mark.parametrize("hour", [0, 3, 12, 18, 23])
def test_a_newcomer_can_chat_as_a_mentor_at_any_hour_of_any_day_to_come(opened: Database, hour: int) -> None:
    for days in range(1, 8):
        with clock.frozen(clock.now().replace(hour=hour) + timedelta(days=days)):
            for name in ("khan", "robin"):
                come = DutyWanted(state="on", feeling="good")
                opened.write_now(shifts.set_duty, actor(opened, name), come)
            robin = actor(opened, "robin")
            gate = opened.read_now(mentoring.gate, robin.school_id, robin.person_id, lambda _: True)
            assert gate.shut_by == []
            opened.write_now(shifts.set_duty, robin, DutyWanted(state="off"))


def actor(opened: Database, name: str) -> Staff:
    who = opened.read_now(people.by_email, f"{name}@hillcrest.example")
    assert who is not None
    return Staff(who.id, who.school_id, who.role, who.groups, SessionId("none"), who.alias)


@pytest.mark.parametrize(("name", "group"), [("khan", "safeguarding"), ("ward", "head")])
def test_every_case_opens_with_its_groups_recovery_secret_and_nothing_in_it_is_wrong(
    browser: TestClient, planted: Path, name: str, group: str
) -> None:
    """The invented browsers sealed as the format says: an independent reader finds every signature and link."""
    sign_in(browser, planted, name)
    secret = read_secret(record.read(planted).recovery[group])
    ids = {
        case["id"]
        for view in ("inbox", "tray", "closed")
        for case in browser.get("/api/cases", params={"view": view}).json()["cases"]
    }
    assert ids
    for case in ids:
        answer = browser.get(f"/api/cases/{case}/export")
        found = open_case_file(read_case_file(answer.content), [secret])
        assert found.findings == []
        sealed = [one for items in found.streams.values() for one in items if one.item.type == SEALED]
        assert sealed
        assert all(one.body is not None for one in sealed)


@pytest.mark.parametrize(("email", "group"), [("khan", "safeguarding"), ("ward", "head")])
def test_two_printed_sheets_open_every_case_of_their_own_group_and_none_of_another(
    browser: TestClient, planted: Path, email: str, group: str
) -> None:
    sign_in(browser, planted, email)
    printed = {name: {one: read_sheet(words) for one, words in each.items()} for name, each in _sheets(planted).items()}
    listed = browser.get("/api/cases", params={"view": "inbox"}).json()["cases"]
    ids = [one["id"] for one in listed if one["group"] == group]
    assert ids
    for case in ids:
        file = read_case_file(browser.get(f"/api/cases/{case}/export").content)
        mine, other = printed[group], printed["governors"]
        with pytest.raises(SheetsDoNotMatch):
            secrets_of_sheets(file, mine["A"], other["B"])
        for one, another in (("A", "B"), ("C", "B"), ("A", "C")):
            found = open_case_file(file, secrets_of_sheets(file, mine[one], mine[another]))
            assert found.findings == []


def _sheets(planted: Path) -> dict[str, dict[str, str]]:
    return record.read(planted).sheets


def test_the_schools_page_is_another_origin_with_a_policy_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text('<script src="{{HARK_ORIGIN}}/button.js"></script>')
    (tmp_path / "notes.txt").write_text("not a page")
    site = TestClient(create_site("http://localhost:8000", tmp_path))
    page = site.get("/")
    assert page.text == '<script src="http://localhost:8000/button.js"></script>'
    assert "script-src 'self' http://localhost:8000;" in page.headers["content-security-policy"]
    for missing in ("/notes.txt", "/..%2findex.html", "/nothing.html", "/%2e%2e/%2e%2e/record.py"):
        assert site.get(missing).status_code == 404


def test_the_topics_of_the_invented_reports_are_ones_that_a_pupil_can_pick() -> None:
    known = {topic["id"] for topic in json.loads(TOPICS.read_text(encoding="utf-8"))["topics"]}
    picked = {topic for telling in cases.TELLINGS.values() for topic in telling.topics}
    assert picked <= known
