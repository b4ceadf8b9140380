"""Sealing in a real Chromium, at its own pace and six times slower, as on a weak phone, beside bare WebCrypto."""

import shutil
import subprocess
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, Route, sync_playwright

from tests.bench.measure import Leg, Scale, in_turn, spread, table

_HARNESS = Path(__file__).parent / "harness"
# A page must come from somewhere trustworthy to have WebCrypto. Nobody listens there: the browser is answered in place.
_ORIGIN = "http://localhost"
_PAGE = '<!doctype html><title>bench</title><script type="module" src="/harness.js"></script>'
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
_SLOWER = (1, 6)
_AES, _X25519, _MEMORY = "AES-256-GCM, 1 KiB", "X25519 agreement", "64 MiB written 3 times"
_STEPS = {
    "seal a message (1 KiB class)": ("seal", _AES, "bareEncrypt"),
    "open it and prove who wrote it": ("open", _AES, "bareDecrypt"),
    "wrap a key (HPKE, X-Wing)": ("wrap", _X25519, "bareAgree"),
    "unwrap it": ("unwrap", _X25519, "bareAgree"),
    "seal a whole report: an epoch of two readers, and the text": ("report", _X25519, "bareAgree"),
    "open an epoch and prove who started it": ("openCase", _X25519, "bareAgree"),
    "stretch return words (Argon2id, 64 MiB, 3 passes)": ("argon2", _MEMORY, "bareFill"),
}


def run(scale: Scale) -> int:
    """Print the table. A step that fails raises. Says so where there is no Chromium to measure in."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
    if path is None:
        print("Not measured: there is no Chromium on this machine.")
        return 0
    with TemporaryDirectory() as name, sync_playwright() as playwright:
        node = shutil.which("node") or "node"
        subprocess.run([node, str(_HARNESS / "build.mjs"), name], check=True)
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        page = browser.new_page()
        page.route("**/*", partial(_answer, Path(name)))
        page.goto(_ORIGIN)
        page.wait_for_function("() => globalThis.measure")
        _print(scale, page, browser.version)
        browser.close()
    return 0


def _answer(folder: Path, route: Route) -> None:
    name = Path(route.request.url).name
    if name.endswith(("js", "mjs")):
        route.fulfill(body=(folder / name).read_text(), content_type="text/javascript")
    else:
        route.fulfill(body=_PAGE, content_type="text/html")


def _print(scale: Scale, page: Page, version: str) -> None:
    throttle = page.context.new_cdp_session(page)
    rows = []
    for slower in _SLOWER:
        # It slows the page's main thread alone, which is why the harness uses no worker.
        throttle.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        for what, (ours, beside, bare) in _STEPS.items():
            legs, others = in_turn(scale, partial(_leg, page, ours, scale), partial(_leg, page, bare, scale))
            rows.append([f"{slower}x", what, _milliseconds(legs), beside, _milliseconds(others), _times(legs, others)])
    head = ["slowed", "step", "Hark ms", "beside", "bare ms", "times the bare one"]
    table(f"Chromium {version}, milliseconds each", head, rows)


def _leg(page: Page, what: str, scale: Scale) -> Leg:
    done, milliseconds = page.evaluate("([what, ms]) => measure(what, ms)", [what, scale.seconds * 1000])
    return Leg(done, milliseconds / 1000)


def _times(legs: list[Leg], others: list[Leg]) -> str:
    return spread((other.rate / leg.rate for leg, other in zip(legs, others, strict=True)), ",.1f")


def _milliseconds(legs: list[Leg]) -> str:
    return spread((1000 / leg.rate for leg in legs), ",.2f")
