"""Times of day at a school. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.schools.schemas import Calendar

DAY = timedelta(days=1)


def local(calendar: Calendar, at: datetime) -> tuple[date, int]:
    """The day that it is at the school, and the minute that its clocks show."""
    there = at.astimezone(ZoneInfo(calendar.timezone))
    return there.date(), there.hour * 60 + there.minute


def moment(calendar: Calendar, day: date, minute: int) -> datetime:
    """When the school's clocks show that minute of that day. In the hour that they skip: an hour later (PEP 495)."""
    midnight = datetime.combine(day + DAY * (minute // 1440), time(), ZoneInfo(calendar.timezone))
    return (midnight + timedelta(minutes=minute % 1440)).astimezone(UTC)


def week_begins(calendar: Calendar, at: datetime) -> datetime:
    """The Monday of that week, from its first moment at the school."""
    today, _ = local(calendar, at)
    return moment(calendar, today - DAY * today.weekday(), 0)
