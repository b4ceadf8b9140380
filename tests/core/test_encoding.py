"""base64url with exactly one spelling for each byte string."""

from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from app.core import encoding


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("AA==", "padding"),
        ("AB", "stray bits: AA and AB would both mean one zero byte"),
        ("A", "no byte fits one character"),
        ("AA AA", "white space"),
        ("AAA\n", "a newline at the end"),
        ("+/+/", "the other alphabet"),
        ("AAÅA", "not ASCII"),
    ],
)
def test_a_second_spelling_is_refused(text: str, why: str) -> None:
    with pytest.raises(encoding.BadEncoding):
        encoding.decode(text)


def test_a_value_of_another_length_is_refused() -> None:
    for size in (31, 33):
        with pytest.raises(encoding.BadEncoding):
            encoding.decode(encoding.encode(bytes(size)), exact=32)
    with pytest.raises(encoding.BadEncoding):
        encoding.decode(encoding.encode(bytes(33)), maximum=32)


@given(st.binary(max_size=100))
def test_what_is_encoded_comes_back(data: bytes) -> None:
    text = encoding.encode(data)
    assert encoding.decode(text, exact=len(data)) == data
    assert len(text) == encoding.encoded_length(len(data))


@given(st.text(alphabet="ABab01-_=+/ ", max_size=12))
def test_whatever_decodes_is_spelt_as_it_would_be_encoded(text: str) -> None:
    try:
        data = encoding.decode(text)
    except encoding.BadEncoding:
        return
    assert encoding.encode(data) == text


def test_a_wire_schema_keeps_the_text_and_refuses_without_quoting_it() -> None:
    key = TypeAdapter(Annotated[str, encoding.base64url(exact=4)])
    assert key.validate_python("AAAAAA") == "AAAAAA"
    with pytest.raises(ValidationError) as refused:
        key.validate_python("AAAA")
    assert refused.value.errors()[0]["type"] == "bad_encoding"
