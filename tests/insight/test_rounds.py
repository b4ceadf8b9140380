"""What the server does by itself: sign the logs, end what ran out, and go on after a bad moment."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.audit import queries as audit
from app.audit.actions import signer
from app.audit.schemas import log_id
from app.core import clock
from app.core.db import Database
from app.people import actions, queries
from app.realtime import tickets
from app.realtime.errors import TicketSpent
from app.reports import challenges
from app.reports.actions.submit import spend
from app.reports.errors import ChallengeSpent
from app.reports.tables import SpentRow
from app.worker import Worker
from tests.hillcrest import SERVER, Hillcrest

PATIENCE = 10


def test_a_log_that_grew_is_signed_and_one_that_did_not_is_left_alone(hillcrest: Hillcrest) -> None:
    log, worker = log_id(hillcrest.school.id, "school"), Worker(hillcrest.database, SERVER)

    def sizes() -> list[int]:
        return [one.size for one in hillcrest.database.read_now(audit.evidence, log).checkpoints]

    asyncio.run(worker.tidy())
    asyncio.run(worker.tidy())
    first = sizes()
    hillcrest.database.write_now(actions.set_duty, hillcrest.actor("khan"), "on")
    asyncio.run(worker.tidy())
    assert len(first) == 1
    assert sizes() == [*first, first[0] + 1]
    newest = hillcrest.database.read_now(audit.latest_checkpoint, log)
    assert newest is not None
    assert signer(SERVER, log).verifier.open(newest.note).size == newest.size


def test_a_server_that_stops_signs_what_it_did_last(hillcrest: Hillcrest) -> None:
    async def serve_and_stop() -> None:
        worker = Worker(hillcrest.database, SERVER)
        worker.start()
        await worker.stop()

    asyncio.run(serve_and_stop())
    assert hillcrest.database.read_now(audit.unsigned) == []


def test_a_ticket_that_nobody_used_in_time_is_forgotten(hillcrest: Hillcrest) -> None:
    ticket = hillcrest.database.write_now(tickets.issue, actor_kind="person", actor_id="a", session_id="b", seconds=30)
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        asyncio.run(Worker(hillcrest.database, SERVER).tidy())
    with pytest.raises(TicketSpent):
        hillcrest.database.write_now(tickets.redeem, ticket)


def test_a_challenge_is_kept_until_it_has_run_out_and_then_forgotten(hillcrest: Hillcrest) -> None:
    database, school = hillcrest.database, hillcrest.school.id
    challenge = challenges.issue(SERVER, "work", school, clock.now(), minutes=10)
    database.write_now(spend, challenge)
    asyncio.run(Worker(database, SERVER).tidy())
    with pytest.raises(ChallengeSpent):
        database.write_now(spend, challenge)
    with clock.frozen(challenge.expires):
        asyncio.run(Worker(database, SERVER).tidy())
    assert database.read_now(lambda session: session.scalar(select(func.count()).select_from(SpentRow))) == 0


def test_a_database_that_is_away_for_a_moment_does_not_end_the_rounds(
    hillcrest: Hillcrest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A round that died would leave sessions open for ever, and nobody would notice."""
    reading, rounds = Database.read, 0

    async def enough_rounds() -> None:
        again = asyncio.Event()

        async def read(self: Database, fn: object, *args: object, **kwargs: object) -> object:
            nonlocal rounds
            if fn is queries.expired_session_ids:
                rounds += 1
                if rounds == 1:
                    raise OSError("the database is away")
                again.set()
            return await reading(self, fn, *args, **kwargs)  # type: ignore[arg-type] # handed on as it came

        monkeypatch.setattr(Database, "read", read)
        worker = Worker(hillcrest.database, SERVER, sessions_seconds=0.001, logs_seconds=3600)
        worker.start()
        async with asyncio.timeout(PATIENCE):
            await again.wait()
        monkeypatch.setattr(Database, "read", reading)
        await worker.stop()

    asyncio.run(enough_rounds())
    assert rounds > 1
