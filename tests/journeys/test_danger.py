"""A pupil in danger sees 999 and Childline at once, with no network too, and may still tell."""

from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from tests.journeys.console import Console
from tests.journeys.demo import Demo
from tests.journeys.devices import Device
from tests.journeys.pupil import Pupil

PHONE = ViewportSize(width=390, height=664)
MENTOR = "A pupil mentor"


def phone(device: BrowserContext, demo: Demo) -> Pupil:
    page = device.new_page()
    page.set_viewport_size(PHONE)
    page.goto(demo.pupil)
    pupil = Pupil(page)
    pupil.at("Report a problem")
    return pupil


def in_danger(pupil: Pupil) -> None:
    pupil.press("Tell us something")
    pupil.at("Are you safe right now?")
    pupil.choose("No, someone is in danger")


def help_is_in_view(page: Page) -> None:
    for name in ("Call 999", "Call Childline on 0800"):
        expect(page.get_by_role("link", name=name)).to_be_in_viewport(ratio=1)
    assert page.evaluate("scrollY") == 0


def offered(pupil: Pupil, safe: str, topic: str) -> Pupil:
    """From the first page to the question of whom to talk to."""
    pupil.press("Tell us something")
    pupil.at("Are you safe right now?")
    pupil.choose(safe)
    pupil.at("What is it about?")
    pupil.choose(topic)
    pupil.at("Tell us what is wrong")
    pupil.page.get_by_label("What is wrong?").fill("I do not know what to do.")
    pupil.press("Continue")
    pupil.at("Who would you like to talk to?")
    return pupil


def test_who_is_in_danger_sees_999_and_childline_without_scrolling_and_can_still_tell(
    demo: Demo, open_device: Device
) -> None:
    pupil = phone(open_device(), demo)
    in_danger(pupil)
    pupil.at("Get help now")
    help_is_in_view(pupil.page)
    assert pupil.page.get_by_role("link", name="Call 999").get_attribute("href") == "tel:999"
    assert pupil.page.get_by_role("link", name="Call Childline").get_attribute("href") == "tel:08001111"
    pupil.press("Carry on")
    pupil.at("What is it about?")
    pupil.choose("Fights, weapons or gangs")
    pupil.at("Tell us what is wrong")
    pupil.page.get_by_label("What is wrong?").fill("He said he will bring a knife.")
    pupil.press("Continue")
    pupil.at("Check and send")
    assert len(pupil.send()) == 6


def test_help_needs_no_network_once_the_first_page_is_there(demo: Demo, open_device: Device) -> None:
    device = open_device()
    pupil = phone(device, demo)
    device.set_offline(True)
    in_danger(pupil)
    pupil.at("Get help now")
    help_is_in_view(pupil.page)
    pupil.press("Back")
    pupil.press("Back")
    pupil.press("I need help now")
    pupil.at("Get help now")
    help_is_in_view(pupil.page)


def test_help_loses_no_word_that_was_typed(demo: Demo, open_device: Device) -> None:
    pupil = phone(open_device(), demo)
    pupil.press("Tell us something")
    pupil.choose("I am not sure")
    pupil.choose("Something else")
    pupil.at("Tell us what is wrong")
    box = pupil.page.get_by_label("What is wrong?")
    box.fill("It started on Monday.")
    pupil.press("Get help now")
    pupil.at("Get help now")
    help_is_in_view(pupil.page)
    pupil.page.get_by_role("button", name="Go back").click()
    expect(box).to_have_value("It started on Monday.")


def test_a_mentor_can_be_chosen_for_a_light_worry_and_never_for_danger_or_a_heavy_one(
    demo: Demo, open_device: Device
) -> None:
    Console(open_device().new_page(), demo, "khan").sign_in().go_on_duty()
    Console(open_device().new_page(), demo, "robin").sign_in().go_on_duty()
    device = open_device()
    light = offered(phone(device, demo), "Yes, I am safe", "Friends, or feeling left out")
    expect(light.page.get_by_label(MENTOR)).to_have_count(1)
    for safe, topic in [
        ("I am not sure", "Friends, or feeling left out"),
        ("Yes, I am safe", "Hurting myself, or not wanting to be here"),
    ]:
        heavy = offered(phone(device, demo), safe, topic)
        expect(heavy.page.get_by_text("This sounds like a lot for a pupil to help with.")).to_be_visible()
        expect(heavy.page.get_by_label(MENTOR)).to_have_count(0)
        assert "mentor" not in [radio.get_attribute("value") for radio in heavy.page.get_by_role("radio").all()]


def test_a_nude_picture_meets_the_stop_page_before_any_box_and_nothing_takes_a_file(
    demo: Demo, open_device: Device
) -> None:
    pupil = phone(open_device(), demo)
    pupil.press("Tell us something")
    pupil.choose("Yes, I am safe")
    pupil.at("What is it about?")
    pupil.choose("A nude picture", "Friends, or feeling left out")
    pupil.at("This is not your fault")
    expect(pupil.page.get_by_text("Please do not send the picture to us.")).to_be_visible()
    expect(pupil.page.get_by_role("textbox")).to_have_count(0)
    expect(pupil.page.locator("input[type=file]")).to_have_count(0)
    pupil.press("Carry on")
    pupil.at("Tell us what is wrong")
    expect(pupil.page.locator("input[type=file]")).to_have_count(0)
