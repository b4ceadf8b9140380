"""One process among others, with the database and the wake-ups in the test's hands."""

import json
from collections.abc import Sequence
from typing import Any, cast

import pytest

from app.core.budgets import Budgets
from app.core.db import Database
from app.core.db.bus import NOTICE_BYTES, Bus
from app.core.settings import BudgetSettings
from app.realtime import relay as relaying
from app.realtime.codes import CloseCode
from app.realtime.connection import Connection
from app.realtime.relay import Relay
from app.realtime.schemas import AccessEnded, KeyClosed, News, SignalView
from tests.realtime.carriers import Log, attach, breathe, run

OTHER = "0190b3c0-0000-7000-8000-0000000000ff"


class Rows:
    """What a look reads. Whatever is written is forgotten."""

    def __init__(self) -> None:
        self.news = News({}, {})

    async def read(self, *_: object) -> News:
        return self.news

    async def write(self, *_: object) -> None: ...


class Wire(Bus):
    """A bus that goes nowhere."""

    def __init__(self) -> None:
        super().__init__("postgresql+psycopg://nobody@/nowhere", lambda _: None)
        self.told: list[str] = []

    async def beat(self, notice: str) -> None:
        del notice

    async def tell(self, notices: Sequence[str]) -> None:
        self.told += notices


class Process:
    """A relay, what it was made of, and which sockets it was told to look at again."""

    def __init__(self) -> None:
        self.log, self.rows, self.wire = Log(), Rows(), Wire()
        self.budgets = Budgets(BudgetSettings())
        self.looked_at: list[tuple[str, str]] = []
        database = cast(Database, self.rows)
        self.relay = Relay(database, self.log.hub, self.budgets, self._look_again, url="postgresql+psycopg://x@/y")
        self.hear = self.relay.bus._hear if self.relay.bus else None
        self.relay.bus = self.wire
        self.rows.news = News({}, {}, others={OTHER: 1}, here={OTHER: ["person:far"]})

    async def told(self) -> list[dict[str, Any]]:
        """What it tells the others, once it has."""
        while not self.wire.told:
            await breathe()
        return [json.loads(text) for text in self.wire.told]

    async def _look_again(self, connection: Connection, signal: SignalView) -> None:
        self.looked_at.append((connection.key, signal.id))


def signal(number: int, key: str) -> SignalView:
    return SignalView(f"signal-{number}", key, None, None, CloseCode.SESSION_ENDED)


def test_a_signal_is_looked_at_once_for_each_socket_that_it_is_about() -> None:
    async def scenario() -> None:
        process = Process()
        for key in ("person:1", "person:1", "person:2"):
            attach(process.log, key)
        process.rows.news = News({}, {}, [signal(1, "person:1")], horizon=5)
        await process.relay.look()
        process.rows.news = News({}, {}, [signal(1, "person:1"), signal(2, "person:2")], horizon=7)
        await process.relay.look()
        await process.relay.look()
        assert process.looked_at == [("person:1", "signal-1")] * 2 + [("person:2", "signal-2")]

    run(scenario())


def test_what_a_process_did_itself_it_does_not_do_again() -> None:
    """Somebody who comes back at once would else be closed a second time."""

    async def scenario() -> None:
        process = Process()
        attach(process.log, "person:1")
        closed = KeyClosed("person:1", CloseCode.DRAIN)
        process.relay.tell([closed])
        process.rows.news = News({}, {}, [SignalView(closed.signal, "person:1", None, None, closed.code)], horizon=5)
        await process.relay.look()
        await process.relay.look()
        assert process.looked_at == []

    run(scenario())


def test_who_is_in_another_process_is_here_until_that_process_is_gone() -> None:
    async def scenario() -> None:
        process = Process()
        await process.relay.look()
        assert process.log.hub.is_here("person:far")
        process.rows.news = News({}, {}, others={OTHER: 1})
        await process.relay.look()
        assert process.log.hub.is_here("person:far")
        process.rows.news = News({}, {})
        await process.relay.look()
        assert not process.log.hub.is_here("person:far")

    run(scenario())


def test_the_others_are_told_ids_in_notices_that_are_never_too_long() -> None:
    async def scenario() -> None:
        process = Process()
        await process.relay.look()
        logs = [Log(number) for number in range(400)]
        process.relay.tell([log.append("what was said") for log in logs])
        process.relay.tell([AccessEnded("person:1", logs[0].stream)])
        told = await process.told()
        assert sorted(stream for notice in told for stream in notice["streams"]) == [log.stream for log in logs]
        assert any(notice["rights"] for notice in told)
        assert len(told) > 1
        assert all(len(text) <= NOTICE_BYTES and "said" not in text for text in process.wire.told)

    run(scenario())


def test_nobody_is_told_where_nobody_else_is() -> None:
    async def scenario() -> None:
        process = Process()
        process.rows.news = News({}, {})
        await process.relay.look()
        process.relay.tell([process.log.append()])
        await process.relay.stop()
        assert process.wire.told == []

    run(scenario())


def test_what_was_taken_at_another_process_is_taken_here_and_ones_own_word_counts_once() -> None:
    async def scenario() -> None:
        process = Process()
        assert process.hear is not None
        taken = [["tries", "account", 8]]
        process.hear(json.dumps({"process": OTHER, "spent": taken}))
        assert not process.budgets.tries.take("account")
        process.hear(json.dumps({"process": process.relay.process, "spent": [["tries", "another", 8]]}))
        assert process.budgets.tries.take("another")

    run(scenario())


def test_a_process_that_was_away_for_so_long_that_it_may_have_missed_an_end_lets_everybody_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def scenario() -> None:
        process = Process()
        phone = attach(process.log, "person:1")
        await process.relay.look()
        assert phone.connection.is_open
        monkeypatch.setattr(relaying, "_TRUST_SECONDS", -1.0)
        await process.relay.look()
        await phone.finished()
        assert phone.closed_with == CloseCode.LOST_POSITION

    run(scenario())
