"""When a help route may still be relied on. Pure."""

from datetime import date, timedelta

from app.escalation.schemas import HelpRoute


def is_stale(route: HelpRoute, today: date, stale_after_days: int) -> bool:
    """Whether it is too long since anybody checked that the number still rings and the hours still hold."""
    return today - route.last_checked > timedelta(days=stale_after_days)


def shown_to_pupils(route: HelpRoute, today: date, stale_after_days: int) -> bool:
    """A child is never sent to a door that may be shut: a stale route is withheld and becomes an adult's task."""
    return "pupil" in route.audience and not is_stale(route, today, stale_after_days)
