"""A line carried by polls: nothing is lost and nothing doubled, whatever happens to a request or to its answer."""

import asyncio
import json
from typing import Any

import pytest
from msgspec import Raw

from app.core.settings import RealtimeSettings
from app.lines.poll import Answer, Poll, PollCarrier
from app.realtime.codes import CloseCode
from tests.realtime.carriers import PATIENCE, breathe, run

CHAT = "conv:0190b3c0-0000-7000-8000-000000000001"


def ev(number: int) -> str:
    return json.dumps({"t": "ev", "s": CHAT, "to": number})


def said(number: int) -> Raw:
    return Raw(json.dumps({"n": number}).encode())


def carrier(**settings: Any) -> PollCarrier:
    return PollCarrier(RealtimeSettings(**settings), gone=lambda _: None)


def ask(line: PollCarrier, got: int = 0, at: int = 0, *frames: Raw) -> "asyncio.Task[Answer]":
    return asyncio.create_task(line.exchange(Poll(line.line, got, at, list(frames))))


async def answered(asking: "asyncio.Task[Answer]") -> Answer:
    return await asyncio.wait_for(asking, PATIENCE)


def texts(answer: Answer) -> list[Any]:
    return [json.loads(bytes(frame)) for frame in answer.frames]


async def heard(line: PollCarrier, count: int) -> list[int]:
    return [json.loads(await asyncio.wait_for(line.receive(), PATIENCE))["n"] for _ in range(count)]


def test_an_answer_that_was_lost_is_given_again_and_one_that_was_got_is_not() -> None:
    async def scenario() -> None:
        line = carrier()
        await line.send(ev(1), CHAT)
        lost = await answered(ask(line))
        again = await answered(ask(line))
        assert (lost.at, texts(lost)) == (again.at, texts(again)) == (0, [json.loads(ev(1))])
        await line.send(ev(2), CHAT)
        after = await answered(ask(line, 1))
        assert (after.at, texts(after)) == (1, [json.loads(ev(2))])

    run(scenario())


def test_what_a_caller_says_twice_because_its_answer_was_lost_is_taken_once() -> None:
    async def scenario() -> None:
        line = carrier()
        ask(line, 0, 0, said(1), said(2))
        await breathe()
        ask(line, 0, 0, said(1), said(2), said(3))
        assert await heard(line, 3) == [1, 2, 3]
        # A request that was overtaken on its way comes last, and brings nothing new.
        ask(line, 0, 0, said(1))
        ask(line, 0, 3, said(4))
        assert await heard(line, 1) == [4]

    run(scenario())


def test_of_two_requests_at_once_the_older_is_answered_with_nothing_and_the_newer_has_the_news() -> None:
    async def scenario() -> None:
        line = carrier()
        older = ask(line)
        await breathe()
        newer = ask(line, 0, 0, said(1))
        empty = await answered(older)
        assert (empty.frames, empty.close) == ([], None)
        assert not newer.done()
        await line.send(ev(1), CHAT)
        news = await answered(newer)
        assert (texts(news), news.got) == ([json.loads(ev(1))], 1)

    run(scenario())


def test_a_request_is_held_until_there_is_news_and_has_all_of_it() -> None:
    async def scenario() -> None:
        line = carrier()
        held = ask(line)
        await breathe()
        assert not held.done()
        for number in range(3):
            await line.send(ev(number), CHAT)
        assert len((await answered(held)).frames) == 3

    run(scenario())


def test_a_request_that_was_held_for_long_enough_is_answered_with_nothing() -> None:
    async def scenario() -> None:
        answer = await answered(ask(carrier(poll_seconds=0.01)))
        assert (answer.frames, answer.close) == ([], None)

    run(scenario())


def test_whoever_loses_a_stream_is_given_none_of_it_even_if_its_answer_has_to_be_given_again() -> None:
    async def scenario() -> None:
        line = carrier()
        await line.send(ev(1), CHAT)
        await line.send(ev(2), None)
        await answered(ask(line))
        line.forget(CHAT)
        again = await answered(ask(line))
        # The numbers stay as they were, because the first answer may have arrived after all.
        assert texts(again) == [{"t": "gone", "s": CHAT}, json.loads(ev(2))]

    run(scenario())


def test_a_line_that_is_closed_between_two_requests_tells_the_next_one_why_and_nothing_else() -> None:
    async def scenario() -> None:
        line = carrier()
        await line.send(ev(1), CHAT)
        await line.close(CloseCode.ACCESS_ENDED)
        answer = await answered(ask(line))
        assert (answer.close, answer.frames) == (4504, [])

    run(scenario())


def test_a_request_that_is_held_is_told_at_once_that_the_line_is_over_and_its_last_frame() -> None:
    async def scenario() -> None:
        line = carrier()
        held = ask(line)
        await breathe()
        await line.close(CloseCode.TICKET, ev(0))
        answer = await answered(held)
        assert (answer.close, texts(answer)) == (4004, [json.loads(ev(0))])

    run(scenario())


@pytest.mark.parametrize(("got", "at"), [(1, 0), (0, 1)])
def test_whoever_says_that_they_got_or_sent_what_never_was_is_closed(got: int, at: int) -> None:
    async def scenario() -> None:
        line = carrier()
        assert (await answered(ask(line, got, at))).close == CloseCode.BAD_FRAME
        with pytest.raises(ConnectionResetError):
            await line.receive()

    run(scenario())


def test_more_than_anybody_says_at_once_ends_the_line_and_none_of_it_is_heard() -> None:
    async def scenario() -> None:
        line = carrier()
        ask(line, 0, 0, *[said(number) for number in range(100)])
        await breathe()
        flood = ask(line, 0, 100, *[said(number) for number in range(100)])
        assert (await answered(flood)).close == CloseCode.TOO_FAST
        with pytest.raises(ConnectionResetError):
            await line.receive()

    run(scenario())


def test_whoever_asks_without_end_is_closed_as_too_fast() -> None:
    async def scenario() -> None:
        line = carrier()
        await line.send(ev(1), CHAT)
        codes = [(await answered(ask(line))).close for _ in range(200)]
        assert (codes[0], codes[-1]) == (None, CloseCode.TOO_FAST)

    run(scenario())


def test_whoever_stops_asking_has_left_once_a_ping_would_have_gone_unanswered() -> None:
    async def scenario() -> None:
        gone: list[str] = []
        line = PollCarrier(RealtimeSettings(pong_seconds=0.01, poll_seconds=0.01), gone=gone.append)
        await answered(ask(line, 0, 0, said(1)))
        # What they said before is still heard.
        assert await heard(line, 1) == [1]
        with pytest.raises(ConnectionResetError):
            await asyncio.wait_for(line.receive(), PATIENCE)
        assert gone == [line.line]

    run(scenario())


def test_whoever_is_held_for_longer_than_a_ping_may_go_unanswered_has_not_left() -> None:
    async def scenario() -> None:
        gone: list[str] = []
        line = PollCarrier(RealtimeSettings(pong_seconds=0.01, poll_seconds=0.1), gone=gone.append)
        await answered(ask(line))
        assert gone == []

    run(scenario())


def test_no_more_is_taken_in_hand_than_a_line_may_owe_and_more_once_it_is_confirmed() -> None:
    async def scenario() -> None:
        line = carrier()
        await line.send("x" * 300_000, CHAT)
        waiting = asyncio.create_task(line.room())
        await breathe()
        assert not waiting.done()
        asking = ask(line, 1)
        await asyncio.wait_for(waiting, PATIENCE)
        await line.send(ev(2), CHAT)
        assert (await answered(asking)).at == 1

    run(scenario())
