"""Positions are checked: whoever is behind is brought what they miss, and whose place cannot be proved comes back."""

from collections.abc import Callable

import pytest

from app.core.settings import RealtimeSettings
from app.realtime.codes import CloseCode
from app.realtime.schemas import Head, Place
from tests.realtime.carriers import Log, Phone, attach, breathe, run


def look(log: Log, asked: dict[str, Place] | None = None) -> None:
    """What a relay does each second: hold the positions against what is on disk."""
    asked = log.hub.positions() if asked is None else asked
    items = {stream: [item for item in log.items if item.seq > place.lowest] for stream, place in asked.items()}
    log.hub.prove(asked, {log.stream: log.head}, items)


async def caught_up(log: Log, key: str = "mailbox:1") -> Phone:
    phone = attach(log, key)
    log.follow(phone)
    await breathe()
    return phone


def test_an_item_that_nobody_was_told_of_is_found_by_the_next_look() -> None:
    async def scenario() -> None:
        log = Log()
        phones = [await caught_up(log, f"mailbox:{number}") for number in range(2)]
        for _ in range(3):
            log.append()
        look(log)
        for phone in phones:
            assert await phone.items(3) == [1, 2, 3]
        look(log)
        await breathe()
        assert all(phone.received.empty() for phone in phones)

    run(scenario())


def test_whoever_is_catching_up_is_left_to_it() -> None:
    async def scenario() -> None:
        log = Log()
        log.append()
        phone = attach(log, "mailbox:1")
        log.follow(phone)
        assert log.hub.positions() == {}
        look(log)
        assert await phone.items(1) == [1]
        assert log.hub.positions() == {log.stream: Place(1, 1, 1)}

    run(scenario())


def test_more_than_one_look_reads_is_fetched_by_whoever_misses_it() -> None:
    async def scenario() -> None:
        log = Log()
        phone = await caught_up(log)
        for _ in range(130):
            log.append()
        asked = log.hub.positions()
        log.hub.prove(asked, {log.stream: log.head}, {log.stream: log.items[:50]})
        assert await phone.items(130) == list(range(1, 131))

    run(scenario())


@pytest.mark.parametrize("limits", [RealtimeSettings(queue_frames=4), RealtimeSettings(queue_bytes=1 << 17)])
def test_whoever_reads_is_never_closed_as_slow_by_what_a_look_found_for_them(limits: RealtimeSettings) -> None:
    async def scenario() -> None:
        log = Log()
        phones = [attach(log, f"mailbox:{number}", settings=limits) for number in range(2)]
        for phone in phones:
            log.follow(phone)
        await breathe()
        for _ in range(40):
            log.append("A" * 20_000)
        look(log)
        for phone in phones:
            assert await phone.items(40) == list(range(1, 41))
            assert phone.connection.is_open

    run(scenario())


@pytest.mark.parametrize(
    ("what", "head"),
    [
        ("the stream is gone", lambda _: {}),
        ("the stream began anew", lambda log: {log.stream: Head(2, 3)}),
        ("the disk holds less than was shown", lambda log: {log.stream: Head(1, 2)}),
    ],
)
def test_a_place_that_cannot_be_proved_is_closed_and_nobody_is_told_a_part(
    what: str, head: Callable[[Log], dict[str, Head]]
) -> None:
    async def scenario() -> None:
        log = Log()
        phone = await caught_up(log)
        log.hub.deliver([log.append(), log.append(), log.append()])
        await phone.items(3)
        log.hub.prove(log.hub.positions(), head(log), {})
        await phone.finished()
        assert phone.closed_with == CloseCode.LOST_POSITION

    run(scenario())


def test_what_was_delivered_while_a_look_was_under_way_proves_nothing_against_anybody() -> None:
    async def scenario() -> None:
        log = Log()
        phone = await caught_up(log)
        asked, before = log.hub.positions(), log.head
        log.hub.deliver([log.append()])
        log.hub.prove(asked, {log.stream: before}, {})
        assert await phone.items(1) == [1]
        assert phone.connection.is_open

    run(scenario())


def test_whoever_was_away_for_long_is_brought_the_first_of_it_and_told_that_there_is_more() -> None:
    async def scenario() -> None:
        log = Log(catch_up_items=100)
        for _ in range(250):
            log.append()
        phone = attach(log, "mailbox:1", settings=RealtimeSettings(queue_frames=500))
        log.follow(phone)
        pages = [await phone.next(), await phone.next()]
        assert [(page["from"], page["to"], page["more"]) for page in pages] == [(1, 50, True), (51, 100, True)]
        await breathe()
        assert phone.received.empty()
        # What is new reaches them all the same, and shows the gap, which they ask for when they are ready.
        log.hub.deliver([log.append()])
        assert [item["seq"] for item in (await phone.next())["items"]] == [251]

    run(scenario())


def test_the_head_that_the_welcome_named_is_on_disk_or_the_line_comes_back() -> None:
    async def scenario() -> None:
        log = Log()
        phone = attach(log, "mailbox:1")
        log.hub.follow(phone.connection, log.stream, Head(1, 5), role="pupil", after=2)
        await phone.finished()
        assert phone.closed_with == CloseCode.LOST_POSITION

    run(scenario())
