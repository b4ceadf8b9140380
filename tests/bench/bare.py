"""The smallest programs that do the physical part of what Hark does: `python -m tests.bench.bare WHAT FOLDER`.

- `commits`  accepts HTTP bodies and commits each, in groups, with synchronous=FULL
- `fanout`   gives each text of a room's sender to the room's two receivers, and says so to the sender
- `chat`     both: commits, then fans out, then answers the sender
- `echo`     the `websockets` library's own server, for the memory of an idle socket
- `writers`  no network at all: for each line "writers count" it reads, commits that many bodies from so many writers
"""

import asyncio
import os
import queue
import sqlite3
import sys
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from typing import Any

import uvicorn
import uvloop
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

_TABLES = """
    CREATE TABLE stream (id TEXT PRIMARY KEY, head INTEGER NOT NULL);
    CREATE TABLE item (stream TEXT NOT NULL, seq INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (stream, seq));
"""


class GroupCommit:
    """One thread and one connection; whatever has queued shares one commit, and nobody waits for company."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / f"bare-{os.getpid()}.db"
        self._jobs: queue.SimpleQueue[tuple[str, bytes, asyncio.Future[int]]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def append(self, stream: str, body: bytes) -> "asyncio.Future[int]":
        """The number that `body` got in `stream`, once it is on disk."""
        loop = asyncio.get_running_loop()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, args=(loop,), daemon=True)
            self._thread.start()
        future: asyncio.Future[int] = loop.create_future()
        self._jobs.put((stream, body, future))
        return future

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        connection = sqlite3.connect(self._path, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.executescript(_TABLES)
        while True:
            group = [self._jobs.get()]
            while not self._jobs.empty():
                group.append(self._jobs.get())
            connection.execute("BEGIN IMMEDIATE")
            answers = [(future, self._append(connection, stream, body)) for stream, body, future in group]
            connection.execute("COMMIT")
            loop.call_soon_threadsafe(_answer, answers)

    def _append(self, connection: sqlite3.Connection, stream: str, body: bytes) -> int:
        [(seq,)] = connection.execute(
            "INSERT INTO stream VALUES (?, 1) ON CONFLICT (id) DO UPDATE SET head = head + 1 RETURNING head", (stream,)
        ).fetchall()
        connection.execute("INSERT INTO item VALUES (?, ?, ?)", (stream, seq, body))
        return int(seq)


def _answer(answers: list[tuple["asyncio.Future[int]", int]]) -> None:
    for future, seq in answers:
        if not future.done():
            future.set_result(seq)


def commits(folder: Path) -> App:
    """An HTTP service that stores bodies."""
    storage = GroupCommit(folder)

    async def app(_scope: Message, receive: Receive, send: Send) -> None:
        body = b""
        more = True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        answer = b'{"seq":%d}' % await storage.append("all", body)
        length = str(len(answer)).encode()
        await send({"type": "http.response.start", "status": 201, "headers": [(b"content-length", length)]})
        await send({"type": "http.response.body", "body": answer})

    return app


def rooms(storage: GroupCommit | None) -> App:
    """A WebSocket service at `/ROOM/sender` and `/ROOM/receiver`."""
    receivers: dict[str, list[Send]] = {}

    async def app(scope: Message, receive: Receive, send: Send) -> None:
        _, room, role = scope["path"].split("/")
        await receive()
        await send({"type": "websocket.accept"})
        if role == "receiver":
            receivers.setdefault(room, []).append(send)
        seq = 0
        while (message := await receive())["type"] == "websocket.receive":
            seq += 1
            if storage is not None:
                seq = await storage.append(room, message["text"].encode())
            for receiver in receivers[room]:
                await receiver({"type": "websocket.send", "text": message["text"]})
            await send({"type": "websocket.send", "text": f'{{"t":"ack","seq":{seq}}}'})
        if role == "receiver":
            receivers[room].remove(send)

    return app


async def echo(port: int) -> None:
    """The bare `websockets` server, which holds sockets and repeats what they say."""

    async def handler(socket: ServerConnection) -> None:
        with suppress(ConnectionClosed):  # The load generator hangs up without a word.
            async for text in socket:
                await socket.send(text)

    async with serve(handler, "127.0.0.1", port, compression=None, ping_interval=None) as server:
        await server.serve_forever()


async def writers(folder: Path) -> None:
    """Answers each line "writers count" with the seconds that it took."""
    storage = GroupCommit(folder)
    body = os.urandom(1500)

    async def write(stream: str, count: int) -> None:
        for _ in range(count):
            await storage.append(stream, body)

    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        wanted, count = map(int, line.split())
        start = perf_counter()
        await asyncio.gather(*(write(str(number), count // wanted) for number in range(wanted)))
        print(perf_counter() - start, flush=True)


def _serve(app: App, port: int) -> None:
    # The same server and the same options as `hark serve`, so that only what stands behind it differs.
    uvicorn.run(
        app,
        port=port,
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        lifespan="off",
        access_log=False,
        log_config=None,
    )


def main() -> None:
    what, folder, port = sys.argv[1], Path(sys.argv[2]), int(os.environ.get("PORT", "0"))
    if what == "echo":
        uvloop.run(echo(port))
    elif what == "writers":
        uvloop.run(writers(folder))
    elif what == "commits":
        _serve(commits(folder), port)
    else:
        _serve(rooms(GroupCommit(folder) if what == "chat" else None), port)


if __name__ == "__main__":
    main()
