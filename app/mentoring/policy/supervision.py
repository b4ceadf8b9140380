"""When a mentor's supervision is due. Pure."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from itertools import count, pairwise


def supervision_due(began: date, last: date | None) -> date:
    """The day by which an adult is to have talked a chat over with the mentor: at 3 months, at 6, and every 6 after.

    `last` is when it was done last. Doing it early counts for the day that it was early for.
    """
    for before, due in pairwise(_days(began)):
        if last is None or last <= before:
            return due
    raise AssertionError("the days go on for ever")


def _days(began: date) -> Iterator[date]:
    yield began
    yield _months_after(began, 3)
    yield from (_months_after(began, months) for months in count(6, 6))


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
