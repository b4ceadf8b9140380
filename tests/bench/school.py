"""A school with real keys in a data folder, and what its pupils' browsers have sealed beforehand."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from app.cli.demo.browser import Thread, random_id
from app.core import clock
from app.core.db import Database, migrations
from app.core.http import SESSION_COOKIE
from app.people import actions as people
from app.realtime import queries as streams
from app.reports.challenges import Challenge, is_solved
from app.sealing.item import ItemPlace, seal_item
from app.triage.actions import desk
from tests import hillcrest
from tests.bench.http_load import ORIGIN, Connection
from tests.cases import World
from tests.databases import settings_for

ADULTS = ("khan", "osei")
_WORDS = "I do not want to go to PE on Tuesday because of what happens in the changing room. " * 5
"""About 400 characters, so that the sealed envelope is of the smallest padded class, as nearly every message is."""


@dataclass(frozen=True, slots=True)
class Room:
    """One conversation that both adults have opened, and how its pupil and they are let in."""

    thread: Thread
    pupil: str
    adults: tuple[str, ...]
    """Header lines, one for each who connects."""


@dataclass(frozen=True, slots=True)
class School:
    """The school, planted in `folder`. `world` is for reading while a server runs."""

    folder: Path
    world: World

    @property
    def path(self) -> str:
        """Where its calls to anyone are."""
        return f"/api/schools/{self.world.school.slug}"

    def rooms(self, number: int) -> list[Room]:
        """Conversations with a report in each. Asked for before a server starts."""
        threads = [self.world.pupil() for _ in range(number)]
        adults = tuple(f"Cookie: {SESSION_COOKIE}={self._sign_in(name)}" for name in ADULTS)
        tokens = self.world.do(self._open, threads)
        pupils = [f"Authorization: Bearer {token}" for token in tokens]
        return [Room(thread, pupil, adults) for thread, pupil in zip(threads, pupils, strict=True)]

    def heads(self, rooms: list[Room]) -> dict[str, int]:
        """The last number of each room's stream."""
        found = self.world.ask(streams.heads, [room.thread.conv for room in rooms])
        return {stream: head.seq for stream, head in found.items()}

    def report(self) -> dict[str, Any]:
        """A report as a pupil's page sends it, sealed, but for the answer to a challenge."""
        # The proof of work that a thread makes by itself is not asked of the server, so it is left out.
        new = self.world.ask(self.world.pupil().new_report, hillcrest.SERVER)
        return new.model_dump(mode="json", exclude={"work"})

    def message(self, room: Room, number: int) -> bytes:
        """A `send` frame of the pupil's."""
        thread = room.thread
        keys = thread.keys[thread.conv]
        place = ItemPlace(thread.school_id, thread.conv, len(keys), random_id())
        at = f"{clock.now():%Y-%m-%dT%H:%M:%SZ}"
        body = {"v": 1, "kind": "msg", "from": "pupil", "at": at, "seen": None, "text": _WORDS}
        env = seal_item(place, key=keys[-1], signing_seed=thread.mailbox.sign, body=body)
        said = {"id": number, "s": thread.conv, "cmid": place.cmid, "kep": place.epoch, "kind": "msg", "env": env}
        return msgspec.json.encode({"t": "send", **said})

    def _open(self, session: Session, threads: list[Thread]) -> list[str]:
        tokens = []
        for thread in threads:
            thread.report(session, hillcrest.SERVER)
            for name in ADULTS:
                desk.open_case(session, self.world.actor(name), thread.id)
            tokens.append(people.start_pupil_session(session, thread.school_id, thread.pupil.id, minutes=600))
        return tokens

    def _sign_in(self, name: str) -> str:
        person = self.world.enrolled(name).person
        return self.world.do(people.sign_in, person, people.Proof(), hours=10, idle_minutes=600).token


@contextmanager
def planted(folder: Path, database_url: str = "") -> Iterator[School]:
    """A migrated database with the school in it."""
    settings = settings_for(database_url, folder)
    migrations.upgrade(settings)
    hillcrest.write_server_key(folder)
    database = Database(settings)
    try:
        school, held = hillcrest.made()
        database.write_now(hillcrest.plant, school, held)
        yield School(folder, World(database, school, held))
    finally:
        database.close()


async def answered(connection: Connection, path: str) -> dict[str, str]:
    """A challenge of the running server's, with the number that answers it."""
    status, body = await connection.post(f"{path}/work", b"", f"Origin: {ORIGIN}")
    if status != 200:
        raise RuntimeError(f"no challenge: {status}")
    given = msgspec.json.decode(body)
    challenge = Challenge(given["challenge"], "", clock.now(), given["bits"])
    answer = next(text for text in map(str, count()) if is_solved(challenge, text))
    return {"challenge": challenge.text, "answer": answer}
