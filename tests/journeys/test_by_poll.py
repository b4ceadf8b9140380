"""A school whose filter opens TLS and lets no WebSocket through: a whole chat goes by poll, and back once one opens."""

from playwright.sync_api import BrowserContext, expect

from tests.journeys.console import at_work
from tests.journeys.demo import Demo
from tests.journeys.devices import Device
from tests.journeys.inspecting import InspectingProxy, inspecting
from tests.journeys.pupil import visiting
from tests.journeys.test_lost_connection import said_once


def test_a_chat_behind_a_proxy_that_takes_upgrade_out_goes_by_poll_and_returns(demo: Demo, open_device: Device) -> None:
    with inspecting() as proxy:
        school = behind(open_device, proxy)
        khan = at_work(school, demo, "khan", on_duty=True)
        number = khan.next_number()
        pupil = visiting(school, demo)
        pupil.tell("They took my seat on the bus again.")
        pupil.send()
        pupil.keep_words()
        khan.open(number)
        khan.press("Answer live")
        khan.reply("Hello. I am here.")
        pupil.say("by poll")
        said_once(khan, pupil, "Hello. I am here.", "by poll")
        expect(pupil.page.get_by_text("Read by a person").first).to_be_visible()
        assert (proxy.polls > 0, proxy.sockets) == (True, 0)

        # A page tries a socket every ten minutes, and at once when its device says that it is online again.
        proxy.lets_sockets = True
        for page in (khan.page, pupil.page):
            page.evaluate("dispatchEvent(new Event('online'))")
        proxy.until(lambda: proxy.sockets == 2)
        khan.is_live()
        pupil.say("by socket")
        khan.reply("I can see it.")
        said_once(khan, pupil, "Hello. I am here.", "by poll", "by socket", "I can see it.")
        # What was under way by poll while the pages moved has come to its end.
        proxy.until(lambda: proxy.sockets == 2)
        polls = proxy.polls
        pupil.say("by socket again")
        khan.reply("I still can.")
        said_once(khan, pupil, "by socket", "by socket again", "I still can.")
        assert proxy.polls == polls

        # And the way is shut again in the middle of the chat.
        proxy.lets_sockets = False
        proxy.cut()
        pupil.say("by poll again")
        said_once(khan, pupil, "by poll again", "by socket")
        assert proxy.polls > polls


def behind(open_device: Device, proxy: InspectingProxy) -> Device:
    """Devices whose traffic all goes through the proxy."""

    def device() -> BrowserContext:
        return open_device(proxy={"server": f"http://127.0.0.1:{proxy.port}"})

    return device
