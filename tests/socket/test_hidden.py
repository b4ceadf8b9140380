"""Promise 3 on the line: a report that is hidden from somebody sends them no frame and moves no number of theirs."""

import json
from typing import Any

import pytest

from app.cli.demo.browser import Telling, Thread, random_id
from app.conversations.schemas import me_stream
from app.triage.actions import desk
from tests.cases import ABOUT_STAFF, ADULT_WANTED, World
from tests.socket.lines import Line, Site, opened, signed_in, talking, ticket_for

ABOUT_HEAD = Telling("The head teacher hit him.", ("staff",), route="governors", chat="none")


VERBS = ("claim", "join", "watch", "freeze", "unfreeze", "take_over", "leave", "finish")


def live_through(world: World, telling: Telling, by: str) -> Thread:
    """A report comes, is chatted about, opened, taken and answered, and the pupil writes back."""
    thread = world.report(telling)
    world.chatted(thread, by)
    world.do(desk.open_case, world.actor(by), thread.id)
    world.do(desk.take, world.actor(by), thread.id, world.case(thread).v)
    world.do(thread.says, world.enrolled(by), "I am looking into it.")
    world.do(thread.notes, world.enrolled(by), "Spoke to the council.")
    world.do(thread.pupil_says, "Thank you.")
    return thread


def fetched(line: Line, stream: str) -> dict[str, Any]:
    """What asking for a whole stream is answered with, without the number of the question."""
    number = line.say(t="fetch", s=stream, after=0, limit=50)
    while True:
        frame = json.loads(line.end.recv(20))
        if frame["t"] == "ev" or frame.get("re") == number:
            return {key: value for key, value in frame.items() if key != "re"}


def refused(line: Line, stream: str, verb: str) -> dict[str, Any]:
    """What a verb on a case is answered with, without the number of the question."""
    return {key: value for key, value in line.act(stream, verb).items() if key != "re"}


@pytest.mark.parametrize(
    ("telling", "reader", "subject"),
    [(ABOUT_STAFF, "ward", "khan"), (ABOUT_STAFF, "ward", "patel"), (ABOUT_HEAD, "ellis", "ward")],
)
def test_not_a_frame_and_not_a_number_of_whoever_it_is_hidden_from_moves(
    site: Site, world: World, telling: Telling, reader: str, subject: str
) -> None:
    actor = signed_in(world, subject)
    mine = me_stream(world.actor(subject).person_id)
    world.report(ADULT_WANTED)
    world.on_duty(reader)
    with talking(site, ticket_for(world, actor)) as line:
        before = fetched(line, mine)
        act_on_hidden = [refused(line, f"conv:{random_id()}", verb) for verb in VERBS]
        hidden = live_through(world, telling, reader)
        # Had anything been sent for the report, it would stand in the line before this answer.
        assert fetched(line, mine) == before
        for stream in (hidden.conv, hidden.file, hidden.side):
            assert fetched(line, stream)["code"] == "stream_unknown"
        # A verb on it is answered as one on a case that there is not.
        assert [refused(line, hidden.conv, verb) for verb in VERBS] == act_on_hidden


def test_a_new_line_of_whoever_it_is_hidden_from_is_welcomed_with_the_same_words(site: Site, world: World) -> None:
    actor = signed_in(world, "khan")
    world.report(ADULT_WANTED)
    world.on_duty("ward")

    def welcome() -> dict[str, Any]:
        with opened(site) as line:
            frame = line.hello(ticket_for(world, actor), resume=[])
            return {key: value for key, value in frame.items() if key != "conn"}

    before = welcome()
    live_through(world, ABOUT_STAFF, "ward")
    assert welcome() == before
