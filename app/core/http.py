"""Pure ASGI middleware: security headers, body limit, cross-site refusal, and the net under unexpected errors.

Nothing here logs an address, a user agent or a query string, and the server's own access log stays off.
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.errors import AppError, Unexpected, log_unexpected, problem
from app.core.settings import Settings

SESSION_COOKIE = "__Host-hark"
"""The staff session cookie, the only one that opens anything."""

_SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
_HASHED = "/assets/"


class CrossSite(AppError):
    """An unsafe request with the session cookie did not come from our own pages."""

    code = "cross_site"
    status = 403
    title = "This request did not come from this service's own page."


class BodyTooLong(AppError):
    """The request body is longer than this service reads."""

    code = "body_too_long"
    status = 413
    title = "That is too long to send."


def content_security_policy(origins: Sequence[str], *, frame_ancestors: str = "'none'") -> str:
    """The policy of every page: no inline code, no third party, and frames only where a school listed a host."""
    sockets = " ".join(f"{_socket_origin(origin)}" for origin in origins)
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            # Older Safari does not count a socket of the same host as 'self'.
            f"connect-src 'self' {sockets}",
            "worker-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            f"frame-ancestors {frame_ancestors}",
            "require-trusted-types-for 'script'",
            "trusted-types svelte-trusted-html hark-worker hark-alerts",
        )
    )


def _socket_origin(origin: str) -> str:
    parts = urlsplit(origin)
    return f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}"


def origin_is_ours(settings: Settings, origin: str | None) -> bool:
    """True if a browser's `Origin` header is exactly one of the service's own."""
    return origin is not None and origin in settings.origins


class SecurityHeaders:
    """Adds the headers of every answer. A header that a route has set itself is left as it is."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._headers = {
            "Content-Security-Policy": content_security_policy(settings.origins),
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=(), display-capture=(), browsing-topics=()",
            "X-Robots-Tag": "noindex",
        }
        if settings.is_https:
            self._headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", _caching(scope["path"], message["status"]))
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _caching(path: str, status: int) -> str:
    # A hashed name never changes its bytes. Everything else may show that somebody used Hark, so no cache keeps it.
    unchanging = path.startswith(_HASHED) and status in {200, 206, 304}
    return "public, max-age=31536000, immutable" if unchanging else "no-store"


class ErrorNet:
    """Answers 500 for what nobody expected, and keeps its message out of every log.

    It stands inside the framework's own handler, which would hand the exception, message and all, to the server's log.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watch)
        except Exception as error:
            if scope["type"] == "lifespan":
                raise  # A failed start must stop the server and say why; no request is involved.
            log_unexpected(error)
            if scope["type"] == "http" and not started:
                await problem(Unexpected())(scope, receive, send)
            elif scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1011})


class BodyLimit:
    """Reads a request's body up to the limit before the app runs, and refuses a longer one unread."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = await self._read(Headers(scope=scope), receive)
        if body is None:
            await problem(BodyTooLong())(scope, receive, send)
            return
        await self._app(scope, _replay(body, receive), send)

    async def _read(self, headers: Headers, receive: Receive) -> bytes | None:
        declared = headers.get("content-length", "0")
        if not declared.isdecimal() or int(declared) > self._limit:
            return None
        body = bytearray()
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                break
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self._limit:
                return None
        return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def next_message() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return next_message


class CrossSiteRefusal:
    """Refuses an unsafe request that carries the session cookie unless our own page made it.

    A foreign page can make a browser send the cookie; it can neither forge `Origin` nor add `X-Hark` without a
    preflight that we never answer. Pupils have no cookie, so nothing can be forged in their name.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and self._is_forged(scope):
            await problem(CrossSite())(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_forged(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        # A client may spread its cookies over several headers, so each is looked at.
        carries_session = any(SESSION_COOKIE in cookies for cookies in headers.getlist("cookie"))
        if scope["method"] in _SAFE_METHODS or not carries_session:
            return False
        return headers.get("x-hark") != "1" or not origin_is_ours(self._settings, headers.get("origin"))


def install(app: FastAPI, settings: Settings) -> None:
    """Wrap `app`. The last one added stands outermost."""
    app.add_middleware(CrossSiteRefusal, settings=settings)
    app.add_middleware(BodyLimit, limit=settings.http.body_bytes)
    app.add_middleware(ErrorNet)
    app.add_middleware(SecurityHeaders, settings=settings)
