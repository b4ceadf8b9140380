"""Two of three printed sheets bring a group's key back; a wrong one, or those of another set or group, do not."""

import json
from dataclasses import dataclass

from playwright.sync_api import Locator, expect

from tests.journeys.account import type_back, type_back_wrongly
from tests.journeys.axe import assert_accessible
from tests.journeys.console import STRETCHING_MS, Console, at_work
from tests.journeys.demo import Demo
from tests.journeys.devices import Device
from tests.journeys.first_day import newcomer
from tests.journeys.people import banner, confirm, let_in_again
from tests.journeys.pupil import visiting

DO_NOT_MATCH = "These two sheets do not belong together."
ABOUT_THE_HEAD = "the head teacher shouted at me in front of everyone"


@dataclass(frozen=True, slots=True)
class Sheets:
    """The panel of one group's sheets in somebody's console."""

    console: Console
    group: str

    @property
    def panel(self) -> Locator:
        return self.console.page.get_by_role("region", name=f"Recovery sheets of {self.group}")

    def go(self) -> "Sheets":
        self.console.go_to("Keys")
        expect(self.panel).to_be_visible()
        return self

    def type(self, first: list[str], second: list[str]) -> None:
        """Into the dialog that is open."""
        self.console.page.get_by_label("The 24 words of one sheet").fill(" ".join(first))
        self.console.page.get_by_label("The 24 words of another sheet").fill(" ".join(second))

    def try_out(self, first: list[str], second: list[str]) -> None:
        self.panel.get_by_role("button", name="Test restore").click()
        self.type(first, second)
        self.console.press("See what they open")

    def refused(self, sentence: str) -> None:
        expect(self.console.page.get_by_role("dialog").get_by_role("alert")).to_contain_text(sentence)
        self.console.press("Cancel")

    def make(self) -> dict[str, list[str]]:
        """A new set, printed and typed back."""
        page = self.console.page
        self.panel.get_by_role("button", name="Make new sheets").click()
        for letter, holder in zip("ABC", ("School safe", "Trust office", "Bank"), strict=True):
            page.get_by_label(f"Who keeps sheet {letter}").fill(holder)
        self.console.press("Make the three sheets")
        papers = page.get_by_role("article")
        expect(papers).to_have_count(3, timeout=STRETCHING_MS)
        printed = {
            letter: [word.strip() for word in papers.nth(at).locator("li").all_inner_texts()]
            for at, letter in enumerate("ABC")
        }
        assert_accessible(page)
        self.console.press("They are on paper")
        expect(papers).to_have_count(0)
        type_back_wrongly(page, printed["A"])
        expect(page.get_by_role("alert")).to_contain_text("is not what the sheet says")
        for letter, words in printed.items():
            expect(page.get_by_role("heading", level=2, name=f"Sheet {letter}")).to_be_visible()
            type_back(page, words)
        expect(page.get_by_text("Set 2 is in force.")).to_be_visible()
        self.console.press("Back to Keys")
        return printed


def printed_for(demo: Demo, group: str) -> dict[str, list[str]]:
    """The sheets of the demo's groups, which stand in its record."""
    sheets = json.loads((demo.data_dir / "demo.json").read_text())["sheets"][group]
    return {letter: words.split() if isinstance(words, str) else words for letter, words in sheets.items()}


def test_safeguarding_sheets_do_not_open_the_heads_group(demo: Demo, open_device: Device) -> None:
    team = printed_for(demo, "safeguarding")
    head = Sheets(at_work(open_device, demo, "ward"), "head").go()
    head.try_out(team["A"], team["B"])
    head.refused(DO_NOT_MATCH)
    # Nor does one of each group, nor the same sheet twice.
    own = printed_for(demo, "head")
    head.try_out(own["A"], team["B"])
    head.refused(DO_NOT_MATCH)
    head.try_out(own["A"], own["A"])
    head.refused(DO_NOT_MATCH)
    head.try_out(own["C"], own["A"])
    expect(head.console.page.get_by_text("This would open key 1 of head")).to_be_visible()


def test_a_word_read_wrongly_is_named_and_nobody_is_alarmed(demo: Demo, open_device: Device) -> None:
    osei = at_work(open_device, demo, "osei")
    team = Sheets(at_work(open_device, demo, "khan"), "safeguarding").go()
    printed = printed_for(demo, "safeguarding")
    swapped = [printed["A"][1], printed["A"][0], *printed["A"][2:]]
    team.try_out(swapped, printed["B"])
    expect(team.console.page.get_by_role("dialog").get_by_role("alert")).to_contain_text(
        "Those are not the 24 words of a sheet."
    )
    assert_accessible(team.console.page)
    expect(banner(osei)).not_to_contain_text("recovery sheets")
    team.type(printed["A"], printed["B"])
    team.console.press("See what they open")
    expect(team.console.page.get_by_text("This would open key 1 of safeguarding")).to_be_visible()
    expect(banner(osei)).to_contain_text("Ms Khan is using two recovery sheets of safeguarding, as a test.")


def test_sheets_of_two_sets_do_not_go_together(demo: Demo, open_device: Device) -> None:
    team = Sheets(at_work(open_device, demo, "khan"), "safeguarding").go()
    old = printed_for(demo, "safeguarding")
    new = team.make()
    team.try_out(old["A"], new["B"])
    team.refused(DO_NOT_MATCH)
    team.try_out(old["A"], old["B"])
    team.refused(DO_NOT_MATCH)
    team.try_out(new["B"], new["C"])
    expect(team.console.page.get_by_text("This would open key 1 of safeguarding")).to_be_visible()
    team.console.press("Done")
    expect(team.panel).to_contain_text("Set 2")
    expect(team.panel).to_contain_text("Last tested on")
    assert_accessible(team.console.page)


def test_the_chair_who_lost_everything_is_let_in_again_and_two_sheets_bring_the_key_back(
    demo: Demo, open_device: Device
) -> None:
    pupil = visiting(open_device, demo)
    pupil.tell(ABOUT_THE_HEAD, topics=("A grown-up who works at school",), who=None, about="The head teacher")
    pupil.send("the chair of governors")
    khan = at_work(open_device, demo, "khan")
    invitation = let_in_again(khan, "Dr Ellis", "They stood in front of me")
    ellis = newcomer(open_device, "Dr Ellis")
    ellis.join(invitation, title="Chair of governors")
    ellis.at("Waiting for somebody to confirm you")
    confirm(khan, "Dr Ellis")
    ellis.at("Inbox")
    chair = Sheets(Console(ellis.page, demo, "ellis"), "governors").go()
    expect(chair.panel).to_contain_text("This device does not hold the present key of governors.")
    assert_accessible(ellis.page)
    printed = printed_for(demo, "governors")
    chair.panel.get_by_role("button", name="Use two sheets").click()
    chair.type(printed["B"], printed["C"])
    ellis.press("Bring the key back")
    expect(ellis.page.get_by_text("You hold key 1 of governors again.")).to_be_visible(timeout=STRETCHING_MS)
    expect(banner(khan)).to_contain_text(
        "Dr Ellis is using two recovery sheets of governors, because the key was lost."
    )
    ellis.press("Done")
    ellis.go_to("Inbox")
    ellis.page.get_by_role("button", name="Case 0").first.click()
    ellis.press("Open report")
    expect(ellis.page.get_by_role("log", name="Timeline").get_by_text(ABOUT_THE_HEAD, exact=True)).to_be_visible()
