"""Reads a JSON document's fields one by one and refuses, with the document's own error, what has another shape.

The same rules as `frontend/packages/crypto/src/shape.ts`, so that no document means two things to two readers.
"""

import json
import re
from collections.abc import Collection
from typing import Any, NoReturn, TypeVar, cast

from app.core import encoding
from app.sealing.errors import SealError

_ID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_DAY = r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_IDENTIFIER = re.compile(_ID)
_DATE = re.compile(_DAY)
_TIME = re.compile(_DAY + r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,6})?Z")
_PARTY = re.compile(rf"pupil|person:{_ID}")
_READER = re.compile(rf"pupil|person:{_ID}|group:(?:safeguarding|pastoral|head|governors):[1-9][0-9]{{0,8}}")
_STREAM = re.compile(rf"(?:conv|file|side):{_ID}")

Word = TypeVar("Word", bound=str)


class Shape:
    """The fields of one JSON object. Every method raises `error` for a field that is missing or of another shape."""

    def __init__(self, value: object, error: type[SealError]) -> None:
        self._error = error
        if not isinstance(value, dict):
            self.refuse()
        self._fields = cast(dict[str, Any], value)

    @classmethod
    def of(cls, data: bytes, error: type[SealError]) -> "Shape":
        """The fields of a JSON object in UTF-8."""
        try:
            value = json.loads(data.decode("utf-8"), parse_constant=_no_number)
        except (ValueError, RecursionError):
            raise error from None
        return cls(value, error)

    def refuse(self) -> NoReturn:
        raise self._error

    def _at(self, name: str) -> Any:
        return self._fields[name] if name in self._fields else self.refuse()

    def has(self, name: str) -> bool:
        """Whether a field that may be left out is there."""
        return name in self._fields

    def is_null(self, name: str) -> bool:
        return self._at(name) is None

    def text(self, name: str) -> str:
        """Text that is Unicode: half of a surrogate pair cannot be written down in UTF-8."""
        return self._text(self._at(name))

    def _text(self, value: object) -> str:
        if not isinstance(value, str) or any("\ud800" <= character <= "\udfff" for character in value):
            self.refuse()
        return value

    def _matching(self, name: str, pattern: re.Pattern[str]) -> str:
        value = self.text(name)
        return value if pattern.fullmatch(value) else self.refuse()

    def integer(self, name: str, least: int) -> int:
        """A whole number from `least` to 2^31 - 1."""
        value = self._at(name)
        # A bool is an int in Python and in no other reader of the document.
        whole = isinstance(value, int) and not isinstance(value, bool) and least <= value < 2**31
        return cast(int, value) if whole else self.refuse()

    def version_1(self) -> None:
        if self.integer("v", 1) != 1:
            self.refuse()

    def time(self, name: str) -> str:
        """RFC 3339 in UTC with a `Z`, to the microsecond at most."""
        return self._matching(name, _TIME)

    def date(self, name: str) -> str:
        return self._matching(name, _DATE)

    def id(self, name: str) -> str:
        return self._matching(name, _IDENTIFIER)

    def party(self, name: str) -> str:
        """`pupil` or `person:<id>`."""
        return self._matching(name, _PARTY)

    def stream(self, name: str) -> str:
        return self._matching(name, _STREAM)

    def one(self, name: str, options: Collection[Word]) -> Word:
        value = self._at(name)
        found = next((option for option in options if option == value), None)
        return self.refuse() if found is None else found

    def raw(self, name: str, length: int) -> bytes:
        """The `length` bytes of a base64url field."""
        try:
            return encoding.decode(self.text(name), exact=length)
        except encoding.BadEncoding:
            self.refuse()

    def sealed(self, name: str) -> bytes:
        """The bytes of a base64url field of any length."""
        try:
            return encoding.decode(self.text(name))
        except encoding.BadEncoding:
            self.refuse()

    def _list(self, name: str) -> list[Any]:
        value = self._at(name)
        return value if isinstance(value, list) else self.refuse()

    def texts(self, name: str) -> list[str]:
        return [self._text(value) for value in self._list(name)]

    def readers(self, name: str) -> list[str]:
        """Recipients, each once, at least one."""
        readers = self.texts(name)
        if not readers or len(set(readers)) != len(readers) or not all(map(_READER.fullmatch, readers)):
            self.refuse()
        return readers

    def shape(self, name: str) -> "Shape":
        return Shape(self._at(name), self._error)

    def shapes(self, name: str) -> list["Shape"]:
        return [Shape(value, self._error) for value in self._list(name)]

    def shapes_if_any(self, name: str) -> list["Shape"]:
        """The same for a list that may be left out."""
        return self.shapes(name) if self.has(name) else []


def _no_number(text: str) -> NoReturn:
    # Python reads NaN and Infinity, which are not JSON.
    raise ValueError(text)
