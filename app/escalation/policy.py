"""When a help route may still be relied on, and by when a duty is to be done. Pure."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from urllib.parse import urlsplit
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


ALWAYS: Final = frozenset({"999", "childline"})
"""What stands in for everything that is withheld, and so is never withheld itself."""


def is_stale(route: HelpRoute, today: date, stale_after_days: int, by_school: date | None = None) -> bool:
    """Whether it is too long since anybody checked that the number still rings and the hours still hold.

    `by_school` is the day on which somebody at the school did.
    """
    latest = route.last_checked if by_school is None else max(route.last_checked, by_school)
    return today - latest > timedelta(days=stale_after_days)


def shown_to_pupils(route: HelpRoute, today: date, stale_after_days: int, by_school: date | None = None) -> bool:
    """A child is never sent to a door that may be shut: a stale route is withheld and becomes an adult's task."""
    fresh = route.id in ALWAYS or not is_stale(route, today, stale_after_days, by_school)
    return "pupil" in route.audience and fresh


def is_safe_address(url: str) -> bool:
    """Whether a link may stand on an adult's screen: https, a name that has a dot in it, and nothing that misleads.

    A user before the host makes an address look like another one, and a bare number says nothing of whose it is. A
    port, a control character or a backslash is read in one way here and in another by a browser.
    """
    if not url.isascii() or any(letter.isspace() or letter == "\\" or not letter.isprintable() for letter in url):
        return False
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    named = re.fullmatch(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]", host) is not None
    return parts.scheme == "https" and "@" not in parts.netloc and port is None and named
