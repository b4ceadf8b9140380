"""The button on a school's own page: it opens Hark apart from that page, by keyboard too, under a strict policy."""

from playwright.sync_api import BrowserContext, Page

from tests.journeys.demo import Demo
from tests.journeys.devices import Device
from tests.journeys.pupil import Pupil

NAME = "Report a problem (opens in a new tab)"
REACH = "() => { try { return String(held.document); } catch (refused) { return refused.name; } }"
AGAIN = """async address => {
    const script = document.createElement('script');
    script.src = address;
    const loaded = new Promise((resolve, reject) => { script.onload = resolve; script.onerror = reject; });
    document.head.append(script);
    await loaded;
    const button = document.querySelector('hark-button');
    button.after(button.cloneNode(true));
    return document.head.querySelectorAll('script[src$="/button.js"]').length;
}"""


def vle(device: BrowserContext, demo: Demo) -> Page:
    page = device.new_page()
    page.goto(demo.vle)
    return page


def links(page: Page) -> list[str]:
    """The names of the links that assistive technology finds; unlike a script of the page, it sees into the button."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    return [
        node["name"]["value"]
        for node in nodes
        if not node["ignored"] and node.get("role", {}).get("value") == "link" and "name" in node
    ]


def tab_to_the_button(page: Page, which: int = 0) -> None:
    """With the keyboard alone, from the top of the page."""
    page.locator("body").press("Home")
    buttons = page.locator("hark-button")
    for _ in range(40):
        page.keyboard.press("Tab")
        if buttons.nth(which).evaluate("button => document.activeElement === button"):
            return
    raise AssertionError("Tab does not reach the button.")


def knows_nothing_of_its_opener(page: Page, demo: Demo) -> None:
    Pupil(page).at("Report a problem")
    assert page.url == demo.pupil
    assert page.evaluate("[window.opener, document.referrer, window.name, history.length]") == [None, "", "", 1]


def test_enter_on_the_button_opens_a_tab_of_its_own(demo: Demo, open_device: Device) -> None:
    device = open_device()
    page = vle(device, demo)
    assert NAME in links(page)
    tab_to_the_button(page)
    with device.expect_page() as opened:
        page.keyboard.press("Enter")
    knows_nothing_of_its_opener(opened.value, demo)


def test_the_plain_link_does_the_same(demo: Demo, open_device: Device) -> None:
    device = open_device()
    page = vle(device, demo)
    with device.expect_page() as opened:
        page.get_by_role("link", name="Report a problem (plain link").click()
    knows_nothing_of_its_opener(opened.value, demo)


def test_two_buttons_and_two_scripts_in_the_head_do_not_disturb_each_other(demo: Demo, open_device: Device) -> None:
    device = open_device()
    page = vle(device, demo)
    assert page.evaluate(AGAIN, f"{demo.url}/button.js") == 2
    assert links(page).count(NAME) == 2
    for which in range(2):
        tab_to_the_button(page, which)
        with device.expect_page() as opened:
            page.keyboard.press("Enter")
        knows_nothing_of_its_opener(opened.value, demo)


def test_the_schools_page_can_read_nothing_of_the_pupils(demo: Demo, open_device: Device) -> None:
    device = open_device()
    page = vle(device, demo)
    assert page.evaluate("document.querySelector('hark-button').shadowRoot") is None
    # Even a script of the school that opens the page itself, to keep hold of it, is left with nothing.
    with device.expect_page() as opened:
        page.evaluate("url => { window.held = window.open(url); }", demo.pupil)
    pupil = Pupil(opened.value)
    pupil.at("Report a problem")
    pupil.press("Tell us something")
    assert opened.value.evaluate("window.opener") is None
    page.wait_for_function("window.held.closed")
    assert page.evaluate(REACH) in {"null", "undefined", "SecurityError"}
