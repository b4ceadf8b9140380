"""Duty, the front page of a school, and who a case may be given to."""

import json
from typing import Any

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core import clock
from app.core.db import Database
from app.core.errors import NotFound
from app.core.ids import SchoolId
from app.mentoring.actions import shifts
from app.mentoring.schemas.shifts import DutyWanted
from app.people import actions, queries
from app.people.tables import MembershipRow
from app.realtime import queries as streams
from tests.hillcrest import Hillcrest, Served


def test_a_stranger_learns_nothing_of_a_school_that_is_not_there(served: Served) -> None:
    assert served.visitor().get("/api/schools/elsewhere").status_code == 404


def test_anyone_may_know_who_would_read_a_report_and_that_is_all(served: Served) -> None:
    page = served.visitor().get("/api/schools/hillcrest").json()
    assert page["safety_team"] == [
        {"alias": "Ms Khan", "title": "Designated safeguarding lead"},
        {"alias": "Mr Osei", "title": "Deputy safeguarding lead"},
    ]
    assert page["mentors"] == [{"alias": "Robin"}, {"alias": "Sam"}]
    assert "hillcrest.example" not in json.dumps(page)
    assert page["status"]["state"] == "open"
    assert page["status"]["read_by"].endswith("Z")


def test_somebody_on_duty_without_an_open_page_is_not_said_to_be_there(served: Served) -> None:
    khan = served.signed_in("khan")
    assert khan.post("/api/duty", json={"state": "on"}).json() == {
        "people": [{"alias": "Ms Khan", "role": "dsl", "live": False}],
        "me": "on",
    }
    status = served.visitor().get("/api/schools/hillcrest").json()["status"]
    assert (status["adults_live"], status["mentors_live"]) == (False, False)


@pytest.mark.parametrize(
    ("on_duty", "here", "adults", "mentors"),
    [
        ((), ("khan", "robin"), False, False),
        (("khan", "robin"), (), False, False),
        (("khan",), ("khan", "robin"), True, False),
        (("robin",), ("khan", "robin"), False, False),
        (("khan", "robin"), ("robin",), False, False),
        (("khan", "robin"), ("khan",), True, False),
        (("khan", "robin"), ("khan", "robin"), True, True),
    ],
)
def test_a_pupil_is_told_the_truth_about_who_is_there(
    hillcrest: Hillcrest, on_duty: tuple[str, ...], here: tuple[str, ...], adults: bool, mentors: bool
) -> None:
    for name in on_duty:
        come = DutyWanted(state="on", feeling="ok")
        hillcrest.database.write_now(shifts.set_duty, hillcrest.actor(name), come)
    ids = {hillcrest.person(name).person.id for name in here}
    status = hillcrest.database.read_now(queries.status, hillcrest.school, clock.now(), lambda person: person in ids)
    assert (status.adults_live, status.mentors_live) == (adults, mentors)


@pytest.mark.parametrize(
    ("on_duty", "adults", "pastoral"),
    [(("ward", "ellis"), False, False), (("patel",), False, True), (("osei",), True, True), ((), False, False)],
)
def test_only_those_who_read_a_report_count_as_there_for_it(
    hillcrest: Hillcrest, on_duty: tuple[str, ...], adults: bool, pastoral: bool
) -> None:
    for name in on_duty:
        hillcrest.database.write_now(actions.set_duty, hillcrest.actor(name), "on")
    status = hillcrest.database.read_now(queries.status, hillcrest.school, clock.now(), lambda _: True)
    assert (status.adults_live, status.pastoral_live) == (adults, pastoral)


def test_a_page_names_only_the_routes_on_which_somebody_reads(served: Served) -> None:
    def page() -> dict[str, Any]:
        found: dict[str, Any] = served.visitor().get("/api/schools/hillcrest").json()
        return found

    assert page()["routes"] == ["safeguarding", "pastoral", "head", "governors"]
    ellis = served.hillcrest.person("ellis").person.id
    served.hillcrest.database.write_now(_out_of_every_group, ellis)
    assert page()["routes"] == ["safeguarding", "pastoral", "head"]


def _out_of_every_group(session: Session, person_id: str) -> None:
    session.execute(delete(MembershipRow).where(col(MembershipRow.person_id) == person_id))


def test_going_on_duty_reaches_every_desk_once(hillcrest: Hillcrest) -> None:
    stream = f"me:{hillcrest.person('osei').person.id}"
    before = len(hillcrest.database.read_now(streams.items_after, stream, 0, 50))
    for _ in range(2):
        hillcrest.database.write_now(actions.set_duty, hillcrest.actor("khan"), "on")
    after = hillcrest.database.read_now(streams.items_after, stream, 0, 50)[before:]
    assert [json.loads(item.body) for item in after] == [{"what": "duty"}]


def test_going_off_duty_is_believed(served: Served) -> None:
    khan = served.signed_in("khan")
    khan.post("/api/duty", json={"state": "on"})
    assert khan.post("/api/duty", json={"state": "off"}).json() == {"people": [], "me": "off"}


@pytest.mark.parametrize("body", [{"state": "asleep"}, {}, {"state": "on", "until": "noon"}])
def test_a_state_of_duty_that_does_not_exist_is_refused(served: Served, body: dict[str, str]) -> None:
    assert served.signed_in("khan").post("/api/duty", json=body).status_code == 422


@pytest.mark.parametrize(("name", "group"), [("robin", "safeguarding"), ("khan", "head"), ("ward", "safeguarding")])
def test_who_is_not_of_a_group_is_not_told_that_it_exists(served: Served, name: str, group: str) -> None:
    assert served.signed_in(name).get(f"/api/groups/{group}/people").status_code == 404


def test_a_case_may_be_given_to_mentors_and_responders(served: Served) -> None:
    people = served.signed_in("khan").get("/api/groups/safeguarding/people").json()["people"]
    assert [(person["alias"], person["role"]) for person in people] == [
        ("Miss Patel", "responder"),
        ("Robin", "mentor"),
        ("Sam", "mentor"),
    ]


def test_a_person_of_another_school_is_not_found(hillcrest: Hillcrest) -> None:
    khan = hillcrest.person("khan").person
    with pytest.raises(NotFound):
        hillcrest.database.read_now(queries.person, SchoolId("another"), khan.id)


def test_the_case_of_an_address_does_not_matter(hillcrest: Hillcrest, database: Database) -> None:
    assert database.read_now(queries.by_email, " KHAN@Hillcrest.example") == hillcrest.person("khan").person
