"""Words that sound serious: a kind card on the pupil's page that tells nobody, and a label for who opened them."""

from playwright.sync_api import expect

from tests.journeys.console import at_work
from tests.journeys.demo import Demo
from tests.journeys.devices import Device
from tests.journeys.pupil import visiting

TEXT = "they wont stop and i dont want to be here any more"
WORRY = "This may be about wanting to die."


def test_a_pupil_whose_words_sound_serious_may_say_that_they_are_not_safe_and_the_adult_reads_why(
    demo: Demo, open_device: Device
) -> None:
    khan = at_work(open_device, demo, "khan", on_duty=True)
    number = khan.next_number()
    pupil = visiting(open_device, demo)
    page = pupil.page
    pupil.press("Tell us something")
    pupil.choose("Yes, I am safe")
    pupil.choose("Being new, or fitting in")
    pupil.at("Tell us what is wrong")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_label("What is wrong?").fill(TEXT)
    card = page.get_by_role("heading", name="Are you OK?")
    expect(card).to_be_visible()
    # The lists come as a piece of the page. Nothing goes the other way.
    assert [url for url in asked if "/assets/" not in url] == []

    pupil.press("Show me help")
    pupil.at("Get help now")
    pupil.press("Go back")
    expect(page.get_by_label("What is wrong?")).to_have_value(TEXT)
    expect(card).to_be_visible()
    pupil.press("Tell us you are not safe")
    expect(page.get_by_text("Your answer is now: No, someone is in danger.")).to_be_visible()
    expect(page.get_by_text("Your answer is now: No, someone is in danger.")).to_be_focused()
    pupil.press("Keep writing")
    expect(card).to_be_hidden()
    expect(page.get_by_label("What is wrong?")).to_be_focused()
    page.get_by_label("What is wrong?").fill(f"{TEXT} really")
    pupil.press("Continue")
    # Whoever says so is shown who can help now, and goes on.
    expect(page.get_by_role("link", name="Call 999")).to_be_visible()
    pupil.press("Carry on")
    pupil.at("Who would you like to talk to?")
    pupil.choose("Just read what I sent")
    pupil.at("Check and send")
    pupil.send()

    expect(khan.row(number)).not_to_contain_text("Word hint")
    khan.open(number)
    expect(khan.row(number)).to_contain_text("Word hint: Wanting to die")
    khan.page.get_by_text("Word hint: Wanting to die").last.click()
    expect(khan.page.get_by_text(WORRY)).to_be_visible()
