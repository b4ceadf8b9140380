"""Leaving: from every state of the page, at once, to somewhere harmless, with nothing left behind or said."""

from collections.abc import Iterator

from playwright.sync_api import BrowserContext, Page, Route, expect

from app.schools.schemas import EXIT_URL
from tests.journeys.canary import Sent, found
from tests.journeys.console import Console
from tests.journeys.demo import Demo
from tests.journeys.devices import Device
from tests.journeys.pupil import Pupil

SECRET = "They took my shoes and threw them on the roof."
ANSWER = "I am here now. Are your shoes still up there?"
LEFT_OVER = """async () => ({
    local: localStorage.length, session: sessionStorage.length, cookie: document.cookie, name: window.name,
    databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length, state: history.state,
})"""
PRESS = """link => {
    document.querySelector(link).click();
    return [document.body.childElementCount, document.body.textContent.trim()];
}"""
NOTHING = {
    "local": 0, "session": 0, "cookie": "", "name": "", "databases": 0, "caches": 0, "workers": 0, "state": None,
}  # fmt: skip


def tab(device: BrowserContext, demo: Demo) -> Page:
    """The service, opened where the school's page was before, so that Back has somewhere to go."""
    device.route(EXIT_URL, answer)
    page = device.new_page()
    page.goto(demo.vle)
    page.goto(demo.pupil)
    Pupil(page).at("Report a problem")
    return page


def states(pupil: Pupil) -> Iterator[str]:
    """Walk through everything that comes before sending, and stop at each state."""
    yield "the first page"
    pupil.press("Tell us something")
    pupil.at("Are you safe right now?")
    yield "are you safe"
    pupil.choose("No, someone is in danger")
    pupil.at("Get help now")
    yield "in danger"
    pupil.press("Carry on")
    pupil.at("What is it about?")
    yield "topics"
    pupil.choose("A grown-up who works at school", "A nude picture")
    pupil.at("Who is it about?")
    yield "which grown-up"
    pupil.choose("Another grown-up at school")
    pupil.at("This is not your fault")
    yield "the stop page"
    pupil.press("Carry on")
    pupil.at("Tell us what is wrong")
    pupil.page.get_by_label("What is wrong?").fill(SECRET)
    yield "a text half written"
    pupil.press("Get help now")
    pupil.at("Get help now")
    yield "help in front of the text"
    pupil.press("Go back")
    pupil.press("Continue")
    pupil.at("Check and send")
    yield "the last check"


def answer(route: Route) -> None:
    """The page that leaving goes to, without the network."""
    route.fulfill(content_type="text/html", body="<title>Bitesize</title>")


def leave(page: Page, link: str = "#leave") -> None:
    """Press it, and see that the screen is blank in the same turn of the page: before any network."""
    assert page.evaluate(PRESS, link) == [0, ""]
    page.wait_for_url(EXIT_URL)


def nothing_stays(page: Page, demo: Demo, *secrets: str) -> None:
    """Back shows the page of before, and a service opened again knows nothing."""
    page.go_back()
    assert page.url == f"{demo.vle}/"
    page.goto(demo.pupil)
    Pupil(page).at("Report a problem")
    assert page.evaluate(LEFT_OVER) == NOTHING
    assert page.context.cookies(demo.pupil) == []
    shown = page.content()
    assert not [one for one in secrets if one in shown]
    # Any one return word may stand in the page by chance, so their places are looked at.
    assert page.locator(".word-tiles").count() == 0


def neutral(page: Page, demo: Demo, at: str) -> None:
    assert (page.title(), page.url) == ("Help", demo.pupil), at
    expect(page.locator("#leave"), at).to_be_in_viewport(ratio=1)


def test_leaving_from_any_question_is_instant_and_leaves_nothing(demo: Demo, open_device: Device) -> None:
    device = open_device()
    sent = Sent()
    sent.watch(device)
    page = tab(device, demo)
    names: list[str] = []
    for name in states(Pupil(page)):
        neutral(page, demo, name)
        names.append(name)
    for name in names:
        walk = states(Pupil(page))
        assert next(at for at in walk if at == name)
        leave(page)
        nothing_stays(page, demo, SECRET)
    assert sent.places
    assert found({"the text": SECRET}, sent.places) == []


def test_leaving_with_the_words_shown_while_waiting_or_in_a_chat_leaves_nothing(
    demo: Demo, open_device: Device
) -> None:
    khan = Console(open_device().new_page(), demo, "khan").sign_in()
    khan.go_on_duty()
    number = khan.next_number()
    device = open_device()
    sent = Sent()
    sent.watch(device)
    page = tab(device, demo)
    pupil = Pupil(page)
    pupil.tell(SECRET)
    words = pupil.send()
    neutral(page, demo, "sent")
    leave(page)
    nothing_stays(page, demo, SECRET)

    pupil.come_back(words)
    expect(page.get_by_role("heading", level=1)).to_have_text("You are in the queue")
    neutral(page, demo, "waiting")
    leave(page)
    nothing_stays(page, demo, SECRET)

    pupil.press("I have return words")
    pupil.at("Type your return words")
    page.get_by_label("Word 1").fill(" ".join(words))
    neutral(page, demo, "words typed")
    page.locator("#open-words").click()
    khan.open(number)
    khan.reply(ANSWER)
    expect(pupil.bubble(ANSWER)).to_be_visible()
    neutral(page, demo, "chat")
    leave(page)
    nothing_stays(page, demo, SECRET, ANSWER)
    secrets = {"the text": SECRET, "the words": " ".join(words), "an answer": ANSWER}
    assert found(secrets, sent.places) == []


def test_three_presses_of_shift_leave(demo: Demo, open_device: Device) -> None:
    page = tab(open_device(), demo)
    Pupil(page).press("Tell us something")
    Pupil(page).at("Are you safe right now?")
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(EXIT_URL)
    nothing_stays(page, demo)


def test_the_link_at_the_end_of_the_page_leaves_as_well(demo: Demo, open_device: Device) -> None:
    page = tab(open_device(), demo)
    expect(page.locator("footer [data-leave]")).to_have_text("Leave this page now")
    leave(page, "footer [data-leave]")
    nothing_stays(page, demo)


def test_capital_letters_do_not_leave(demo: Demo, open_device: Device) -> None:
    device = open_device()
    page = tab(device, demo)
    pupil = Pupil(page)
    pupil.press("Tell us something")
    pupil.choose("Yes, I am safe")
    pupil.choose("Something else")
    pupil.at("Tell us what is wrong")
    box = page.get_by_label("What is wrong?")
    box.focus()
    for letter in "HELPME":
        page.keyboard.press(f"Shift+{letter}")
    expect(box).to_have_value("HELPME")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tell us what is wrong")
    # Two presses, a letter, and another: that is still writing.
    for key in ("Shift", "Shift", "a", "Shift"):
        page.keyboard.press(key)
    expect(box).to_have_value("HELPMEa")
    for _ in range(2):
        page.keyboard.press("Shift")
    page.wait_for_url(EXIT_URL)


def test_leaving_works_while_the_scripts_have_not_come(demo: Demo, open_device: Device) -> None:
    device = open_device()
    device.route(EXIT_URL, answer)
    stalled: list[Route] = []

    def stall(route: Route) -> None:
        stalled.append(route)

    device.route("**/*.js", stall)
    page = device.new_page()
    page.goto(demo.pupil, wait_until="commit")
    page.locator("#leave").click(no_wait_after=True)
    page.wait_for_url(EXIT_URL)
    assert stalled
    for route in stalled:
        route.abort()
