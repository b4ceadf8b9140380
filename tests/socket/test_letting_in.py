"""Who is let onto a socket, and the named code with which everybody else is turned away."""

import json
from contextlib import ExitStack

import pytest

from app.cli.demo.browser import random_id
from app.people import actions as people
from app.people.actors import Staff
from tests.cases import ABOUT_STAFF, World
from tests.socket.lines import Line, Site, opened, signed_in, talking, ticket, ticket_for

LONG = 97 * 1024


def refused(site: Site, first: str) -> int:
    with opened(site) as line:
        line.end.send(first)
        return line.close_code()


@pytest.mark.parametrize("first", ["[]", "7", '"hello"', "null", "{}", '{"t":"pong"}', '{"t":"hullo"}'])
def test_what_is_no_hello_is_closed_as_a_bad_frame(site: Site, first: str) -> None:
    assert refused(site, first) == 4501


def test_a_frame_of_97_kib_is_closed_as_too_big(site: Site) -> None:
    assert refused(site, json.dumps({"t": "hello", "id": 1, "pad": "x" * LONG})) == 1009


def test_a_frame_of_97_kib_ends_a_socket_that_was_let_in_and_stores_nothing(site: Site, world: World) -> None:
    thread = world.report()
    with talking(site, ticket(world, thread)) as line:
        line.say(t="send", s=thread.conv, cmid=thread.id, kep=1, kind="msg", env="A" * LONG)
        assert line.close_code() == 1009
    assert len(world.items(thread.conv)) == 1


def test_a_frame_that_is_no_object_ends_a_socket_that_was_let_in(site: Site, world: World) -> None:
    with talking(site, ticket(world, world.report())) as line:
        line.end.send("[1, 2]")
        assert line.close_code() == 4501


def test_whoever_says_nothing_is_closed(site: Site) -> None:
    with opened(site) as line:
        assert line.close_code() == 4004


def test_a_ticket_that_nobody_gave_opens_nothing(site: Site) -> None:
    with opened(site) as line:
        assert line.hello("A" * 43)["code"] == "ticket_spent"
        assert line.close_code() == 4004


def test_a_ticket_opens_once(site: Site, world: World) -> None:
    one = ticket(world, "khan")
    with talking(site, one), opened(site) as second:
        assert second.hello(one)["code"] == "ticket_spent"
        assert second.close_code() == 4004


def test_a_client_of_another_version_is_told_so(site: Site, world: World) -> None:
    with opened(site) as line:
        line.say(t="hello", v=2, ticket=ticket(world, "khan"), app="test")
        assert line.close_code() == 4502


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:8001", None])
def test_a_page_of_another_origin_is_turned_away_whatever_ticket_it_has(
    site: Site, world: World, origin: str | None
) -> None:
    with opened(site, origin=origin) as line:
        line.say(t="hello", v=1, ticket=ticket(world, "khan"), app="test")
        assert line.close_code() == 4505


def test_a_ticket_of_a_session_that_has_ended_opens_nothing(site: Site, world: World) -> None:
    actor = signed_in(world, "khan")
    given = ticket_for(world, actor)
    assert isinstance(actor, Staff)
    world.do(people.sign_out, actor)
    with opened(site) as line:
        assert line.hello(given)["code"] == "signed_out"
        assert line.close_code() == 4500


def test_a_mailbox_has_at_most_three_sockets(site: Site, world: World) -> None:
    thread = world.report()
    with ExitStack() as pages:
        for _ in range(3):
            pages.enter_context(talking(site, ticket(world, thread)))
        fourth = pages.enter_context(opened(site))
        assert fourth.hello(ticket(world, thread))["code"] == "too_many_sockets"
        assert fourth.close_code() == 4503


def welcomed(line: Line, given: str, *resume: dict[str, object]) -> list[str]:
    return [stream["s"] for stream in line.hello(given, resume=list(resume))["streams"]]


def test_a_pupil_follows_their_own_conversation_and_nothing_else(site: Site, world: World) -> None:
    mine, theirs = world.report(), world.report()
    with opened(site) as line:
        cursor = {"s": theirs.conv, "epoch": 1, "seq": 0}
        assert welcomed(line, ticket(world, mine), cursor) == [mine.conv]
        assert line.hear() == {"t": "gone", "s": theirs.conv}


def test_a_name_in_a_hello_gives_nobody_a_stream(site: Site, world: World) -> None:
    hidden = world.report(ABOUT_STAFF)
    with opened(site) as line:
        cursor = {"s": hidden.conv, "epoch": 1, "seq": 0}
        assert welcomed(line, ticket(world, "khan"), cursor) == [f"me:{world.actor('khan').person_id}"]
        assert line.hear() == {"t": "gone", "s": hidden.conv}


def test_whoever_comes_back_to_more_than_a_queue_holds_is_told_of_each_and_stays(site: Site, world: World) -> None:
    mine = world.report()
    with opened(site) as line:
        others = [f"conv:{random_id()}" for _ in range(300)]
        cursors = [{"s": stream, "epoch": 1, "seq": 0} for stream in others]
        assert welcomed(line, ticket(world, mine), *cursors) == [mine.conv]
        assert {line.until("gone")["s"] for _ in others} == set(others)
        line.say(t="bye")
        assert line.close_code() == 1000


def test_what_nobody_has_looks_like_what_is_hidden(site: Site, world: World) -> None:
    hidden = world.report(ABOUT_STAFF)
    nobodys = world.pupil()
    with talking(site, ticket(world, "khan")) as line:
        codes = []
        for thread in (hidden, nobodys):
            number = line.say(t="fetch", s=thread.conv, after=0, limit=50)
            codes.append({**line.answer(number), "re": None})
        assert codes[0] == codes[1]
        assert codes[0]["code"] == "stream_unknown"


def test_nobody_fetches_another_persons_private_feed(site: Site, world: World) -> None:
    with talking(site, ticket(world, "khan")) as line:
        number = line.say(t="fetch", s=f"me:{world.actor('ward').person_id}", after=0, limit=50)
        assert line.answer(number)["code"] == "stream_unknown"
