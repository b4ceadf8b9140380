"""The ladder: pure functions of an alert, a case, the school's rules and the people there to what is due and to whom.

Promise 3 is `hears`. Whoever it says nothing of is told nothing, by whatever channel, at whatever step.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.alerts.errors import AlertMinutesInvalid, CoverInvalid, QuietInvalid
from app.alerts.schemas import Alert, AlertRules, Cause, Channel, Do, Hearer, Hears, Quiet
from app.core.ids import PersonId
from app.people.actors import SUPERVISORS, Group, Role, readers_of
from app.reports.schemas import Report
from app.schools import policy as calendars
from app.schools.schemas import Calendar

DUTY, LEADS, TEAM, OUTSIDE = range(4)
STEPS: Final = 4
"""After these it repeats."""
PASSED_AFTER: Final = timedelta(seconds=60)
"""A chat that was passed on rings by itself for as long: then it is everybody's business."""
_BACK: Final = timedelta(minutes=1)
"""A clock that is further back than this was set back: two servers may differ by less."""

LIMITS: Final[dict[str, tuple[int, int]]] = {
    "leads": (1, 15),
    "team": (2, 30),
    "head": (3, 60),
    "repeat": (5, 60),
    "look": (5, 30),
}
"""The least and the most minutes of each step."""

_LEADS = frozenset({Role.DSL, Role.HEAD, Role.CHAIR})
_ABOVE: Final[dict[str, Group]] = {
    Group.SAFEGUARDING: Group.HEAD,
    Group.PASTORAL: Group.HEAD,
    Group.HEAD: Group.GOVERNORS,
}
"""Who is told, without a word of the case, when a group does not answer. Nobody stands above the governors."""


def is_red(report: Report) -> bool:
    """Whether the pupil said that they are not safe, or an adult judged so."""
    return report.safe == "no" or report.urgency == "red"


def breaks_quiet(cause: Cause, report: Report) -> bool:
    """Whether quiet hours do not count: it is red, or a pupil waits in a chat that was passed on."""
    return cause == "passed" or is_red(report)


def cause_of(report: Report, now: datetime) -> Cause | None:
    """Why a case cannot wait, the strongest first, or None."""
    if report.state == "closed":
        return None
    if report.opened_at is None and is_red(report):
        return "not_safe" if report.safe == "no" else "red"
    if report.state == "passed" and report.waiting_since is not None and now - report.waiting_since >= PASSED_AFTER:
        return "passed"
    overdue = report.target_at is not None and report.target_at <= now
    return "overdue_red" if is_red(report) and overdue else None


def hears(group: str, groups: Collection[str]) -> Hears | None:
    """What somebody in `groups` may be told of an alert of `group` (promise 3).

    Readers may know which case it is. The head hears that something waits for the safeguarding team, and the chair that
    something waits for the head: never which, nor of what kind, and never anybody of the teams that a report about the
    staff is routed past. Of a case about the head nobody hears but the governors' group.
    """
    if not set(readers_of(group)).isdisjoint(groups):
        return "case"
    above = _ABOVE.get(group)
    if above is None or above not in groups:
        return None
    return None if group == Group.HEAD and not SUPERVISORS.isdisjoint(groups) else "word"


def recipients(group: str, step: int, people: Iterable[Hearer]) -> dict[PersonId, Hears]:
    """Who has been told once that step is taken: those of the steps before are among them."""
    told: dict[PersonId, Hears] = {}
    for one in people:
        may = hears(group, one.groups)
        if may is not None and _step_of(one, may) <= step:
            told[one.id] = may
    return told


def first_step(group: str, level: int, people: Collection[Hearer]) -> int:
    """The step to take after `level` of them: while it would reach nobody at all, the next one is taken at once."""
    step = level
    while step < OUTSIDE and not recipients(group, step, people):
        step += 1
    return step


def channels(step: int, person: Hearer, *, red: bool) -> tuple[Channel, ...]:
    """How somebody is told. Quiet hours leave the screen alone, and count for nothing when it is red."""
    if person.quiet and not red:
        return ("screen",)
    return ("screen", "push", "mail") if step > DUTY or person.covers else ("screen", "push")


def due(
    alert: Alert, case: Report, rules: AlertRules, now: datetime, *, covered: bool, opened_at: datetime | None
) -> Do | None:
    """What is to be done about an alert now. `opened_at`: when somebody last opened the case."""
    if case.state == "closed" or case.group != alert.group or (alert.cause == "red" and not is_red(case)):
        return "end"
    if alert.answered_at is None:
        if _taken(alert, case):
            return "taken"
        return "climb" if _climbs(alert, now, covered=covered) else None
    if _seen_to(alert, case, opened_at):
        return "end"
    waited = now - alert.answered_at
    return "again" if waited >= timedelta(minutes=rules.look) or waited < -_BACK else None


def step_at(rules: AlertRules, started: datetime, level: int, now: datetime) -> datetime:
    """When the step after `level` of them is due."""
    if level >= STEPS:
        return now + timedelta(minutes=rules.repeat)
    return started + timedelta(minutes=(0, rules.leads, rules.team, rules.head)[level])


def started_at(alert: Alert, now: datetime) -> datetime:
    """From when the ladder's minutes count. A clock that was set back takes the beginning back with it."""
    if alert.started_at is None:
        return now
    back = alert.stepped_at - now
    return alert.started_at - back if back > _BACK else alert.started_at


def is_covered(calendar: Calendar, rules: AlertRules, readers: Collection[str], now: datetime) -> bool:
    """Whether the school says that somebody who may open the case can be reached now."""
    if calendars.state(calendar, now) == "open":
        return True
    return not covering(calendar, rules, now).isdisjoint(readers)


def covering(calendar: Calendar, rules: AlertRules, now: datetime) -> frozenset[str]:
    """Who is named for this moment outside the hours of reading."""
    if calendars.state(calendar, now) == "open":
        return frozenset()
    local = now.astimezone(ZoneInfo(calendar.timezone))
    if not rules.cover_in_holidays and calendars.holiday(calendar, local.date()) is not None:
        return frozenset()
    minute = local.hour * 60 + local.minute
    lines = [line for line in rules.cover if line.day == local.weekday() and line.opens <= minute < line.closes]
    return frozenset(person for line in lines for person in line.people)


def next_covered(calendar: Calendar, rules: AlertRules, readers: Collection[str], now: datetime) -> datetime | None:
    """When an alert of this moment begins to ring: now, or when the school opens or cover begins; None if never."""
    if is_covered(calendar, rules, readers, now):
        return now
    opens = calendars.next_open(calendar, now)
    begins = [moment for moment in _begins(calendar, rules, now) if is_covered(calendar, rules, readers, moment)]
    return min((moment for moment in (opens, *begins) if moment is not None), default=None)


def is_quiet(quiet: Quiet, calendar: Calendar, now: datetime) -> bool:
    """Whether somebody has asked for quiet at this time of day."""
    if quiet.hours is None:
        return False
    local = now.astimezone(ZoneInfo(calendar.timezone))
    minute, (begins, ends) = local.hour * 60 + local.minute, quiet.hours
    return begins <= minute < ends if begins < ends else minute >= begins or minute < ends


def check_rules(rules: AlertRules, readers: Collection[str]) -> None:
    """Raise `AlertMinutesInvalid` or `CoverInvalid`. `readers`: everybody who reads any report of the school."""
    before = 0
    for field, (least, most) in LIMITS.items():
        minutes: int = getattr(rules, field)
        first = max(least, before + 1) if field in {"team", "head"} else least
        if not first <= minutes <= most:
            raise AlertMinutesInvalid(data={"field": field, "least": first, "most": most})
        before = minutes
    for number, line in enumerate(rules.cover):
        if not line.opens < line.closes or not set(line.people) <= set(readers):
            raise CoverInvalid(data={"line": number})


def check_quiet(quiet: Quiet) -> None:
    """Raise `QuietInvalid` for hours that would last no time or for ever."""
    if quiet.hours is not None and quiet.hours[0] % (24 * 60) == quiet.hours[1] % (24 * 60):
        raise QuietInvalid


def _step_of(person: Hearer, may: Hears) -> int:
    if may == "word":
        return OUTSIDE
    if person.on_duty or person.covers:
        return DUTY
    return LEADS if person.owner or person.role in _LEADS else TEAM


def _climbs(alert: Alert, now: datetime, *, covered: bool) -> bool:
    # It begins, and begins to repeat, only while somebody can be reached. Once it rings it climbs to its top whatever
    # the hour: a school that closes in the middle of it has not dealt with it.
    if alert.level == 0 or alert.level >= STEPS:
        return covered and (alert.level == 0 or _is_past(alert, now))
    return _is_past(alert, now)


def _is_past(alert: Alert, now: datetime) -> bool:
    return alert.next_at is None or alert.next_at <= now or now < alert.stepped_at - _BACK


def _taken(alert: Alert, case: Report) -> bool:
    if alert.cause == "passed":
        return case.state != "passed"
    return case.owner_id is not None and case.owner_id != alert.owner_id


def _seen_to(alert: Alert, case: Report, opened_at: datetime | None) -> bool:
    if alert.cause == "passed":
        return case.state != "passed"
    return opened_at is not None and opened_at >= alert.raised_at


def _begins(calendar: Calendar, rules: AlertRules, now: datetime) -> Iterable[datetime]:
    """The beginnings of cover in the coming week, in no order."""
    zone = ZoneInfo(calendar.timezone)
    today = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    for line in rules.cover:
        for days in range(9):
            day = today + timedelta(days=days)
            moment = (day + timedelta(minutes=line.opens)).replace(tzinfo=zone).astimezone(UTC)
            if day.weekday() == line.day and moment > now:
                yield moment
