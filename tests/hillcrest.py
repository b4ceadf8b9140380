"""A whole school for tests: seven invented people with real keys, and the app that serves it.

The keys are made once for a run, because Argon2id takes its time on purpose; each test plants them in its own database.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from anyio.from_thread import BlockingPortal
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.cli.demo import ceremony, mentoring, people
from app.cli.demo.ceremony import Enrolled, Held
from app.core import clock, encoding
from app.core.db import Database
from app.core.http import SESSION_COOKIE
from app.core.ids import SessionId
from app.core.secrets import ServerSecrets
from app.core.settings import Settings
from app.keys import actions as keys
from app.main import create_app
from app.people import actions as joining
from app.people import credentials
from app.people.actors import Staff
from app.schools import actions as founding
from app.schools.schemas import School
from app.sealing import person
from app.sealing.stretch import stretch
from tests.databases import settings_for

SERVER_KEY = bytes(range(32))
SERVER = ServerSecrets(SERVER_KEY)
ORIGIN = "http://localhost:8000"


@cache
def made() -> tuple[School, Held]:
    """The school and its keys, the same for the whole run."""
    school = people.school()
    cast = [one.person(school.id) for one in people.CAST]
    return school, ceremony.hold(school.id, cast, SERVER, clock.now())


def plant_school(url: str, folder: Path) -> None:
    """Put the school, its people and their keys into the migrated database at `url`; `folder` is for anything else."""
    school, held = made()
    database = Database(settings_for(url, folder))
    database.write_now(plant, school, held)
    database.close()


def plant(session: Session, school: School, held: Held) -> None:
    """Write the school, its people and their keys."""
    founding.found(session, school)
    for one in held.people:
        joining.join(session, one.joining)
    people.train(session, [one.person for one in held.people])
    keys.found_school(session, held.ceremony)
    # Whatever day a test says it is, the rota has everybody on it.
    mentoring.begin(session, held.people, first=date(2000, 1, 1), last=date(2199, 12, 31))


@cache
def auth_of(passphrase: str, salt: bytes) -> str:
    """What a browser sends to sign in with a passphrase."""
    return encoding.encode(person.split_stretched(stretch(passphrase, salt))[0])


@dataclass(frozen=True, slots=True)
class Hillcrest:
    """The school in a test's own database."""

    school: School
    held: Held
    settings: Settings
    database: Database

    def person(self, name: str) -> Enrolled:
        """Somebody by the part of their address before the @."""
        return next(one for one in self.held.people if one.person.email.startswith(f"{name}@"))

    def actor(self, name: str) -> Staff:
        """Somebody as the domains see them, with no session behind it."""
        who = self.person(name).person
        return Staff(who.id, who.school_id, who.role, who.groups, SessionId("none"), who.alias)

    def proof(self, name: str, *, step: int = 0) -> dict[str, str | None]:
        """The body that signs somebody in now; `step` asks for the code of another half minute."""
        who = self.person(name)
        present = int(clock.now().timestamp()) // credentials.STEP_SECONDS
        code = None if who.totp is None else credentials.code_of(who.totp, present + step)
        return {"email": who.person.email, "auth": auth_of(who.passphrase, who.joining.salt), "code": code}


class Visitor(TestClient):
    """A browser on our own page: it keeps the cookie, and says where its requests come from."""

    def __init__(self, served: "Served") -> None:
        # The cookie is for https alone, as browsers treat localhost; the origin is what the settings name.
        super().__init__(served.app, base_url="https://localhost", headers={"Origin": ORIGIN, "X-Hark": "1"})
        # All browsers meet the app on the one event loop that it was started on.
        self.portal = served.portal


@dataclass(slots=True)
class Served:
    """The school, served."""

    hillcrest: Hillcrest
    app: FastAPI
    portal: BlockingPortal

    def visitor(self) -> Visitor:
        """A browser that nobody has signed in with."""
        return Visitor(self)

    def signed_in(self, name: str) -> Visitor:
        """A browser in which somebody is signed in. The slow proof is skipped; a test of its own makes it."""
        sessions = self.hillcrest.settings.sessions
        opened = self.hillcrest.database.write_now(
            joining.sign_in,
            self.hillcrest.person(name).person,
            joining.Proof(),
            hours=sessions.staff_hours,
            idle_minutes=sessions.staff_idle_minutes,
        )
        visitor = self.visitor()
        visitor.cookies.set(SESSION_COOKIE, opened.token, domain="localhost.local", path="/")
        return visitor


def write_server_key(data_dir: Path) -> None:
    """The key that the school's server secrets are sealed under."""
    key = data_dir / "server.key"
    key.write_text(encoding.encode(SERVER_KEY))
    key.chmod(0o600)


@contextmanager
def serving(hillcrest: Hillcrest) -> Iterator[Served]:
    """The app, started and later stopped."""
    app = create_app(hillcrest.settings)
    with TestClient(app) as started:
        assert started.portal is not None
        app.state.sign_in.refusal_seconds = 0.0
        app.state.admission.refusal_seconds = 0.0
        yield Served(hillcrest, app, started.portal)
