"""The page of a school in the demo: another origin, as a real VLE is, with a policy as strict as a careful one has."""

import re
from pathlib import Path

from fastapi import FastAPI, Response

FOLDER = Path(__file__).parents[1] / "vle"
_PLACEHOLDER = "{{HARK_ORIGIN}}"
_NAME = re.compile(r"(?:[a-z0-9_][a-z0-9._-]*/)*[a-z0-9_][a-z0-9._-]*")
_MEDIA = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_TEXT = {".css", ".html", ".js"}


def create_site(hark: str, folder: Path = FOLDER) -> FastAPI:
    """A site of the files in `folder`, with the origin of Hark put where they ask for it."""
    site = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    headers = {
        "Content-Security-Policy": (
            f"default-src 'none'; script-src 'self' {hark}; style-src 'self'; img-src 'self'; font-src 'self'; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }

    @site.get("/{name:path}")
    def file(name: str) -> Response:
        path = folder / (name or "index.html")
        media = _MEDIA.get(path.suffix)
        if _NAME.fullmatch(name or "index.html") is None or media is None or not path.is_file():
            return Response("There is no such page.\n", 404, headers, "text/plain; charset=utf-8")
        content = path.read_bytes()
        if path.suffix in _TEXT:
            content = content.decode().replace(_PLACEHOLDER, hark).encode()
        return Response(content, headers=headers, media_type=media)

    return site
