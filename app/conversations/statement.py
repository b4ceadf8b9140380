"""The signed statement of a key epoch (docs/protocol.md section 5), read strictly.

A client reads the same bytes with another parser. What two parsers could read in two ways (a field given twice, a field
nobody knows) is refused, or the server could be shown one list of readers and the browsers another.
"""

import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.conversations.errors import EpochMismatch
from app.core.encoding import base64url

_Bytes32 = Annotated[str, base64url(exact=32)]


class Statement(BaseModel):
    """What the maker of an epoch signed."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    v: Literal[1]
    school: str
    stream: str
    epoch: int
    commit: _Bytes32
    link: _Bytes32 | None
    by: str
    roster: Annotated[int, Field(ge=1)]
    readers: Annotated[list[str], Field(min_length=1, max_length=64)]


def read(data: bytes) -> Statement:
    """The statement in `data`. Raises `EpochMismatch` unless it is exactly of the documented shape."""
    try:
        statement = Statement.model_validate(json.loads(data.decode("utf-8"), object_pairs_hook=_once))
    except (ValueError, RecursionError, ValidationError):
        raise EpochMismatch from None
    # The first epoch follows nothing; every other proves that its maker held the one before.
    if (statement.link is None) != (statement.epoch == 1) or len(set(statement.readers)) != len(statement.readers):
        raise EpochMismatch
    return statement


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a field is given twice")
    return fields
