"""`hark serve`, and how every server of ours is run."""

import logging
import socket
from collections.abc import Callable
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

_DRAIN_SECONDS = 20


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(envvar="PORT", min=1, max=65535, help="Port to listen on.")] = 8000,
) -> None:
    """Bring the database up to date and serve Hark. docs/settings.md lists every setting."""
    settings = settings_from_environment(port)
    if settings.processes > 1:
        raise Refusal("This version serves one process. Set HARK_PROCESSES=1.")
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


class Server(uvicorn.Server):
    """Uvicorn without an access log, which would note who opened a pupil's page and when."""

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
            timeout_graceful_shutdown=_DRAIN_SECONDS,
        )
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so once connections are accepted."""
        await super().startup(sockets)
        if self.started:
            self._on_ready()

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until asked to stop. Ctrl-C ends it without a traceback."""
        try:
            super().run(sockets)
        except KeyboardInterrupt:
            return
