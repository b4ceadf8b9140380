"""Every setting, from the environment, documented."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from app.core.settings import Settings, documented

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"


@pytest.mark.parametrize("origin", ["hark.example.org", "https://hark.example.org/", "ftp://x", "https://HARK.example"])
def test_an_origin_that_no_browser_would_send_is_refused(origin: str) -> None:
    with pytest.raises(ValidationError, match="an origin is a scheme"):
        Settings(origins=(origin,))


def test_a_misspelt_name_inside_a_section_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARK_DATABASE__RAEDERS", "3")
    with pytest.raises(ValidationError, match="raeders"):
        Settings()


def test_settings_cannot_be_changed_after_the_start() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(Settings(), "demo", True)  # noqa: B010 - a plain assignment is refused by the type checker already


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HARK_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("HARK_ORIGINS", "https://hark.example.org, https://other.example.org")
    monkeypatch.setenv("HARK_REALTIME__PING_SECONDS", "9")
    settings = Settings()
    assert settings.database_url == f"sqlite:///{tmp_path}/hark.db"
    assert settings.origins == ("https://hark.example.org", "https://other.example.org")
    assert settings.is_https
    assert settings.realtime.ping_seconds == 9


def test_every_setting_is_on_its_page_with_its_default_and_meaning() -> None:
    written = [line for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `HARK_")]
    assert written == [f"| `{name}` | `{default}` | {meaning} |" for name, default, meaning in documented()]


def test_every_setting_says_what_it_means() -> None:
    assert [name for name, _, meaning in documented() if not meaning.endswith(".")] == []
