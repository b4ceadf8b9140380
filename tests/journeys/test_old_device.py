"""A device that cannot lock words says so before anything is typed; a page left alone hides, and then clears itself."""

import pytest
from playwright.sync_api import expect

from tests.journeys.demo import Demo
from tests.journeys.devices import Device
from tests.journeys.pupil import Pupil

# The empty page that a tab begins with has no WebCrypto to break.
NO_ED25519 = """
const make = globalThis.SubtleCrypto?.prototype.generateKey;
if (make !== undefined) SubtleCrypto.prototype.generateKey = function (algorithm, ...rest) {
    const name = typeof algorithm === 'string' ? algorithm : algorithm.name;
    if (name === 'Ed25519') return Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError'));
    return make.call(this, algorithm, ...rest);
};
"""
TEXT = "My stepbrother reads my phone."


@pytest.mark.parametrize(
    "broken",
    [NO_ED25519, "delete Crypto.prototype.subtle", "delete globalThis.WebAssembly"],
    ids=["no Ed25519", "no WebCrypto", "no WebAssembly"],
)
def test_a_device_too_old_to_lock_words_says_so_and_whom_to_call(demo: Demo, open_device: Device, broken: str) -> None:
    device = open_device()
    device.add_init_script(broken)
    page = device.new_page()
    page.goto(demo.pupil)
    pupil = Pupil(page)
    pupil.at("Report a problem")
    for start in ("Tell us something", "I have return words"):
        pupil.press(start)
        pupil.at("This device is too old to lock your words")
        expect(page.get_by_role("link", name="Call Childline on 0800 1111")).to_be_visible()
        expect(page.get_by_role("textbox")).to_have_count(0)
        page.reload()


def test_a_page_left_alone_hides_itself_and_shows_itself_again_or_is_cleared(demo: Demo, open_device: Device) -> None:
    page = open_device().new_page()
    page.clock.install()
    page.goto(demo.pupil)
    pupil = Pupil(page)
    pupil.at("Report a problem")
    pupil.press("Tell us something")
    pupil.choose("Yes, I am safe")
    pupil.choose("Something else")
    pupil.at("Tell us what is wrong")
    box = page.get_by_label("What is wrong?")
    box.fill(TEXT)

    page.clock.fast_forward("07:50")
    expect(page.get_by_text("Are you still there?")).to_have_count(0)
    page.clock.fast_forward("00:20")
    expect(page.get_by_text("We will hide this page in 2 minutes to keep it private.")).to_be_visible()
    expect(box).to_have_value(TEXT)
    pupil.press("Stay on this page")
    expect(page.get_by_text("Are you still there?")).to_have_count(0)

    page.clock.fast_forward("10:10")
    pupil.at("This page is hidden")
    expect(box).to_have_count(0)
    assert TEXT not in page.content()
    # Whoever only touches the keys does not see it.
    page.keyboard.press("a")
    expect(box).to_have_count(0)
    pupil.press("Show this page")
    expect(box).to_have_value(TEXT)

    page.clock.fast_forward("28:10")
    expect(page.get_by_text("We will clear this page in 2 minutes.")).to_be_visible()
    page.clock.fast_forward("02:00")
    pupil.at("Report a problem")
    expect(page.get_by_text("We cleared this page to keep it private.")).to_be_visible()
    assert TEXT not in page.content()
    pupil.press("Tell us something")
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
