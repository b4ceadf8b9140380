"""What only a WebSocket can get wrong."""

from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed

from tests.cases import World
from tests.hillcrest import ORIGIN
from tests.socket.ends import by_socket
from tests.socket.lines import Line, Site, talking, ticket

pytestmark = pytest.mark.parametrize("site", ["socket"], indirect=True)


@pytest.mark.parametrize("first", ["not json", b"{}"])
def test_what_is_no_text_of_json_is_no_frame(site: Site, first: str | bytes) -> None:
    with by_socket(site.port, ORIGIN) as end:
        end.send(first)
        assert Line(end).close_code() == 4501


def test_a_socket_that_speaks_another_protocol_is_told_so(site: Site, world: World) -> None:
    with by_socket(site.port, ORIGIN, protocol="rt.v0") as end:
        assert Line(end).close_code() == 4502


def test_more_frames_at_once_than_any_page_says_end_the_line_and_it_may_come_back_later(
    site: Site, world: World
) -> None:
    with talking(site, ticket(world, world.report())) as line:
        # It may be closed before the last of them is said.
        with suppress(ConnectionClosed):
            for _ in range(1000):
                line.end.send('{"t":"pong"}')
        assert line.close_code() == 4006
