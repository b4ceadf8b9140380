"""What only a WebSocket can get wrong."""

import pytest

from tests.cases import World
from tests.hillcrest import ORIGIN
from tests.socket.ends import by_socket
from tests.socket.lines import Line, Site

pytestmark = pytest.mark.parametrize("site", ["socket"], indirect=True)


@pytest.mark.parametrize("first", ["not json", b"{}"])
def test_what_is_no_text_of_json_is_no_frame(site: Site, first: str | bytes) -> None:
    with by_socket(site.port, ORIGIN) as end:
        end.send(first)
        assert Line(end).close_code() == 4501


def test_a_socket_that_speaks_another_protocol_is_told_so(site: Site, world: World) -> None:
    with by_socket(site.port, ORIGIN, protocol="rt.v0") as end:
        assert Line(end).close_code() == 4502
