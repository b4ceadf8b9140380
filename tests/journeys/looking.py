"""Pictures for whoever works on a screen: `HARK_LOOK` names the folder that they go to; without it none are taken."""

import os
from pathlib import Path
from typing import Literal

from playwright.sync_api import Locator, Page, ViewportSize

_PHONE = ViewportSize(width=390, height=844)
_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def picture(page: Page, name: str, of: Locator | None = None) -> None:
    """The page at a desk and on a phone, light and dark, scrolled to `of`. Leaves its size as it was, and light."""
    folder = os.environ.get("HARK_LOOK")
    if not folder:
        return
    before = page.viewport_size
    assert before is not None
    for size in (before, _PHONE):
        page.set_viewport_size(size)
        if of is not None:
            of.evaluate("one => one.scrollIntoView({ block: 'start' })")
        for scheme in _SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=Path(folder) / f"{name}-{size['width']}-{scheme}.png", animations="disabled")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(before)
