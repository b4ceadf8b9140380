"""Section 6 of the protocol: how a call is made and how a refusal reads."""

from datetime import UTC, datetime
from typing import Any, Protocol


class Answer(Protocol):
    """What any HTTP library gives back."""

    status_code: int

    def json(self) -> Any: ...


class Http(Protocol):
    """What is asked of an HTTP library: httpx's `Client` and a test client both do."""

    def request(self, method: str, url: str, *, json: Any = None, headers: dict[str, str] | None = None) -> Answer: ...


class ServerRefused(Exception):
    """The server answered with a problem (RFC 9457)."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code


def call(http: Http, method: str, url: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
    answer = http.request(method, url, json=body, headers=headers or {})
    if answer.status_code >= 400:
        raise ServerRefused(answer.status_code, answer.json()["code"])
    return None if answer.status_code == 204 else answer.json()


def timestamp() -> str:
    # A client asks its own machine for the time, as a browser does.
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")  # noqa: TID251
