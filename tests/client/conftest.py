"""The service on a real port, and what a stranger needs besides this client: libraries for HTTP and for sockets."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Protocol

import httpx
import pytest
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from app.cli.serve import Server, listen
from app.main import create_app
from tests.client.line import Line
from tests.client.poll import Poll
from tests.client.pupil import PupilClient
from tests.client.staff import StaffClient
from tests.hillcrest import ORIGIN, Hillcrest

# A server shuts what was idle for five seconds; httpx keeps it for as long, and would call just then.
LIMITS = httpx.Limits(keepalive_expiry=1)


class HasTicket(Protocol):
    """Whoever may open a socket."""

    def ticket(self) -> str: ...


@pytest.fixture
def port(hillcrest: Hillcrest) -> Iterator[int]:
    """The school, served until the test is over."""
    app = create_app(hillcrest.settings)
    ready = threading.Event()
    server = Server(app, ready.set)
    listening = listen("127.0.0.1", 0)
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    assert ready.wait(20)
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def computer(port: int) -> Iterator[Callable[[], httpx.Client]]:
    """A computer of somebody's own, with its own cookies."""
    with ExitStack() as running:

        def start() -> httpx.Client:
            client = httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"Origin": ORIGIN}, limits=LIMITS)

            def keep_cookie(answer: httpx.Response) -> None:
                # As browsers do on localhost and httpx does not: the cookie is for https alone.
                if "set-cookie" in answer.headers:
                    client.headers["Cookie"] = answer.headers["set-cookie"].partition(";")[0]

            client.event_hooks = {"response": [keep_cookie]}
            return running.enter_context(client)

        yield start


@pytest.fixture
def pupil(computer: Callable[[], httpx.Client], hillcrest: Hillcrest) -> PupilClient:
    """A pupil on the school's page, which has the root from a poster."""
    return PupilClient(computer(), "hillcrest", hillcrest.held.root)


@pytest.fixture
def staff(computer: Callable[[], httpx.Client], hillcrest: Hillcrest) -> Callable[[str], StaffClient]:
    """Somebody at a computer of their own, signed in and unlocked."""

    def sign_in(name: str) -> StaffClient:
        who, client = hillcrest.person(name), StaffClient(computer())
        client.sign_in(who.person.email, who.passphrase, who.totp)
        return client

    return sign_in


@pytest.fixture(params=["socket", "poll"])
def line(port: int, request: pytest.FixtureRequest) -> Iterator[Callable[[HasTicket], Line]]:
    """Somebody's line over either carrier, open until the test is over."""
    with ExitStack() as running:

        def open_line(client: HasTicket) -> Line:
            if request.param == "poll":
                poll = Poll("127.0.0.1", port, ORIGIN)
                running.callback(poll.hang_up)
                return Line(poll, client.ticket())
            address, protocols = f"ws://127.0.0.1:{port}/rt", [Subprotocol("rt.v1")]
            socket = connect(address, origin=Origin(ORIGIN), subprotocols=protocols, compression=None, proxy=None)
            return Line(running.enter_context(socket), client.ticket())

        yield open_line
