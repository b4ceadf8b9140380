"""The help routes: a wrong number here is worse than no number, so each says where it is from and who checked it."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, HttpUrl

ROOT = Path(__file__).parents[2]
FILE = ROOT / "app/escalation/help_routes.json"


class Route(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    name: str = Field(min_length=1)
    audience: list[Literal["pupil", "staff", "parent"]] = Field(min_length=1)
    url: HttpUrl | None
    phone: str | None = Field(pattern=r"^[0-9 ]+$")
    text: str | None
    hours: str | None
    local: bool
    ages: str | None
    nations: list[Literal["England", "Wales", "Scotland", "Northern Ireland"]]
    for_: str = Field(alias="for", min_length=1)
    not_for: str = Field(min_length=1)
    acts: str = Field(min_length=1)
    anonymous: Literal["yes", "no", "unknown"]
    ask_first: list[str]
    source: str = Field(min_length=1)
    check: str | None
    last_checked: date
    checked_by: str = Field(min_length=1)


class Routes(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    v: Literal[1]
    edition: date
    note: str
    stale_after_days: int = Field(gt=0, le=120)
    routes: list[Route]


BOOK = Routes.model_validate_json(FILE.read_text(encoding="utf-8"))
BY_ID = {route.id: route for route in BOOK.routes}


def pupil_text(route: Route) -> list[str]:
    words = [route.name, route.for_, route.not_for, route.acts, route.hours or ""]
    return [sentence for text in words for sentence in re.split(r"[.:?!]\s*", text) if sentence]


def test_a_pupil_is_never_sent_to_a_line_for_adults() -> None:
    for_adults = {"posh", "lado", "social-care", "prevent", "fgm-101", "nspcc", "nspcc-whistleblowing", "stop-it-now"}
    assert [name for name in sorted(for_adults | {"young-minds"}) if "pupil" in BY_ID[name].audience] == []


def test_no_route_claims_to_have_been_checked_by_a_school() -> None:
    """The project has called nobody. Until a person at the school does, the file must not say otherwise."""
    assert {route.checked_by for route in BOOK.routes} == {"project, from published sources"}
    assert all(route.last_checked <= BOOK.edition for route in BOOK.routes)


def test_ceop_is_named_and_asks_three_questions_first_and_does_not_take_bullying() -> None:
    ceop = BY_ID["ceop"]
    assert ceop.anonymous == "no"
    assert len(ceop.ask_first) == 3
    assert "Bullying" in ceop.not_for


def test_every_route_can_be_reached_or_is_left_to_the_school_to_fill_in() -> None:
    unreachable = [route.id for route in BOOK.routes if not (route.url or route.phone or route.text or route.local)]
    assert unreachable == ["platform"], "only the app where it happened has no address of its own"


def test_an_address_is_encrypted_and_carries_nothing_about_who_clicked() -> None:
    for route in BOOK.routes:
        if route.url:
            assert route.url.scheme == "https"
            assert route.url.query is None


def test_what_danger_needs_is_there_with_the_numbers_everybody_knows() -> None:
    assert BY_ID["999"].phone == "999"
    assert "55" in BY_ID["999-silent"].for_
    assert BY_ID["childline"].phone == "0800 1111"
    assert BY_ID["childline"].anonymous == "yes"
    assert BY_ID["shout"].text == "SHOUT to 85258"
    assert BY_ID["samaritans"].phone == "116 123"


def test_what_the_pupil_page_shows_without_a_network_is_what_the_routes_say() -> None:
    shown = json.loads((ROOT / "frontend/pupil/src/numbers.json").read_text(encoding="utf-8"))
    assert shown["emergency"] == BY_ID["999"].phone
    assert shown["childline"] == BY_ID["childline"].phone
    assert shown["nspcc"] == BY_ID["nspcc"].phone
    assert shown["nhs"] == BY_ID["nhs-111"].phone
    assert BY_ID["shout"].text == f"SHOUT to {shown['shout']}"
    assert shown["reportRemove"] == str(BY_ID["report-remove"].url)
    assert shown["ceop"] == str(BY_ID["ceop"].url)


def test_the_two_duties_that_nobody_may_hold_up_are_there_for_staff() -> None:
    assert "cannot be passed" in BY_ID["fgm-101"].not_for
    assert "without waiting" in BY_ID["social-care"].for_
    assert BY_ID["lado"].local


def test_no_route_is_named_twice_or_has_an_unknown_field() -> None:
    assert len(BY_ID) == len(BOOK.routes)
    fields = set(json.loads(FILE.read_text(encoding="utf-8"))["routes"][0])
    assert fields == {field.alias or name for name, field in Route.model_fields.items()}


def test_a_child_of_nine_can_read_what_a_pupil_is_shown() -> None:
    long = [
        (route.id, sentence)
        for route in BOOK.routes
        if "pupil" in route.audience
        for sentence in pupil_text(route)
        if len(sentence.split()) > 15
    ]
    assert long == []
    avoided = re.compile(
        r"\b(anonymous|secret|confidential|victim|allegation|disclos\w*|safeguarding)\b", re.IGNORECASE
    )
    assert [
        (route.id, sentence)
        for route in BOOK.routes
        if route.audience == ["pupil"]
        for sentence in pupil_text(route)
        if avoided.search(sentence)
    ] == []
