"""A Chromium for the journeys (the system's own, as Playwright's cannot always be had), and a demo for each."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ProxySettings, expect, sync_playwright

from tests.journeys.demo import Demo, planted, running
from tests.journeys.devices import Device
from tests.missing import missing

# It talks to nobody but the pages under test; whatever else it tries only fills the log of a machine without a network.
_FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


# The first is Chromium without the windows around its pages, which headless Chromium draws too: a quarter of its work.
_BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")


# How long a page may take before a journey fails. None waits for it to pass, so a busy machine only makes it slower.
_PATIENCE_MS = 45_000
expect.set_options(timeout=_PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys; each opens contexts of its own, which share nothing."""
    path = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if path is None:
        missing("Chromium (apt install chromium)")
    # Chromium's sandbox refuses root, as which CI runs; the only pages it opens are our own.
    flags = [*_FLAGS, "--no-sandbox"] if os.geteuid() == 0 else _FLAGS
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=flags)
        yield started
        started.close()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A planted data folder; each journey serves a copy of its own."""
    return planted(tmp_path_factory.mktemp("demo") / "template")


@pytest.fixture
def demo(template: Path, tmp_path: Path) -> Iterator[Demo]:
    """The running product, with nobody signed in."""
    with running(template, tmp_path / "data") as started:
        yield started


@pytest.fixture
def open_device(browser: Browser) -> Iterator[Device]:
    """Gives a device with a browser of its own at each call. A script error on any of its pages fails the journey."""
    opened: list[BrowserContext] = []
    errors: list[str] = []

    def device(proxy: ProxySettings | None = None) -> BrowserContext:
        # The school's own time zone, so that a time on a page can be compared with the school's hours.
        context = browser.new_context(
            viewport={"width": 1440, "height": 900}, locale="en-GB", timezone_id="Europe/London", proxy=proxy
        )
        context.set_default_timeout(_PATIENCE_MS)
        context.on("weberror", lambda error: errors.append(str(error.error)))
        context.on("page", lambda page: _refuse_blocked(page, errors))
        opened.append(context)
        return context

    yield device
    for context in opened:
        context.close()
    assert not errors, "Errors on a page: " + "; ".join(errors)


def _refuse_blocked(page: Page, errors: list[str]) -> None:
    # A page that works only because the browser ignored something the policy forbids is not finished.
    page.on("console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None)
