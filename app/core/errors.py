"""Errors: one class for each business fact, rendered in one place as `application/problem+json` (RFC 9457).

Nothing that a caller sent is ever echoed or logged: a pupil's words could be in it.
"""

import logging
import traceback
from collections.abc import Mapping
from typing import Any, ClassVar, Literal

import msgspec
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException as StarletteHTTPException  # noqa: TID251 - caught here, raised nowhere

Retry = Literal["no", "same", "new", "later"]
"""What a client may do: nothing; resend the same bytes; change something first; try again later."""

log = logging.getLogger("hark")


class AppError(Exception):
    """A business fact that stops a request. Subclasses set `code` (stable, snake_case), `status` and `title`."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    title: ClassVar[str] = "Something went wrong."
    retry: ClassVar[Retry] = "no"

    def __init__(self, *, data: Mapping[str, Any] | None = None, after_ms: int | None = None) -> None:
        """`data` holds ids, enums and numbers for the client; `after_ms` says how long to wait before a retry."""
        super().__init__(self.code)
        self.data = dict(data or {})
        self.after_ms = after_ms


class NotFound(AppError):
    """There is no such thing, or the caller may not know of it. The two look the same on purpose."""

    code = "not_found"
    status = 404
    title = "There is nothing here."


class Forbidden(AppError):
    """The caller may know of it, and may not do this to it."""

    code = "forbidden"
    status = 403
    title = "You may not do this."


class InvalidRequest(AppError):
    """The request does not have the shape that is documented."""

    code = "invalid_request"
    status = 422
    title = "The request does not have the expected shape."


class ServerBusy(AppError):
    """More work is waiting than the server will hold. Nothing was done."""

    code = "busy"
    status = 503
    title = "The service is very busy. Please try again in a moment."
    retry = "same"

    def __init__(self) -> None:
        super().__init__(after_ms=1000)


class StorageFailed(AppError):
    """The database did not confirm. The work may or may not be stored, so only the same bytes may be sent again."""

    code = "storage_failed"
    status = 503
    title = "This could not be saved. Please try again."
    retry = "same"

    def __init__(self) -> None:
        super().__init__(after_ms=1000)


class Unexpected(AppError):
    """A fault of ours."""

    code = "unexpected"
    title = "Something went wrong on our side."
    retry = "later"


_BY_STATUS = {404: ("not_found", NotFound.title), 405: ("method_not_allowed", "This address does not do that.")}


def problem(error: AppError) -> Response:
    """The one rendering of an error."""
    headers = {} if error.after_ms is None else {"Retry-After": str(-(-error.after_ms // 1000))}
    return _render(error.status, error.code, error.title, error.retry, error.data, error.after_ms, headers)


def _render(
    status: int,
    code: str,
    title: str,
    retry: Retry = "no",
    data: Mapping[str, Any] | None = None,
    after_ms: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    body: dict[str, Any] = {
        "type": f"urn:hark:error:{code}",
        "title": title,
        "status": status,
        "code": code,
        "retry": retry,
    }
    if data:
        body["data"] = data
    if after_ms is not None:
        body["retry_after_ms"] = after_ms
    return Response(msgspec.json.encode(body), status, dict(headers or {}), media_type="application/problem+json")


def invalid(error: RequestValidationError) -> Response:
    """A validation error, with the places that are wrong and why, and never the values that were sent."""
    fields = [{"at": _place(item["loc"]), "why": item["type"]} for item in error.errors()]
    return problem(InvalidRequest(data={"fields": fields[:20]}))


def _place(location: tuple[int | str, ...]) -> str:
    # A key that the caller invented is the caller's text too, so only our own short field names pass.
    return ".".join(str(part) if _is_ours(part) else "?" for part in location)


def _is_ours(part: int | str) -> bool:
    return isinstance(part, int) or (len(part) <= 40 and part.replace("_", "").isascii() and part.isidentifier())


def log_unexpected(error: BaseException) -> None:
    """Log the class of `error` and where it arose, never its message: a database error quotes the row it refused."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames[-12:]))
    log.error("unexpected %s at %s", type(error).__name__, where)


def install(app: FastAPI) -> None:
    """Make `app` answer every refusal through this module. Unexpected errors are caught in `app.core.http`."""

    async def on_app_error(_request: Request, error: Exception) -> Response:
        return problem(error) if isinstance(error, AppError) else problem(Unexpected())

    async def on_invalid(_request: Request, error: Exception) -> Response:
        return invalid(error) if isinstance(error, RequestValidationError) else problem(Unexpected())

    async def on_http(_request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, StarletteHTTPException) else 500
        code, title = _BY_STATUS.get(status, ("http_error", "The request could not be answered."))
        return _render(status, code, title)

    app.add_exception_handler(AppError, on_app_error)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(StarletteHTTPException, on_http)
