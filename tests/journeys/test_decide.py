"""Deciding: the right outside body, the reasons, two people at once, and a case file that opens without the server."""

import os
from pathlib import Path

from playwright.sync_api import Locator, Route, expect

from tests.journeys.console import Console, at_work
from tests.journeys.demo import Demo
from tests.journeys.devices import Device
from tests.program import run, run_installed

PASSED_ON = 6
"""The demo's case of a pupil who was asked for photos by somebody from a game."""


def ceop_of(adult: Console) -> Locator:
    """CEOP's own part of the help routes beside a case."""
    adult.page.get_by_text("Help routes", exact=True).last.click()
    return adult.page.get_by_role("listitem").filter(has=adult.page.get_by_role("heading", name="CEOP"))


def answer(ceop: Locator, *answers: str) -> None:
    expect(ceop.get_by_role("group")).to_have_count(3)
    for question, said in zip(ceop.get_by_role("group").all(), answers, strict=False):
        question.get_by_label(said, exact=True).check()


def test_ceop_is_behind_three_questions_and_says_what_it_is_not_for(demo: Demo, open_device: Device) -> None:
    khan = at_work(open_device, demo, "khan")
    khan.open(PASSED_ON)
    ceop = ceop_of(khan)
    expect(ceop.get_by_role("link")).to_have_count(0)
    answer(ceop, "Yes", "No")
    expect(ceop.get_by_text("CEOP does not act on bullying, fake accounts or hacked accounts.")).to_be_visible()
    expect(ceop.get_by_role("link")).to_have_count(0)
    answer(ceop, "Yes", "Yes", "Yes")
    expect(ceop.get_by_text("It is not anonymous: a child protection adviser will need a name")).to_be_visible()
    link = ceop.get_by_role("link")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(link).to_have_attribute("href", "https://www.ceop.police.uk/Safety-Centre/")


def test_of_two_adults_who_change_a_case_at_once_the_second_is_told_who_was_first(
    demo: Demo, open_device: Device
) -> None:
    khan, osei = at_work(open_device, demo, "khan"), at_work(open_device, demo, "osei")
    khan.look_at(PASSED_ON)
    osei.look_at(PASSED_ON)

    def first(route: Route) -> None:
        khan.press("Take it")
        expect(khan.page.get_by_role("heading", name="Owner: you")).to_be_visible()
        route.continue_()

    # Both have pressed; Ms Khan's press reaches the server before his.
    osei.page.route("**/api/cases/*/take", first)
    osei.press("Take it")
    expect(osei.page.get_by_role("alert")).to_contain_text("Somebody else changed this case while you were looking.")
    expect(osei.page.get_by_role("heading", name="Owner: Ms Khan")).to_be_visible()


def test_an_exported_case_opens_without_the_server_and_every_check_holds(
    demo: Demo, open_device: Device, tmp_path: Path
) -> None:
    khan = at_work(open_device, demo, "khan")
    khan.open(PASSED_ON)
    khan.note("Called the platform about the account.")
    with khan.page.expect_download() as download:
        khan.press("Export case file")
    file, secret = tmp_path / "case.json", tmp_path / "secret.txt"
    download.value.save_as(file)
    assert "Called the platform" not in file.read_text()
    secret.write_text(demo.known.recovery["safeguarding"])
    demo.stop()

    opened = run_installed(["recover", str(file), "--secret-file", str(secret)], os.environ)
    assert opened.returncode == 0, opened.stderr
    assert "A person I met in a game keeps asking me for photos of where I live." in opened.stdout
    assert "Called the platform about the account." in opened.stdout

    secret.write_text(demo.known.recovery["head"])
    refused = run(["recover", str(file), "--secret-file", str(secret)], os.environ)
    assert refused.returncode == 1
    assert "Called the platform" not in refused.stdout
