"""One report, one live answer, one decision: the whole line, in real browsers."""

from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.console import Console
from tests.journeys.demo import Demo
from tests.journeys.devices import Device
from tests.journeys.pupil import Pupil


def from_the_vle(device: BrowserContext, demo: Demo) -> Page:
    """Press the button on the school's own page, and get the tab that it opens."""
    vle = device.new_page()
    vle.goto(demo.vle)
    with device.expect_page() as opened:
        vle.locator("hark-button").first.click()
    return opened.value


def test_the_button_opens_a_tab_that_the_schools_page_cannot_reach(demo: Demo, open_device: Device) -> None:
    page = from_the_vle(open_device(), demo)
    Pupil(page).at("Report a problem")
    assert page.url == demo.pupil
    assert page.title() == "Help"
    assert page.evaluate("window.opener") is None
    assert page.evaluate("document.referrer") == ""


def test_a_pupil_reports_is_answered_live_and_comes_back_with_six_words(demo: Demo, open_device: Device) -> None:
    khan = Console(open_device().new_page(), demo, "khan").sign_in()
    khan.go_on_duty()
    number = khan.next_number()
    pupil = Pupil(from_the_vle(open_device(), demo))
    pupil.at("Report a problem")
    pupil.tell("They keep hiding my bag and it is every day now.")
    words = pupil.send()
    pupil.keep_words()
    pupil.at("You are in the queue")

    khan.look_at(number)
    expect(khan.page.get_by_text("Pupil is waiting live").first).to_be_visible()
    khan.press("Open report")
    expect(khan.says("They keep hiding my bag and it is every day now.")).to_be_visible()
    khan.press("Answer live")
    khan.reply("Thank you for telling us. Where does it happen?")
    expect(pupil.bubble("Thank you for telling us. Where does it happen?")).to_be_visible()
    pupil.say("In the changing room.")
    expect(khan.says("In the changing room.")).to_be_visible()
    khan.note("Ask PE about supervision in the changing room.")
    expect(pupil.page.get_by_text("Ask PE about supervision")).to_have_count(0)

    # Another day, another device: nothing but the words is carried over.
    pupil.page.close()
    later = Pupil(open_device().new_page())
    later.page.goto(demo.pupil)
    later.come_back(words)
    expect(later.bubble("They keep hiding my bag and it is every day now.")).to_be_visible()
    expect(later.bubble("Thank you for telling us. Where does it happen?")).to_have_count(1)
    expect(later.bubble("In the changing room.")).to_have_count(1)

    decide(khan)
    close(khan)
    expect(later.bubble("We spoke to PE and somebody will be in there now. Come back any time.")).to_be_visible()
    expect(khan.page.get_by_role("button", name="Reopen")).to_be_visible()
    khan.press("Reopen")
    khan.page.get_by_label("Why it is opened again").fill("It happened again.")
    khan.page.get_by_role("dialog").get_by_role("button", name="Reopen").click()
    expect(khan.page.get_by_role("button", name="Record a decision")).to_be_visible()


def decide(adult: Console) -> None:
    adult.press("Record a decision")
    dialog = adult.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Record it").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_label("Something else").check()
    dialog.get_by_label("What was decided").fill("PE staff stay in the changing room.")
    dialog.get_by_label("Why", exact=True).fill("It happens when nobody is there.")
    dialog.get_by_label("What else was considered, and why not that").fill(
        "Calling home; the pupil did not want it yet."
    )
    dialog.get_by_label("Yes").check()
    dialog.get_by_role("button", name="Record it").click()
    expect(adult.page.get_by_role("log").get_by_text("PE staff stay in the changing room.")).to_be_visible()


def close(adult: Console) -> None:
    adult.press("Close the case")
    dialog = adult.page.get_by_role("dialog")
    dialog.get_by_label("Outcome").fill("Supervised.")
    dialog.get_by_role("button", name="Close the case").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_label("Why it can be closed").fill("Nothing more for a week.")
    dialog.get_by_label("Last word to the pupil").fill(
        "We spoke to PE and somebody will be in there now. Come back any time."
    )
    dialog.get_by_role("button", name="Close the case").click()
    expect(dialog).to_have_count(0)
