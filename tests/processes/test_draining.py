"""A process is asked to stop, as a deploy does it: pages are sent elsewhere, and nothing is lost on the way."""

import signal
from collections.abc import Callable

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from tests.hillcrest import ORIGIN
from tests.processes.pages import CUT, Visit
from tests.processes.servers import CARRIERS, Carrier, Cluster, Server, head, line, sealed
from tests.realtime.page import Page
from tests.socket.ends import by_socket
from tests.socket.lines import signed_in, ticket, ticket_for

pytestmark = pytest.mark.program


def test_while_it_drains_nobody_new_is_taken_in_and_whoever_is_there_is_answered(single: Cluster) -> None:
    server = single.start(HARK_REALTIME__DRAIN_SECONDS="600")
    world = single.world
    thread = world.report()
    with line(server, ticket(world, thread)) as pupil:
        assert httpx.get(f"http://127.0.0.1:{server.port}/readyz").status_code == 200
        server.signal(signal.SIGTERM)
        told = pupil.until("drain")
        assert 0 <= told["after_ms"] <= 600_000
        asked = httpx.get(f"http://127.0.0.1:{server.port}/readyz")
        assert (asked.status_code, asked.headers["retry-after"]) == (503, "1")
        assert httpx.get(f"http://127.0.0.1:{server.port}/healthz").status_code == 200
        with pytest.raises(InvalidStatus) as refused, by_socket(server.port, ORIGIN):
            pass
        assert (refused.value.response.status_code, refused.value.response.headers["Retry-After"]) == (503, "1")
        assert pupil.send(thread.conv, sealed(world, thread, "still here"))["t"] == "ack"
        # The last one leaves, so that it does not wait for the ten minutes to pass.
    assert server.program.wait() == -signal.SIGTERM
    assert server.program.stdout.read() == ""


def test_whoever_stays_is_closed_with_a_code_that_brings_them_back(single: Cluster) -> None:
    server, world = single.start(HARK_REALTIME__DRAIN_SECONDS="0.5"), single.world
    with line(server, ticket(world, world.report())) as pupil:
        server.signal(signal.SIGTERM)
        assert pupil.close_code() == 4000
    assert server.program.wait() == -signal.SIGTERM


def test_a_second_signal_ends_it_at_once(single: Cluster) -> None:
    server, world = single.start(HARK_REALTIME__DRAIN_SECONDS="600"), single.world
    with line(server, ticket(world, world.report())) as pupil:
        server.signal(signal.SIGTERM)
        pupil.until("drain")
        server.signal(signal.SIGTERM)
        assert server.program.wait() == -signal.SIGTERM


def test_ctrl_c_waits_for_nobody(single: Cluster) -> None:
    server, world = single.start(HARK_REALTIME__DRAIN_SECONDS="600"), single.world
    with line(server, ticket(world, world.report())) as pupil:
        server.signal(signal.SIGINT)
        assert pupil.close_code() == 4000
        server.program.wait()


@pytest.mark.parametrize("by", CARRIERS)
def test_a_restart_under_a_stream_of_messages_loses_none_and_doubles_none(single: Cluster, by: Carrier) -> None:
    _through_a_deploy(single, by, lambda: single.start(HARK_REALTIME__DRAIN_SECONDS="0.2"))


@pytest.mark.postgresql
def test_a_deploy_of_one_process_of_two_under_a_stream_of_messages_loses_none_and_doubles_none(
    cluster: Cluster, two: tuple[Server, Server]
) -> None:
    _through_a_deploy(cluster, "socket", lambda: two[1], first=two[0])


def _through_a_deploy(
    cluster: Cluster, by: Carrier, following: Callable[[], Server], *, first: Server | None = None
) -> None:
    world = cluster.world
    thread = world.report()
    start = head(world, thread)
    actor = signed_in(world, thread)
    page = Page(thread.conv, shown=start)
    visit = Visit(page, lambda: ticket_for(world, actor))
    server = first or cluster.start(HARK_REALTIME__DRAIN_SECONDS="0.2")
    visit.meet(server, by)
    said = 0
    with pytest.raises(CUT):  # noqa: PT012 - it is chance in the middle of which message the line ends
        while True:
            if said == 20:
                server.signal(signal.SIGTERM)
            # No more than a line may say at once, all of which may have to be said again on the next.
            if said < 60:
                said += 1
                visit.write(sealed(world, thread, str(said)))
            visit.hear()
    server.program.wait()
    visit.meet(following(), by)
    for _ in range(20):
        said += 1
        visit.write(sealed(world, thread, str(said)))
        visit.hear()
    visit.hear_until(start + said)
    visit.leave()
    stored = world.items(thread.conv)[start:]
    assert [item.seq for item in stored] == list(range(start + 1, start + 1 + said))
    assert {item.cmid: item.seq for item in stored} == page.saved
    assert page.shown == [(item.seq, item.cmid) for item in stored]
