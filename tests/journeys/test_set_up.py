"""A school's first day, from `hark setup` on an empty server to its first pupil, every key made on its own device."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.core import clock
from tests.journeys.axe import assert_accessible
from tests.journeys.console import STRETCHING_MS
from tests.journeys.demo import free_ports
from tests.journeys.devices import Device
from tests.journeys.first_day import Founder, NewSchool, new_school, newcomer
from tests.journeys.pupil import Pupil

REPORT = "This is our test. Nobody is hurt."
ANSWER = "We can read you. Thank you for testing."


@pytest.fixture
def school(tmp_path: Path) -> Iterator[NewSchool]:
    made = new_school(tmp_path / "data", free_ports())
    yield made
    if made.process is not None and made.process.poll() is None:
        made.stop()


def save_hours(khan: Founder) -> None:
    page, today = khan.page, clock.now().date()
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"):
        page.get_by_label(f"{day} opens").fill("00:00")
        page.get_by_label(f"{day} closes").fill("23:59")
    khan.press("Add a term")
    page.get_by_label("Name").fill("Autumn term")
    page.get_by_label("First day").fill((today - timedelta(days=30)).isoformat())
    page.get_by_label("Last day").fill((today + timedelta(days=30)).isoformat())
    khan.press("Save")


def fill_in_own_area(page: Page) -> None:
    """The council's and the crisis team's numbers, one form each."""
    empty = page.locator("form").filter(has_text="Not filled in yet.")
    expect(empty.first).to_be_visible()
    for name in empty.get_by_role("heading", level=4).all_inner_texts():
        form = page.locator("form").filter(has=page.get_by_role("heading", name=name, exact=True))
        form.get_by_label("Telephone").fill("01632 960001")
        form.get_by_role("button", name=f"Save {name}").click()
        expect(form.get_by_text("Saved.")).to_be_visible()


def test_a_school_sets_itself_up_from_an_empty_server_to_its_first_pupil(
    school: NewSchool, open_device: Device
) -> None:
    founding = school.set_up("--slug", "hillcrest", "--name", "Hillcrest School")
    school.start()

    # Before anything is ready a pupil is told so, and is shown where help is.
    early = open_device().new_page()
    early.goto(school.pupil)
    expect(early.get_by_text("0800 1111").first).to_be_visible()
    expect(early.get_by_role("button", name="Tell us something")).to_have_count(0)

    khan = newcomer(open_device, "Ms Khan")
    khan.join(founding, title="Designated safeguarding lead", email="khan@hillcrest.example")
    khan.at("Set-up")
    khan.press("Save")
    khan.at("Hours and terms")
    save_hours(khan)
    khan.at("Head and chair")
    assert_accessible(khan.page)

    # Whoever is interrupted comes back to the step where they were.
    khan.page.reload()
    khan.press("Unlock with a passkey")
    khan.at("Inbox")
    khan.go_to("Set-up")
    khan.at("Head and chair")

    ward, price = newcomer(open_device, "Dr Ward"), newcomer(open_device, "Mrs Price")
    ward.join(khan.invite("ward@hillcrest.example", "Dr Ward", "Headteacher", "head"), title="Headteacher")
    ward.at("Waiting for somebody to confirm you")
    khan.confirm("Dr Ward")
    price.join(khan.invite("price@hillcrest.example", "Mrs Price", "Chair of governors", "chair"), title="Chair")
    khan.confirm("Mrs Price")
    for somebody in (ward, price):
        somebody.at("Inbox")

    safeguarding = khan.make_sheets("safeguarding")
    khan.make_sheets("pastoral")
    head = ward.make_sheets("head")
    price.make_sheets("governors")
    # The chair holds no root, so a lead signs the governors' sheets into the roster.
    expect(khan.page.get_by_text("Recovery sheets of governors, set 1,")).to_be_visible()
    khan.press("Continue")
    expect(khan.page.get_by_text("That is all of it.")).to_be_visible(timeout=STRETCHING_MS)
    khan.press("Done")

    # The sheets of one group are no way into another, and the page says so before anybody tries in earnest.
    khan.try_sheets("safeguarding", head["A"], head["B"])
    expect(khan.page.get_by_role("alert")).to_be_visible(timeout=STRETCHING_MS)
    khan.press("Cancel")
    khan.try_sheets("safeguarding", safeguarding["C"], safeguarding["A"])
    expect(khan.page.get_by_text("This would open key 1 of safeguarding")).to_be_visible(timeout=STRETCHING_MS)
    khan.press("Close")

    khan.step("Open to pupils")
    khan.press("Open Hark to pupils")
    expect(khan.page.get_by_role("alert")).to_be_visible()

    today = clock.now().date()
    ward.train(
        "Ms Khan",
        "safeguarding lead",
        on=(today - timedelta(days=20)).isoformat(),
        expires=(today + timedelta(days=600)).isoformat(),
    )
    khan.step("Your team")
    khan.press("Everybody we need now is invited")
    khan.step("Rules")
    khan.press("Save")
    khan.step("Computers and filters")
    khan.press("Run the self-test")
    expect(khan.page.get_by_text("Good.")).to_have_count(7, timeout=STRETCHING_MS)
    khan.press("IT has read this, and the self-test is good")
    khan.step("The button")
    assert_accessible(khan.page)
    khan.press("The button or a link is where pupils look")

    # The test report comes from a second device, and goes the whole way.
    khan.step("Test report")
    khan.press("Open the test window")
    expect(khan.page.get_by_text("The window is open until")).to_be_visible()
    device = open_device().new_page()
    device.goto(school.pupil)
    pupil = Pupil(device)
    expect(device.get_by_text("This is a test")).to_be_visible()
    pupil.tell(REPORT, who=None)
    words = pupil.send()
    pupil.keep_words()
    khan.go_to("Inbox")
    khan.page.get_by_role("button", name="Case 0001").click()
    khan.press("Open report")
    expect(khan.page.get_by_role("log", name="Timeline").get_by_text(REPORT, exact=True)).to_be_visible()
    khan.page.get_by_role("textbox", name="Reply to the pupil").fill(ANSWER)
    khan.press("Send to the pupil")
    expect(khan.page.get_by_role("log", name="Timeline").get_by_text(ANSWER, exact=True)).to_be_visible()
    khan.press("Close the case")
    closing = khan.page.get_by_role("dialog")
    closing.get_by_label("Outcome").fill("The test went the whole way.")
    closing.get_by_label("Why it can be closed").fill("It was a test.")
    closing.get_by_label("Last word to the pupil").fill("Thank you for testing.")
    closing.get_by_role("button", name="Close the case").click()
    expect(closing).to_have_count(0)
    again = Pupil(open_device().new_page())
    again.page.goto(school.pupil)
    again.come_back(words)
    expect(again.bubble(ANSWER)).to_be_visible(timeout=STRETCHING_MS)

    khan.step("Open to pupils")
    khan.press("All of this is done")
    fill_in_own_area(khan.page)
    expect(khan.page.get_by_text("Everything is green.", exact=True)).to_be_visible()
    khan.press("Open Hark to pupils")
    expect(khan.page.get_by_text("Hark is open to pupils.").first).to_be_visible()
    assert_accessible(khan.page)

    early.reload()
    expect(early.get_by_role("button", name="Tell us something")).to_be_visible()
