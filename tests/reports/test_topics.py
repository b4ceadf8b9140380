"""The topics: what a pupil picks decides who may open the report, so each promise about the list is a test."""

import json
from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

ROOT = Path(__file__).parents[2]

HANDLERS = ["mentor_ok", "staff", "dsl", "head", "chair"]
URGENCIES = ["green", "amber", "red"]

# The least that each kind of worry needs, in a school where nobody has looked at it yet.
LEAST = {
    "FRIEND": ("mentor_ok", "green"),
    "STRESS": ("mentor_ok", "green"),
    "SETTLE": ("mentor_ok", "green"),
    "ONL-UNKIND": ("mentor_ok", "green"),
    "LGBT": ("mentor_ok", "green"),
    "IDEA": ("staff", "green"),
    "UNSURE": ("staff", "amber"),
    "BULLY": ("staff", "amber"),
    "ONL-MONEY": ("staff", "amber"),
    "ONL-FAKE": ("staff", "amber"),
    "ONL-CONTENT": ("dsl", "amber"),
    "ONL-MISINFO": ("dsl", "amber"),
    "ED": ("staff", "amber"),
    "SUBST": ("staff", "amber"),
    "BULLY-PREJ": ("dsl", "amber"),
    "CARE": ("dsl", "amber"),
    "NUDES": ("dsl", "amber"),
    "DEEPFAKE": ("dsl", "amber"),
    "SELF-HARM": ("dsl", "amber"),
    "OWN-BEH": ("dsl", "amber"),
    "RADICAL": ("dsl", "amber"),
    "SERVICE": ("dsl", "amber"),
    "FRIEND-RISK": ("dsl", "amber"),
    "HOME": ("dsl", "amber"),
    "VIOLENCE": ("dsl", "red"),
    "WEAPON": ("dsl", "red"),
    "CCE": ("dsl", "red"),
    "CSE": ("dsl", "red"),
    "HSB": ("dsl", "red"),
    "SVSH": ("dsl", "red"),
    "SEXTORT": ("dsl", "red"),
    "GROOM": ("dsl", "red"),
    "SUICIDE": ("dsl", "red"),
    "MISSING": ("dsl", "red"),
    "HBA": ("dsl", "red"),
    "STAFF": ("head", "amber"),
    "STAFF-HEAD": ("head", "amber"),
}


class Topic(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    id: str = Field(pattern=r"^[a-z]+(_[a-z]+)*$")
    label: str = Field(min_length=1)
    codes: list[str] = Field(min_length=1)
    family: Literal["friends", "school", "settling", "online", "feelings"] | None
    handler: Literal["mentor_ok", "staff", "dsl", "head", "chair"]
    urgency: Literal["green", "amber", "red"]
    help: list[str] = Field(min_length=1)
    nude: bool
    staff: bool
    checklist: str = Field(pattern=r"^[a-z]+(_[a-z]+)*$")


class Topics(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    v: Literal[1]
    edition: str = Field(pattern=r"^\d{4}-\d{2}$")
    topics: list[Topic]


TOPICS = Topics.model_validate_json((ROOT / "app/reports/topics.json").read_text(encoding="utf-8")).topics
HELP = {
    route["id"]: route
    for route in json.loads((ROOT / "app/escalation/help_routes.json").read_text(encoding="utf-8"))["routes"]
}


def each(topic: Topic) -> str:
    return topic.id


@pytest.mark.parametrize("topic", TOPICS, ids=each)
def test_a_topic_never_goes_lower_than_the_worst_that_it_may_mean(topic: Topic) -> None:
    for code in topic.codes:
        handler, urgency = LEAST[code]
        assert HANDLERS.index(topic.handler) >= HANDLERS.index(handler)
        assert URGENCIES.index(topic.urgency) >= URGENCIES.index(urgency)


@pytest.mark.parametrize("topic", TOPICS, ids=each)
def test_a_mentor_carries_light_worries_only_and_sees_only_their_family(topic: Topic) -> None:
    assert (topic.family is not None) == (topic.handler == "mentor_ok")
    if topic.family:
        assert topic.urgency != "red"
        assert not topic.nude
        assert not topic.staff


def test_a_concern_about_staff_goes_past_the_safeguarding_team() -> None:
    assert [topic.id for topic in TOPICS if topic.staff] == ["staff"]
    assert [topic.handler for topic in TOPICS if topic.staff] == ["head"]
    assert [topic.id for topic in TOPICS if topic.handler in {"head", "chair"}] == ["staff"]


def test_a_topic_that_may_be_a_nude_picture_stops_the_pupil_before_any_picture_is_sent() -> None:
    pictures = {"NUDES", "DEEPFAKE", "SEXTORT", "GROOM"}
    assert {topic.id for topic in TOPICS if pictures & set(topic.codes)} == {t.id for t in TOPICS if t.nude}
    assert all("report-remove" in topic.help for topic in TOPICS if topic.nude)


@pytest.mark.parametrize("topic", TOPICS, ids=each)
def test_a_pupil_is_shown_help_that_is_for_pupils_and_always_childline(topic: Topic) -> None:
    assert [name for name in topic.help if "pupil" not in HELP[name]["audience"]] == []
    assert "childline" in topic.help
    assert len(set(topic.help)) == len(topic.help)
    if topic.urgency == "red":
        assert "999" in topic.help


def test_bullying_and_hacked_accounts_never_lead_to_ceop_which_cannot_answer_them() -> None:
    assert {topic.id for topic in TOPICS if "ceop" in topic.help} == {"online_contact", "nude"}


def test_a_pupil_who_may_be_harming_somebody_has_a_way_in_too() -> None:
    assert [topic.help[0] for topic in TOPICS if "OWN-BEH" in topic.codes] == ["shore"]


def test_a_pupil_who_does_not_know_what_it_is_can_still_tell() -> None:
    assert [topic.label for topic in TOPICS][-2:] == ["Something else", "I am not sure"]


def test_every_kind_of_worry_has_a_topic_and_no_topic_is_there_twice() -> None:
    assert {code for topic in TOPICS for code in topic.codes} == set(LEAST)
    assert len({topic.id for topic in TOPICS}) == len({topic.label for topic in TOPICS}) == len(TOPICS)


def test_labels_are_short_enough_to_take_in_at_a_glance() -> None:
    assert [topic.label for topic in TOPICS if len(topic.label.split()) > 9] == []
