"""What a pupil is promised about time, in every season."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.schools import policy
from app.schools.errors import HoursInvalid
from app.schools.schemas import Calendar, Hours, Period

LONDON = ZoneInfo("Europe/London")
SCHOOL_DAY = (8 * 60 + 30, 16 * 60)
WEEKDAYS: tuple[Hours | None, ...] = (*(SCHOOL_DAY,) * 5, None, None)


def calendar(
    week: tuple[Hours | None, ...] = WEEKDAYS,
    *,
    terms: tuple[Period, ...] = (),
    closures: tuple[Period, ...] = (),
    target: int = 30,
) -> Calendar:
    return Calendar("Europe/London", week, terms, closures, target)


def london(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=LONDON).astimezone(UTC)


HALF_TERM = Period("half-term", date(2026, 10, 26), date(2026, 10, 30))

days = st.one_of(
    st.none(), st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda hours: hours[0] < hours[1])
)
calendars = st.builds(
    Calendar,
    timezone=st.sampled_from(["Europe/London", "Pacific/Auckland", "Asia/Kathmandu", "America/St_Johns"]),
    week=st.tuples(*[days] * 7),
    terms=st.just(()),
    closures=st.sampled_from([(), (HALF_TERM,)]),
    target_minutes=st.integers(0, 3000),
)
# Two years, to the minute, with every change of the clocks in them.
moments = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@pytest.mark.parametrize(
    "week",
    [
        WEEKDAYS[:6],
        (*WEEKDAYS[:6], (600, 600)),
        (*WEEKDAYS[:6], (700, 600)),
        (*WEEKDAYS[:6], (600, 1441)),
        (*WEEKDAYS[:6], (-1, 600)),
    ],
)
def test_hours_that_cannot_be_kept_are_refused(week: tuple[Hours | None, ...]) -> None:
    with pytest.raises(HoursInvalid):
        policy.check_week(week)


def test_a_school_that_never_opens_promises_nothing() -> None:
    never = calendar((None,) * 7)
    at = london(2026, 11, 24, 12)
    assert (policy.state(never, at), policy.read_by(never, at), policy.next_open(never, at)) == ("closed", None, None)


def test_in_the_school_day_somebody_reads_within_the_target() -> None:
    at = london(2026, 11, 24, 12)
    assert policy.state(calendar(), at) == "open"
    assert policy.read_by(calendar(), at) == at + timedelta(minutes=30)
    assert policy.next_open(calendar(), at) is None


def test_the_last_minutes_of_a_day_carry_over_to_the_next() -> None:
    assert policy.read_by(calendar(), london(2026, 11, 24, 15, 50)) == london(2026, 11, 25, 8, 50)


def test_at_the_minute_of_closing_nobody_reads_any_more() -> None:
    assert policy.state(calendar(), london(2026, 11, 24, 15, 59)) == "open"
    assert policy.state(calendar(), london(2026, 11, 24, 16)) == "closed"
    assert policy.state(calendar(), london(2026, 11, 24, 8, 30)) == "open"


def test_on_friday_evening_the_promise_is_monday() -> None:
    friday = london(2026, 11, 27, 18)
    assert policy.next_open(calendar(), friday) == london(2026, 11, 30, 8, 30)
    assert policy.read_by(calendar(), friday) == london(2026, 11, 30, 9)


def test_in_half_term_the_page_says_so_and_names_the_day_after() -> None:
    at = london(2026, 10, 28, 12)
    away = calendar(closures=(HALF_TERM,))
    assert (policy.state(away, at), policy.label(away, at)) == ("holiday", "half-term")
    assert policy.next_open(away, at) == london(2026, 11, 2, 8, 30)


def test_outside_every_term_it_is_the_holidays() -> None:
    autumn = Period("autumn", date(2026, 9, 2), date(2026, 12, 18))
    at = london(2026, 12, 21, 12)
    assert policy.label(calendar(terms=(autumn,)), at) == "the holidays"
    assert policy.read_by(calendar(terms=(autumn,)), at) is None
    assert policy.label(calendar(terms=(autumn,)), london(2026, 11, 24, 20)) is None


def test_a_promise_over_the_night_when_clocks_go_back_counts_real_minutes() -> None:
    """In the night of 25 October 2026 the hour from one to two comes twice, so eight hours end at seven."""
    round_the_clock = calendar(((0, 1440),) * 7, target=8 * 60)
    assert policy.read_by(round_the_clock, london(2026, 10, 25, 0)) == london(2026, 10, 25, 7)


def test_a_promise_over_the_night_when_clocks_go_forward_counts_real_minutes() -> None:
    """In the night of 29 March 2026 the hour from one to two does not come, so eight hours end at nine."""
    round_the_clock = calendar(((0, 1440),) * 7, target=8 * 60)
    assert policy.read_by(round_the_clock, london(2026, 3, 29, 0)) == london(2026, 3, 29, 9)


def test_the_day_opens_by_the_clock_on_the_wall_in_summer_and_winter() -> None:
    assert policy.next_open(calendar(), london(2026, 3, 27, 17)) == datetime(2026, 3, 30, 7, 30, tzinfo=UTC)
    assert policy.next_open(calendar(), london(2026, 10, 23, 17)) == datetime(2026, 10, 26, 8, 30, tzinfo=UTC)


def test_an_opening_that_the_change_of_the_clocks_swallows_does_not_happen() -> None:
    night = calendar((None,) * 6 + ((70, 130),))
    assert policy.next_open(night, london(2026, 3, 28, 12)) == london(2026, 4, 5, 1, 10)


@given(calendars, moments)
def test_a_promise_is_never_earlier_than_now_nor_while_nobody_reads(hours: Calendar, at: datetime) -> None:
    read_by = policy.read_by(hours, at)
    if read_by is None:
        return
    assert read_by >= at
    # The moment itself may be that of closing, so it is the instant before it that somebody reads.
    if hours.target_minutes:
        assert policy.state(hours, read_by - timedelta(seconds=1)) == "open"


@given(calendars, moments)
def test_the_minutes_until_the_promise_are_exactly_the_open_ones_that_were_promised(
    hours: Calendar, at: datetime
) -> None:
    read_by = policy.read_by(hours, at)
    if read_by is None:
        return
    opened = timedelta()
    for start, end in policy.openings(hours, at):
        if start >= read_by:
            break
        opened += min(end, read_by) - max(start, at)
    assert opened == timedelta(minutes=hours.target_minutes)


@given(calendars, moments)
def test_it_is_open_or_it_says_when_it_opens_next(hours: Calendar, at: datetime) -> None:
    opens = policy.next_open(hours, at)
    if policy.state(hours, at) == "open":
        assert opens is None
    elif opens is not None:
        assert opens > at
        assert policy.state(hours, opens) == "open"
        assert policy.state(hours, opens - timedelta(seconds=1)) != "open"


@given(calendars, moments)
def test_openings_follow_one_another_and_never_overlap(hours: Calendar, at: datetime) -> None:
    spans = [span for span, _ in zip(policy.openings(hours, at), range(12), strict=False)]
    assert all(start < end for start, end in spans)
    assert all(earlier[1] <= later[0] for earlier, later in pairwise(spans))


def test_what_is_owed_on_a_friday_afternoon_is_owed_after_the_half_term_and_in_open_minutes_alone() -> None:
    hours = calendar(closures=(HALF_TERM,))
    friday = london(2026, 10, 23, 15, 50)
    assert policy.after_open_minutes(hours, friday, 5) == london(2026, 10, 23, 15, 55)
    assert policy.after_open_minutes(hours, friday, 60) == london(2026, 11, 2, 9, 20)
    assert policy.after_open_minutes(hours, friday, 450 + 60) == london(2026, 11, 3, 9, 20)
