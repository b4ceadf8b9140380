"""What the app serves besides its calls: pages, hashed files, the button; and that nothing else is served."""

from pathlib import Path

import pytest

from app.core import static
from tests.hillcrest import Served


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A frontend as the build leaves it."""
    folder = tmp_path / "static"
    for name in ("pupil", "console"):
        assets = folder / name / "assets" / name
        assets.mkdir(parents=True)
        (folder / name / "index.html").write_text(f"<!doctype html><title>{name}</title>")
        (folder / name / "manifest.json").write_text("{}")
        (assets / "main-abc123.js").write_text(f"const page = '{name}';" * 50)
        (assets / "font-abc123.woff2").write_bytes(b"wOF2")
        (assets / "notes-abc123.exe").write_bytes(b"MZ")
    (folder / "button").mkdir()
    (folder / "button" / "button.js").write_text("const button = 1;")
    (folder / "button" / "button.svg").write_text("<svg/>")
    (folder / "secret.txt").write_text("not to be served")
    monkeypatch.setattr(static, "FOLDER", folder)
    return folder


def test_where_nothing_is_built_the_answer_says_what_to_do(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(static, "FOLDER", tmp_path / "nowhere")
    answer = served.visitor().get("/s/hillcrest")
    assert (answer.status_code, answer.json()["code"]) == (503, "frontend_missing")


@pytest.mark.parametrize(
    "path",
    [
        "/assets/pupil/nothing-abc123.js",
        "/assets/other/main-abc123.js",
        "/assets/pupil/..%2f..%2findex.html",
        "/assets/pupil/%2e%2e%2f%2e%2e%2f%2e%2e%2fsecret.txt",
        "/assets/..%2f/secret.txt",
        "/assets/pupil/.hidden",
        "/assets/pupil/notes-abc123.exe",
        "/manifest.json",
        "/static/secret.txt",
        "/docs",
        "/openapi.json",
    ],
)
def test_nothing_but_the_built_files_is_served(served: Served, built: Path, path: str) -> None:
    answer = served.visitor().get(path)
    assert answer.status_code == 404
    assert "not to be served" not in answer.text


@pytest.mark.parametrize("slug", ["hillcrest", "elsewhere"])
def test_the_pupil_page_is_the_same_for_every_school_and_is_kept_nowhere(
    served: Served, built: Path, slug: str
) -> None:
    page = served.visitor().get(f"/s/{slug}")
    assert (page.status_code, page.text) == (200, "<!doctype html><title>pupil</title>")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "'unsafe-inline'" not in page.headers["content-security-policy"]
    assert "set-cookie" not in page.headers


@pytest.mark.parametrize("path", ["/console", "/console/cases", "/console/cases/abc"])
def test_every_address_of_the_console_is_its_one_page(served: Served, built: Path, path: str) -> None:
    assert served.visitor().get(path).text == "<!doctype html><title>console</title>"


def test_a_hashed_file_is_kept_for_ever_and_sent_packed(served: Served, built: Path) -> None:
    for encoding in ("gzip", "identity"):
        answer = served.visitor().get("/assets/pupil/main-abc123.js", headers={"Accept-Encoding": encoding})
        assert answer.text == "const page = 'pupil';" * 50
        assert answer.headers.get("content-encoding", "identity") == encoding
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_a_page_that_was_built_again_is_served_anew(served: Served, built: Path) -> None:
    served.visitor().get("/s/hillcrest")
    page = built / "pupil" / "index.html"
    page.write_text("<!doctype html><title>newer</title>")
    assert "newer" in served.visitor().get("/s/hillcrest").text


def test_a_schools_own_page_may_load_the_button_and_no_other_file(served: Served, built: Path) -> None:
    for name in ("/button.js", "/button.svg"):
        button = served.visitor().get(name)
        assert button.headers["cross-origin-resource-policy"] == "cross-origin"
        assert button.headers["cache-control"] == "public, max-age=3600"
    other = served.visitor().get("/assets/pupil/main-abc123.js")
    assert other.headers["cross-origin-resource-policy"] == "same-origin"


def test_whoever_types_the_bare_address_comes_to_the_one_school(served: Served) -> None:
    answer = served.visitor().get("/", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/s/hillcrest")


def test_health_and_readiness_say_so(served: Served) -> None:
    assert served.visitor().get("/healthz").text == "ok\n"
    assert served.visitor().get("/readyz").text == "ready\n"
