"""The school's own IT person runs Hark for it: sees hours, people and set-up, and neither a case nor a key."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.axe import assert_accessible
from tests.journeys.console import Console, at_work
from tests.journeys.demo import Demo
from tests.journeys.devices import Device
from tests.journeys.first_day import Founder, newcomer
from tests.journeys.people import confirm, invite

WOOD = "Mr Wood"


@pytest.fixture
def khan(demo: Demo, open_device: Device) -> Console:
    return at_work(open_device, demo, "khan")


@pytest.fixture
def wood(khan: Console, open_device: Device) -> Founder:
    """An administrator, invited and confirmed, at the screen that he sees first."""
    invitation = invite(khan, "wood@hillcrest.example", WOOD, "Network manager", "administrator")
    joiner = newcomer(open_device, WOOD)
    joiner.join(invitation, title="Network manager")
    joiner.at("Waiting for somebody to confirm you")
    confirm(khan, WOOD)
    joiner.at("School")
    return joiner


def asked(page: Page, path: str, method: str = "GET", body: object = None) -> int:
    """What the server answers this person's session, whatever the page itself would ask."""
    status: int = page.evaluate(
        """async ([path, method, body]) => (await fetch(path, {
            method, headers: {'content-type': 'application/json', 'x-hark': '1'},
            body: body === null ? undefined : JSON.stringify(body),
        })).status""",
        [path, method, body],
    )
    return status


def sees_neither_a_case_nor_a_key(page: Page, demo: Demo) -> None:
    expect(page.get_by_role("navigation").get_by_role("listitem")).to_have_text(
        ["School", "Set-up", "People", "My account"]
    )
    expect(page.get_by_role("switch")).to_have_count(0)
    # Whoever asks past the page is refused by the server.
    for path in ("cases?view=inbox", "cases?view=closed", "waiting", "audit", "duty", "keys/moving"):
        assert asked(page, f"/api/{path}") in {403, 404}, path
    vault = page.evaluate("async () => (await fetch('/api/vault')).json()")
    assert (vault["groups"], vault["root_wrap"]) == ([], None)


def changes_what_is_theirs(wood: Founder, demo: Demo) -> None:
    page = wood.page
    hours = page.get_by_role("region", name="When somebody reads")
    hours.get_by_label("Monday opens").fill("17:00")
    hours.get_by_label("Monday closes").fill("08:00")
    hours.get_by_role("button", name="Save").click()
    expect(hours.get_by_role("alert")).to_be_visible()
    hours.get_by_label("Monday opens").fill("08:15")
    hours.get_by_label("Monday closes").fill("15:45")
    hours.get_by_role("button", name="Save").click()
    expect(hours.get_by_text("Saved.")).to_be_visible()

    school = page.get_by_role("region", name="The school")
    school.get_by_label("Where “Leave this page” goes").fill("javascript:alert(1)")
    school.get_by_role("button", name="Save").click()
    expect(school.get_by_role("alert")).to_be_visible()
    school.get_by_label("Where “Leave this page” goes").fill("https://homework.example/")
    school.get_by_role("button", name="Save").click()
    expect(school.get_by_text("Saved.")).to_be_visible()
    rules = page.get_by_role("region", name="Rules")
    rules.get_by_label("With a passphrase and a one-use code from the adult on duty").check()
    rules.get_by_role("button", name="Save").click()
    expect(rules.get_by_text("Saved.")).to_be_visible()

    # It stands on the server, and the pupils' page goes by it.
    wood.go_to("My account")
    wood.go_to("School")
    expect(hours.get_by_label("Monday opens")).to_have_value("08:15")
    facts = page.evaluate("async path => (await fetch(path)).json()", f"/api/schools/{demo.known.slug}")
    assert facts["exit_url"] == "https://homework.example/"


def invites_and_cannot_let_in(wood: Founder, khan: Console) -> None:
    page = wood.page
    wood.invite("adams@hillcrest.example", "Mr Adams", "Head of Year 9", "responder")
    expect(page.get_by_role("button", name="Mr Adams")).to_contain_text("Invited")
    page.get_by_role("button", name="Miss Patel").click()
    expect(
        page.get_by_text("A safeguarding lead or the head changes roles, suspends, and sees people out.")
    ).to_be_visible()
    for name in ("Suspend", "They are leaving", "Change role or name", "Check and confirm"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    expect(page.get_by_role("button", name="Let them in again")).to_be_visible()
    assert_accessible(page)


def test_an_administrator_sees_what_is_theirs_and_is_refused_the_rest(wood: Founder, khan: Console, demo: Demo) -> None:
    page = wood.page
    sees_neither_a_case_nor_a_key(page, demo)
    for place in ("School", "Set-up", "People", "My account"):
        wood.go_to(place)
        assert_accessible(page)
    patel = demo.person("patel").id
    assert asked(page, f"/api/people/{patel}/suspend", "POST", {"reason": "other"}) == 403
    assert asked(page, "/api/roster", "POST", {}) in {403, 422}
    wood.go_to("School")
    changes_what_is_theirs(wood, demo)
    invites_and_cannot_let_in(wood, khan)
