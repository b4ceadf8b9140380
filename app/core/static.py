"""The built frontend, served from `app/static`. Nothing here knows who asks, and every file is one of ours."""

import gzip
import re
from functools import cache
from pathlib import Path

from fastapi import Request, Response

from app.core.errors import AppError, NotFound

FOLDER = Path(__file__).parents[1] / "static"

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*")
# Named here, because what Python guesses depends on the machine, and `nosniff` makes a wrong guess fatal.
_MEDIA = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
}
_PACKED = {".woff2"}


class FrontendMissing(AppError):
    """The pages were never built, so there is nothing to serve."""

    code = "frontend_missing"
    status = 503
    title = "The pages of this service are not built. Run scripts/setup, then start it again."


def page(request: Request, name: str) -> Response:
    """The document of the app `name`. Raises `FrontendMissing`."""
    return _answer(request, FOLDER / name / "index.html", FrontendMissing)


def script(request: Request, name: str, file: str) -> Response:
    """A file with a steady name: `button/button.js`. Raises `FrontendMissing`."""
    return _answer(request, FOLDER / name / file, FrontendMissing)


def asset(request: Request, name: str, file: str) -> Response:
    """A file whose name carries a hash of its content. Raises `NotFound`."""
    # One plain name for each part: no separator and no leading dot, so nothing outside the folder can be named.
    if _NAME.fullmatch(name) is None or _NAME.fullmatch(file) is None:
        raise NotFound
    return _answer(request, FOLDER / name / "assets" / name / file, NotFound)


def _answer(request: Request, path: Path, missing: type[AppError]) -> Response:
    media = _MEDIA.get(path.suffix)
    if media is None or not path.is_file():
        raise missing
    plain, packed = _load(path, path.stat().st_mtime_ns)
    headers = {"Vary": "Accept-Encoding"}
    if packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(packed, headers=headers | {"Content-Encoding": "gzip"}, media_type=media)
    return Response(plain, headers=headers, media_type=media)


@cache
def _load(path: Path, _changed: int) -> tuple[bytes, bytes | None]:
    """A file's bytes, and the same packed; packed once, because a whole class opens the page at the same moment."""
    plain = path.read_bytes()
    return plain, None if path.suffix in _PACKED else gzip.compress(plain, 9, mtime=0)
