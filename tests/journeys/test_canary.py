"""Promises 1 and 2: what people wrote, and who called, is looked for wherever it could be, and is not there."""

import base64
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.journeys import canary
from tests.journeys.canary import Place, Sent
from tests.journeys.console import Console
from tests.journeys.demo import Demo
from tests.journeys.devices import Device
from tests.journeys.pupil import Pupil

AGENT = "Zwiebelkuchen/7.31 (a browser that nobody else has)"

WRITTEN = {
    "the report": "Kwéfeather said the blue ladder hides my bag",
    "the pupil's message": "It was the zörnwick staircase on Tuesday",
    "the adult's message": "Thank you, plimsöl. Who else saw the quagfen?",
    "the note": "Ask PE about the drövelin corridor",
    "the decision": "Staff stay by the yafflewörth door",
    "the reason of the decision": "Nobody watches the übbledock bench",
    "what else was considered": "A call home about grünspindle, not yet",
    "what the child said": "Fine with the kestrelöm plan",
    "the outcome": "Supervised near the wöldergate",
    "the reason to close": "Nothing new in the fjällmere week",
    "the last word": "Somebody is by the häverstock gate now. Come back any time",
    "the topics' ids": "self_harm",
    "a second topic's id": "violence",
    "the topics' words": "Hurting myself, or not wanting to be here",
    "a second topic's words": "Fights, weapons or gangs",
}
"""What goes through the pages, and may not come out of them. The odd letters tell a plain from an escaped spelling."""


@pytest.fixture
def sent() -> Sent:
    """All that this test's browsers send."""
    return Sent()


@pytest.fixture
def watched(browser: Browser, sent: Sent) -> Iterator[Device]:
    """Gives a device whose browser is watched and has a name that no other has."""
    opened: list[BrowserContext] = []

    def device() -> BrowserContext:
        context = sent.watch(browser.new_context(user_agent=AGENT, viewport={"width": 1440, "height": 900}))
        context.set_default_timeout(10_000)
        opened.append(context)
        return context

    yield device
    for context in opened:
        context.close()


def everything(demo: Demo, sent: Sent) -> list[Place]:
    return [
        *sent.places,
        *sent.received,
        *canary.printed(demo),
        *canary.values(demo.data_dir),
        *canary.files(demo.data_dir),
    ]


def from_the_vle(device: BrowserContext, demo: Demo) -> Page:
    vle = device.new_page()
    vle.goto(demo.vle)
    with device.expect_page() as opened:
        vle.locator("hark-button").first.click()
    return opened.value


def told(device: BrowserContext, demo: Demo, *, who: str | None = None) -> tuple[Pupil, list[str]]:
    """A pupil who comes from the school's own page, reports, and is given six words."""
    pupil = Pupil(from_the_vle(device, demo))
    pupil.at("Report a problem")
    topics = (WRITTEN["the topics' words"], WRITTEN["a second topic's words"])
    pupil.tell(WRITTEN["the report"], topics=topics, who=who)
    return pupil, pupil.send()


def decided(adult: Console) -> None:
    adult.press("Record a decision")
    dialog = adult.page.get_by_role("dialog")
    dialog.get_by_label("Something else").check()
    dialog.get_by_label("What was decided").fill(WRITTEN["the decision"])
    dialog.get_by_label("Why", exact=True).fill(WRITTEN["the reason of the decision"])
    dialog.get_by_label("What else was considered, and why not that").fill(WRITTEN["what else was considered"])
    dialog.get_by_label("Yes").check()
    dialog.get_by_label("What they said, if anything").fill(WRITTEN["what the child said"])
    dialog.get_by_role("button", name="Record it").click()
    expect(adult.page.get_by_role("log").get_by_text(WRITTEN["the decision"])).to_be_visible()


def closed(adult: Console) -> None:
    adult.press("Close the case")
    dialog = adult.page.get_by_role("dialog")
    dialog.get_by_label("Outcome").fill(WRITTEN["the outcome"])
    dialog.get_by_label("Why it can be closed").fill(WRITTEN["the reason to close"])
    dialog.get_by_label("Last word to the pupil").fill(WRITTEN["the last word"])
    dialog.get_by_role("button", name="Close the case").click()
    expect(dialog).to_have_count(0)


def walked(demo: Demo, device: Device) -> list[str]:
    """From the report to the last word and back with the words. The six words."""
    khan = Console(device().new_page(), demo, "khan").sign_in()
    khan.go_on_duty()
    number = khan.next_number()
    pupil, words = told(device(), demo, who="A trained adult at school")
    pupil.keep_words()
    pupil.at("You are in the queue")
    khan.look_at(number)
    khan.press("Open report")
    expect(khan.says(WRITTEN["the report"])).to_be_visible()
    khan.press("Answer live")
    khan.reply(WRITTEN["the adult's message"])
    expect(pupil.bubble(WRITTEN["the adult's message"])).to_be_visible()
    pupil.say(WRITTEN["the pupil's message"])
    expect(khan.says(WRITTEN["the pupil's message"])).to_be_visible()
    khan.note(WRITTEN["the note"])
    decided(khan)
    closed(khan)
    later = Pupil(device().new_page())
    later.page.goto(demo.pupil)
    later.come_back(words)
    expect(later.bubble(WRITTEN["the last word"])).to_be_visible()
    return words


def test_what_people_write_is_nowhere_but_on_their_own_pages(demo: Demo, sent: Sent, watched: Device) -> None:
    words = walked(demo, watched)
    # One word alone is plain English and proves nothing; two that stand together are the pupil's.
    pairs = {
        f"return words {n + 1} and {n + 2} with {name} between": f"{words[n]}{between}{words[n + 1]}"
        for n in range(5)
        for name, between in {"a space": " ", "a dash": "-", "nothing": "", "a comma": ",", "quotes": '","'}.items()
    }
    passphrases = {f"{one.alias}'s passphrase": one.passphrase for one in demo.known.people}
    assert canary.found(WRITTEN | pairs | passphrases, everything(demo, sent)) == []
    # Something was really looked at: the sealed report, the chat, and the rows they became.
    looked_at = [where for where, _ in everything(demo, sent)]
    for kind in (
        "body of POST",
        "frame that a page sent",
        "frame that a page got",
        "item.body",
        "hark.db",
        "hark.db-wal",
    ):
        assert any(where.startswith(kind) for where in looked_at), kind


def test_who_called_from_where_and_with_what_is_kept_nowhere(demo: Demo, sent: Sent, watched: Device) -> None:
    told(watched(), demo)
    Console(watched().new_page(), demo, "khan").sign_in()
    kept = [*canary.printed(demo), *canary.values(demo.data_dir), *canary.files(demo.data_dir)]
    callers = {
        "the browser's name": "Zwiebelkuchen",
        "the caller's address": "127.0.0.1",
        "the page they came from": demo.vle,
        "that page's address": f"localhost:{demo.port + 1}",
    }
    assert canary.found(callers, kept) == []
    # Three bytes turn up by chance in what is sealed, so the short address is looked for in what is text.
    texts = [*canary.printed(demo), *(place for place in canary.values(demo.data_dir) if place[1].isascii())]
    assert [where for where, what in texts if re.search(rb"(?<![0-9a-zA-Z:])::1(?![0-9a-fA-F:])", what)] == []
    # The school's page names itself when it loads the button, and in nothing that a pupil's or an adult's page does.
    referers = {where for where, what in sent.places if where.startswith("header referer") and what}
    assert {where for where in referers if demo.url in where} <= {f"header referer of GET {demo.url}/button.js"}


def test_nothing_stays_on_a_pupils_device_and_no_other_site_is_asked(demo: Demo, sent: Sent, watched: Device) -> None:
    device = watched()
    pupil, _ = told(device, demo)
    stored = device.storage_state(indexed_db=True)
    assert (stored["cookies"], stored["origins"]) == ([], [])
    assert pupil.page.evaluate("caches.keys().then((kept) => [kept.length, sessionStorage.length])") == [0, 0]
    asked = {what.decode() for where, what in sent.places if where.startswith("address")}
    ours = (demo.url, demo.vle, demo.url.replace("http", "ws", 1), "data:", "blob:", "about:blank")
    assert sorted(address for address in asked if not address.startswith(ours)) == []


@pytest.mark.parametrize("before", ["", "a", "ab", "abc"])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_the_search_finds_a_text_wherever_it_stands_in_base64(before: str, encode: Callable[[bytes], bytes]) -> None:
    hidden = encode(f"{before}{WRITTEN['the report']} and more".encode())
    assert canary.found(WRITTEN, [("a body", hidden)]) == ["the report in a body"]


def test_the_search_finds_what_is_sent_printed_or_stored(demo: Demo, sent: Sent, watched: Device) -> None:
    """A search that cannot find proves nothing, so each place that it looks at is given something to find."""
    planted = WRITTEN["the report"]
    page = watched().new_page()
    page.goto(demo.pupil)
    page.evaluate(
        """async (text) => {
            const socket = new WebSocket(location.origin.replace('http', 'ws') + '/rt');
            await new Promise((done) => { socket.onopen = done; });
            socket.send(text);
            await fetch('/api/planted?' + encodeURIComponent(text), { method: 'POST', body: JSON.stringify({ text }) });
            history.replaceState(null, '', '#' + encodeURIComponent(text));
        }""",
        planted,
    )
    page.wait_for_url(re.compile("#"))
    demo.stop()
    with sqlite3.connect(demo.data_dir / "hark.db") as database:
        database.execute("UPDATE schools SET help_numbers = ?", (json.dumps([{"note": planted}]),))
    (demo.data_dir / "debug.log").write_text(planted)
    demo.log.append(f"WARNING {planted}\n")
    in_all = canary.found({"it": planted}, everything(demo, sent))
    places = ("address of POST", "body of POST", "frame that a page sent", "address in the bar", "schools.help_numbers")
    for place in (*places, "hark.db", "debug.log", f"line {len(demo.log) - 1} that was printed"):
        assert any(one.startswith(f"it in {place}") for one in in_all), place


def test_the_search_reads_no_demo_secrets_and_every_other_file(tmp_path: Path) -> None:
    for name in ("demo.json", "hark.db", "backup/hark.db.1"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("planted")
    assert {where for where, _ in canary.files(tmp_path)} == {"hark.db", "backup/hark.db.1"}
