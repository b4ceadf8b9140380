"""What a school may decide of its mentoring."""

from typing import Final

from app.mentoring.errors.rules import LimitInvalid, MentoringHoursInvalid, StartersTwice
from app.mentoring.schemas.rules import MentoringRules

LATEST: Final = 18 * 60
"""No mentor chats after six in the evening, whatever a school would like: they are children, and at home."""
DAY: Final = 24 * 60

LIMITS: Final[dict[str, tuple[int, int]]] = {
    "weekly_minutes": (15, 600),
    "shift_chats": (1, 10),
    "adult_chats": (1, 5),
    "session_minutes": (10, 60),
    "hold_first": (0, 10),
    "sample_per_week": (0, 20),
    "offer_seconds": (10, 120),
}
"""The least and the most of each number."""


def check_rules(rules: MentoringRules, *, demo: bool) -> None:
    """Raise what is wrong with the rules, with where. A demo, whose people are invented, may be tried at any hour."""
    opens, closes = rules.hours
    latest = DAY if demo else LATEST
    if not 0 <= opens < closes <= latest:
        raise MentoringHoursInvalid(data={"latest": latest})
    for field, (least, most) in LIMITS.items():
        if not least <= getattr(rules, field) <= most:
            raise LimitInvalid(data={"field": field, "least": least, "most": most})
    stages = [starters.stage for starters in rules.starters]
    if len(stages) != len(set(stages)):
        raise StartersTwice
