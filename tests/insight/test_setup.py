"""Setting a school up: closed to pupils until everything is there, tested first, and opened by who answers for it."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from app.cli.demo.browser import Thread
from app.core import clock
from app.escalation.actions import endings
from app.escalation.schemas import Close
from app.insight import readiness
from app.insight.readiness import Done, Facts
from app.schools.tables import SchoolRow
from app.triage.actions import desk
from tests.cases import ADULT_WANTED, World
from tests.hillcrest import Served

NOW = clock.now()
READY = Facts(
    noted={step: Done(NOW, "Ms Khan") for step in ("school", "hours", *readiness.SAID)},
    signed=NOW,
    roles=frozenset({"dsl", "head", "chair"}),
    groups=frozenset({"safeguarding", "pastoral", "head", "governors"}),
    restored=NOW,
    test_ended=NOW,
)


@pytest.fixture
def closed(served: Served) -> Served:
    """Hillcrest before it opened for the first time."""
    served.hillcrest.database.write_now(_shut)
    return served


def _shut(session: Any) -> None:
    session.execute(update(SchoolRow).values(live_at=None))


def test_a_school_with_everything_lacks_nothing() -> None:
    assert readiness.missing(READY) == []
    undone = {step.step for step in readiness.steps(READY) if step.done is None}
    assert undone == {"golive"}


@pytest.mark.parametrize(
    ("lacking", "items"),
    [
        ({"noted": {}}, ["school", "hours", "people", "rules", "devices", "button", "papers"]),
        ({"roles": frozenset({"dsl", "chair"})}, ["head"]),
        ({"roles": frozenset({"dsl", "head"})}, ["chair"]),
        ({"roles": frozenset({"head", "chair"})}, ["dsl"]),
        ({"without_sheets": frozenset({"head"})}, ["sheets"]),
        ({"groups": frozenset()}, ["sheets"]),
        ({"no_numbers": frozenset({"lado"})}, ["local_numbers"]),
        ({"untrained": True}, ["training"]),
        ({"restored": None}, ["restore"]),
        ({"test_ended": None}, ["test_report"]),
    ],
)
def test_each_thing_that_is_missing_keeps_the_school_closed_and_is_named(
    lacking: dict[str, Any], items: list[str]
) -> None:
    assert readiness.missing(replace(READY, **lacking)) == items


@pytest.mark.parametrize(("name", "status"), [("robin", 403), ("patel", 403), ("osei", 200), ("ellis", 200)])
def test_the_set_up_is_for_those_who_run_it(served: Served, name: str, status: int) -> None:
    assert served.signed_in(name).get("/api/setup").status_code == status


@pytest.mark.parametrize("name", ["osei", "ellis", "patel"])
def test_who_does_not_run_it_cannot_say_that_a_step_is_done(served: Served, name: str) -> None:
    visitor = served.signed_in(name)
    assert visitor.post("/api/setup/steps/button", json={"done": True}).status_code == 403
    assert visitor.post("/api/setup/test", json={}).status_code == 403


def test_what_the_server_sees_by_itself_is_nobodys_to_say(closed: Served) -> None:
    khan = closed.signed_in("khan")
    for step in ("test_report", "sheets", "golive", "hours", "made_up"):
        assert khan.post(f"/api/setup/steps/{step}", json={"done": True}).status_code == 422


def test_a_step_is_said_by_somebody_and_can_be_taken_back(closed: Served) -> None:
    khan = closed.signed_in("khan")
    said = step(khan.post("/api/setup/steps/button", json={"done": True}).json(), "button")
    assert said["by"] == "Ms Khan"
    assert said["done"] is not None
    taken_back = khan.post("/api/setup/steps/button", json={"done": False}).json()
    assert step(taken_back, "button")["done"] is None


@pytest.mark.parametrize(("failed", "kept"), [([], "good"), (["socket", "poll"], "socket, poll")])
def test_what_the_self_test_of_a_device_found_is_kept_with_the_step(
    closed: Served, failed: list[str], kept: str
) -> None:
    khan = closed.signed_in("khan")
    refused = khan.post("/api/setup/steps/devices", json={"done": True, "failed": ["my secret"]})
    assert refused.status_code == 422
    khan.post("/api/setup/steps/devices", json={"done": True, "failed": failed})
    entries = khan.get("/api/audit", params={"action": "school.step_said"}).json()["entries"]
    assert [entry["details"] for entry in entries] == [{"step": "devices", "done": True, "self_test": kept}]


def test_a_school_that_lacks_something_does_not_open(closed: Served) -> None:
    answer = closed.signed_in("khan").post("/api/setup/live", json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "not_ready")
    assert "test_report" in answer.json()["data"]["items"]
    assert closed.visitor().get("/api/schools/hillcrest").json()["status"]["state"] == "not_open"


def test_opening_asks_who_it_is_once_more(closed: Served) -> None:
    khan = closed.signed_in("khan")
    with clock.frozen(clock.now()) as time:
        time.advance(minutes=11)
        answers = [khan.post(f"/api/setup/{what}", json={}) for what in ("live", "close")]
    assert [answer.json()["code"] for answer in answers] == ["confirm_first", "confirm_first"]


def test_a_page_that_is_not_open_promises_nothing(closed: Served) -> None:
    assert closed.visitor().get("/api/schools/hillcrest").json()["status"] == {
        "state": "not_open",
        "adults_live": False,
        "pastoral_live": False,
        "mentors_live": False,
        "read_by": None,
        "next_open": None,
        "label": None,
        "testing": False,
    }


def test_a_test_window_takes_reports_for_half_an_hour_and_says_that_it_is_a_test(closed: Served) -> None:
    khan = closed.signed_in("khan")
    with clock.frozen(clock.now()) as time:
        assert khan.post("/api/setup/test", json={}).json()["testing_until"] is not None
        status = closed.visitor().get("/api/schools/hillcrest").json()["status"]
        assert (status["state"], status["testing"]) == ("open", True)
        time.advance(minutes=30)
        status = closed.visitor().get("/api/schools/hillcrest").json()["status"]
        assert (status["state"], status["testing"]) == ("not_open", False)


def test_what_a_child_sends_to_an_open_school_is_never_a_test(served: Served) -> None:
    answer = served.signed_in("khan").post("/api/setup/test", json={})
    assert (answer.status_code, answer.json()["code"]) == (409, "already_live")
    assert served.visitor().get("/api/schools/hillcrest").json()["status"]["testing"] is False


def test_a_school_can_be_closed_again_and_is_open_until_then(served: Served) -> None:
    khan = served.signed_in("khan")
    assert khan.get("/api/setup").json()["live"] is not None
    assert khan.post("/api/setup/close", json={}).json()["live"] is None
    assert served.visitor().get("/api/schools/hillcrest").json()["status"]["state"] == "not_open"


def test_saving_the_settings_does_the_first_two_steps(closed: Served) -> None:
    khan = closed.signed_in("khan")
    settings = khan.get("/api/school").json()
    khan.put("/api/school", json=settings)
    found = khan.get("/api/setup").json()
    assert step(found, "school")["by"] == "Ms Khan"
    assert step(found, "hours")["done"] is None
    terms = [{"name": "Autumn", "first": "2026-09-02", "last": "2026-12-18"}]
    khan.put("/api/school", json={**settings, "terms": terms})
    assert step(khan.get("/api/setup").json(), "hours")["done"] is not None


def test_the_test_report_counts_once_it_was_opened_answered_and_closed(closed: Served) -> None:
    hillcrest = closed.hillcrest
    world = World(hillcrest.database, hillcrest.school, hillcrest.held)
    khan = closed.signed_in("khan")
    khan.post("/api/setup/test", json={})
    thread = world.report(ADULT_WANTED)
    assert world.case(thread).test
    world.do(desk.open_case, world.actor("khan"), thread.id)
    assert step(khan.get("/api/setup").json(), "test_report")["done"] is None
    end(world, thread)
    assert step(khan.get("/api/setup").json(), "test_report")["done"] is not None


def end(world: World, thread: Thread) -> None:
    """Ms Khan closes the case with a last word."""
    khan = world.enrolled("khan")
    outcome = world.do(thread.sealed, khan, thread.file, "outcome", {"outcome": "A test.", "reason": "It works."})
    last = world.do(thread.sealed, khan, thread.conv, "last", {"text": "This was a test."})
    world.do(endings.close, world.actor("khan"), thread.id, Close(outcome=outcome, last=last, v=world.case(thread).v))


def step(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in found["steps"] if one["step"] == name)
