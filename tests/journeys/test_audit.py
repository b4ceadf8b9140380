"""Promise 6 on the screen: who did what, whether the past is whole, and the same from the command line."""

import sqlite3
from contextlib import closing

from playwright.sync_api import Locator, expect

from tests.cli.terminal import run
from tests.journeys.console import STRETCHING_MS, Console
from tests.journeys.demo import Demo
from tests.journeys.devices import Device


def looking_back(demo: Demo, device: Device, who: str = "khan") -> Console:
    adult = Console(device().new_page(), demo, who).sign_in()
    adult.go_to("Audit")
    expect(entries(adult).first).to_be_visible()
    return adult


def entries(adult: Console) -> Locator:
    """The rows of the table, newest first."""
    return adult.page.locator("tbody tr")


def cells(adult: Console, name: str) -> set[str]:
    """What stands in the column of that name."""
    return {text.strip() for text in adult.page.locator(f'tbody td[data-name="{name}"]').all_inner_texts()}


def done(adult: Console, action: str) -> Locator:
    return entries(adult).filter(has_text=action)


def filtered(adult: Console) -> None:
    with adult.page.expect_response("**/api/audit*"):
        adult.page.get_by_role("button", name="Filter", exact=True).click()


def on_the_page(adult: Console) -> dict[str, list[str]]:
    """Each log's line and findings, as the page shows them."""
    shown = {}
    for panel in adult.page.get_by_role("list", name="State of the logs").get_by_role("listitem").all():
        name = panel.get_by_role("heading").inner_text().lower()
        shown[name] = panel.locator(".line, .finding").all_inner_texts()
    return shown


def on_the_command_line(demo: Demo) -> tuple[int, dict[str, list[str]]]:
    """The status of `hark audit verify` on the same folder, and what it prints of each log."""
    said = run(demo.data_dir, "audit", "verify")
    printed: dict[str, list[str]] = {}
    name = ""
    for line in said.stdout.splitlines():
        if line.startswith("  "):
            printed[name].append(line.strip())
        else:
            name, _, state = line.removeprefix(f"{demo.known.slug}/").partition(": ")
            printed[name] = [state]
    return said.returncode, printed


def tampered(demo: Demo, change: str) -> None:
    """What somebody with the file can do: take the triggers away, then write what the triggers refuse."""
    with closing(sqlite3.connect(demo.data_dir / "hark.db")) as file, file:
        for (name,) in file.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            file.execute(f'DROP TRIGGER "{name}"')
        file.execute(change)


def test_who_opened_answered_and_decided_is_on_the_record_and_can_be_found(demo: Demo, open_device: Device) -> None:
    khan = Console(open_device().new_page(), demo, "khan").sign_in()
    expect(khan.page.locator("section.list li").first).to_be_visible()
    khan.open(khan.numbers()[0])
    khan.reply("Thank you for telling us. A person is looking at this now.")
    khan.press("Record a decision")
    dialog = khan.page.get_by_role("dialog")
    dialog.get_by_label("Something else").check()
    dialog.get_by_label("What was decided").fill("Speak to the year group.")
    dialog.get_by_label("Why", exact=True).fill("It happens at break.")
    dialog.get_by_label("What else was considered, and why not that").fill("Waiting; it is getting worse.")
    dialog.get_by_label("Yes").check()
    dialog.get_by_role("button", name="Record it").click()
    expect(dialog).to_have_count(0)

    khan.go_to("Audit")
    for action in ("Opened a report", "Sent a message", "Recorded a decision"):
        newest = done(khan, action).first
        expect(newest).to_contain_text("Ms Khan")
        expect(newest).to_contain_text("Case ")
    expect(khan.page.get_by_text("Speak to the year group.")).to_have_count(0)
    with closing(sqlite3.connect(demo.data_dir / "hark.db")) as file:
        [(act,)] = file.execute("SELECT act FROM audit_entry WHERE action = 'decision.recorded' AND act IS NOT NULL")
    assert act.startswith('["POST", "/api/cases/')

    decided = done(khan, "Recorded a decision").first
    with khan.page.expect_download() as proof:
        decided.get_by_role("button", name="Get the proof of safeguarding").click()
    assert proof.value.path().read_text("utf-8").startswith("c2sp.org/tlog-proof@v1")
    decided.get_by_role("button", name="Case ").click()
    expect(khan.page.get_by_label("Case id")).not_to_have_value("")
    expect(done(khan, "Signed in")).to_have_count(0)
    assert len(cells(khan, "About")) == 1
    assert {"Received a report", "Opened a report", "Sent a message", "Recorded a decision"} <= actions(khan)

    khan.press("Clear")
    expect(done(khan, "Signed in").first).to_be_visible()
    khan.page.get_by_label("Person").select_option("Mr Osei")
    filtered(khan)
    # Everything that he did, and that was done about him.
    expect(entries(khan).filter(has_not_text="Mr Osei")).to_have_count(0)
    assert "Mr Osei" in cells(khan, "Who")

    khan.page.get_by_label("Person").select_option("Everybody")
    khan.page.get_by_label("Action").select_option("Recorded a decision")
    filtered(khan)
    expect(done(khan, "Signed in")).to_have_count(0)
    assert all(what.startswith("Recorded a decision") for what in cells(khan, "What"))


def actions(adult: Console) -> set[str]:
    known = adult.page.get_by_label("Action").locator("option").all_inner_texts()
    return {action for what in cells(adult, "What") for action in known if what.startswith(action)}


def test_the_page_and_the_command_say_the_same_of_a_past_that_is_whole(demo: Demo, open_device: Device) -> None:
    khan = looking_back(demo, open_device)
    shown = on_the_page(khan)
    status, printed = on_the_command_line(demo)
    assert status == 0
    assert set(shown) == {"school", "safeguarding"}
    assert shown == {name: lines for name, lines in printed.items() if name in shown}
    assert all(lines[0].startswith("whole, ") for lines in shown.values())
    # The head's log is there, and a lead's page does not so much as mention it.
    assert "head" in printed


def test_the_page_and_the_command_name_the_same_entry_that_was_rewritten(demo: Demo, open_device: Device) -> None:
    demo.stop()
    osei = demo.person("osei").id
    tampered(demo, f"UPDATE audit_entry SET actor_id = '{osei}' WHERE action = 'decision.recorded'")  # noqa: S608 - an attacker's
    with closing(sqlite3.connect(demo.data_dir / "hark.db")) as file:
        ((number,),) = file.execute("SELECT \"index\" FROM audit_entry WHERE action = 'decision.recorded'").fetchall()
    demo.start()
    khan = looking_back(demo, open_device)
    shown = on_the_page(khan)["safeguarding"]
    status, printed = on_the_command_line(demo)
    assert status == 1
    assert shown == printed["safeguarding"]
    assert shown[0].startswith("broken, ")
    assert any(f"Entry {number} " in finding for finding in shown[1:])
    # What was not touched is still whole, and both say so.
    assert on_the_page(khan)["school"][0].startswith("whole, ")
    expect(khan.page.get_by_text("Something of the past was changed")).to_be_visible(timeout=STRETCHING_MS)
