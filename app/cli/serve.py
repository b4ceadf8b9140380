"""`hark serve`, and how every server of ours is run."""

import asyncio
import logging
import signal
import socket
from collections.abc import Callable
from types import FrameType
from typing import Annotated

import typer
import uvicorn
from fastapi import FastAPI

from app.cli.refusal import Refusal, settings_from_environment
from app.core import secrets
from app.core.db import Database, migrations
from app.core.db.lock import DataInUse, ProcessLock
from app.core.secrets import ServerKeyUnusable
from app.core.settings import Settings
from app.main import create_app
from app.realtime.codes import FRAME_BYTES
from app.schools import queries as schools

# For requests that are still under way once the sockets are gone.
_FINISH_SECONDS = 10


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="PORT", min=1, max=65535, help="Port to listen on.")] = 8000,
) -> None:
    """Bring the database up to date and serve Hark. docs/settings.md lists every setting."""
    settings = settings_from_environment(port)
    prepare(settings)
    empty = _is_empty(settings)
    listening = listen(host, port)
    Server(create_app(settings), lambda: _greet(f"http://{host}:{port}", empty=empty)).run([listening])


def _greet(address: str, *, empty: bool) -> None:
    """Say where Hark is, and what to do if it has no school yet."""
    print(f"Hark serves on {address}")
    if empty:
        print("There is no school here yet. Stop this server with Ctrl-C, run `hark setup`, and start it again.")


def _is_empty(settings: Settings) -> bool:
    database = Database(settings)
    try:
        return not database.read_now(schools.every)
    finally:
        database.close()


def prepare(settings: Settings) -> None:
    """Check the data folder and the key, and migrate. Raises `Refusal`."""
    try:
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        if settings.is_sqlite:
            # The server takes the lock for good when it starts; asking first gives a sentence instead of a traceback.
            ProcessLock(settings.data_dir).release()
        secrets.load(settings)
    except (DataInUse, ServerKeyUnusable) as error:
        raise Refusal(str(error)) from None
    except OSError as error:
        raise Refusal(f"The data folder {settings.data_dir} cannot be used: {error.strerror}.") from None
    logging.basicConfig(format="%(levelname)s %(message)s", level=logging.WARNING)
    migrations.upgrade(settings)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises `Refusal` if the port is taken or not allowed."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        opened = socket.socket(family, kind, protocol)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(address)
    except OSError as error:
        raise Refusal(
            f"Port {port} of {host} cannot be used ({error.strerror}). Set PORT to another one, or stop what uses it."
        ) from None
    return opened


def _is_news(record: logging.LogRecord) -> bool:
    """False for what uvicorn wrongly says of every socket that is refused by an HTTP answer, a hundred in a storm."""
    return record.msg != "ASGI callable returned without completing handshake."


class Server(uvicorn.Server):
    """Uvicorn without an access log, which would note who opened a pupil's page and when, and with a drain.

    Uvicorn closes every socket before it tells the app that it stops, so the sockets are emptied before it begins to.
    """

    def __init__(self, app: FastAPI, on_ready: Callable[[], None] = lambda: None) -> None:
        config = uvicorn.Config(
            app,
            ws="websockets-sansio",
            ws_max_size=FRAME_BYTES,
            ws_per_message_deflate=False,
            # rt.v1 has its own pings, of constant size.
            ws_ping_interval=None,
            access_log=False,
            server_header=False,
            # Nothing here depends on the caller's address, so no proxy is asked for it.
            proxy_headers=False,
            log_config=None,
            timeout_graceful_shutdown=_FINISH_SECONDS,
        )
        super().__init__(config)
        logging.getLogger("uvicorn.error").addFilter(_is_news)
        self._app = app
        self._on_ready = on_ready
        self._in_a_hurry = False

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so once connections are accepted."""
        await super().startup(sockets)
        if self.started:
            self._on_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Send the pages elsewhere, and then stop as uvicorn does. Until then requests are answered as ever."""
        draining = asyncio.create_task(self._app.state.threshold.drain(at_once=self._in_a_hurry))
        while not draining.done() and not self.force_exit:
            await asyncio.wait({draining}, timeout=0.1)
        draining.cancel()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The first signal drains; Ctrl-C, from somebody who sits there and waits, in a hurry. The second ends it."""
        self._in_a_hurry = sig == signal.SIGINT
        self.force_exit = self.should_exit
        super().handle_exit(sig, frame)

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until asked to stop. Ctrl-C ends it without a traceback."""
        try:
            super().run(sockets)
        except KeyboardInterrupt:
            return
