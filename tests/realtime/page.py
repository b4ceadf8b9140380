"""A page of rt.v1 with no network: what it has shown, what it has said that is not acknowledged, and what it says next.

The rules are those of every client (G4 and G8): it applies `last + 1`, drops what is not above `last`, fetches on a
jump, and says again the same bytes until they are acknowledged.
"""

from collections.abc import Sequence
from itertools import count
from typing import Any

from app.conversations.schemas import SealedItem

Frame = dict[str, Any]


class Page:
    """One page over any number of lines."""

    def __init__(self, stream: str, *, shown: int = 0) -> None:
        """`shown` is how much of the stream was on the page before."""
        self.stream = stream
        self.shown: list[tuple[int, str]] = []
        """Number and `cmid` of every item that was shown, as it was shown."""
        self.saved: dict[str, int] = {}
        self.outbox: dict[str, Frame] = {}
        self._last = shown
        self._fetching = False
        self._numbers = count(1)

    @property
    def last(self) -> int:
        return self._last

    def write(self, item: SealedItem) -> Frame:
        """A message that was written: said now if there is a line, and on each line until it is acknowledged."""
        frame = {"t": "send", "s": self.stream, "cmid": item.cmid, "kep": item.epoch, "kind": "msg", "env": item.env}
        self.outbox[item.cmid] = frame
        return self._numbered(frame)

    def hello(self, ticket: str) -> Frame:
        """The first frame of a new line. Whatever an older one was asked will not come."""
        self._numbers = count(1)
        self._fetching = False
        resume = [{"s": self.stream, "epoch": 1, "seq": self._last}]
        return self._numbered({"t": "hello", "v": 1, "ticket": ticket, "app": "page", "resume": resume})

    def hear(self, frame: Frame) -> Sequence[Frame]:
        """What is said to a frame of the server's."""
        match frame["t"]:
            case "welcome":
                return [self._numbered(waiting) for waiting in self.outbox.values()]
            case "ev" if frame["s"] == self.stream:
                return self._apply(frame)
            case "ack":
                self.outbox.pop(frame["cmid"], None)
                self.saved[frame["cmid"]] = frame["seq"]
            case "ping":
                return [{"t": "pong"}]
            case "err" | "gone" | "reset" as unwelcome:
                raise AssertionError(f"a page that did nothing wrong heard {unwelcome}: {frame}")
        return []

    def _apply(self, frame: Frame) -> Sequence[Frame]:
        for item in frame["items"]:
            if item["seq"] == self._last + 1:
                self._last = item["seq"]
                self.shown.append((item["seq"], item["cmid"]))
                self._fetching = False
        if self._fetching or not (frame["more"] or frame["to"] > self._last):
            return []
        self._fetching = True
        return [self._numbered({"t": "fetch", "s": self.stream, "after": self._last, "limit": 50})]

    def _numbered(self, frame: Frame) -> Frame:
        return {"id": next(self._numbers), **frame}
