"""Training: who writes it down, and whom its end keeps from cases."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from app.audit import queries as audit
from app.audit.queries import Filter
from app.audit.schemas import log_id
from app.core import clock
from app.core.ids import new_id
from app.people.actors import Role
from app.people.policy import FIRST_RULES, pause
from app.schools import actions as schools
from app.schools.tables import SchoolRow
from tests.hillcrest import Hillcrest, Served

TODAY = date(2026, 11, 24)


def done(**changes: Any) -> dict[str, Any]:
    today = clock.now().date()
    body = {
        "module": "peer mentor",
        "on": today.isoformat(),
        "assessor": "Brook Training",
        "expires": (today + timedelta(days=360)).isoformat(),
    }
    return body | changes


def path(served: Served, name: str) -> str:
    return f"/api/people/{served.hillcrest.person(name).person.id}/training"


def standing(served: Served, name: str) -> tuple[str, Any]:
    me = served.signed_in(name).get("/api/session").json()
    return me["standing"], me["paused"]


def entries(hillcrest: Hillcrest) -> list[str]:
    page = hillcrest.database.read_now(audit.entries, [log_id(hillcrest.school.id, "school")], Filter())
    return [entry.action for entry in page.entries]


@pytest.mark.parametrize("name", ["osei", "patel", "robin", "ellis"])
def test_whoever_does_not_look_after_people_writes_no_training_down(served: Served, name: str) -> None:
    assert served.signed_in(name).post(path(served, "sam"), json=done()).status_code == 403


def test_nobody_writes_down_their_own(served: Served) -> None:
    answer = served.signed_in("khan").post(path(served, "khan"), json=done(module="safeguarding lead"))
    assert (answer.status_code, answer.json()["code"]) == (409, "not_yourself")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"on": "2999-01-01", "expires": "2999-06-01"}, "training_dates_wrong"),
        ({"expires": "2020-01-01"}, "training_dates_wrong"),
        ({"on": "soon"}, "invalid_request"),
        ({"module": ""}, "invalid_request"),
        ({"module": "peer\nmentor"}, "invalid_request"),
        ({"assessor": "x" * 81}, "invalid_request"),
    ],
)
def test_training_that_cannot_be_is_refused(served: Served, changes: dict[str, Any], code: str) -> None:
    answer = served.signed_in("khan").post(path(served, "sam"), json=done(**changes))
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_training_of_nobody_is_not_found(served: Served) -> None:
    assert served.signed_in("khan").post(f"/api/people/{new_id()}/training", json=done()).status_code == 404
    gone = f"{path(served, 'sam')}/{new_id()}/withdraw"
    assert served.signed_in("khan").post(gone).status_code == 404


@pytest.mark.parametrize("name", ["osei", "ellis", "patel", "robin"])
def test_only_leads_and_heads_say_what_is_asked_for(served: Served, name: str) -> None:
    assert served.signed_in(name).put("/api/training", json={"rules": []}).status_code == 403


def test_training_that_has_run_out_pauses_its_owner_the_day_after(served: Served) -> None:
    khan = served.signed_in("khan")
    record = next(one for one in khan.get("/api/people").json()["people"] if one["alias"] == "Sam")["training"][0]
    last = date.fromisoformat(record["expires"])
    noon = clock.now().replace(hour=12)
    with clock.frozen(noon + (last - noon.date())):
        assert standing(served, "sam") == ("active", None)
    after = last + timedelta(days=1)
    with clock.frozen(noon + (after - noon.date())):
        assert standing(served, "sam") == ("paused", {"module": "peer mentor", "since": after.isoformat()})
        sam = served.signed_in("sam")
        answer = sam.get("/api/waiting")
        assert (answer.status_code, answer.json()["code"]) == (403, "access_paused")
        assert answer.json()["data"] == {"module": "peer mentor"}
        for call in ("account", "vault", "roster"):
            assert sam.get(f"/api/{call}").status_code == 200


@pytest.mark.parametrize("call", ["cases", "duty", "audit", "groups/safeguarding/people"])
def test_a_paused_lead_meets_no_case_and_still_looks_after_people(served: Served, call: str) -> None:
    ward, khan = served.signed_in("ward"), served.signed_in("khan")
    rules = [{"role": "dsl", "module": "first aid", "months": 36, "warn_days": 30}]
    assert ward.put("/api/training", json={"rules": rules}).status_code == 200
    assert khan.get(f"/api/{call}").json()["code"] == "access_paused"
    assert khan.get("/api/people").status_code == 200
    assert khan.post("/api/rt/ticket", json={}).json()["code"] == "access_paused"


def unopened(served: Served) -> None:
    """Make it a school that no pupil could ever write to."""
    served.hillcrest.database.write_now(lambda session: session.execute(update(SchoolRow).values(live_at=None)))


def test_nobody_is_paused_before_the_school_opens_and_anybody_may_be_after_it_has_closed(served: Served) -> None:
    rules = [{"role": "mentor", "module": "first aid", "months": 36, "warn_days": 30}]
    served.signed_in("ward").put("/api/training", json={"rules": rules})
    unopened(served)
    assert standing(served, "sam") == ("active", None)
    by, school = served.hillcrest.actor("khan"), served.hillcrest.school.id
    served.hillcrest.database.write_now(schools.go_live, by, school)
    served.hillcrest.database.write_now(schools.close, by, school)
    assert standing(served, "sam")[0] == "paused"


def test_whoever_is_warned_reads_what_ends_when_and_whom_to_ask_and_nobody_else_does(served: Served) -> None:
    def training(name: str) -> Any:
        return served.signed_in(name).get("/api/session").json()["training"]

    record = next(one for one in served.signed_in("khan").get("/api/people").json()["people"] if one["alias"] == "Sam")
    first = min(record["training"], key=lambda one: (one["expires"], one["module"]))
    last, noon = date.fromisoformat(first["expires"]), clock.now().replace(hour=12)
    for days, told in ((31, None), (30, {"module": first["module"], "last": first["expires"], "ask": ["Ms Khan"]})):
        with clock.frozen(noon + (last - timedelta(days=days) - noon.date())):
            assert training("sam") == told
            assert training("patel") is None
    with clock.frozen(noon + (last + timedelta(days=1) - noon.date())):
        assert training("sam") is None


def test_the_only_lead_asks_the_head_and_not_herself(served: Served) -> None:
    people = served.signed_in("khan").get("/api/people").json()["people"]
    [record] = next(one for one in people if one["alias"] == "Ms Khan")["training"]
    last, noon = date.fromisoformat(record["expires"]), clock.now().replace(hour=12)
    with clock.frozen(noon + (last - timedelta(days=60) - noon.date())):
        assert served.signed_in("khan").get("/api/session").json()["training"]["ask"] == ["Mrs Ward"]


def test_new_rules_count_from_the_day_they_are_set(served: Served) -> None:
    rules = [{"role": "mentor", "module": "first aid", "months": 36, "warn_days": 30}]
    served.signed_in("ward").put("/api/training", json={"rules": rules})
    assert served.signed_in("khan").get("/api/training").json() == {"rules": rules}
    today = clock.now().date().isoformat()
    assert standing(served, "sam") == ("paused", {"module": "first aid", "since": today})
    assert standing(served, "khan") == ("active", None)
    people = served.signed_in("khan").get("/api/people").json()["people"]
    assert [one["alias"] for one in people if one["state"] == "paused"] == ["Robin", "Sam"]


def test_nobody_is_offered_for_a_case_whose_training_has_run_out(served: Served) -> None:
    khan = served.signed_in("khan")
    rules = [{"role": "responder", "module": "first aid", "months": 36, "warn_days": 30}]
    served.signed_in("ward").put("/api/training", json={"rules": rules})
    offered = khan.get("/api/groups/safeguarding/people").json()["people"]
    assert [one["alias"] for one in offered] == ["Robin", "Sam"]


def test_training_that_is_written_down_ends_a_pause_and_taking_it_back_begins_it_again(served: Served) -> None:
    rules = [{"role": "mentor", "module": "first aid", "months": 36, "warn_days": 30}]
    served.signed_in("ward").put("/api/training", json={"rules": rules})
    khan = served.signed_in("khan")
    added = khan.post(path(served, "sam"), json=done(module="first aid"))
    assert added.status_code == 200
    assert standing(served, "sam")[0] == "active"
    assert khan.post(f"{path(served, 'sam')}/{added.json()['id']}/withdraw").status_code == 204
    assert standing(served, "sam")[0] == "paused"
    assert {"training.added", "training.withdrawn", "training.rules_set"} <= set(entries(served.hillcrest))


def test_an_older_certificate_does_not_end_a_newer_one(served: Served) -> None:
    khan, today = served.signed_in("khan"), clock.now().date()
    old = done(on=(today - timedelta(days=900)).isoformat(), expires=(today - timedelta(days=500)).isoformat())
    assert khan.post(path(served, "sam"), json=old).status_code == 200
    assert standing(served, "sam")[0] == "active"


@pytest.mark.parametrize(
    ("role", "until", "module"),
    [
        (Role.DSL, {}, "safeguarding lead"),
        (Role.MENTOR, {"safeguarding lead": TODAY}, "peer mentor"),
        (Role.MENTOR, {"peer mentor": TODAY - timedelta(days=1)}, "peer mentor"),
        (Role.MENTOR, {"peer mentor": TODAY}, "mentor agreement"),
        (Role.MENTOR, {"peer mentor": TODAY, "mentor agreement": TODAY}, None),
        (Role.HEAD, {}, None),
        (Role.RESPONDER, {}, None),
        (Role.GOVERNOR, {}, None),
    ],
)
def test_what_a_role_needs_by_the_first_rules(role: Role, until: dict[str, date], module: str | None) -> None:
    missing = pause(FIRST_RULES, role, until, today=TODAY)
    assert (None if missing is None else missing.module) == module
