"""The sockets of this process and the streams they follow.

Delivery may be lossy and state is not: a follower has a position, an item that is not the next one is fetched from the
database first, and one that it has had is dropped. So nobody skips and nobody repeats, whatever order events arrive in.
Who may follow what is decided by the caller; a client's own names are never believed.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from app.core.errors import log_unexpected
from app.core.outbox import Event
from app.realtime import frames
from app.realtime.codes import CATCH_UP_PAGE, FRAME_BYTES, CloseCode
from app.realtime.connection import Connection
from app.realtime.errors import TooManySockets
from app.realtime.schemas import AccessEnded, AccessGranted, Head, ItemAppended, KeyClosed, Place, StoredItem

FetchItems = Callable[[str, int, int], Awaitable[list[StoredItem]]]
"""`fetch(stream, after, limit)`: items after a number, oldest first, read after the call began."""


@dataclass(slots=True, eq=False)
class _Follow:
    """One connection's place in one stream."""

    stream: str
    generation: int
    role: str
    position: int
    known: int = 0
    catching_up: "asyncio.Task[None] | None" = None


class Hub:
    """Everything here runs on one event loop, so a method that does not await cannot be interrupted."""

    def __init__(self, fetch: FetchItems, *, catch_up_items: int = 300) -> None:
        """`catch_up_items`: how many of one stream whoever comes back is brought unasked, give or take a page."""
        self._fetch = fetch
        self._catch_up_items = catch_up_items
        self._by_key: dict[str, dict[str, Connection]] = {}
        self._follows: dict[str, dict[str, _Follow]] = {}
        self._followers: dict[str, dict[str, Connection]] = {}
        self._lookers = 0
        self._announced: dict[str, int] = {}
        self._empty = asyncio.Event()
        self._empty.set()
        self.elsewhere: Collection[str] = frozenset()
        """Who has a socket in another process, as far as this one knows."""

    def attach(self, connection: Connection, *, limit: int) -> None:
        """Take in a socket and start it. Raises `TooManySockets` if its key has `limit` already."""
        if len(self._by_key.get(connection.key, {})) >= limit:
            raise TooManySockets
        for key in connection.keys:
            self._by_key.setdefault(key, {})[connection.id] = connection
        self._follows[connection.id] = {}
        self._empty.clear()
        connection.start()

    def detach(self, connection: Connection) -> None:
        """Let a socket go, whoever ended it. Doing so twice is harmless."""
        for stream in list(self._follows.get(connection.id, {})):
            self._unfollow(connection, stream)
        self._follows.pop(connection.id, None)
        for key in connection.keys:
            _remove(self._by_key, key, connection.id)
        if not self._follows:
            self._empty.set()
        connection.lost()

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Somebody reads what a socket will follow. What is announced meanwhile is remembered for `follow`."""
        self._lookers += 1
        try:
            yield
        finally:
            self._lookers -= 1
            if not self._lookers:
                self._announced.clear()

    def follow(
        self,
        connection: Connection,
        stream: str,
        head: Head,
        *,
        role: str,
        after: int,
        missed: Sequence[StoredItem] | None = None,
    ) -> None:
        """Give one socket everything of `stream` after number `after`, past and to come.

        `missed`: all of it up to `head`, or nothing, as both were read since `looking` began. None: it is read now.
        """
        follows = self._follows.get(connection.id)
        if follows is None or stream in follows:
            return
        known = max(head.seq, self._announced.get(stream, 0))
        follow = follows[stream] = _Follow(stream, head.generation, role, after, known)
        self._followers.setdefault(stream, {})[connection.id] = connection
        for page in _pages(missed or ()):
            connection.send(frames.events(stream, head.generation, page), stream=stream)
            follow.position = page[-1].seq
        # What was committed before the registration is found by a read after it, unless it is known to be nothing; what
        # is committed later arrives as an event. Nothing falls between. (What another process commits in that moment
        # is not announced here in time, and is found by the look of the next second.)
        if missed is None or follow.position < known:
            self._catch_up(connection, follow)

    def subscribe(self, key: str, stream: str, *, role: str, after: int, generation: int = 1) -> None:
        """`follow` for every socket of a person or mailbox."""
        for connection in self.of(key):
            self.follow(connection, stream, Head(generation, after), role=role, after=after)

    def revoke(self, key: str, stream: str) -> None:
        """No socket of `key` gets anything more of `stream`, not even what waited; each is told `gone`."""
        for connection in self.of(key):
            self.drop(connection, stream)

    def drop(self, connection: Connection, stream: str) -> None:
        """`revoke` for one socket."""
        if self._unfollow(connection, stream):
            connection.forget(stream)
            connection.send(frames.Gone(stream))

    def close(self, key: str, code: CloseCode) -> None:
        """Close every socket of a person, mailbox or session."""
        for connection in self.of(key):
            connection.end(code)
            self.detach(connection)

    def streams(self, connection: Connection) -> dict[str, str]:
        """The streams a socket follows, each with its role word. What is not here is not the caller's."""
        return {stream: follow.role for stream, follow in self._follows.get(connection.id, {}).items()}

    def is_here(self, key: str) -> bool:
        """True if a person or mailbox has an open socket, in this process or in another."""
        return key in self._by_key or key in self.elsewhere

    def keys(self) -> frozenset[str]:
        """Every person and mailbox that has a socket in this process."""
        return frozenset(connection.key for connection in self.connections())

    def of(self, key: str) -> list[Connection]:
        """The sockets of a person, mailbox or session in this process."""
        return list(self._by_key.get(key, {}).values())

    def positions(self, streams: Iterable[str] | None = None) -> dict[str, Place]:
        """How far those have come who follow a stream (of `streams`, or any) and are not busy catching up."""
        places = {}
        for stream in self._followers.keys() if streams is None else self._followers.keys() & set(streams):
            idle = [follow for _, follow in self._idle(stream)]
            if idle:
                numbers = [follow.position for follow in idle]
                places[stream] = Place(idle[0].generation, min(numbers), max(numbers))
        return places

    def prove(
        self, asked: Mapping[str, Place], heads: Mapping[str, Head], items: Mapping[str, Sequence[StoredItem]]
    ) -> None:
        """Hold the positions of `asked` against what was read after they were asked for.

        Whoever is behind is given what they miss. Whose place cannot be proved is closed and resumes by cursor.
        """
        for stream, place in asked.items():
            head = heads.get(stream)
            if head is None or head.generation != place.generation or head.seq < place.highest:
                for connection in list(self._followers.get(stream, {}).values()):
                    connection.end(CloseCode.LOST_POSITION)
                continue
            # One frame, however many items it holds. Whoever misses more is brought it as fast as they read, because
            # what is queued for them without asking would close whoever reads as fast as they can.
            page = next(_pages(items.get(stream, ())), None)
            if page:
                self._announce(head.generation, page)
            for connection, follow in self._idle(stream):
                if follow.position < head.seq:
                    follow.known = max(follow.known, head.seq)
                    self._catch_up(connection, follow)

    def _idle(self, stream: str) -> list[tuple[Connection, _Follow]]:
        pairs = [(each, self._follows[each.id][stream]) for each in self._followers.get(stream, {}).values()]
        return [(connection, follow) for connection, follow in pairs if follow.catching_up is None]

    def count(self) -> int:
        """How many sockets this process has."""
        return len(self._follows)

    def connections(self) -> list[Connection]:
        """Every open socket, for draining."""
        return list({connection.id: connection for key in self._by_key for connection in self.of(key)}.values())

    async def emptied(self) -> None:
        """Wait until nobody has a socket in this process."""
        await self._empty.wait()

    def deliver(self, events: Sequence[Event]) -> None:
        """The database's listener: act on each event of a commit, in order."""
        for event in events:
            match event:
                case ItemAppended(generation, item):
                    self._announce(generation, [item])
                case AccessGranted(key, stream, role, after):
                    self.subscribe(key, stream, role=role, after=after)
                case AccessEnded(key, stream):
                    self.revoke(key, stream)
                case KeyClosed(key, code):
                    self.close(key, code)

    def _announce(self, generation: int, items: list[StoredItem]) -> None:
        stream = items[0].stream
        if self._lookers:
            self._announced[stream] = max(self._announced.get(stream, 0), items[-1].seq)
        followers = self._followers.get(stream)
        if not followers:
            return
        text = frames.encode(frames.events(stream, generation, items))
        for connection in list(followers.values()):
            self._offer(connection, self._follows[connection.id][stream], items, text)

    def _offer(self, connection: Connection, follow: _Follow, items: list[StoredItem], text: str) -> None:
        first, last = items[0].seq, items[-1].seq
        follow.known = max(follow.known, last)
        if follow.catching_up is not None or last <= follow.position:
            return
        if first != follow.position + 1:
            self._catch_up(connection, follow)
            return
        follow.position = last
        connection.send_encoded(text, stream=follow.stream)

    def _catch_up(self, connection: Connection, follow: _Follow) -> None:
        follow.catching_up = asyncio.create_task(self._bring(connection, follow))

    async def _bring(self, connection: Connection, follow: _Follow) -> None:
        try:
            async with connection.turn:
                await self._send_missing(connection, follow)
        except Exception as error:  # noqa: BLE001 - this socket has lost its place; the client resumes by cursor
            log_unexpected(error)
            connection.end(CloseCode.LOST_POSITION)
        finally:
            follow.catching_up = None

    async def _send_missing(self, connection: Connection, follow: _Follow) -> None:
        sent = 0
        while True:
            await connection.drained()
            # What is announced while the read runs may be newer than what it reads; only what was known before
            # must be in it.
            known = follow.known
            # One more than a page, which tells whether there is more: to say so of a page that happens to end the
            # stream would keep a reader waiting for an item that nobody has written.
            found = await self._fetch(follow.stream, follow.position, CATCH_UP_PAGE + 1)
            items, more = found[:CATCH_UP_PAGE], len(found) > CATCH_UP_PAGE
            if not items and follow.position < known:
                connection.end(CloseCode.LOST_POSITION)
            if not connection.is_open:
                return
            for page in _pages(items):
                frame = frames.events(follow.stream, follow.generation, page, more=more)
                connection.send(frame, stream=follow.stream)
                follow.position = page[-1].seq
                await connection.drained()
            if not more and follow.position >= follow.known:
                return
            sent += len(items)
            if more and sent >= self._catch_up_items:
                # The last frame said that there is more: the client asks for it when it is ready, page by page.
                # What is new reaches it from here on.
                follow.position = max(follow.known, follow.position)
                return

    def _unfollow(self, connection: Connection, stream: str) -> bool:
        follow = self._follows.get(connection.id, {}).pop(stream, None)
        if follow is None:
            return False
        _remove(self._followers, stream, connection.id)
        if follow.catching_up is not None:
            follow.catching_up.cancel()
        return True


def _remove(index: dict[str, dict[str, Connection]], name: str, connection_id: str) -> None:
    members = index.get(name, {})
    members.pop(connection_id, None)
    if not members:
        index.pop(name, None)


def _pages(items: Sequence[StoredItem]) -> Iterator[list[StoredItem]]:
    """Contiguous runs that each fit a frame, so that a page of long messages cannot overflow a queue."""
    page: list[StoredItem] = []
    size = 0
    for item in items:
        if page and size + len(item.body) > FRAME_BYTES:
            yield page
            page, size = [], 0
        page.append(item)
        size += len(item.body)
    if page:
        yield page


@dataclass(frozen=True, slots=True)
class Resumption:
    """Where one stream of a hello goes on from, and the `reset` to send first if its cursor proves nothing."""

    after: int
    reset: frames.Reset | None = None


def resume(stream: str, head: Head, cursor: frames.Cursor | None) -> Resumption:
    """Everything after the cursor, or a `reset`, never a part. Without a cursor, from the head."""
    if cursor is None:
        return Resumption(head.seq)
    if cursor.epoch != head.generation:
        return Resumption(head.seq, frames.Reset(stream, head.generation, head.seq, "generation"))
    if cursor.seq > head.seq:
        return Resumption(head.seq, frames.Reset(stream, head.generation, head.seq, "ahead"))
    return Resumption(cursor.seq)
