"""The school served by the real server on a real port, because what is tested here is what a network sees."""

import threading
from collections.abc import Iterator

import pytest

from app.cli.serve import Server, listen
from app.core.settings import RealtimeSettings
from app.main import create_app
from tests.cases import World
from tests.hillcrest import Hillcrest
from tests.socket.lines import Site


@pytest.fixture(params=["socket", "poll"])
def site(hillcrest: Hillcrest, request: pytest.FixtureRequest) -> Iterator[Site]:
    """The app, running in a thread until the test is over. Every test that asks for it walks over both carriers."""
    # So little may wait for a slow socket that a test can make one.
    realtime = RealtimeSettings(queue_bytes=1 << 17, hello_seconds=3, drain_seconds=0)
    app = create_app(hillcrest.settings.model_copy(update={"realtime": realtime}))
    ready = threading.Event()
    server = Server(app, ready.set)
    listening = listen("127.0.0.1", 0)
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    assert ready.wait(20)
    try:
        yield Site(app, listening.getsockname()[1], request.param)
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def world(site: Site, hillcrest: Hillcrest) -> World:
    """The school, through the served app's own database, so that what it commits reaches the sockets."""
    return World(site.app.state.db, hillcrest.school, hillcrest.held)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A carrier does not know which database is below, so the second carrier walks over one of them."""
    items[:] = [item for item in items if not {"poll", "postgresql"} <= _parameters(item)]


def _parameters(item: pytest.Item) -> set[str]:
    return set(item.name.rstrip("]").partition("[")[2].split("-"))
