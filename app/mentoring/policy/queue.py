"""The one queue: who is asked next, and when it rings. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from app.core.ids import PersonId
from app.mentoring.schemas.queue import Alarm, Candidate
from app.reports.schemas import Family, Report

ASKED_AGAIN: Final = timedelta(minutes=2)
"""Whoever let an offer go by, or declined it, may be asked about the same pupil again after this."""
WAITED_LONG: Final = timedelta(minutes=10)
PASSED_ALL: Final = timedelta(seconds=60)
"""A passed chat that nobody took: everybody of the group is rung."""
PASSED_AGAIN: Final = timedelta(minutes=3)
"""And rung once more. Who is written to, and when, is the ladder's to say (`app.alerts`)."""


def next_asked(candidates: Iterable[Candidate], family: Family | None, wanted: PersonId | None) -> PersonId | None:
    """Whom a waiting pupil is offered to: the one they would like to meet first, else fewest chats today, longest free.

    A mentor who has named topics is asked about those; one who has named none, about any.
    """
    able = [one for one in candidates if not one.topics or family in one.topics]
    first = min(able, key=lambda one: (one.id != wanted, one.chats_today, one.free_since, one.id), default=None)
    return None if first is None else first.id


def alarm(report: Report, now: datetime, *, asked: bool, patience: timedelta) -> Alarm | None:
    """The highest alarm that is due for a pupil whom nobody has taken, unless it has rung already.

    `asked`: some mentor is asked about them, or can be. `patience`: how long an offer stands.
    """
    waited = now - (report.waiting_since or now)
    due: list[Alarm] = []
    if report.state == "passed":
        due += [Alarm(1, "passed")] if waited >= PASSED_ALL else []
        due += [Alarm(2, "passed")] if waited >= PASSED_AGAIN else []
    elif report.state == "waiting":
        alone = report.want == "mentor" and not asked and waited >= patience
        due += [Alarm(1, "nobody_took")] if alone else []
        due += [Alarm(2, "waiting_long")] if waited >= WAITED_LONG else []
    return next((one for one in reversed(due) if one.level > report.alarm_level), None)
