"""A red report on a Friday afternoon: who is called, by what, and who says that they are dealing with it."""

import shutil
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import BrowserContext, CDPSession, Locator, Page, expect
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.alerts.tables import AlertRow, NoticeRow
from app.core import clock
from app.core.db import Database
from app.reports.tables import ReportRow
from app.schools.tables import SchoolRow
from tests.alerts import push_service
from tests.alerts.push_service import PushService
from tests.journeys.axe import assert_accessible
from tests.journeys.console import STRETCHING_MS, Console
from tests.journeys.demo import free_ports
from tests.journeys.devices import Device
from tests.journeys.office import MovedClock, Office, serving
from tests.journeys.pupil import Pupil

TOLD = "Hark needs you now"
# A browser without its maker's push service subscribes to ours, and asks nobody: all else of it is the browser's own.
SUBSCRIBES = """([endpoint]) => {
  let made = null;
  const subscription = (options) => {
    const text = options.applicationServerKey.replaceAll('-', '+').replaceAll('_', '/');
    const key = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
    return { endpoint, options: { applicationServerKey: key }, unsubscribe: async () => { made = null; return true; } };
  };
  PushManager.prototype.subscribe = async (options) => (made = subscription(options));
  PushManager.prototype.getSubscription = async () => made;
}"""


def friday_afternoon() -> datetime:
    """A Friday to come, at five past four. The school of the demo never closes."""
    now = clock.now()
    return (now + timedelta(days=(4 - now.weekday()) % 7 + 7)).replace(hour=16, minute=5, second=0, microsecond=0)


def emptied(session: Session) -> None:
    """A real school whose older cases are closed, so that only what happens here rings."""
    session.execute(update(SchoolRow).values(demo=False))
    session.execute(delete(NoticeRow))
    session.execute(delete(AlertRow))
    session.execute(update(ReportRow).values(state="closed", waiting_since=None))


def eventually(holds: Callable[[], bool], what: str) -> None:
    """Wait until the server, which does this by itself, has done it."""
    for _ in range(600):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError(what)


def lane(page: Page) -> Locator:
    return page.get_by_role("region", name="Urgent")


class SleepingBrowser:
    """The deputy's browser: it is subscribed to the push service of this test, which brings pushes to it."""

    def __init__(self, context: BrowserContext, office: Office, service: PushService) -> None:
        context.grant_permissions(["notifications"], origin=office.url)
        context.add_init_script(f"({SUBSCRIBES})(['{service.origin}/osei'])")
        self.context = context
        self.office = office
        self.service = service
        self.page = context.new_page()
        self.workers: list[str] = []

    def listen(self) -> CDPSession:
        session = self.context.new_cdp_session(self.page)
        session.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda said: self.workers.extend(one["registrationId"] for one in said["registrations"]),
        )
        session.send("ServiceWorker.enable")
        return session

    def bring(self, session: CDPSession) -> None:
        """What the browser's maker does once a push has arrived there."""
        eventually(lambda: bool(self.service.pushes), "no push was sent")
        self.page.wait_for_function("navigator.serviceWorker.getRegistration('/console/alerts/').then((one) => !!one)")
        eventually(lambda: self.page.evaluate("1") == 1 and bool(self.workers), "no worker is there")
        session.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": self.office.url, "registrationId": self.workers[-1], "data": ""},
        )

    def tests_its_alert(self, osei: Console) -> None:
        """Come on duty, be warned that nobody knows whether an alert would arrive, and find out."""
        warning = self.page.get_by_text("the alert was not tested on this device")
        expect(warning).to_be_visible()
        osei.press("Test the alert")
        asked = self.page.get_by_role("dialog", name="Test the alert on this device")
        asked.get_by_role("button", name="Turn notices on").click()
        expect(asked.get_by_text("This device gets a push")).to_be_visible()
        session = self.listen()
        asked.get_by_role("button", name="Ring now").click()
        self.bring(session)
        expect(asked.get_by_text("The push has come.")).to_be_visible()
        assert_accessible(self.page)
        asked.get_by_role("button", name="I heard it").click()
        expect(warning).to_have_count(0)


def test_a_red_report_at_five_past_four_on_a_friday_climbs_until_the_deputy_says_that_they_deal_with_it(
    template: Path, tmp_path: Path, open_device: Device
) -> None:
    shutil.copytree(template, tmp_path / "data")
    with push_service.running() as service:
        office = Office(tmp_path / "data", free_ports(), [], push=service.origin)
        database = Database(office.settings)
        database.write_now(emptied)
        database.close()
        with serving(office, friday_afternoon()) as server_clock:
            _from_report_to_answer(office, service, server_clock, open_device)


def _from_report_to_answer(office: Office, service: PushService, server_clock: MovedClock, open_device: Device) -> None:
    device = SleepingBrowser(open_device(), office, service)
    osei = Console(device.page, office, "osei").sign_in()
    osei.go_on_duty()
    device.tests_its_alert(osei)
    khan = Console(open_device().new_page(), office, "khan").sign_in()
    assert len(service.pushes) == 1

    # The deputy's browser sleeps when the report comes. It is woken by a push that says nothing.
    device.page.close()
    pupil = Pupil(open_device().new_page())
    pupil.page.goto(office.pupil)
    pupil.at("Report a problem")
    pupil.tell("They are at the gate.", safe="No, someone is in danger", topics=("Fights, weapons or gangs",), who=None)
    pupil.send()
    eventually(lambda: len(service.pushes) == 2, "the deputy's browser was not woken")
    assert {push.path for push in service.pushes} == {"/osei"}
    assert {push.body for push in service.pushes} == {b""}
    expect(lane(khan.page)).to_contain_text("A pupil said that they are not safe.")
    expect(lane(khan.page)).to_contain_text("Told so far: Mr Osei (on the screen and by push).")
    assert office.sent_to(TOLD) == []
    assert_accessible(khan.page)

    # Three minutes: the lead. Six: the team. Ten: the head, who is told that something waits and not what.
    server_clock.advance(minutes=3)
    expect(lane(khan.page)).to_contain_text("Ms Khan (on the screen and by e-mail)")
    eventually(lambda: office.sent_to(TOLD) == ["khan", "osei"], "the lead was not written to")
    server_clock.advance(minutes=3)
    server_clock.advance(minutes=4)
    eventually(lambda: "ward" in office.sent_to(TOLD), "the head was not written to")
    assert office.sent_to(TOLD) == ["khan", "osei", "ward"]
    ward = Console(open_device().new_page(), office, "ward").sign_in()
    expect(lane(ward.page)).to_contain_text("Something urgent waits for the safeguarding team.")
    expect(lane(ward.page)).not_to_contain_text("not safe")
    expect(lane(ward.page)).not_to_contain_text("Case")

    # The deputy wakes the browser, unlocks and answers. Everybody who was called reads who it is.
    page = device.context.new_page()
    osei = Console(page, office, "osei")
    page.goto(office.console)
    page.get_by_label("Passphrase").fill(office.person("osei").passphrase)
    osei.press("Unlock")
    expect(lane(page)).to_be_visible(timeout=STRETCHING_MS)
    osei.press("I am dealing with it")
    for console in (khan, ward):
        expect(lane(console.page)).to_contain_text("Mr Osei is dealing with it")
    expect(lane(page)).to_contain_text("You are dealing with it")
    osei.press("Go to the case")
    osei.press("Open report")
    for console in (khan, ward):
        expect(lane(console.page)).to_have_count(0)
