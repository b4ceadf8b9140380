"""The sockets of one process: who gets what, exactly once, and who stops getting it."""

import asyncio
import json

import pytest

from app.core.settings import RealtimeSettings
from app.realtime import frames
from app.realtime.codes import CloseCode
from app.realtime.errors import TooManySockets
from app.realtime.hub import resume
from app.realtime.schemas import AccessEnded, AccessGranted, Head, KeyClosed
from tests.realtime.carriers import Log, attach, breathe, run


def test_a_socket_that_follows_nothing_gets_nothing() -> None:
    async def scenario() -> None:
        log = Log()
        stranger, pupil = attach(log, "person:stranger"), attach(log, "mailbox:1")
        log.follow(pupil)
        log.hub.deliver([log.append()])
        assert await pupil.items(1) == [1]
        assert stranger.texts == []
        assert log.hub.streams(stranger.connection) == {}

    run(scenario())


def test_a_hidden_report_changes_not_one_byte_for_whoever_it_is_hidden_from() -> None:
    async def frames_of_dsl(*, hidden: bool) -> list[str]:
        log = Log(1)
        secret = Log(2, beside=log)
        dsl, head = attach(log, "person:dsl"), attach(log, "person:head")
        log.follow(dsl)
        secret.follow(head)
        for _ in range(3):
            if hidden:
                log.hub.deliver([secret.append()])
            log.hub.deliver([log.append()])
        await dsl.items(3)
        return dsl.texts

    assert asyncio.run(frames_of_dsl(hidden=True)) == asyncio.run(frames_of_dsl(hidden=False))


def test_a_sixth_window_is_refused_and_the_five_stay() -> None:
    async def scenario() -> None:
        log = Log()
        phones = [attach(log, "person:1") for _ in range(5)]
        with pytest.raises(TooManySockets):
            attach(log, "person:1")
        attach(log, "person:2")
        log.hub.detach(phones[0].connection)
        attach(log, "person:1")
        assert all(phone.connection.is_open for phone in phones[1:])

    run(scenario())


def test_whoever_loses_access_is_told_gone_and_gets_not_even_what_waited() -> None:
    async def scenario() -> None:
        log = Log()
        mentor, dsl = attach(log, "person:mentor"), attach(log, "person:dsl")
        log.follow(mentor)
        log.follow(dsl)
        log.hub.deliver([log.append()])
        assert await mentor.items(1) == await dsl.items(1) == [1]
        mentor.stall()
        log.hub.deliver([log.append(), log.append()])
        await dsl.items(3)
        log.hub.deliver([AccessEnded("person:mentor", log.stream), log.append()])
        mentor.resume()
        await dsl.items(4)
        rest = [await mentor.next()]
        while rest[-1]["t"] != "gone":
            rest.append(await mentor.next())
        # At most the one frame that was already in the socket's hands when access ended.
        assert [frame["to"] for frame in rest[:-1]] in ([], [2])
        assert mentor.received.empty()
        assert log.hub.streams(mentor.connection) == {}

    run(scenario())


def test_signing_out_closes_that_session_on_every_window_and_no_other() -> None:
    async def scenario() -> None:
        log = Log()
        first, second = (attach(log, "person:1", session="session:a") for _ in range(2))
        other = attach(log, "person:1", session="session:b")
        log.hub.deliver([KeyClosed("session:a", CloseCode.SESSION_ENDED)])
        await first.finished()
        await second.finished()
        assert (first.closed_with, second.closed_with, other.closed_with) == (4500, 4500, None)
        assert log.hub.connections() == [other.connection]

    run(scenario())


def test_removing_a_person_closes_all_their_sessions_even_one_that_does_not_read() -> None:
    async def scenario() -> None:
        log = Log()
        phones = [attach(log, "person:1", session=f"session:{n}") for n in range(3)]
        log.follow(phones[0])
        phones[0].stall()
        log.hub.deliver([log.append(), KeyClosed("person:1", CloseCode.ACCESS_ENDED), log.append()])
        for phone in phones:
            await phone.finished()
            assert phone.closed_with == 4504
            assert phone.texts == []
        assert not log.hub.is_here("person:1")

    run(scenario())


def test_a_grant_reaches_every_window_from_where_it_begins() -> None:
    async def scenario() -> None:
        log = Log()
        events = [log.append() for _ in range(4)]
        windows = [attach(log, "person:mentor") for _ in range(2)]
        log.hub.deliver([AccessGranted("person:mentor", log.stream, "mentor", after=2), *events])
        for window in windows:
            assert await window.items(4) == [3, 4]
            assert log.hub.streams(window.connection) == {log.stream: "mentor"}

    run(scenario())


def test_what_is_told_twice_is_shown_once() -> None:
    async def scenario() -> None:
        log = Log()
        phone = attach(log, "mailbox:1")
        log.follow(phone)
        first, second = log.append(), log.append()
        assert await phone.items(2) == [1, 2]
        await breathe()
        log.hub.deliver([first, second, first, log.append(), second])
        assert await phone.items(3) == [3]
        log.hub.deliver([log.append()])
        assert await phone.items(4) == [4]

    run(scenario())


def test_a_phone_that_stops_reading_is_closed_as_slow_and_delays_nobody() -> None:
    async def scenario() -> None:
        log = Log()
        slow, quick = attach(log, "mailbox:slow"), attach(log, "mailbox:quick")
        log.follow(slow)
        log.follow(quick)
        log.hub.deliver([log.append()])
        await slow.items(1)
        await quick.items(1)
        slow.stall()
        for number in range(2, 202):
            log.hub.deliver([log.append()])
            assert await quick.items(number) == [number]
        await slow.finished()
        assert slow.closed_with == CloseCode.SLOW
        assert len(slow.texts) == 1

    run(scenario())


def test_a_queue_is_bounded_in_bytes_too() -> None:
    async def scenario() -> None:
        phone = attach(Log(), "mailbox:1", settings=RealtimeSettings(queue_bytes=1 << 17))
        phone.stall()
        phone.connection.send_encoded("é" * ((1 << 16) + 1))
        await phone.finished()
        assert phone.closed_with == CloseCode.SLOW

    run(scenario())


def test_a_peer_that_vanishes_ends_its_own_socket_only() -> None:
    async def scenario() -> None:
        log = Log()
        lost, other = attach(log, "mailbox:1"), attach(log, "mailbox:1")
        log.follow(lost)
        log.follow(other)
        lost.gone = True
        log.hub.deliver([log.append()])
        await lost.finished()
        log.hub.detach(lost.connection)
        log.hub.detach(lost.connection)
        log.hub.deliver([log.append()])
        assert await other.items(2) == [1, 2]
        assert lost.closed_with is None

    run(scenario())


def test_after_an_hour_or_so_a_socket_comes_back_with_a_new_ticket() -> None:
    async def scenario() -> None:
        phone = attach(Log(), "mailbox:1")
        assert phone.timers.run(50 * 60, 70 * 60) == 1
        await phone.finished()
        assert phone.closed_with == CloseCode.DRAIN

    run(scenario())


def test_a_ping_without_its_pong_closes_the_socket() -> None:
    async def scenario() -> None:
        phone = attach(Log(), "mailbox:1")
        assert phone.timers.run(22, 28) == 1
        ping = await phone.next()
        assert (ping["t"], ping["live"]) == ("ping", {"place": "more", "who": "here"})
        assert phone.timers.run(15, 15) == 1
        await phone.finished()
        assert phone.closed_with == CloseCode.NO_PONG
        assert all(appointment.cancelled for appointment in phone.timers.waiting)

    run(scenario())


def test_a_socket_that_answers_its_pings_stays_and_all_pings_are_alike_in_size() -> None:
    async def scenario() -> None:
        phone = attach(Log(), "mailbox:1")
        for _ in range(12):
            assert phone.timers.run(22, 28) == 1
            await phone.next()
            phone.connection.pong()
            phone.timers.run(15, 15)
        assert phone.connection.is_open
        assert len({len(text) for text in phone.texts}) == 1

    run(scenario())


def test_one_encoding_serves_every_follower() -> None:
    async def scenario() -> None:
        log = Log()
        phones = [attach(log, f"mailbox:{n}") for n in range(3)]
        for phone in phones:
            log.follow(phone)
        log.hub.deliver([log.append()])
        for phone in phones:
            await phone.items(1)
        log.hub.deliver([log.append()])
        for phone in phones:
            await phone.items(2)
        assert len({phone.texts[-1] for phone in phones}) == 1
        assert set(json.loads(phones[0].texts[-1])["items"][0]) == {
            "seq",
            "type",
            "kind",
            "epoch",
            "cmid",
            "sender",
            "body",
            "at",
        }

    run(scenario())


@pytest.mark.parametrize(
    ("cursor", "after", "why"),
    [
        (None, 7, None),
        (frames.Cursor("conv:x", 2, 4), 4, None),
        (frames.Cursor("conv:x", 2, 7), 7, None),
        (frames.Cursor("conv:x", 1, 4), 7, "generation"),
        (frames.Cursor("conv:x", 2, 8), 7, "ahead"),
    ],
)
def test_a_cursor_gives_everything_after_it_or_a_reset(
    cursor: frames.Cursor | None, after: int, why: str | None
) -> None:
    answer = resume("conv:x", Head(2, 7), cursor)
    assert answer.after == after
    assert (answer.reset.why if answer.reset else None) == why
