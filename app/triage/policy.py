"""The one order of cases, and why a case is where it is. Pure.

`app.triage.queries` says the same in SQL, and a test holds the two together.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
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
    ("past_target", lambda report, now: _past(report.target_at, now) or _past(report.reply_at, now)),
    ("red", lambda report, _: report.urgency == "red"),
    ("follow_up_due", lambda report, now: _past(report.follow_up_at, now)),
    ("new", lambda report, _: report.opened_at is None),
)
"""Each reason and when it holds, the strongest first. What meets none is `rest`, and so is all that is closed."""

LONGEST_SLEEP: Final = timedelta(days=31)
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


_LOUD: Final = next(place for place, (reason, _) in enumerate(RULES) if reason == "new")
"""Whatever is before this place brings a case back, however long it was to sleep."""


def asleep(report: Report, now: datetime) -> bool:
    """Whether the case was put aside until later and nothing has brought it back.

    A clock that was set back to before it was put aside counts as nothing: rather too early than a year too late.
    """
    if report.snoozed_at is None or report.snoozed_until is None or report.state != "open":
        return False
    return report.snoozed_at <= now < report.snoozed_until and rank(report, now) >= _LOUD


def why_awake(report: Report, now: datetime, until: datetime) -> str | None:
    """Why the case may not be put aside until then, or None where it may."""
    if report.state != "open":
        return "closed" if report.state == "closed" else "waiting"
    if report.opened_at is None:
        return "unread"
    strong = why(report, now)[0]
    if strong in {"not_safe", "red", "past_target"}:
        return strong
    if until <= now:
        return "past"
    return "too_long" if until > now + LONGEST_SLEEP else None
