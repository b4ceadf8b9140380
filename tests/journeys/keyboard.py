"""Somebody who has a keyboard and no mouse: every step is a key, and the focus is seen wherever it goes."""

from typing import Any

from playwright.sync_api import Page, expect

_HERE = "element => element === document.activeElement"
_SHOWS = """element => {
    // The ring of a choice in a tile is around the whole tile.
    const ringed = [element, element.closest('label')].filter(one => one !== null).map(one => getComputedStyle(one));
    const box = element.getBoundingClientRect();
    const over = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 24));
    return {ring: ringed.some(one => one.outlineStyle !== 'none' && parseFloat(one.outlineWidth) >= 2),
            uncovered: over !== null && (element.contains(over) || over.closest('label')?.contains(element) === true)};
}"""
_KEPT = "() => document.activeElement !== document.body && document.activeElement.isConnected"
# More than any page has, so that whatever is not found cannot be reached at all.
_MOST = 120


def tab_to(page: Page, name: str, *, role: Any = "button", exact: bool = True) -> None:
    """Press Tab until this has the focus, and see that it does. Fails if Tab does not reach it."""
    dialog = page.get_by_role("dialog")
    # Behind an open dialog nothing can be reached, whatever its name.
    wanted = (dialog if dialog.count() else page).get_by_role(role, name=name, exact=exact)
    expect(wanted).to_be_visible()
    for _ in range(_MOST):
        page.keyboard.press("Tab")
        if wanted.evaluate(_HERE):
            shown = wanted.evaluate(_SHOWS)
            assert shown["ring"], f"Nothing shows that {name} has the focus."
            assert shown["uncovered"], f"{name} has the focus where nobody sees it."
            return
    raise AssertionError(f"Tab does not reach {name}.")


def press(page: Page, name: str, *, role: Any = "button", key: str = "Enter", exact: bool = True) -> None:
    """Go there with Tab and press it. Wherever that leads, the focus is on something afterwards."""
    tab_to(page, name, role=role, exact=exact)
    page.keyboard.press(key)
    keeps_focus(page)


def write(page: Page, label: str, text: str) -> None:
    """Go to a field with Tab and type into it."""
    tab_to(page, label, role="textbox")
    page.keyboard.type(text)


def keeps_focus(page: Page) -> None:
    """The focus is not lost to the page as a whole, from which Tab would begin again at the top."""
    page.wait_for_function(_KEPT)


def escape(page: Page) -> None:
    """Close what is open. Escape twice in a row covers the screen; a key between says that this is not meant."""
    page.keyboard.press("Shift")
    page.keyboard.press("Escape")
    keeps_focus(page)
