"""Where a text that must never leave a page could turn up, and the search for it there in every spelling it may have.

What is searched: all that a watched browser sent (addresses, bodies, frames), all that the server printed once it was
ready, every row of every table, and the raw bytes of every file in the data folder but `demo.json`, which demos have.
"""

import base64
import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import BrowserContext, Page, Request, WebSocket

from tests.journeys.demo import READY, Demo

Place = tuple[str, bytes]
"""Where something was seen, in words, and the bytes that were seen there."""

DEMO_ONLY = "demo.json"


@dataclass
class Sent:
    """All that the pages of watched browsers sent to any server, in the order they sent it.

    Without slots: Playwright notes on an object which of its methods it calls.
    """

    places: list[Place] = field(default_factory=list)
    received: list[Place] = field(default_factory=list)
    """The frames that sockets brought, which are the server's words, or what it stored of others' words."""

    def watch(self, context: BrowserContext) -> BrowserContext:
        """Note everything from the next page of this browser on."""
        context.on("request", self._request)
        context.on("page", self._page)
        return context

    def _page(self, page: Page) -> None:
        page.on("websocket", self._socket)
        page.on("framenavigated", lambda frame: self._note("address in the bar", frame.url))

    def _request(self, request: Request) -> None:
        where = f"{request.method} {request.url}"
        self._note(f"address of {where}", request.url)
        for name, value in request.headers.items():
            # The agent is what the browser is; the question is whether the server keeps it.
            if name != "user-agent":
                self._note(f"header {name} of {where}", value)
        if request.post_data_buffer is not None:
            self._note(f"body of {where}", request.post_data_buffer)

    def _socket(self, socket: WebSocket) -> None:
        self._note("address of a socket", socket.url)
        socket.on("framesent", lambda frame: self._note("frame that a page sent", frame))
        socket.on("framereceived", lambda frame: self.received.append(("frame that a page got", _bytes(frame))))

    def _note(self, where: str, what: str | bytes) -> None:
        self.places.append((where, _bytes(what)))


def spellings(text: str) -> set[bytes]:
    """The text as bytes: as it is, escaped as in JSON and as in an address, and inside any longer base64 text."""
    raw = text.encode()
    return {raw, json.dumps(text)[1:-1].encode(), quote(text).encode(), *_in_base64(raw)}


def found(sentinels: dict[str, str], places: Iterable[Place]) -> list[str]:
    """Which sentinel stands where, in sentences that do not quote it. Empty is what a test hopes for."""
    wanted = [(name, spelling) for name, text in sentinels.items() for spelling in spellings(text)]
    return sorted({f"{name} in {where}" for where, what in places for name, spelling in wanted if spelling in what})


def printed(demo: Demo) -> list[Place]:
    """Each line since the server was ready. Above that, a demo says how to sign in as its invented people."""
    ready = max(index for index, line in enumerate(demo.log) if line.startswith(READY))
    return [(f"line {index} that was printed", line.encode()) for index, line in enumerate(demo.log) if index > ready]


def values(data_dir: Path) -> Iterator[Place]:
    """Every value of every row of every table. The server may be running: this only reads."""
    database = sqlite3.connect(f"file:{data_dir / 'hark.db'}?mode=ro", uri=True)
    try:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        for table in tables:
            rows = database.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a name that the database itself gave
            columns = [column for column, *_ in rows.description]
            for row in rows:
                yield from ((f"{table}.{column}", _bytes(value)) for column, value in zip(columns, row, strict=True))
    finally:
        database.close()


def files(data_dir: Path) -> Iterator[Place]:
    """The raw bytes of every file: the database, its write-ahead log, and whatever else lies there."""
    for path in sorted(data_dir.rglob("*")):
        if path.is_file() and path.name != DEMO_ONLY:
            yield str(path.relative_to(data_dir)), path.read_bytes()


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def _in_base64(raw: bytes) -> Iterator[bytes]:
    """What is sure to stand in the base64 of any text that holds `raw`, wherever its groups of three begin in it."""
    for skipped in range(3):
        whole = raw[skipped : skipped + (len(raw) - skipped) // 3 * 3]
        # Under six bytes, the eight letters or fewer would turn up by chance in what is sealed.
        if len(whole) >= 6:
            yield base64.b64encode(whole)
            yield base64.urlsafe_b64encode(whole)
