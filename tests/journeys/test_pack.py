"""A referral pack, from the screen to a stranger's hands: what it says, what is gone from it, and its proof."""

import hashlib
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

from playwright.sync_api import expect
from pypdf import PdfReader
from pypdf.generic import StreamObject

from tests.journeys.axe import assert_accessible
from tests.journeys.console import at_work
from tests.journeys.demo import Demo
from tests.journeys.devices import Device
from tests.program import run_installed

PASSED_ON = 6
"""The demo's case of a pupil who was asked for photos by somebody from a game."""
ARABIC = "أنا خائف من زميل في المدرسة"
NOTE = f"{ARABIC}\nI said 😭 to Zebulon Smythe. {'and so it went on day after day ' * 110}the end of it"


def every_byte(reader: PdfReader, file: bytes) -> bytes:
    """The file as it is, and each of its streams unpacked."""
    objects = [reader.get_object(number) for number in range(1, len(reader.xref[0]) + 1)]
    return file + b"".join(one.get_data() for one in objects if isinstance(one, StreamObject))


def test_a_pack_is_made_and_a_stranger_reads_it_and_checks_its_proof(
    demo: Demo, open_device: Device, tmp_path: Path
) -> None:
    khan = at_work(open_device, demo, "khan")
    page = khan.page
    khan.look_at(PASSED_ON)
    expect(page.get_by_role("button", name="Referral pack")).to_have_count(0)
    khan.open(PASSED_ON)
    khan.press("Note: pupil cannot see")
    page.get_by_role("textbox", name="Note that the pupil cannot see").fill(NOTE)
    khan.press("Save note")
    expect(page.get_by_role("log", name="Timeline").get_by_text("the end of it")).to_be_visible()

    # A pack has the case as it stands: a note that is still on its way would be in the next one.
    expect(page.get_by_text("Saving your note")).to_have_count(0)
    khan.press("Referral pack")
    khan.press("Next")
    expect(page.get_by_text("Choose who it is for.")).to_be_visible()
    page.get_by_label("Police", exact=True).check()
    expect(page.get_by_label("Why you may share it")).to_have_value(re.compile("prevention and detection of crime"))
    page.keyboard.press("Escape")
    expect(page.get_by_text("Nothing of this pack is stored.")).to_be_visible()
    khan.press("Stay")
    assert_accessible(page)
    khan.press("Next")
    page.get_by_label("Facts: what is known, and how").fill("The pupil wrote to us. Zebulon Smythe is named.")
    khan.press("Next")
    assert_accessible(page)
    khan.press("Next")
    page.get_by_label("Take out a name or a word wherever it stands").fill("zebulon smythe")
    khan.press("Take it out")
    expect(page.get_by_text("“zebulon smythe” is taken out 2 times.")).to_be_visible()
    # The report has two fields: its topic, and under it what the pupil wrote.
    first = page.get_by_role("textbox", name="Text", exact=True).first
    first.evaluate("field => { const at = field.value.indexOf('game'); field.setSelectionRange(at + 1, at + 2); }")
    page.get_by_role("button", name="Take out what is selected").nth(1).click()
    assert_accessible(page)
    khan.press("Next")
    expect(page.get_by_text("A person I met in a removed keeps asking me")).to_be_visible()
    with page.expect_download() as download:
        khan.press("Make and save the pack")
    file = tmp_path / "pack.pdf"
    download.value.save_as(file)
    content = file.read_bytes()
    expect(page.get_by_text(hashlib.sha256(content).hexdigest())).to_be_visible()
    demo.stop()

    reader = PdfReader(file)
    pages = [one.extract_text() for one in reader.pages]
    words = reader.attachments["words.json"][0].decode()
    assert all(f"Page {number} of {len(pages)}." in text for number, text in enumerate(pages, 1))
    assert all("Case 0006" in text for text in pages)
    whole = " ".join("".join(pages).split())
    for said in ("For Police", "A person I met in a", "[emoji: loudly crying face]", "the end of it", "removed"):
        assert said in whole, said
    assert unicodedata.normalize("NFC", ARABIC) in words
    for gone in ("zebulon", "smythe", "in a game"):
        assert gone not in (whole + words).lower()
        assert gone.encode() not in every_byte(reader, content).lower()

    proof, verifier = tmp_path / "proof.json", tmp_path / "hark_verify.py"
    proof.write_bytes(reader.attachments["proof.json"][0])
    assert run_installed(["audit", "verifier", str(verifier)], os.environ).returncode == 0
    checked = [sys.executable, "-I", str(verifier), str(proof)]
    assert subprocess.run(checked, capture_output=True, check=False, timeout=60).returncode == 0
    proof.write_text(proof.read_text().replace("report.opened", "report.closed"))
    assert subprocess.run(checked, capture_output=True, check=False, timeout=60).returncode != 0
