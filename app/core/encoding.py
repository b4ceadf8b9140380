"""base64url without padding (RFC 4648, 5), decoded strictly: one byte string has exactly one spelling.

A lenient decoder would let two different texts mean the same bytes, and an idempotency check or a signature
over the text could then be walked around.
"""

import base64
import binascii

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from app.core.errors import AppError


class BadEncoding(AppError):
    """The text is not the canonical base64url of a permitted number of bytes."""

    code = "bad_encoding"
    status = 422
    title = "A value is not encoded as this service expects."


def encode(data: bytes) -> str:
    """base64url of `data`, without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode(text: str, *, exact: int | None = None, maximum: int | None = None) -> bytes:
    """The bytes of `text`. Raises `BadEncoding` unless it is canonical and `exact` or at most `maximum` bytes long."""
    longest = exact if exact is not None else maximum
    if longest is not None and len(text) > encoded_length(longest):
        raise BadEncoding
    try:
        raw = text.encode("ascii")
        data = base64.b64decode(raw + b"=" * (-len(raw) % 4), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error, ValueError):
        raise BadEncoding from None
    if encode(data) != text or (exact is not None and len(data) != exact):
        raise BadEncoding
    return data


def encoded_length(size: int) -> int:
    """How many characters `size` bytes take."""
    return (size * 4 + 2) // 3


def base64url(*, exact: int | None = None, maximum: int | None = None) -> AfterValidator:
    """A Pydantic validator that keeps the text: `Annotated[str, base64url(exact=32)]`."""

    def check(text: str) -> str:
        try:
            decode(text, exact=exact, maximum=maximum)
        except BadEncoding:
            raise PydanticCustomError("bad_encoding", "must be canonical base64url of the right length") from None
        return text

    return AfterValidator(check)
