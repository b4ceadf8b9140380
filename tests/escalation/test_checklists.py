"""The checklists: what an adult is reminded of must be reachable, in order, and said once."""

import json
import re
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.escalation import queries

ROOT = Path(__file__).parents[2]
FILE = ROOT / "app/escalation/checklists.json"


class Step(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    id: str = Field(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$")
    ask: str = Field(min_length=3, max_length=90)
    hint: str | None = Field(min_length=3, max_length=130)
    route: str | None
    by: Literal["anyone", "dsl", "head", "self"]
    now: bool


class Checklist(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    id: str = Field(pattern=r"^[a-z]+(_[a-z]+)*$")
    label: str = Field(min_length=3, max_length=50)
    steps: list[str] = Field(min_length=3)


class Book(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    v: Literal[1]
    edition: str = Field(pattern=r"^20\d\d-\d\d$")
    note: str
    lists: list[Checklist]
    steps: list[Step]


BOOK = Book.model_validate_json(FILE.read_text(encoding="utf-8"))
LISTS = {one.id: one for one in BOOK.lists}
STEPS = {one.id: one for one in BOOK.steps}


def test_every_kind_of_worry_that_needs_its_own_steps_has_a_list() -> None:
    """Issue by issue: danger, self-harm, sexual abuse, nudes, child on child, staff and low-level, and the rest."""
    needed = {"danger", "self_harm", "abuse", "nude_images", "child_on_child", "staff_concern", "low_level"}
    needed |= {"online_grooming", "exploitation", "radicalisation", "fgm", "honour", "missing", "bullying", "online"}
    assert needed <= set(LISTS)


def test_every_topic_and_category_leads_to_a_list_that_there_is() -> None:
    file = json.loads((ROOT / "app/reports/topics.json").read_text(encoding="utf-8"))
    named = {one["checklist"] for one in [*file["topics"], *file.get("categories", [])]}
    assert named - set(LISTS) == set()


def test_no_list_and_no_step_is_there_twice_or_leads_nowhere() -> None:
    assert (len(LISTS), len(STEPS)) == (len(BOOK.lists), len(BOOK.steps))
    asked = [step for one in BOOK.lists for step in one.steps]
    assert set(asked) == set(STEPS)
    assert all(len(set(one.steps)) == len(one.steps) for one in BOOK.lists)
    assert len({step.ask for step in BOOK.steps}) == len(BOOK.steps)


def test_a_step_that_names_a_help_route_names_one_for_staff_or_one_to_hand_to_the_pupil() -> None:
    for step in BOOK.steps:
        if step.route is not None:
            queries.help_route(step.route)


def test_every_list_ends_with_when_the_pupil_hears_from_us_next() -> None:
    assert {one.steps[-1] for one in BOOK.lists} == {"next_contact"}


def test_the_duties_that_nobody_may_hold_up_are_a_persons_own() -> None:
    assert {STEPS[step].by for step in ("csa_notified", "fgm_101")} == {"self"}
    assert "approval" in (STEPS["csa_notified"].hint or "")
    assert "next working day" in (STEPS["fgm_101"].hint or "")


def test_about_an_adult_the_head_calls_the_lado_and_nobody_asks_the_adult_first() -> None:
    steps = LISTS["staff_concern"].steps
    assert {STEPS[step].by for step in ("lado", "harm_threshold", "adult_not_asked")} == {"head"}
    assert steps.index("harm_threshold") < steps.index("lado") < steps.index("suspension")


def test_about_a_nude_picture_the_first_step_is_that_nobody_looks_at_it() -> None:
    assert LISTS["nude_images"].steps[0] == "not_viewed"
    assert "report_remove" in LISTS["nude_images"].steps


def test_nothing_is_done_with_a_familys_knowledge_where_that_could_kill() -> None:
    for name in ("honour", "fgm"):
        assert "no_family" in LISTS[name].steps
        assert "parent_told" not in LISTS[name].steps


def test_no_step_names_a_paragraph_of_guidance_that_the_next_edition_moves() -> None:
    assert not [step.id for step in BOOK.steps if re.search(r"para(graph)?\.? ?\d|KCSIE", f"{step.ask} {step.hint}")]
