"""The vocabulary of rt.v1: its guarantees, its limits and its close codes, each with a sentence.

G1  An `ack` means that the item is on disk.
G2  `(stream, cmid)` is unique: a repeat answers with the first `seq` and `dup`; other bytes are a `cmid_conflict`.
G3  `seq` is contiguous in each stream and never reused.
G4  A client applies `last + 1`, drops what is not above `last` and fetches on a jump: shown exactly once.
G5  Resuming from a cursor gives everything after it, or a `reset`; never a part.
G6  A cursor means the same to every carrier, process and window.
G7  Whoever loses a right loses it on every open socket within a second: `gone`, or a close.
G8  A retry sends the stored bytes; nothing is sealed twice.
G9  Frames of a pupil have few sizes, and neither typing nor presence is sent.
G10 Staff are told honestly what is sending, saved and seen.
"""

from enum import IntEnum
from typing import Final


class CloseCode(IntEnum):
    """Why a socket was closed. 10xx and 40xx: come back. 45xx: stop."""

    sentence: str

    def __new__(cls, value: int, sentence: str) -> "CloseCode":
        code = int.__new__(cls, value)
        code._value_ = value
        code.sentence = sentence
        return code

    GOING_AWAY = 1001, "The server or the page is going away."
    RESTARTING = 1012, "The server is restarting."
    DRAIN = 4000, "The server asked this socket to come back elsewhere."
    SLOW = 4001, "More was waiting for this socket than it would read."
    NO_PONG = 4002, "A ping was not answered in time."
    SERVER_ERROR = 4003, "The server met a fault of its own."
    TICKET = 4004, "The ticket is spent, too old or unknown: fetch a new one, once."
    LOST_POSITION = 4005, "The server lost its place in a stream, or does not know the line: resume by cursor."
    TOO_FAST = 4006, "Too many frames: wait at least thirty seconds."
    SESSION_ENDED = 4500, "The session was signed out, removed or ran out."
    BAD_FRAME = 4501, "A frame was not rt.v1."
    OLD_VERSION = 4502, "The client speaks a version that is no longer served."
    TOO_MANY_SOCKETS = 4503, "This person or mailbox has as many sockets as it may."
    ACCESS_ENDED = 4504, "The right to be here ended."
    ORIGIN = 4505, "The page's origin is not one of this service's."

    @property
    def comes_back(self) -> bool:
        """True if the client should reconnect by itself."""
        return self < 4500


SUBPROTOCOL: Final = "rt.v1"
VERSION: Final = 1

FRAME_BYTES: Final = 96 * 1024
"""Longest frame of a client. The largest padded envelope is 65,617 bytes, which is 87,490 characters of base64url."""

ENVELOPE_CHARS: Final = 87_490
"""Longest `env` of a `send`."""

FETCH_LIMIT: Final = 50
"""Most items that one `fetch` answers with."""

CATCH_UP_PAGE: Final = 50
"""Most items of one catch-up frame; long items make it fewer."""

PING_CHARS: Final = 192
"""Size of every ping, whatever it says."""
