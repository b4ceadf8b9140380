"""What docs/deploy.md tells a school's IT to do, done."""

import re
import shutil
import sqlite3
from pathlib import Path

import pytest

from app.core.db import Database
from app.reports import queries as reports
from tests.cases import ADULT_WANTED, World
from tests.cli.terminal import run
from tests.databases import settings_for
from tests.hillcrest import Served

DEPLOY = (Path(__file__).parents[2] / "docs/deploy.md").read_text("utf-8")


@pytest.mark.program
def test_every_command_and_setting_that_the_page_names_is_there(tmp_path: Path) -> None:
    commands = set(re.findall(r"`hark (\w+(?: \w+)?)", DEPLOY))
    assert {"setup", "serve", "doctor", "audit verify", "audit export"} <= commands
    for command in commands:
        assert run(tmp_path, *command.split(), "--help").returncode == 0, command
    settings = (Path(__file__).parents[2] / "docs/settings.md").read_text("utf-8")
    assert [name for name in set(re.findall(r"HARK_[A-Z_]+", DEPLOY)) if f"`{name}`" not in settings] == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_copy_made_while_the_server_runs_is_a_whole_database(served: Served, tmp_path: Path) -> None:
    hillcrest = served.hillcrest
    thread = World(hillcrest.database, hillcrest.school, hillcrest.held).report(ADULT_WANTED)
    restored = tmp_path / "restored"
    restored.mkdir(mode=0o700)
    with sqlite3.connect(tmp_path / "hark.db") as running:
        running.execute("VACUUM INTO ?", [str(restored / "hark.db")])
    running.close()
    shutil.copy(hillcrest.settings.data_dir / "server.key", restored / "server.key")
    database = Database(settings_for("", restored))
    found = database.read_now(reports.report, thread.id)
    database.close()
    assert found is not None
    assert run(restored, "audit", "verify").returncode == 0
