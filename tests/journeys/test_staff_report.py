"""A report about somebody who would otherwise read it: who gets it, and that nobody else can tell that there is one."""

import json
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, WebSocket, expect

from tests.journeys.console import Console
from tests.journeys.demo import Demo
from tests.journeys.devices import Device
from tests.journeys.pupil import Pupil, visiting

STAFF = ("A grown-up who works at school",)
TEXT = "An adult at school shouts at one of us in every lesson and it is not fair."
LISTS = {"Inbox": "inbox", "Live": "live", "My cases": "mine", "Review tray": "tray", "Closed": "closed"}
CASES = """async (view) => {
    const { cases, tray, cursor } = await (await fetch(`/api/cases?view=${view}`)).json();
    return { tray, cursor, cases: cases.map(({ id, number, v }) => [id, number, v]) };
}"""
# Looking is itself written down, in the school's log: those entries, and so that log's size, are the watcher's own.
WHOLE_AUDIT = """async () => {
    const entries = [];
    let page = { cursor: '' };
    do {
        page = await (await fetch(`/api/audit${page.cursor === '' ? '' : `?cursor=${page.cursor}`}`)).json();
        entries.push(...page.entries.filter(({ action }) => action !== 'audit.viewed'));
    } while (page.cursor !== null);
    return { entries, logs: page.logs.map(({ log, size }) => [log, log === 'school' ? null : size]) };
}"""


@dataclass
class Watch:
    """Everything that one person's console shows and is sent. What they do themselves is left out."""

    console: Console
    sockets: list[WebSocket]
    frames: list[dict[str, Any]]

    @classmethod
    def of(cls, open_device: Device, demo: Demo, who: str) -> "Watch":
        """This person, signed in, with every frame noted from the first."""
        page = open_device().new_page()
        watch = cls(Console(page, demo, who), [], [])
        page.on("websocket", watch._follow)
        watch.console.sign_in()
        return watch

    def everything(self) -> dict[str, object]:
        """Each list as the page shows it and as the server tells it, and the audit log."""
        doors = self.console.page.get_by_role("navigation").get_by_role("listitem").all_inner_texts()
        seen: dict[str, object] = {"doors": doors, "audit": self.console.page.evaluate(WHOLE_AUDIT)}
        for place in LISTS.keys() & set(doors):
            seen[place] = self._rows(place)
            seen[f"{place}, as told"] = self.console.page.evaluate(CASES, LISTS[place])
        return seen

    def has_heard_of_nothing_but_their_own_duty(self) -> None:
        """Frames come in order, so whatever was sent to this person before has come before the notice of this press."""
        with self.sockets[-1].expect_event("framereceived", lambda payload: '"ev"' in str(payload)):
            self.console.go_on_duty()
        heard = [frame for frame in self.frames if frame["t"] != "ping"]
        assert {frame["t"] for frame in heard} == {"ev"}
        assert {item["body"] for frame in heard for item in frame["items"]} == {'{"what":"duty"}'}

    def _follow(self, opened: WebSocket) -> None:
        self.sockets.append(opened)
        opened.on("framereceived", lambda payload: self.frames.append(json.loads(payload)))

    def _rows(self, place: str) -> list[str]:
        page = self.console.page
        self.console.go_to(place)
        expect(page.get_by_role("heading", level=1, name=place)).to_be_visible()
        expect(page.get_by_text("Looking.", exact=True)).to_have_count(0)
        # Not how long ago: time passes while the other report is written.
        return page.locator("section.list").locator(".name, .why").all_inner_texts()


def asks_for(page: Page, path: str, method: str = "GET") -> int:
    """What the server answers this person, whatever the page itself would ask."""
    script = "async ([path, method]) => (await fetch(path, {method, headers: {'X-Hark': '1'}})).status"
    found: int = page.evaluate(script, [path, method])
    return found


def cannot_reach(person: Console, case: str) -> None:
    assert asks_for(person.page, f"/api/cases/{case}") == 404
    assert asks_for(person.page, f"/api/cases/{case}/open", "POST") == 404
    assert asks_for(person.page, f"/api/streams/conv:{case}/items") == 404


def report(pupil: Pupil, about: str, promise: str, readers: str) -> None:
    pupil.press("Tell us something")
    pupil.at("Are you safe right now?")
    pupil.choose("Yes, I am safe")
    pupil.at("What is it about?")
    pupil.choose(*STAFF)
    pupil.at("Who is it about?")
    pupil.page.get_by_label(about).check()
    expect(pupil.page.get_by_text(promise)).to_be_visible()
    pupil.press("Continue")
    pupil.at("Tell us what is wrong")
    pupil.page.get_by_label("What is wrong?").fill(TEXT)
    pupil.press("Continue")
    # Nobody on that side is known to be there, so no chat is offered.
    pupil.at("Check and send")
    pupil.send(readers)
    pupil.keep_words()


def newest(reader: Console, number: int) -> str:
    """Open the case with this number; its id."""
    expect(reader.row(number)).to_be_visible()
    cases = reader.page.evaluate("async () => (await (await fetch('/api/cases?view=inbox')).json()).cases")
    reader.open(number)
    expect(reader.says(TEXT)).to_be_visible()
    found: str = next(case["id"] for case in cases if case["number"] == number)
    return found


def test_a_report_about_the_safety_team_reaches_the_head_and_leaves_no_trace_for_the_team(
    demo: Demo, open_device: Device
) -> None:
    ward = Console(open_device().new_page(), demo, "ward").sign_in()
    number = ward.next_number()
    khan = Watch.of(open_device, demo, "khan")
    before = khan.everything()
    khan.frames.clear()
    report(
        visiting(open_device, demo),
        "Someone on the safety team",
        "Then we will send it to the head teacher instead. No one on the safety team can open it.",
        "the head teacher",
    )
    case = newest(ward, number)
    assert khan.everything() == before
    khan.has_heard_of_nothing_but_their_own_duty()
    cannot_reach(khan.console, case)


def test_a_report_about_the_head_reaches_the_chair_and_leaves_no_trace_for_the_head(
    demo: Demo, open_device: Device
) -> None:
    ellis = Console(open_device().new_page(), demo, "ellis").sign_in()
    expect(ellis.page.get_by_text("Nothing is waiting.")).to_be_visible()
    ward = Watch.of(open_device, demo, "ward")
    before = ward.everything()
    ward.frames.clear()
    report(
        visiting(open_device, demo),
        "The head teacher",
        "Then we will send it to the chair of governors instead. They check that the school does its job.",
        "the chair of governors",
    )
    case = newest(ellis, 1)
    assert ward.everything() == before
    ward.has_heard_of_nothing_but_their_own_duty()
    cannot_reach(ward.console, case)
