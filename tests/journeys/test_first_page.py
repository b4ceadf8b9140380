"""The first page on a slow line: nothing that can be pressed moves once it is there, whatever the school's facts."""

from typing import Any

from playwright.sync_api import Page, Route, ViewportSize, expect

from tests.journeys.demo import Demo
from tests.journeys.devices import Device
from tests.journeys.pupil import Pupil

SIZES = (ViewportSize(width=390, height=844), ViewportSize(width=1440, height=900))
PATIENCE_MS = 8_000
"""How long the page waits for the school's facts before it is drawn without them: `PATIENCE_MS` of the pupil's page."""

SCHOOLS: dict[str, dict[str, Any]] = {
    "open": {"demo": False, "state": "open", "adults_live": True},
    "out of hours": {"demo": False, "state": "closed", "adults_live": False, "next_open": "2031-01-06T09:00:00Z"},
    "not open yet": {"demo": False, "state": "not_open", "adults_live": False},
    "demo": {"demo": True, "state": "open", "adults_live": False},
    "test": {"demo": False, "state": "open", "adults_live": True, "testing": True},
}

# Every place at which each thing that can be pressed was ever drawn, looked at before each picture that is painted.
WATCH = """
window.places = {};
(function look() {
  for (const one of document.querySelectorAll('button, a[href]')) {
    const { x, y, width, height } = one.getBoundingClientRect();
    if (width === 0) continue;
    const place = [x, y + scrollY, width, height].map(Math.round).join(' ');
    const had = window.places[one.textContent.trim()] ??= [];
    if (!had.includes(place)) had.push(place);
  }
  requestAnimationFrame(look);
})();
"""


class SlowLine:
    """Holds the school's facts back until they are let through, and says what they are."""

    def __init__(self, page: Page, *, demo: bool, **status: Any) -> None:
        self.held: list[Route] = []
        self._demo, self._status = demo, status
        page.route("**/api/schools/*", self._hold)

    def _hold(self, route: Route) -> None:
        self.held.append(route)

    def bring(self) -> None:
        """What was asked for arrives now."""
        for route in self.held:
            answer = route.fetch()
            facts = answer.json()
            route.fulfill(response=answer, json=facts | {"demo": self._demo, "status": facts["status"] | self._status})


def places(page: Page) -> dict[str, list[str]]:
    """Where things were drawn until now, once the browser has painted what came last."""
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    found: dict[str, list[str]] = page.evaluate("window.places")
    return found


def waiting(open_device: Device, size: ViewportSize) -> Page:
    """A page whose school has not arrived yet."""
    page = open_device().new_page()
    page.set_viewport_size(size)
    page.add_init_script(WATCH)
    return page


def test_nothing_that_can_be_pressed_moves_when_the_schools_facts_arrive(demo: Demo, open_device: Device) -> None:
    for size in SIZES:
        for name, facts in SCHOOLS.items():
            page = waiting(open_device, size)
            line = SlowLine(page, **facts)
            page.goto(demo.pupil)
            expect(page.get_by_text("One moment.")).to_be_visible()
            Pupil(page).at("Report a problem")
            assert set(places(page)) == {"Leave this page", "Get help now"}
            line.bring()
            expect(page.get_by_role("button", name="I have return words")).to_be_visible()
            seen = places(page)
            assert ("Tell us something" in seen) == (name != "not open yet")
            moved = {what: where for what, where in seen.items() if len(where) != 1}
            assert not moved, (size, name, moved)
            page.close()


def test_whoever_looks_for_help_at_once_finds_numbers_that_stay_where_they_are(demo: Demo, open_device: Device) -> None:
    page = waiting(open_device, SIZES[0])
    line = SlowLine(page, **SCHOOLS["demo"])
    page.goto(demo.pupil)
    page.get_by_role("button", name="Get help now").click()
    expect(page.get_by_role("heading", level=1, name="Get help now")).to_be_focused()
    with page.expect_response("**/api/schools/*"):
        line.bring()
    expect(page.get_by_role("link", name="Leave this page now")).to_be_visible()
    seen = places(page)
    assert "Call 999" in seen
    assert all(len(where) == 1 for where in seen.values()), seen
    # Once they go back it says that nobody reads here.
    page.get_by_role("button", name="Go back", exact=True).click()
    expect(page.get_by_text("This is a demo.")).to_be_visible()


def test_a_line_that_brings_nothing_does_not_keep_the_page_from_a_pupil(demo: Demo, open_device: Device) -> None:
    page = open_device().new_page()
    SlowLine(page, **SCHOOLS["open"])
    page.clock.install()
    page.goto(demo.pupil)
    expect(page.get_by_text("One moment.")).to_be_visible()
    page.clock.run_for(PATIENCE_MS)
    expect(page.get_by_text("You are offline. You can still see who can help.")).to_be_visible()
    expect(page.get_by_role("button", name="Tell us something")).to_be_visible()
