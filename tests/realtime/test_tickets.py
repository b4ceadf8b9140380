"""A ticket lets one socket in, once, soon."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from app.core import clock
from app.core.db import Database
from app.core.ids import new_id
from app.realtime import tickets
from app.realtime.errors import TicketSpent
from app.realtime.schemas import TicketHolder

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PERSON = new_id()


def issue(database: Database) -> str:
    return database.write_now(tickets.issue, actor_kind="person", actor_id=PERSON, session_id="s1", seconds=30)


def test_a_ticket_that_was_never_given_lets_nobody_in(database: Database) -> None:
    with pytest.raises(TicketSpent):
        database.write_now(tickets.redeem, "A" * 43)


def test_a_ticket_lets_nobody_in_twice(database: Database) -> None:
    ticket = issue(database)
    assert database.write_now(tickets.redeem, ticket) == TicketHolder("person", PERSON, "s1")
    with pytest.raises(TicketSpent):
        database.write_now(tickets.redeem, ticket)


def test_an_old_ticket_lets_nobody_in(database: Database) -> None:
    with clock.frozen(NOON) as time_stopped:
        ticket = issue(database)
        time_stopped.advance(seconds=30)
        with pytest.raises(TicketSpent):
            database.write_now(tickets.redeem, ticket)


def test_of_many_sockets_with_one_ticket_one_gets_in(database: Database) -> None:
    ticket = issue(database)

    def enter(_: int) -> bool:
        try:
            database.write_now(tickets.redeem, ticket)
        except TicketSpent:
            return False
        return True

    with ThreadPoolExecutor(8) as sockets:
        assert sum(sockets.map(enter, range(16))) == 1


def test_the_database_never_holds_a_ticket(database: Database) -> None:
    ticket = issue(database)
    rows = database.read_now(lambda session: session.execute(text("SELECT * FROM ticket")).all())
    assert len(rows) == 1
    assert ticket not in repr(rows)


def test_what_nobody_used_is_forgotten(database: Database) -> None:
    with clock.frozen(NOON) as time_stopped:
        issue(database)
        time_stopped.advance(seconds=31)
        kept = issue(database)
        assert database.write_now(tickets.forget_old) == 1
        assert database.write_now(tickets.redeem, kept).session_id == "s1"
