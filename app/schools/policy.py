"""Opening hours: pure functions from a calendar and a moment to what may be promised to a pupil; and what is valid.

Local times become moments through the zone's own rules, so a day on which the clocks change is 23 or 25 hours long
and a promise that crosses the change still counts real minutes.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from app.schools.errors import AddressInvalid, DatesInvalid, HoursInvalid, TargetsInvalid, TimezoneUnknown
from app.schools.schemas import Calendar, OpenState, Targets

_HORIZON_DAYS = 400
_DAY = 24 * 60

Span = tuple[datetime, datetime]
"""An opening in UTC: from the first moment, up to and not including the second."""


def check_week(week: tuple[tuple[int, int] | None, ...]) -> None:
    """Raise `HoursInvalid` unless there are seven days and each one that opens closes later, within the day."""
    if len(week) != 7:
        raise HoursInvalid
    for number, day in enumerate(week):
        if day is not None and not 0 <= day[0] < day[1] <= _DAY:
            raise HoursInvalid(data={"day": number})


def check_dates(calendar: Calendar) -> None:
    """Raise `DatesInvalid` unless every term and closure ends after it begins, and each term after the one before."""
    for kind, periods in (("terms", calendar.terms), ("closures", calendar.closures)):
        for period in periods:
            if period.last < period.first:
                raise DatesInvalid(data={"list": kind, "name": period.name, "why": "ends_first"})
    for before, after in pairwise(calendar.terms):
        if after.first <= before.last:
            raise DatesInvalid(data={"list": "terms", "name": after.name, "why": "overlaps"})


_BOUNDS: Final = {
    "open_red": (5, 60),
    "open_green": (5, 7 * _DAY),
    "reply_red": (5, _DAY),
    "reply_amber": (5, 7 * _DAY),
    "reply_green": (5, 14 * _DAY),
}
"""The least and the most that a school may set, in minutes of its own open time."""


def usual_targets(calendar: Calendar) -> Targets:
    """Where a school has set none: red within a quarter of an hour, an answer the same day, green within two days."""
    amber = calendar.target_minutes
    return Targets(
        open_red=max(5, min(15, amber)),
        open_green=max(amber, 900),
        reply_red=max(60, min(15, amber)),
        reply_amber=max(amber, 450),
        reply_green=max(amber, 900),
    )


def check_targets(calendar: Calendar, targets: Targets) -> None:
    """Raise `TargetsInvalid` for one out of bounds, slower for what is more urgent, or an answer due before a look."""
    for name, (least, most) in _BOUNDS.items():
        if not least <= getattr(targets, name) <= most:
            raise TargetsInvalid(data={"field": name, "least": least, "most": most})
    amber = calendar.target_minutes
    chains = (
        (("open_red", targets.open_red), ("target_minutes", amber), ("open_green", targets.open_green)),
        (
            ("reply_red", targets.reply_red),
            ("reply_amber", targets.reply_amber),
            ("reply_green", targets.reply_green),
        ),
        (("open_red", targets.open_red), ("reply_red", targets.reply_red)),
        (("target_minutes", amber), ("reply_amber", targets.reply_amber)),
        (("open_green", targets.open_green), ("reply_green", targets.reply_green)),
    )
    for (_, sooner), (name, later) in (pair for chain in chains for pair in pairwise(chain)):
        if later < sooner:
            raise TargetsInvalid(data={"field": name, "least": sooner})


def reads_sometimes(calendar: Calendar) -> bool:
    """Whether there are opening hours and terms: without both, a promise of when somebody reads would be empty."""
    return any(day is not None for day in calendar.week) and bool(calendar.terms)


def check_timezone(name: str) -> None:
    """Raise `TimezoneUnknown` for a name that this machine's list does not have."""
    if name not in available_timezones():
        raise TimezoneUnknown


def check_exit(exit_url: str) -> None:
    """Raise `AddressInvalid` unless pupils leave over https."""
    if not _is_https(exit_url):
        raise AddressInvalid(data={"field": "exit_url"})


def _is_https(address: str) -> bool:
    try:
        parts = urlsplit(address)
        # Asking for the port reads it, and a port that is no number is refused.
        sound = parts.scheme == "https" and parts.hostname is not None and parts.port != 0
    except ValueError:
        return False
    # A user's name before the host would let an address look like another one.
    return sound and "@" not in parts.netloc and not any(letter.isspace() for letter in address)


def holiday(calendar: Calendar, day: date) -> str | None:
    """The name of the holiday that `day` falls in, or None on a day in term."""
    for closure in calendar.closures:
        if closure.includes(day):
            return closure.name
    if calendar.terms and not any(term.includes(day) for term in calendar.terms):
        return "the holidays"
    return None


def local_day(calendar: Calendar, at: datetime) -> date:
    """The day that it is at the school."""
    return at.astimezone(ZoneInfo(calendar.timezone)).date()


def openings(calendar: Calendar, at: datetime) -> Iterator[Span]:
    """The openings that end after `at`, one a day at most, in order, for a little over a year.

    The first may have begun before `at`; one that ends at midnight may touch the next. Worked out one by one, because a
    page that asks whether it is open needs the first alone.
    """
    zone = ZoneInfo(calendar.timezone)
    today = at.astimezone(zone).date()
    for offset in range(-1, _HORIZON_DAYS):
        day = today + timedelta(days=offset)
        hours = calendar.week[day.weekday()]
        if hours is None or holiday(calendar, day) is not None:
            continue
        start, end = (_moment(zone, day, minutes) for minutes in hours)
        # A time in the hour that the clocks skip counts as an hour later (PEP 495), which can leave nothing of a day.
        if start < end and end > at:
            yield start, end


def _moment(zone: ZoneInfo, day: date, minutes: int) -> datetime:
    midnight = datetime.combine(day + timedelta(days=minutes // _DAY), time(), zone)
    return (midnight + timedelta(minutes=minutes % _DAY)).astimezone(UTC)


def state(calendar: Calendar, at: datetime) -> OpenState:
    """Whether somebody reads at `at`, and if not, whether that is because of a holiday."""
    first = next(openings(calendar, at), None)
    if first is not None and first[0] <= at:
        return "open"
    return "holiday" if holiday(calendar, local_day(calendar, at)) is not None else "closed"


def next_open(calendar: Calendar, at: datetime) -> datetime | None:
    """When reading next begins: null while it is open, and null when no opening is in sight."""
    first = next(openings(calendar, at), None)
    return None if first is None or first[0] <= at else first[0]


def read_by(calendar: Calendar, at: datetime) -> datetime | None:
    """When a person will have looked at a report sent at `at`: once the target's minutes of open time have passed."""
    return after_open_minutes(calendar, at, calendar.target_minutes)


def after_open_minutes(calendar: Calendar, at: datetime, minutes: int) -> datetime | None:
    """When so many minutes of open time have passed since `at`; null when the calendar does not hold as many."""
    owed = timedelta(minutes=minutes)
    for start, end in openings(calendar, at):
        begin = max(start, at)
        if end - begin >= owed:
            return begin + owed
        owed -= end - begin
    return None


def label(calendar: Calendar, at: datetime) -> str | None:
    """The name of the holiday that keeps the school closed at `at`, for "We are closed for half-term"; else None."""
    if state(calendar, at) != "holiday":
        return None
    return holiday(calendar, local_day(calendar, at))
