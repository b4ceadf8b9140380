"""The topics: what a pupil picks decides who may open the report, so each promise about the list is a test."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.reports.topics import HANDLERS, URGENCIES, Category, Handling, Topic, TopicFile, handling_of, topic_file

ROOT = Path(__file__).parents[2]

TOPICS = topic_file().topics
CATEGORIES = {category.code: category for category in topic_file().categories}
HELP = {
    route["id"]: route
    for route in json.loads((ROOT / "app/escalation/help_routes.json").read_text(encoding="utf-8"))["routes"]
}


def each(topic: Topic) -> str:
    return topic.id


@pytest.mark.parametrize("topic", TOPICS, ids=each)
def test_a_topic_never_goes_lower_than_the_worst_that_it_may_mean(topic: Topic) -> None:
    for category in (CATEGORIES[code] for code in topic.codes):
        rises = category.handler_rises
        handler = category.handler if rises is None else rises.to
        # Whom a worry about staff goes past is settled by the question that follows: the head, or the chair.
        least = "head" if handler == "chair" else handler
        assert HANDLERS.index(topic.handler) >= HANDLERS.index(least)
        assert URGENCIES.index(topic.urgency) >= URGENCIES.index(category.urgency)


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
    assert {code for topic in TOPICS for code in topic.codes} == set(CATEGORIES)
    assert len(CATEGORIES) == len(topic_file().categories)
    assert len({topic.id for topic in TOPICS}) == len({topic.label for topic in TOPICS}) == len(TOPICS)


def test_labels_are_short_enough_to_take_in_at_a_glance() -> None:
    assert [topic.label for topic in TOPICS if len(topic.label.split()) > 9] == []


@pytest.mark.parametrize("category", CATEGORIES.values(), ids=lambda category: str(category.code))
def test_a_category_rises_and_never_falls_and_rests_on_guidance_that_is_named(category: Category) -> None:
    if category.handler_rises is not None:
        assert HANDLERS.index(category.handler_rises.to) > HANDLERS.index(category.handler)
    if category.urgency_rises is not None:
        assert URGENCIES.index(category.urgency_rises.to) > URGENCIES.index(category.urgency)
    assert set(category.guidance) <= set(topic_file().guidance)
    assert (category.family is not None) == (category.handler == "mentor_ok")


@pytest.mark.parametrize("category", CATEGORIES.values(), ids=lambda category: str(category.code))
def test_the_help_of_a_category_is_for_pupils_and_urgent_ones_name_999(category: Category) -> None:
    assert [name for name in category.help if "pupil" not in HELP[name]["audience"]] == []
    if category.urgency == "red":
        assert "999" in category.help


@pytest.mark.parametrize(
    ("code", "handler", "urgency"),
    [
        ("STAFF", "head", "amber"),
        ("STAFF-HEAD", "chair", "amber"),
        ("SUICIDE", "dsl", "red"),
        ("GROOM", "dsl", "red"),
        ("SEXTORT", "dsl", "red"),
        ("SELF-HARM", "dsl", "amber"),
        ("BULLY", "staff", "amber"),
        ("FRIEND", "mentor_ok", "green"),
    ],
)
def test_the_gravest_kinds_are_handled_as_the_guidance_has_it(code: str, handler: str, urgency: str) -> None:
    assert (CATEGORIES[code].handler, CATEGORIES[code].urgency) == (handler, urgency)


def test_of_several_worries_the_gravest_decides_in_each_way() -> None:
    assert handling_of([]) == Handling("mentor_ok", "green")
    both = [CATEGORIES["STAFF"], CATEGORIES["SUICIDE"]]
    assert handling_of(both) == handling_of(reversed(both)) == Handling("head", "red")
    assert handling_of(CATEGORIES[code] for code in ("FRIEND", "BULLY")) == Handling("staff", "amber")


def test_a_file_with_a_handler_that_does_not_exist_is_refused() -> None:
    text = (ROOT / "app/reports/topics.json").read_text(encoding="utf-8")
    with pytest.raises(ValidationError):
        TopicFile.model_validate_json(text.replace('"handler": "chair"', '"handler": "nobody"'))
