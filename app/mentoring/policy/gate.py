"""When a mentor may take a chat. Pure."""

from collections.abc import Iterable
from datetime import date
from itertools import chain
from typing import Final

from app.mentoring.schemas.gate import Cover, Gate, GateCode, GateCondition, GateDetail, Load
from app.mentoring.schemas.rota import Presence
from app.mentoring.schemas.rules import MentoringRules
from app.mentoring.schemas.shifts import Shift
from app.people.policy import MENTOR_AGREEMENT

CHATS_AT_ONCE: Final = 1
CHATS_OF_A_SENIOR: Final = 2

PASSING: Final[frozenset[GateCode]] = frozenset({"adult_free", "no_debrief", "no_chat"})
"""What ends by itself within minutes: it keeps a mentor from a further chat, and no pupil from waiting for one."""


def gate(cover: Cover, load: Load) -> Gate:
    """Open only if every condition holds. Each one is named, so that a mentor is told what is missing."""
    parts = (_times(cover, load), _adults(cover), _papers(cover, load), _care(cover, load), _caps(cover, load))
    conditions = list(chain.from_iterable(parts))
    return Gate(open=all(condition.ok for condition in conditions), conditions=conditions)


def takes_new_pupils(gate: Gate) -> bool:
    """Whether a pupil may wait for this mentor: the gate is open, or shut only by what passes in minutes."""
    return PASSING.issuperset(gate.shut_by)


def most_at_once(load: Load) -> int:
    """How many chats this mentor may have at one moment."""
    return CHATS_OF_A_SENIOR if load.profile.senior else CHATS_AT_ONCE


def is_seen(rules: MentoringRules, shift: Shift | None) -> bool:
    """Whether an adult has said that they see where the mentor sits, or the school does not ask for it."""
    return not rules.needs_room or (shift is not None and shift.room_at is not None)


def now_of(presences: Iterable[Presence], minute: int) -> Presence | None:
    """The presence that a minute of the day falls in."""
    return next((presence for presence in presences if presence.opens <= minute < presence.closes), None)


def _times(cover: Cover, load: Load) -> Iterable[GateCondition]:
    on_duty = load.on_duty and load.shift is not None
    yield _is("on_duty", on_duty)
    present = now_of(load.presences, cover.minute)
    shown = present or next((each for each in load.presences if each.opens > cover.minute), None)
    yield _is("slot", not cover.rules.needs_rota or present is not None, _span(shown))
    opens, closes = cover.rules.hours
    school = cover.school_hours
    reads = school is not None and school[0] <= cover.minute < school[1]
    yield _is("hours", opens <= cover.minute < closes and reads, {"opens": opens, "closes": closes})
    yield _is("term", cover.holiday is None, {"label": cover.holiday})


def _adults(cover: Cover) -> Iterable[GateCondition]:
    # Without an adult it is the adult that is missing, and not their time.
    most = cover.rules.adult_chats * max(1, cover.adults)
    yield _is("adult_live", cover.adults > 0, {"adults": cover.adults})
    yield _under("adult_free", "chats", cover.chats, most)


def _papers(cover: Cover, load: Load) -> Iterable[GateCondition]:
    asked = {module: until for module, until in load.training.items() if module != MENTOR_AGREEMENT}
    module, until = min(asked.items(), key=lambda each: each[1] or date.min, default=(None, None))
    in_date = module is None or _in_date(until, cover.today)
    yield _is("training", in_date, {"module": module, "until": _day(until)})
    signed = load.training.get(MENTOR_AGREEMENT)
    yield _is("agreement", _in_date(signed, cover.today), {"until": _day(signed)})


def _care(cover: Cover, load: Load) -> Iterable[GateCondition]:
    shift = load.shift
    yield _is("room", is_seen(cover.rules, shift))
    yield _is("feeling", shift is not None and shift.is_well, {"feeling": None if shift is None else shift.feeling})
    yield _is("no_debrief", load.owes is None, {"conv": None if load.owes is None else load.owes.conv})


def _caps(cover: Cover, load: Load) -> Iterable[GateCondition]:
    rules, rest = cover.rules, load.profile.rest_until
    yield _under("week_minutes", "minutes", load.minutes_week, rules.weekly_minutes)
    yield _under("shift_chats", "chats", load.shift_chats, rules.shift_chats)
    yield _is("rest", rest is None or rest < cover.today, {"until": _day(rest)})
    yield _under("no_chat", "chats", load.chats, most_at_once(load))


def _is(code: GateCode, ok: bool, detail: GateDetail | None = None) -> GateCondition:
    return GateCondition(code=code, ok=ok, detail=detail)


def _under(code: GateCode, what: str, count: int, most: int) -> GateCondition:
    return _is(code, count < most, {what: count, "most": most})


def _in_date(until: date | None, today: date) -> bool:
    return until is not None and today <= until


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _span(presence: Presence | None) -> GateDetail | None:
    return None if presence is None else {"opens": presence.opens, "closes": presence.closes, "place": presence.place}
