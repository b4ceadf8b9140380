"""A school's own list of topics: it may reword, hide, raise and add, and nothing that it says lowers anything."""

from typing import Any

import pytest

from tests.hillcrest import Served, Visitor

NOTHING: dict[str, Any] = {"labels": {}, "hidden": [], "raised": {}, "added": []}
BUSES = {"id": "own_1", "label": "Trouble on the school bus", "category": "BULLY"}


def decide(visitor: Visitor, **choices: Any) -> tuple[int, dict[str, Any]]:
    answer = visitor.put("/api/topics", json=NOTHING | choices)
    return answer.status_code, answer.json()


def seen_by_pupils(served: Served) -> dict[str, Any]:
    topics: dict[str, Any] = served.visitor().get("/api/schools/hillcrest").json()["topics"]
    return topics


@pytest.mark.parametrize("name", ["osei", "patel", "ward", "ellis", "robin"])
def test_nobody_but_the_lead_decides_what_pupils_can_pick(served: Served, name: str) -> None:
    assert decide(served.signed_in(name))[0] == 403


@pytest.mark.parametrize(
    ("choices", "code", "data"),
    [
        ({"raised": {"self_harm": {"handler": "staff", "urgency": None}}}, "topic_lowered", "self_harm"),
        ({"raised": {"hurt": {"handler": None, "urgency": "amber"}}}, "topic_lowered", "hurt"),
        ({"raised": {"staff": {"handler": "dsl", "urgency": None}}}, "topic_lowered", "staff"),
        (
            {"added": [BUSES | {"category": "GROOM"}], "raised": {"own_1": {"handler": None, "urgency": "amber"}}},
            "topic_lowered",
            "own_1",
        ),
        ({"hidden": ["staff"]}, "topic_needed", "staff"),
        ({"hidden": ["nude"]}, "topic_needed", "nude"),
        ({"hidden": ["unsure"]}, "topic_needed", "unsure"),
        ({"hidden": ["own_7"]}, "topic_unknown", "own_7"),
        ({"labels": {"boats": "Boats"}}, "topic_unknown", "boats"),
        ({"labels": {"friends": "Home or family"}}, "topic_label_twice", "home"),
        ({"labels": {"friends": "  "}}, "topic_label_twice", "friends"),
    ],
)
def test_a_choice_that_would_lower_or_break_the_list_is_refused_and_nothing_changes(
    served: Served, choices: dict[str, Any], code: str, data: str
) -> None:
    status, answer = decide(served.signed_in("khan"), **choices)
    assert (status, answer["code"], answer["data"]["topic"]) == (422, code, data)
    assert seen_by_pupils(served) == {"labels": {}, "hidden": [], "adults": [], "added": []}


@pytest.mark.parametrize("category", ["", "BOATS", "bully"])
def test_a_topic_of_no_category_is_refused(served: Served, category: str) -> None:
    status, answer = decide(served.signed_in("khan"), added=[BUSES | {"category": category}])
    assert (status, answer["code"]) == (422, "category_unknown")


def test_what_the_lead_decides_is_what_pupils_meet_and_it_is_on_the_record(served: Served) -> None:
    khan = served.signed_in("khan")
    status, own = decide(
        khan,
        labels={"friends": "Friends and falling out"},
        hidden=["drugs"],
        raised={"feelings": {"handler": "dsl", "urgency": None}},
        added=[BUSES],
    )
    assert status == 200
    assert own["added"] == [{**BUSES, "like": "bullying"}]
    assert seen_by_pupils(served) == {
        "labels": {"friends": "Friends and falling out"},
        "hidden": ["drugs"],
        "adults": ["feelings"],
        "added": [{"id": "own_1", "label": "Trouble on the school bus", "like": "bullying"}],
    }
    assert khan.get("/api/topics").json() == own
    assert khan.get("/api/audit").json()["entries"][1]["action"] == "school.topics_set"


def test_a_topic_that_reports_may_name_is_hidden_and_never_taken_away(served: Served) -> None:
    khan = served.signed_in("khan")
    assert decide(khan, added=[BUSES])[0] == 200
    dropped: list[dict[str, Any]] = [{"added": []}, {"added": [BUSES | {"category": "FRIEND"}]}]
    for choices in dropped:
        assert (decide(khan, **choices)[1]["code"], seen_by_pupils(served)["added"][0]["id"]) == (
            "topic_dropped",
            "own_1",
        )
    assert decide(khan, added=[BUSES], hidden=["own_1"])[0] == 200
