"""Every frame of rt.v1, both ways. Unknown fields, unknown kinds and over-long values are refused, never ignored.

Wire names are short because frames are many: `s` stream, `kep` key epoch, `re` the client frame that is answered.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from app.core.errors import AppError, Retry
from app.realtime.codes import ENVELOPE_CHARS, FETCH_LIMIT, FRAME_BYTES, PING_CHARS
from app.realtime.errors import BadFrame, FrameTooLong
from app.realtime.schemas import StoredItem

FrameId = Annotated[int, Meta(ge=0, le=2**53)]
Sequence = Annotated[int, Meta(ge=0, le=2**53)]
Epoch = Annotated[int, Meta(ge=0, le=2**31)]
StreamName = Annotated[str, Meta(max_length=48, pattern=r"^(conv|file|side|me):[0-9a-f-]{36}\Z")]
Cmid = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")]
Word = Annotated[str, Meta(max_length=32, pattern=r"^[a-z_]+\Z")]
Envelope = Annotated[str, Meta(min_length=1, max_length=ENVELOPE_CHARS, pattern=r"^[A-Za-z0-9_-]+\Z")]
Token = Annotated[str, Meta(min_length=43, max_length=43, pattern=r"^[A-Za-z0-9_-]+\Z")]


class Cursor(Struct, forbid_unknown_fields=True, frozen=True):
    """How far a client has applied one stream, and of which generation."""

    s: StreamName
    epoch: Epoch
    seq: Sequence


class Hello(Struct, forbid_unknown_fields=True, frozen=True, tag_field="t", tag="hello"):
    """The first frame: proves the session by a one-use ticket and resumes, in one round trip."""

    id: FrameId
    v: int
    ticket: Token
    app: Annotated[str, Meta(max_length=40)]
    resume: Annotated[list[Cursor], Meta(max_length=500)] = []


class Send(Struct, forbid_unknown_fields=True, frozen=True, tag_field="t", tag="send"):
    """A sealed item. `env` and `cmid` were made together; a retry repeats both."""

    id: FrameId
    s: StreamName
    cmid: Cmid
    kep: Epoch
    kind: Word
    env: Envelope


class Act(Struct, forbid_unknown_fields=True, frozen=True, tag_field="t", tag="act"):
    """A verb on a conversation. `if_v` is the version the person saw when they pressed."""

    id: FrameId
    cmid: Cmid
    s: StreamName
    verb: Word
    args: Annotated[dict[Word, str | int | bool | None], Meta(max_length=8)] = {}
    if_v: Sequence | None = None


class Mark(Struct, forbid_unknown_fields=True, frozen=True, tag_field="t", tag="mark"):
    """Staff have seen everything up to `read`."""

    id: FrameId
    s: StreamName
    read: Sequence


class Fetch(Struct, forbid_unknown_fields=True, frozen=True, tag_field="t", tag="fetch"):
    """Asks for up to `limit` items after or before a number: exactly one of the two is given."""

    id: FrameId
    s: StreamName
    limit: Annotated[int, Meta(ge=1, le=FETCH_LIMIT)]
    after: Sequence | UnsetType = UNSET
    before: Sequence | UnsetType = UNSET

    def __post_init__(self) -> None:
        if (self.after is UNSET) == (self.before is UNSET):
            raise ValueError("exactly one of after and before")


class Duty(Struct, forbid_unknown_fields=True, frozen=True, tag_field="t", tag="duty"):
    """A member of staff or a mentor is there, pausing, or gone. A mentor who comes says how they are."""

    id: FrameId
    state: Literal["on", "pause", "off"]
    feeling: Literal["good", "ok", "talk"] | None = None


class Pong(Struct, forbid_unknown_fields=True, frozen=True, tag_field="t", tag="pong"):
    """The answer to a ping."""


class Bye(Struct, forbid_unknown_fields=True, frozen=True, tag_field="t", tag="bye"):
    """A clean leave."""

    id: FrameId


ClientFrame = Hello | Send | Act | Mark | Fetch | Duty | Pong | Bye


class WireItem(Struct, frozen=True):
    """An item as a client sees it."""

    seq: int
    type: str
    kind: str
    epoch: int
    cmid: str
    sender: str
    body: str
    at: str


class StreamState(Struct, frozen=True):
    """One stream that the server decided this socket follows."""

    s: str
    epoch: int
    seq: int
    role: str


class Welcome(Struct, frozen=True, tag_field="t", tag="welcome"):
    """The answer to `hello`. Catch-up follows as `ev`."""

    re: int
    conn: str
    v: int
    ping_s: float
    streams: list[StreamState]
    limits: dict[str, int]


class Ev(Struct, frozen=True, tag_field="t", tag="ev"):
    """Items of a stream, contiguous from `from` to `to`. Live and catch-up are the same frame."""

    s: str
    epoch: int
    from_: int = msgspec.field(name="from")
    to: int
    items: list[WireItem]
    more: bool = False


class Ack(Struct, frozen=True, tag_field="t", tag="ack"):
    """The item is on disk. Sent only after the COMMIT."""

    re: int
    cmid: str
    s: str
    seq: int
    dup: bool


class Err(Struct, frozen=True, tag_field="t", tag="err"):
    """A refusal. `key` names its wording in the client's catalogue; `retry` says what to do; `data` is often absent."""

    re: int | None
    code: str
    key: str
    retry: Retry
    after_ms: int | None = None
    data: dict[str, Any] | UnsetType = UNSET


class Reset(Struct, frozen=True, tag_field="t", tag="reset"):
    """The client's cursor cannot be proved complete: load the stream again, then go on from `seq`."""

    s: str
    epoch: int
    seq: int
    why: str


class Live(Struct, frozen=True):
    """What a waiting person is told: their place, in bands, and who is there."""

    place: Literal[1, 2, "more"] | None = None
    who: Literal["none", "waiting", "here", "away", "writing"] = "none"


class Ping(Struct, frozen=True, tag_field="t", tag="ping"):
    """Both sides are there. Always the same size, so that its length tells a network nothing."""

    n: int
    live: Live
    pad: str


class Drain(Struct, frozen=True, tag_field="t", tag="drain"):
    """Come back after `after_ms`: this process is about to stop."""

    after_ms: int


class Gone(Struct, frozen=True, tag_field="t", tag="gone"):
    """The right to read this stream ended: drop its keys and text now."""

    s: str


ServerFrame = Welcome | Ev | Ack | Err | Reset | Ping | Drain | Gone

_client: msgspec.json.Decoder[ClientFrame] = msgspec.json.Decoder(ClientFrame)
_server = msgspec.json.Encoder()


def decode_client_frame(raw: bytes | str) -> ClientFrame:
    """The frame in `raw`. Raises `FrameTooLong` or `BadFrame`, neither of which quotes it."""
    if len(raw) > FRAME_BYTES or (isinstance(raw, str) and len(raw.encode(errors="replace")) > FRAME_BYTES):
        raise FrameTooLong
    try:
        return _client.decode(raw)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise BadFrame from None


def encode(frame: ServerFrame) -> str:
    """The text of a server frame."""
    return _server.encode(frame).decode()


def wire_item(item: StoredItem) -> WireItem:
    """What a client sees of a stored item."""
    at = item.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return WireItem(item.seq, item.type, item.kind, item.key_epoch, item.cmid, item.sender, item.body, at)


def events(stream: str, generation: int, items: list[StoredItem], *, more: bool = False) -> Ev:
    """One `ev` of contiguous items."""
    return Ev(
        s=stream,
        epoch=generation,
        from_=items[0].seq,
        to=items[-1].seq,
        items=[wire_item(item) for item in items],
        more=more,
    )


def refusal(error: AppError, re: int | None) -> Err:
    """The `err` frame of an application error."""
    return Err(re, error.code, f"error.{error.code}", error.retry, error.after_ms, error.data or UNSET)


def ping(number: int, live: Live) -> str:
    """A ping of exactly `PING_CHARS` characters, whatever it says."""
    bare = encode(Ping(number, live, ""))
    return encode(Ping(number, live, "." * (PING_CHARS - len(bare))))
