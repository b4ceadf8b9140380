"""The one order of cases, and why a case is where it is. Pure.

`app.triage.queries` says the same in SQL, and a test holds the two together.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from app.reports.schemas import Report
from app.triage.schemas import Reason

Rule = Callable[[Report, datetime], bool]


def _past(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now


RULES: Final[tuple[tuple[Reason, Rule], ...]] = (
    ("not_safe", lambda report, _: report.safe == "no"),
    ("waiting_live", lambda report, _: report.state in {"waiting", "claimed"}),
    ("passed_on", lambda report, _: report.state == "passed"),
    ("past_target", lambda report, now: _past(report.target_at, now)),
    ("red", lambda report, _: report.urgency == "red"),
    ("follow_up_due", lambda report, now: _past(report.follow_up_at, now)),
    ("new", lambda report, _: report.opened_at is None),
)
"""Each reason and when it holds, the strongest first. What meets none is `rest`, and so is all that is closed."""

REST: Final = len(RULES)


def why(report: Report, now: datetime) -> list[Reason]:
    """Every reason that holds, first one first."""
    held = [reason for reason, holds in RULES if report.state != "closed" and holds(report, now)]
    return held or ["rest"]


def rank(report: Report, now: datetime) -> int:
    """The place of the strongest reason: 0 for `not_safe` down to `REST`."""
    first = why(report, now)[0]
    return next((place for place, (reason, _) in enumerate(RULES) if reason == first), REST)


def order(report: Report, now: datetime) -> tuple[int, datetime, str]:
    """What cases are sorted by: the strongest reason, then the oldest first. The id settles what is left."""
    return rank(report, now), report.received_at, report.id
