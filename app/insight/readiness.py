"""What a school has to have before pupils may use it. Pure: facts in, steps and a checklist out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, get_args

from app.insight.schemas import CheckItem, SetupStep

Step = Literal[
    "school",
    "hours",
    "dsl",
    "ceremony",
    "sheets",
    "restore",
    "people",
    "rules",
    "devices",
    "button",
    "test_report",
    "golive",
]
SaidStep = Literal["people", "rules", "devices", "button", "papers"]
"""What only a person can know. Everything else is seen from what is stored. `papers` is said beside the checklist."""

SAID: Final = frozenset(get_args(SaidStep))


@dataclass(frozen=True, slots=True)
class Done:
    """Since when a step is done, and what the person is called who did it; null for what the server sees by itself."""

    at: datetime
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is stored about a school that is being set up."""

    noted: Mapping[str, Done] = field(default_factory=dict)
    """The steps that somebody has said or saved."""
    signed: datetime | None = None
    """When the newest roster was signed."""
    roles: frozenset[str] = frozenset()
    """The roles in it whose group has a key in it too."""
    groups: frozenset[str] = frozenset()
    without_sheets: frozenset[str] = frozenset()
    """Of `groups`, those whose three sheets are not all printed, confirmed and signed."""
    no_numbers: frozenset[str] = frozenset()
    """The services of the school's own area whose number nobody has filled in."""
    untrained: bool = False
    """Somebody's training is missing or out of date."""
    restored: datetime | None = None
    """When the safeguarding group's sheets were last tried."""
    test_ended: datetime | None = None
    """When a test report that had been opened and answered was closed."""
    live: datetime | None = None


def steps(facts: Facts) -> list[SetupStep]:
    """Every step in order, and whether it is done."""
    return [_step(step, facts) for step in get_args(Step)]


def checklist(facts: Facts) -> list[CheckItem]:
    """Everything that has to be so before the school opens. `why` says what is missing, as a code."""
    return [CheckItem(item=item, ok=why is None, why=why) for item, why in _missing(facts).items()]


def missing(facts: Facts) -> list[str]:
    """The items that are not so yet."""
    return [item.item for item in checklist(facts) if not item.ok]


def _missing(facts: Facts) -> dict[str, str | None]:
    sheets = None if facts.groups and not facts.without_sheets else "sheets_missing"
    return {
        "school": None if "school" in facts.noted else "not_saved",
        "hours": None if "hours" in facts.noted else "no_hours_or_terms",
        "dsl": None if "dsl" in facts.roles else "not_in_roster",
        "head": None if "head" in facts.roles else "not_in_roster",
        "chair": None if "chair" in facts.roles else "not_in_roster",
        "sheets": sheets,
        "training": "out_of_date" if facts.untrained else None,
        "local_numbers": "not_filled_in" if facts.no_numbers else None,
        "restore": None if facts.restored else "not_tried",
        **{step: None if step in facts.noted else "not_said" for step in get_args(SaidStep)},
        "test_report": None if facts.test_ended else "no_test_ended",
    }


def _step(step: Step, facts: Facts) -> SetupStep:
    done = _done(step, facts)
    detail = {"groups": sorted(facts.without_sheets)} if step == "sheets" and facts.without_sheets else None
    return SetupStep(
        step=step, done=None if done is None else done.at, by=None if done is None else done.by, detail=detail
    )


def _done(step: Step, facts: Facts) -> Done | None:
    gone = _missing(facts)
    seen: dict[str, datetime | None] = {
        "dsl": facts.signed if gone["dsl"] is None else None,
        "ceremony": facts.signed if gone["head"] is None and gone["chair"] is None else None,
        "sheets": facts.signed if gone["sheets"] is None else None,
        "restore": facts.restored,
        "test_report": facts.test_ended,
        "golive": facts.live,
    }
    if step not in seen:
        return facts.noted.get(step)
    at = seen[step]
    return None if at is None else Done(at)
