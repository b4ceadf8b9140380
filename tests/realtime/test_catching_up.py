"""Whoever comes back is brought what they missed, all of it and once, as fast as they read."""

import asyncio
import json

import pytest

from app.core.settings import RealtimeSettings
from app.realtime.codes import CATCH_UP_PAGE, CloseCode
from tests.realtime.carriers import Log, attach, run


def test_what_is_committed_between_the_welcome_and_the_following_is_not_lost() -> None:
    async def scenario() -> None:
        log = Log()
        log.append()
        phone = attach(log, "mailbox:1")
        head = log.head
        log.hub.deliver([log.append()])  # Told to nobody: the socket does not follow yet.
        log.hub.follow(phone.connection, log.stream, head, role="pupil", after=head.seq)
        assert await phone.items(2) == [2]

    run(scenario())


def test_what_is_committed_between_what_was_read_for_a_hello_and_the_following_is_not_lost() -> None:
    async def scenario() -> None:
        log = Log()
        log.append()
        log.append()
        phone = attach(log, "mailbox:1")
        with log.hub.looking():
            head, missed = log.head, log.items[1:]
            log.hub.deliver([log.append()])  # Told to nobody: the socket does not follow yet.
            log.hub.follow(phone.connection, log.stream, head, role="pupil", after=1, missed=missed)
        assert await phone.items(3) == [2, 3]
        log.hub.deliver([log.append()])
        assert await phone.items(4) == [4]

    run(scenario())


def test_whoever_comes_back_and_missed_little_is_brought_it_without_another_read() -> None:
    async def scenario() -> None:
        log = Log()
        log.append()
        log.fault = AssertionError("read again")
        phones = [attach(log, f"mailbox:{number}") for number in range(2)]
        with log.hub.looking():
            for phone, after in zip(phones, (0, 1), strict=True):
                log.hub.follow(
                    phone.connection, log.stream, log.head, role="pupil", after=after, missed=log.items[after:]
                )
        log.hub.deliver([log.append()])
        assert await phones[0].items(2) == [1, 2]
        assert await phones[1].items(2) == [2]

    run(scenario())


def test_what_is_committed_while_a_read_runs_that_began_before_it_is_read_again_and_closes_nothing() -> None:
    async def scenario() -> None:
        log = Log()
        phone = attach(log, "mailbox:1")
        log.follow(phone)
        await asyncio.sleep(0)  # The read of the catch-up has begun, and has seen an empty stream.
        log.hub.deliver([log.append()])
        assert await phone.items(1) == [1]
        assert phone.connection.is_open

    run(scenario())


def test_a_long_absence_is_caught_up_in_pages_that_a_slow_phone_can_take() -> None:
    async def scenario() -> None:
        log = Log()
        for _ in range(120):
            log.append("A" * 20_000)
        phone = attach(log, "mailbox:1", settings=RealtimeSettings(queue_frames=4, queue_bytes=1 << 17))
        log.follow(phone, after=5)
        assert await phone.items(120) == list(range(6, 121))
        assert all(len(text) < 110_000 for text in phone.texts)
        assert phone.connection.is_open

    run(scenario())


def test_whoever_comes_back_to_many_chats_at_once_is_brought_one_after_another() -> None:
    async def scenario() -> None:
        log = Log()
        chats = [log, *[Log(number, beside=log) for number in range(2, 12)]]
        for chat in chats:
            chat.append("A" * 20_000)
        desk = attach(log, "person:1", settings=RealtimeSettings(queue_frames=4, queue_bytes=1 << 17))
        for chat in chats:
            chat.follow(desk)
        assert [(await desk.next())["s"] for _ in chats] == [chat.stream for chat in chats]
        assert desk.connection.is_open

    run(scenario())


@pytest.mark.parametrize("pages", [1, 2])
def test_a_stream_that_ends_with_a_full_page_keeps_nobody_waiting_for_more(pages: int) -> None:
    async def scenario() -> None:
        log = Log()
        for _ in range(pages * CATCH_UP_PAGE):
            log.append()
        phone = attach(log, "mailbox:1")
        log.follow(phone)
        assert await phone.items(pages * CATCH_UP_PAGE) == list(range(1, pages * CATCH_UP_PAGE + 1))
        assert [json.loads(text)["more"] for text in phone.texts] == [True] * (pages - 1) + [False]

    run(scenario())


def test_a_database_fault_while_catching_up_closes_with_lost_position() -> None:
    async def scenario() -> None:
        log = Log()
        log.append()
        log.fault = RuntimeError("disk")
        phone = attach(log, "mailbox:1")
        log.follow(phone)
        await phone.finished()
        assert phone.closed_with == CloseCode.LOST_POSITION

    run(scenario())


def test_an_item_that_was_announced_and_is_not_on_disk_closes_rather_than_skips() -> None:
    async def scenario() -> None:
        log = Log()
        phone = attach(log, "mailbox:1")
        log.follow(phone)
        for _ in range(3):
            log.append()
        await phone.items(3)
        log.append()
        announced = log.append()
        del log.disk[3:]
        log.hub.deliver([announced])
        await phone.finished()
        assert phone.closed_with == CloseCode.LOST_POSITION

    run(scenario())
