"""axe-core on the page as it stands, at both widths and in both themes."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

_AXE = Path("frontend/node_modules/axe-core/axe.min.js")
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Every rule is applied; what axe would write about each element that holds to it takes five times as long, unread.
_VIOLATIONS = "async tags => (await axe.run(document, {runOnly: tags, resultTypes: ['violations']})).violations"
_FINISH_TRANSITIONS = (
    "document.getAnimations().filter(one => one instanceof CSSTransition).forEach(one => one.finish())"
)
WIDTHS = (390, 1440)
HEIGHT = 844


def assert_accessible(page: Page) -> None:
    """No violation at 390 and 1440 pixels, light and dark, and no sideways scroll at 320. Leaves the page as it was."""
    before = page.viewport_size
    assert before is not None
    # Evaluated through the debugger, so the page's own strict policy stays in force for the page.
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE.read_text())
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            # A button on its way from one colour to another has neither; what was under way is brought to its end.
            page.evaluate(_FINISH_TRANSITIONS)
            violations = page.evaluate(_VIOLATIONS, _TAGS)
            assert not violations, _told(violations, width, scheme)
    page.set_viewport_size({"width": 320, "height": HEIGHT})
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"The page scrolls {wide} pixels sideways at a width of 320."
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    page.set_viewport_size(before)


def _told(violations: list[dict[str, Any]], width: int, scheme: str) -> str:
    lines = [f"axe at {width} pixels, {scheme}:"]
    for violation in violations:
        lines.append(f"  {violation['id']}: {violation['help']}")
        # The selector alone: the element's own HTML could quote what a pupil wrote.
        lines += [f"    {' '.join(map(str, node['target']))}" for node in violation["nodes"]]
    return "\n".join(lines)
