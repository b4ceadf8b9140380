"""What a school decides about itself: who may, and what is refused with a reason that says what to mend."""

from typing import Any

import pytest

from app.core.ids import SchoolId, new_id
from app.schools import actions
from tests.hillcrest import Served, Visitor

TERM = {"name": "Autumn", "first": "2026-09-02", "last": "2026-12-18"}
SPRING = {"name": "Spring", "first": "2027-01-05", "last": "2027-03-26"}


def settings(visitor: Visitor, **changes: Any) -> dict[str, Any]:
    """The school's settings as they stand, with some changed."""
    return {**visitor.get("/api/school").json(), **changes}


def refused(visitor: Visitor, **changes: Any) -> tuple[str, dict[str, Any]]:
    """The code and the details of a refusal, after which everything is as it was."""
    before = visitor.get("/api/school").json()
    answer = visitor.put("/api/school", json=settings(visitor, **changes))
    assert answer.status_code in {409, 422}
    assert visitor.get("/api/school").json() == before
    return answer.json()["code"], answer.json().get("data", {})


def test_who_does_not_run_the_school_sees_no_settings(served: Served) -> None:
    assert served.visitor().get("/api/school").status_code == 401
    for name in ("robin", "patel"):
        assert served.signed_in(name).get("/api/school").status_code == 403


@pytest.mark.parametrize("name", ["osei", "ward", "ellis"])
def test_only_the_lead_and_the_administrator_decide(served: Served, name: str) -> None:
    visitor = served.signed_in(name)
    assert visitor.put("/api/school", json=settings(visitor, name="Another")).status_code == 403
    assert visitor.get("/api/school").json()["name"] == "Hillcrest School"


@pytest.mark.parametrize(
    ("hours", "data"),
    [
        ([[960, 510], None, None, None, None, None, None], {"day": 0}),
        ([None, None, [510, 510], None, None, None, None], {"day": 2}),
        ([[510, 960]] * 6, {}),
        ([[510, 960]] * 8, {}),
    ],
)
def test_hours_that_end_before_they_begin_are_named_by_their_day(
    served: Served, hours: list[Any], data: dict[str, int]
) -> None:
    assert refused(served.signed_in("khan"), hours=hours) == ("hours_invalid", data)


@pytest.mark.parametrize(
    ("changes", "data"),
    [
        (
            {"terms": [{"name": "Autumn", "first": "2026-12-18", "last": "2026-09-02"}]},
            {"list": "terms", "name": "Autumn", "why": "ends_first"},
        ),
        ({"terms": [SPRING, TERM]}, {"list": "terms", "name": "Autumn", "why": "overlaps"}),
        (
            {"terms": [TERM, {"name": "Christmas", "first": "2026-12-18", "last": "2026-12-20"}]},
            {"list": "terms", "name": "Christmas", "why": "overlaps"},
        ),
        (
            {"closures": [{"name": "Half-term", "first": "2026-10-30", "last": "2026-10-26"}]},
            {"list": "closures", "name": "Half-term", "why": "ends_first"},
        ),
    ],
)
def test_dates_out_of_order_are_named(served: Served, changes: dict[str, Any], data: dict[str, str]) -> None:
    assert refused(served.signed_in("khan"), **changes) == ("dates_invalid", data)


@pytest.mark.parametrize(
    "address",
    [
        "http://www.bbc.co.uk",
        "javascript:alert(1)",
        "https://",
        "https://user@elsewhere.example",
        "https://x y.example",
        "https://elsewhere.example:port",
        "www.bbc.co.uk",
    ],
)
def test_pupils_are_never_sent_to_an_address_that_is_not_https(served: Served, address: str) -> None:
    assert refused(served.signed_in("khan"), exit_url=address) == ("address_invalid", {"field": "exit_url"})


def test_a_time_zone_that_does_not_exist_is_refused(served: Served) -> None:
    assert refused(served.signed_in("khan"), timezone="Europe/Hillcrest")[0] == "timezone_unknown"


@pytest.mark.parametrize(
    "changes",
    [
        {"slug": "Hill Crest"},
        {"slug": "-hillcrest"},
        {"slug": ""},
        {"name": ""},
        {"pastoral_topics": ["staff"]},
        {"target_minutes": 1},
        {"hours": [[0, 2000], None, None, None, None, None, None]},
        {"colour": "green"},
    ],
)
def test_settings_of_another_shape_are_refused(served: Served, changes: dict[str, Any]) -> None:
    assert refused(served.signed_in("khan"), **changes)[0] == "invalid_request"


def test_the_address_stays_while_buttons_and_posters_use_it(served: Served) -> None:
    assert refused(served.signed_in("khan"), slug="hillcrest-school")[0] == "slug_fixed"


def test_two_schools_cannot_have_one_address(served: Served) -> None:
    hillcrest = served.hillcrest
    other = hillcrest.school.__class__(
        id=SchoolId(new_id()),
        slug="riverside",
        name="Riverside",
        phase="primary",
        team="the safety team",
        calendar=hillcrest.school.calendar,
    )
    hillcrest.database.write_now(actions.found, other)
    khan = hillcrest.actor("khan")
    hillcrest.database.write_now(actions.close, khan, hillcrest.school.id)
    assert refused(served.signed_in("khan"), slug="riverside")[0] == "slug_taken"


def test_what_is_decided_is_kept_shown_and_recorded(served: Served) -> None:
    khan = served.signed_in("khan")
    changes = {
        "name": "Hillcrest Academy",
        "team": "the Hillcrest safety team",
        "hours": [[510, 960], None, [510, 960], None, [510, 900], None, None],
        "terms": [TERM, SPRING],
        "closures": [{"name": "Half-term", "first": "2026-10-26", "last": "2026-10-30"}],
        "target_minutes": 120,
        "help_numbers": [{"name": "School nurse", "number": "01632 960001", "note": "On school days"}],
        "pastoral_topics": ["friends", "school"],
        "mentor_code": True,
    }
    wanted = settings(khan, **changes)
    assert khan.put("/api/school", json=wanted).json() == wanted == khan.get("/api/school").json()
    page = served.visitor().get("/api/schools/hillcrest").json()
    assert (page["name"], page["pastoral_topics"]) == ("Hillcrest Academy", ["friends", "school"])
    assert page["pastoral_team"] == [{"alias": "Miss Patel", "title": "Pastoral lead"}]
    assert khan.get("/api/audit").json()["entries"][1]["action"] == "school.changed"


TARGETS = {"open_red": 15, "open_green": 900, "reply_red": 60, "reply_amber": 450, "reply_green": 900}


@pytest.mark.parametrize(
    ("changes", "data"),
    [
        ({"open_red": 4}, {"field": "open_red", "least": 5, "most": 60}),
        ({"open_red": 61}, {"field": "open_red", "least": 5, "most": 60}),
        ({"reply_green": 20161}, {"field": "reply_green", "least": 5, "most": 20160}),
        ({"reply_amber": 30}, {"field": "reply_amber", "least": 60}),
        ({"reply_red": 10}, {"field": "reply_red", "least": 15}),
        ({"open_green": 30}, {"field": "open_green", "least": 60}),
    ],
)
def test_a_target_out_of_bounds_or_slower_for_what_is_more_urgent_is_named(
    served: Served, changes: dict[str, int], data: dict[str, Any]
) -> None:
    targets = TARGETS | changes
    assert refused(served.signed_in("khan"), target_minutes=60, targets=targets) == ("targets_invalid", data)


def test_a_school_has_the_usual_targets_until_it_sets_its_own(served: Served) -> None:
    khan = served.signed_in("khan")
    usual = khan.get("/api/school").json()["targets"]
    assert usual["open_red"] <= khan.get("/api/school").json()["target_minutes"] <= usual["open_green"]
    own = settings(khan, target_minutes=60, targets=TARGETS | {"open_red": 10})
    assert khan.put("/api/school", json=own).json()["targets"]["open_red"] == 10
    assert khan.put("/api/school", json=own | {"targets": None}).json()["targets"]["open_red"] == 15
