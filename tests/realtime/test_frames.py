"""rt.v1 on the wire: what is not a frame is refused by name, and a ping always has the same size."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import ServerBusy
from app.realtime import frames
from app.realtime.codes import ENVELOPE_CHARS, FRAME_BYTES, PING_CHARS, CloseCode
from app.realtime.errors import BadFrame, CmidConflict, FrameTooLong

STREAM = "conv:0190b3c0-0000-4000-8000-000000000001"
CMID = "0190b3c0-0000-4000-8000-00000000000a"
TICKET = "A" * 43

GOOD: list[dict[str, Any]] = [
    {"t": "hello", "id": 0, "v": 1, "ticket": TICKET, "app": "pupil", "resume": [{"s": STREAM, "epoch": 1, "seq": 4}]},
    {"t": "send", "id": 1, "s": STREAM, "cmid": CMID, "kep": 1, "kind": "msg", "env": "AAAA"},
    {"t": "act", "id": 2, "cmid": CMID, "s": STREAM, "verb": "claim", "args": {}, "if_v": 3},
    {"t": "mark", "id": 3, "s": STREAM, "read": 4},
    {"t": "fetch", "id": 4, "s": STREAM, "after": 4, "limit": 50},
    {"t": "fetch", "id": 5, "s": STREAM, "before": 4, "limit": 1},
    {"t": "duty", "id": 6, "state": "on"},
    {"t": "pong"},
    {"t": "bye", "id": 7},
]
SEND = GOOD[1]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"null",
        b"1",
        b'"x"',
        b"{",
        b"{}",
        b'{"t":"nope"}',
        b'{"t":1}',
        b"\xff\xfe",
        b"[" * 50_000,
        b'{"t":"pong"}x',
    ],
)
def test_what_is_not_a_frame_is_refused(raw: bytes) -> None:
    with pytest.raises(BadFrame):
        frames.decode_client_frame(raw)


@pytest.mark.parametrize("frame", GOOD, ids=lambda frame: frame["t"])
def test_a_field_that_nobody_knows_is_refused(frame: dict[str, Any]) -> None:
    with pytest.raises(BadFrame):
        frames.decode_client_frame(json.dumps(frame | {"from": "person:x"}))


@pytest.mark.parametrize(
    "change",
    [
        {"s": "conv:../../me"},
        {"s": "people:0190b3c0-0000-4000-8000-000000000001"},
        {"s": STREAM + "\n"},
        {"cmid": CMID.upper()},
        {"cmid": CMID + "\n"},
        {"kep": -1},
        {"kep": 1.5},
        {"kep": "1"},
        {"id": -1},
        {"kind": "msg\n"},
        {"kind": "k" * 33},
        {"env": ""},
        {"env": "AA=="},
        {"env": "A" * (ENVELOPE_CHARS + 1)},
        {"env": None},
    ],
    ids=str,
)
def test_a_field_that_is_out_of_bounds_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(BadFrame):
        frames.decode_client_frame(json.dumps(SEND | change))


@pytest.mark.parametrize("places", [{}, {"after": 1, "before": 2}])
def test_a_fetch_asks_in_one_direction(places: dict[str, int]) -> None:
    with pytest.raises(BadFrame):
        frames.decode_client_frame(json.dumps({"t": "fetch", "id": 1, "s": STREAM, "limit": 5} | places))


def test_a_frame_of_97_kib_is_refused_before_it_is_read() -> None:
    for raw in (b" " * (97 * 1024), " " * (97 * 1024), "é" * (FRAME_BYTES // 2 + 1)):
        with pytest.raises(FrameTooLong):
            frames.decode_client_frame(raw)


def test_a_refusal_of_a_frame_never_quotes_it() -> None:
    with pytest.raises(BadFrame) as refused:
        frames.decode_client_frame(json.dumps(SEND | {"kind": "MY UNCLE"}))
    assert "UNCLE" not in repr(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("frame", GOOD, ids=lambda frame: frame["t"])
def test_every_frame_of_the_protocol_is_read(frame: dict[str, Any]) -> None:
    assert type(frames.decode_client_frame(json.dumps(frame))).__name__.lower() == frame["t"]


def test_the_largest_envelope_of_the_protocol_fits_a_frame() -> None:
    frame = json.dumps(SEND | {"env": "A" * ENVELOPE_CHARS, "kind": "k" * 32, "id": 2**53, "kep": 2**31})
    assert isinstance(frames.decode_client_frame(frame), frames.Send)


@given(
    number=st.integers(0, 2**53),
    place=st.sampled_from([None, 1, 2, "more"]),
    who=st.sampled_from(["none", "waiting", "here", "away", "writing"]),
)
def test_g9_a_ping_has_one_size_whatever_it_says(number: int, place: Any, who: Any) -> None:
    text = frames.ping(number, frames.Live(place, who))
    assert len(text.encode()) == PING_CHARS
    assert json.loads(text)["live"] == {"place": place, "who": who}


def test_a_refusal_tells_the_client_what_to_do() -> None:
    assert json.loads(frames.encode(frames.refusal(CmidConflict(), 9))) == {
        "t": "err",
        "re": 9,
        "code": "cmid_conflict",
        "key": "error.cmid_conflict",
        "retry": "new",
        "after_ms": None,
    }
    assert frames.refusal(ServerBusy(), 9).after_ms == 1000


def test_every_close_code_has_a_sentence_and_says_whether_to_come_back() -> None:
    assert all(code.sentence.endswith(".") for code in CloseCode)
    assert {code.value for code in CloseCode if not code.comes_back} == {4500, 4501, 4502, 4503, 4504, 4505}
