"""The line breaks at the worst moments. Nothing is lost, nothing comes twice, and both sides are told how it stands."""

import re
import signal

from playwright.sync_api import Page, Route, WebSocketRoute, expect

from tests.journeys.console import Console, at_work
from tests.journeys.demo import Demo
from tests.journeys.devices import Device
from tests.journeys.pupil import Pupil, visiting

BACK_MS = 60_000
"""A page waits up to 20 seconds between two tries, so that a school does not come back all at once."""

TEXT = "They took my seat on the bus again."


class Line:
    """What runs between a page and the server, and where it can be cut."""

    def __init__(self, page: Page) -> None:
        self.swallow_acks = False
        self._ends: list[WebSocketRoute] = []
        page.route_web_socket(re.compile("/rt$"), self._join)

    def _join(self, page_end: WebSocketRoute) -> None:
        server_end = page_end.connect_to_server()
        self._ends = [page_end, server_end]
        page_end.on_message(server_end.send)
        server_end.on_message(lambda text: self._down(page_end, text))

    def _down(self, page_end: WebSocketRoute, text: str | bytes) -> None:
        # The server has it on disk and says so, and the page never hears of it: nor of the message itself.
        if self.swallow_acks and '"t":"pong"' not in str(text):
            return
        page_end.send(text)

    def cut(self) -> None:
        for end in self._ends:
            end.close(code=4003)


def in_a_chat(open_device: Device, demo: Demo) -> tuple[Console, Pupil, int]:
    """Ms Khan and a pupil, talking live."""
    khan = at_work(open_device, demo, "khan", on_duty=True)
    number = khan.next_number()
    pupil = visiting(open_device, demo)
    pupil.tell(TEXT)
    pupil.send()
    pupil.keep_words()
    khan.open(number)
    khan.press("Answer live")
    khan.reply("Hello. I am here.")
    expect(pupil.bubble("Hello. I am here.")).to_be_visible()
    return khan, pupil, number


def said_once(khan: Console, pupil: Pupil, *texts: str) -> None:
    """Each of these stands exactly once on both pages."""
    for text in texts:
        expect(khan.says(text)).to_have_count(1, timeout=BACK_MS)
        expect(pupil.bubble(text)).to_have_count(1, timeout=BACK_MS)


def test_a_server_that_is_killed_in_a_chat_loses_and_doubles_nothing(demo: Demo, open_device: Device) -> None:
    khan, pupil, _ = in_a_chat(open_device, demo)
    pupil.say("before")
    said_once(khan, pupil, "before")

    demo.stop(signal.SIGKILL)
    expect(pupil.page.get_by_text("You are offline.")).to_be_visible(timeout=BACK_MS)
    pupil.say("while it was down")
    expect(khan.page.get_by_label("Duty and connection").get_by_text("Offline since")).to_be_visible(timeout=BACK_MS)
    khan.page.get_by_role("textbox", name="Reply to the pupil").fill("I am still here.")
    expect(khan.page.get_by_text("nothing can be sent")).to_be_visible()

    demo.start()
    said_once(khan, pupil, "while it was down")
    expect(khan.page.get_by_role("textbox", name="Reply to the pupil")).to_have_value("I am still here.")
    khan.press("Send to the pupil")
    said_once(khan, pupil, "before", "while it was down", "I am still here.")


def test_a_message_written_offline_is_kept_and_sent_once(demo: Demo, open_device: Device) -> None:
    khan, pupil, _ = in_a_chat(open_device, demo)
    page = pupil.page
    page.context.set_offline(True)
    expect(page.get_by_text("You are offline.")).to_be_visible(timeout=BACK_MS)
    pupil.say("written on the bus")
    expect(pupil.bubble("written on the bus")).to_be_visible()
    expect(page.get_by_text("Sending", exact=True)).to_be_visible()
    khan.reply("Are you there?")

    page.context.set_offline(False)
    said_once(khan, pupil, "written on the bus", "Are you there?")
    expect(page.get_by_text("You are offline.")).to_have_count(0)
    expect(page.get_by_text("Sending", exact=True)).to_have_count(0)


def test_a_message_whose_answer_is_lost_is_sent_again_and_shown_once(demo: Demo, open_device: Device) -> None:
    khan = at_work(open_device, demo, "khan", on_duty=True)
    number = khan.next_number()
    page = open_device().new_page()
    line = Line(page)
    page.goto(demo.pupil)
    pupil = Pupil(page)
    pupil.tell(TEXT)
    pupil.send()
    pupil.keep_words()
    khan.open(number)
    khan.press("Answer live")
    khan.reply("Hello. I am here.")
    expect(pupil.bubble("Hello. I am here.")).to_be_visible()

    line.swallow_acks = True
    pupil.say("did you get this?")
    expect(khan.says("did you get this?")).to_be_visible()
    expect(page.get_by_text("Sending", exact=True)).to_be_visible()
    line.swallow_acks = False
    line.cut()
    expect(page.get_by_text("Sending", exact=True)).to_have_count(0, timeout=BACK_MS)
    said_once(khan, pupil, "did you get this?")
    khan.reply("Yes, I did.")
    said_once(khan, pupil, "did you get this?", "Yes, I did.")


def test_a_report_whose_answer_is_lost_is_one_report_when_it_is_sent_again(demo: Demo, open_device: Device) -> None:
    khan = at_work(open_device, demo, "khan")
    number = khan.next_number()
    pupil = visiting(open_device, demo)

    def arrive_and_be_lost(route: Route) -> None:
        route.fetch()
        route.abort()

    pupil.page.route("**/reports", arrive_and_be_lost, times=1)
    pupil.tell(TEXT, who=None)
    pupil.press("Send to the safety team")
    expect(pupil.page.get_by_role("alert")).to_contain_text("Nothing is lost")
    pupil.press("Try again")
    expect(pupil.page.get_by_role("heading", level=1, name="We have your message")).to_be_visible()
    expect(khan.row(number)).to_be_visible()
    expect(khan.row(number + 1)).to_have_count(0)
    khan.open(number)
    expect(khan.says(TEXT)).to_have_count(1)


def test_two_presses_are_one_report(demo: Demo, open_device: Device) -> None:
    khan = at_work(open_device, demo, "khan")
    number = khan.next_number()
    pupil = visiting(open_device, demo)
    pupil.tell(TEXT, who=None)
    pupil.page.get_by_role("button", name="Send to the safety team").dblclick()
    expect(pupil.page.get_by_role("heading", level=1, name="We have your message")).to_be_visible(timeout=30_000)
    expect(khan.row(number)).to_be_visible()
    expect(khan.row(number + 1)).to_have_count(0)


def test_a_page_that_is_loaded_again_knows_nothing_and_the_words_bring_the_chat_back(
    demo: Demo, open_device: Device
) -> None:
    khan = at_work(open_device, demo, "khan", on_duty=True)
    number = khan.next_number()
    pupil = visiting(open_device, demo)
    pupil.tell(TEXT)
    words = pupil.send()
    pupil.keep_words()
    pupil.page.reload()
    pupil.at("Report a problem")
    assert TEXT not in pupil.page.content()
    khan.open(number)
    khan.reply("We have read it. Come back when you can.")
    pupil.come_back(words)
    expect(pupil.bubble("We have read it. Come back when you can.")).to_be_visible()
    expect(pupil.bubble(TEXT)).to_have_count(1)
