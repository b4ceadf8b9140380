"""When a help route may still be relied on, and by when a duty is to be done. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.escalation.schemas import DutyKind, HelpRoute
from app.schools.policy import local_day
from app.schools.schemas import Calendar

_CLOSE_OF_WORK = time(17)
_NOTIFYING = timedelta(hours=24)
"""As soon as it can be done. Only danger to the child from telling at once excuses longer, up to seven days."""


def duty_due(kind: DutyKind, calendar: Calendar, taken: datetime) -> datetime:
    """By when a duty is to be done: the close of the next working day; notifying a suspected child sex offence, a day.

    A working day is any from Monday to Friday: a duty does not wait for a school's holidays.
    """
    if kind == "csa":
        return taken + _NOTIFYING
    day = local_day(calendar, taken) + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime.combine(day, _CLOSE_OF_WORK, ZoneInfo(calendar.timezone)).astimezone(UTC)


def is_stale(route: HelpRoute, today: date, stale_after_days: int) -> bool:
    """Whether it is too long since anybody checked that the number still rings and the hours still hold."""
    return today - route.last_checked > timedelta(days=stale_after_days)


def shown_to_pupils(route: HelpRoute, today: date, stale_after_days: int) -> bool:
    """A child is never sent to a door that may be shut: a stale route is withheld and becomes an adult's task."""
    return "pupil" in route.audience and not is_stale(route, today, stale_after_days)
