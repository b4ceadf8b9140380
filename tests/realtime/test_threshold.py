"""The door of a process: whom it takes in, and how it sends everybody elsewhere before it stops."""

import asyncio

import pytest

from app.core.errors import ServerBusy
from app.core.settings import RealtimeSettings
from app.realtime import frames
from app.realtime.codes import CloseCode
from app.realtime.threshold import Threshold
from tests.realtime.carriers import Log, Phone, attach, breathe, run


def threshold(log: Log, **settings: float) -> Threshold:
    return Threshold(log.hub, RealtimeSettings.model_validate(settings))


def test_more_than_so_many_at_once_are_asked_to_come_back_in_a_moment() -> None:
    async def scenario() -> None:
        door = threshold(Log(), handshakes_per_second=3)
        for _ in range(3):
            door.check()
        with pytest.raises(ServerBusy) as refused:
            door.check()
        assert refused.value.after_ms == 1000

    run(scenario())


def test_a_process_that_is_full_takes_in_nobody_until_somebody_has_left() -> None:
    async def scenario() -> None:
        log = Log()
        door = threshold(log, process_sockets=2)
        phones = [attach(log, f"mailbox:{number}") for number in range(2)]
        with pytest.raises(ServerBusy):
            door.check()
        log.hub.detach(phones[0].connection)
        door.check()

    run(scenario())


def test_a_process_that_is_about_to_stop_takes_in_nobody() -> None:
    async def scenario() -> None:
        door = threshold(Log())
        await door.drain()
        with pytest.raises(ServerBusy):
            door.check()

    run(scenario())


def test_everybody_is_given_a_moment_of_their_own_and_whoever_stays_is_closed() -> None:
    async def scenario() -> None:
        log = Log()
        phones = [attach(log, f"mailbox:{number}") for number in range(250)]
        await threshold(log, drain_seconds=0.1).drain()
        told = [await phone.next() for phone in phones]
        assert {frame["t"] for frame in told} == {"drain"}
        assert all(0 <= frame["after_ms"] <= 100 for frame in told)
        assert len({frame["after_ms"] for frame in told}) > 20
        assert {phone.closed_with for phone in phones} == {CloseCode.DRAIN}

    run(scenario())


def test_nobody_is_waited_for_where_nobody_is() -> None:
    async def scenario() -> None:
        await asyncio.wait_for(threshold(Log(), drain_seconds=600).drain(), 10)

    run(scenario())


def test_whoever_leaves_when_they_are_asked_to_is_not_waited_for() -> None:
    async def scenario() -> None:
        log = Log()
        phone = attach(log, "mailbox:1")
        draining = asyncio.create_task(threshold(log, drain_seconds=600).drain())
        assert (await phone.next())["t"] == "drain"
        log.hub.detach(phone.connection)
        await asyncio.wait_for(draining, 10)

    run(scenario())


def test_what_somebody_asked_for_is_answered_before_they_are_closed() -> None:
    async def scenario() -> None:
        log = Log()
        phone = attach(log, "mailbox:1")
        written = asyncio.Event()
        asked = asyncio.create_task(_answered_after(phone, written))
        await breathe()
        draining = asyncio.create_task(threshold(log).drain(at_once=True))
        assert (await phone.next())["t"] == "drain"
        await breathe()
        assert phone.closed_with is None
        written.set()
        await draining
        await asked
        assert (await phone.next())["t"] == "gone"
        assert phone.closed_with == CloseCode.DRAIN

    run(scenario())


async def _answered_after(phone: Phone, written: asyncio.Event) -> None:
    """A frame of the phone's whose answer waits for the disk."""
    with phone.connection.answering():
        await written.wait()
        phone.connection.send(frames.Gone("conv:x"))
