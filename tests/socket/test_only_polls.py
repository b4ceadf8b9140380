"""What only a poll can get wrong: its body, its name, and a request too many."""

import json
from typing import Any

import httpx
import pytest

from tests.cases import World
from tests.client.poll import Poll
from tests.hillcrest import ORIGIN
from tests.socket.lines import Line, Site, opened, talking, ticket

pytestmark = pytest.mark.parametrize("site", ["poll"], indirect=True)

EMPTY: dict[str, Any] = {"line": None, "got": 0, "at": 0, "frames": []}


def asked(site: Site, body: Any, **headers: str) -> httpx.Response:
    text = body if isinstance(body, str) else json.dumps(body)
    return httpx.post(f"http://127.0.0.1:{site.port}/rt/poll", content=text, headers={"Origin": ORIGIN} | headers)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "not json",
        "[]",
        "{}",
        EMPTY | {"line": "short"},
        EMPTY | {"got": -1},
        EMPTY | {"at": 1.5},
        EMPTY | {"frames": {}},
        EMPTY | {"frames": [{}] * 121},
        EMPTY | {"more": 1},
    ],
)
def test_a_body_that_is_no_poll_is_refused_by_name(site: Site, body: Any) -> None:
    refused = asked(site, body)
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_frame")


def test_a_body_that_is_too_long_is_refused_unread(site: Site) -> None:
    refused = asked(site, "x" * (257 * 1024))
    assert (refused.status_code, refused.json()["code"]) == (413, "body_too_long")


def test_an_address_with_anything_in_it_but_its_path_is_of_no_use(site: Site) -> None:
    """Nothing is read from a URL, so no secret can end up in one."""
    assert httpx.get(f"http://127.0.0.1:{site.port}/rt/poll").status_code == 405


def test_a_line_that_this_process_does_not_have_is_told_to_say_hello_again(site: Site) -> None:
    answer = asked(site, EMPTY | {"line": "A" * 43, "got": 7, "at": 3}).json()
    assert (answer["close"], answer["frames"]) == (4005, [])


def test_a_foreign_page_that_makes_a_browser_send_the_staff_cookie_is_refused(site: Site) -> None:
    refused = asked(site, EMPTY, Cookie="__Host-hark=anything", Origin="https://evil.example")
    assert (refused.status_code, refused.json()["code"]) == (403, "cross_site")


def test_no_answer_is_kept_by_a_cache(site: Site) -> None:
    assert asked(site, EMPTY | {"line": "A" * 43}).headers["cache-control"] == "no-store"


def test_an_answer_that_is_lost_on_its_way_is_given_again(site: Site, world: World) -> None:
    thread = world.report()
    with talking(site, ticket(world, thread), ({"s": thread.conv, "epoch": 1, "seq": 1},)) as line:
        assert isinstance(line.end, Poll)
        world.do(thread.pupil_says, "hello?")
        line.end.ask()
        line.end.hang_up()
        assert [item["seq"] for item in line.items(2)] == [2]


def test_a_page_that_says_goodbye_is_here_no_more(site: Site, world: World) -> None:
    thread = world.report()
    with opened(site) as line:
        line.hello(ticket(world, thread))
        hub = site.app.state.hub
        assert hub.is_here(thread.pupil.id)
        line.say(t="bye")
        assert line.close_code() == 1000
        assert not hub.is_here(thread.pupil.id)


def test_a_frame_that_is_none_ends_the_line_with_its_reason_in_the_answer(site: Site, world: World) -> None:
    with talking(site, ticket(world, world.report())) as line:
        line.end.send('{"t":"dance"}')
        assert line.hear()["code"] == "bad_frame"
        assert Line(line.end).close_code() == 4501
