"""Appending to streams: exactly once, contiguous, on both engines."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from app.core import clock
from app.core.db import Database, Event
from app.core.ids import new_id
from app.core.settings import Settings
from app.realtime import actions, queries
from app.realtime.errors import CmidConflict, StreamUnknown
from app.realtime.schemas import Appended, Head, ItemAppended

STREAM = "conv:0190b3c0-0000-7000-8000-000000000001"
OTHER = "conv:0190b3c0-0000-7000-8000-000000000002"


@pytest.fixture
def streams(database: Database) -> Database:
    database.write_now(actions.open_stream, STREAM)
    database.write_now(actions.open_stream, OTHER)
    return database


def post(database: Database, cmid: str, body: str = "AAAA", *, stream: str = STREAM, sender: str = "pupil") -> Appended:
    return database.write_now(
        actions.append, stream, cmid=cmid, type="msg", kind="msg", key_epoch=1, sender=sender, body=body
    )


def test_a_stream_that_is_not_there_takes_nothing(streams: Database) -> None:
    with pytest.raises(StreamUnknown):
        post(streams, new_id(), stream="conv:0190b3c0-0000-7000-8000-00000000000f")


def test_g2_other_bytes_under_the_same_number_are_refused_and_not_stored(streams: Database) -> None:
    cmid = new_id()
    post(streams, cmid, "AAAA")
    with pytest.raises(CmidConflict):
        post(streams, cmid, "BBBB")
    with pytest.raises(CmidConflict):
        post(streams, cmid, "AAAA", sender="mentor")
    assert [item.body for item in streams.read_now(queries.items_after, STREAM, 0, 10)] == ["AAAA"]


def test_a_retry_answers_as_the_first_time_and_stores_nothing(streams: Database) -> None:
    cmid = new_id()
    assert post(streams, cmid) == Appended(1, dup=False)
    post(streams, new_id())
    assert post(streams, cmid) == Appended(1, dup=True)
    assert len(streams.read_now(queries.items_after, STREAM, 0, 10)) == 2
    assert post(streams, new_id()).seq == 3


def test_a_retry_tells_the_followers_nothing(streams: Database) -> None:
    async def scenario() -> list[Event]:
        heard: list[Event] = []
        streams.listen(heard.extend)
        cmid = new_id()
        for _ in range(2):
            await streams.write(
                actions.append, STREAM, cmid=cmid, type="msg", kind="msg", key_epoch=1, sender="pupil", body="AAAA"
            )
        return heard

    [event] = asyncio.run(scenario())
    assert isinstance(event, ItemAppended)
    assert (event.item.seq, event.generation) == (1, 1)


def test_the_same_number_in_another_stream_is_another_item(streams: Database) -> None:
    cmid = new_id()
    assert post(streams, cmid) == post(streams, cmid, "BBBB", stream=OTHER) == Appended(1, dup=False)


def test_g3_many_senders_at_once_get_numbers_without_a_gap(streams: Database, settings: Settings) -> None:
    """Two processes on PostgreSQL, or the server and the command line on SQLite, still share one order."""
    second = Database(settings)
    with ThreadPoolExecutor(8) as senders:
        answers = list(senders.map(lambda n: post(second if n % 2 else streams, new_id()).seq, range(60)))
    second.close()
    assert sorted(answers) == list(range(1, 61))
    assert streams.read_now(queries.heads, [STREAM, OTHER]) == {STREAM: Head(1, 60), OTHER: Head(1, 0)}


def test_an_item_comes_back_as_it_was_sent(streams: Database) -> None:
    with clock.frozen(datetime(2026, 11, 23, 12, 0, 0, 5, tzinfo=UTC)):
        post(streams, "0190b3c0-0000-7000-8000-00000000000a", "QUJD")
        [item] = streams.read_now(queries.items_after, STREAM, 0, 10)
        assert item.at == clock.now()
    assert (item.seq, item.cmid, item.type, item.key_epoch, item.sender, item.body) == (
        1,
        "0190b3c0-0000-7000-8000-00000000000a",
        "msg",
        1,
        "pupil",
        "QUJD",
    )
    assert streams.read_now(queries.item_at, STREAM, 1) == item
    assert streams.read_now(queries.item_at, STREAM, 2) is None


def test_pages_before_and_after_a_number_are_oldest_first(streams: Database) -> None:
    for _ in range(9):
        post(streams, new_id())

    def numbers(after: int | None = None, before: int | None = None) -> list[int]:
        if after is not None:
            return [item.seq for item in streams.read_now(queries.items_after, STREAM, after, 3)]
        return [item.seq for item in streams.read_now(queries.items_before, STREAM, before or 0, 3)]

    assert numbers(after=4) == [5, 6, 7]
    assert numbers(after=9) == []
    assert numbers(before=6) == [3, 4, 5]
    assert numbers(before=2) == [1]


def test_the_servers_own_items_are_clear_and_numbered_with_the_rest(streams: Database) -> None:
    post(streams, new_id())
    made = streams.write_now(actions.append_clear, STREAM, type="state", kind="state", body={"state": "live"})
    [item] = streams.read_now(queries.items_after, STREAM, 1, 10)
    assert made == Appended(2, dup=False)
    assert (item.type, item.sender, item.key_epoch, item.body) == ("state", "server", 0, '{"state":"live"}')
