"""What every answer carries, what is refused before the app runs, and what never comes back or reaches a log."""

import logging
from typing import Annotated

import pytest
from fastapi import Body, FastAPI, Response
from fastapi.testclient import TestClient
from pydantic import BaseModel

from app.core import errors, http
from app.core.errors import AppError
from app.core.settings import HttpSettings, Settings

SENTINEL = "my-uncle-hurts-me"
ORIGIN = "https://hark.example.org"
STAFF = {"Cookie": "__Host-hark=token"}
OURS = {"Origin": ORIGIN, "X-Hark": "1"}


class CaseChanged(AppError):
    """Somebody else changed the case first."""

    code = "case_changed_in_test"
    status = 409
    title = "Somebody else changed this first."
    retry = "new"


class Draft(BaseModel):
    number: int
    text: Annotated[str, "words"]


def make_app(settings: Settings) -> FastAPI:
    app = FastAPI()
    errors.install(app)
    http.install(app, settings)

    @app.post("/api/drafts")
    async def save(draft: Annotated[Draft, Body()]) -> dict[str, int]:
        return {"length": len(draft.text)}

    @app.post("/api/case")
    async def change() -> None:
        raise CaseChanged(data={"v": 7}, after_ms=1500)

    @app.post("/api/fault")
    async def fault() -> None:
        raise RuntimeError(SENTINEL)

    @app.get("/assets/app-1a2b.js")
    async def asset() -> Response:
        return Response("", media_type="text/javascript")

    @app.get("/embed")
    async def embed() -> Response:
        policy = http.content_security_policy(settings.origins, frame_ancestors="https://vle.example.org")
        return Response("", headers={"Content-Security-Policy": policy})

    return app


@pytest.fixture
def client() -> TestClient:
    settings = Settings(origins=(ORIGIN,), http=HttpSettings(body_bytes=1024))
    return TestClient(make_app(settings), base_url=ORIGIN)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Hark": "1"},
        {"Origin": ORIGIN},
        {"Origin": "null", "X-Hark": "1"},
        {"Origin": "https://evil.example.org", "X-Hark": "1"},
        {"Origin": f"{ORIGIN}.evil.example.org", "X-Hark": "1"},
        {"Origin": ORIGIN, "X-Hark": "0"},
    ],
)
def test_another_sites_page_cannot_act_with_a_members_cookie(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.post("/api/drafts", json={"number": 1, "text": "x"}, headers=STAFF | headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")


def test_a_cookie_in_a_second_header_is_a_cookie_too(client: TestClient) -> None:
    spread = [("Cookie", "other=1"), ("Cookie", "__Host-hark=token"), ("Content-Type", "application/json")]
    answer = client.post("/api/drafts", content='{"number": 1, "text": "x"}', headers=spread)
    assert answer.json()["code"] == "cross_site"


def test_our_own_page_can(client: TestClient) -> None:
    answer = client.post("/api/drafts", json={"number": 1, "text": "x"}, headers=STAFF | OURS)
    assert answer.json() == {"length": 1}


def test_a_pupil_without_a_cookie_needs_no_header(client: TestClient) -> None:
    answer = client.post("/api/drafts", json={"number": 1, "text": "x"}, headers={"Origin": "null"})
    assert answer.status_code == 200


def test_a_body_that_is_too_long_is_refused_whether_or_not_it_says_so(client: TestClient) -> None:
    declared = client.post("/api/drafts", json={"number": 1, "text": "x" * 2000})
    chunked = client.post("/api/drafts", content=iter([b"x" * 600, b"x" * 600]))
    lying = client.post("/api/drafts", content=b"{}", headers={"Content-Length": "9" * 30})
    assert [answer.status_code for answer in (declared, chunked, lying)] == [413, 413, 413]
    assert declared.json()["code"] == "body_too_long"


def test_what_a_pupil_wrote_does_not_come_back_in_a_refusal(client: TestClient) -> None:
    wrong = client.post("/api/drafts", json={"number": SENTINEL, "text": "x", SENTINEL: SENTINEL})
    broken = client.post("/api/drafts", content=f'{{"number": {SENTINEL}', headers={"Content-Type": "application/json"})
    for answer in (wrong, broken):
        assert answer.status_code == 422
        assert SENTINEL not in answer.text
        assert answer.headers["content-type"] == "application/problem+json"
    assert wrong.json()["data"]["fields"] == [{"at": "body.number", "why": "int_parsing"}]


def test_what_a_fault_says_reaches_neither_the_answer_nor_the_log(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = client.post(f"/api/fault?{SENTINEL}", headers={"User-Agent": SENTINEL})
    assert (answer.status_code, answer.json()["code"]) == (500, "unexpected")
    assert "RuntimeError" in caplog.text
    assert "fault" in caplog.text
    assert all(SENTINEL not in record.getMessage() for record in caplog.records if record.name == "hark")
    assert all(record.exc_info is None for record in caplog.records)


def test_a_business_fact_is_told_as_a_problem_document(client: TestClient) -> None:
    answer = client.post("/api/case")
    assert answer.status_code == 409
    assert answer.headers["retry-after"] == "2"
    assert answer.json() == {
        "type": "urn:hark:error:case_changed_in_test",
        "title": "Somebody else changed this first.",
        "status": 409,
        "code": "case_changed_in_test",
        "retry": "new",
        "data": {"v": 7},
        "retry_after_ms": 1500,
    }


def test_an_address_that_is_not_there_is_a_problem_document_too(client: TestClient) -> None:
    answer = client.get("/api/nothing")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert client.get("/api/case").json()["code"] == "method_not_allowed"


def test_every_answer_carries_the_headers_refusals_and_faults_included(client: TestClient) -> None:
    refused = client.post("/api/drafts", headers=STAFF)
    for answer in (client.get("/api/nothing"), client.post("/api/fault"), client.post("/api/case"), refused):
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["strict-transport-security"].startswith("max-age=")
        assert "geolocation=()" in answer.headers["permissions-policy"]
        assert answer.headers["content-security-policy"] == (
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; "
            "font-src 'self'; connect-src 'self' wss://hark.example.org; worker-src 'self'; manifest-src 'self'; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
            "trusted-types svelte-trusted-html hark-worker hark-alerts"
        )


def test_only_a_hashed_asset_that_is_there_may_be_kept(client: TestClient) -> None:
    assert client.get("/assets/app-1a2b.js").headers["cache-control"] == "public, max-age=31536000, immutable"
    assert client.get("/assets/app-gone.js").headers["cache-control"] == "no-store"


def test_a_page_for_frames_names_its_own_hosts(client: TestClient) -> None:
    policy = client.get("/embed").headers["content-security-policy"]
    assert "frame-ancestors https://vle.example.org;" in policy


def test_plain_http_on_a_developers_machine_promises_no_https() -> None:
    client = TestClient(make_app(Settings(origins=("http://localhost:8000",))))
    answer = client.get("/api/nothing")
    assert "strict-transport-security" not in answer.headers
    assert "connect-src 'self' ws://localhost:8000;" in answer.headers["content-security-policy"]
