"""The ladder's rules, with nothing but values: what is due, who is told, and who never is."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations, permutations

import pytest

from app.alerts import policy
from app.alerts.errors import AlertMinutesInvalid, CoverInvalid, QuietInvalid
from app.alerts.schemas import Alert, AlertRules, CoverLine, Hearer, Quiet
from app.core.ids import PersonId
from app.people.actors import Group, Role
from app.people.policy import groups_of
from app.reports.schemas import Report
from app.schools.schemas import Calendar, Period
from tests.triage.test_order import PLAIN

FRIDAY = datetime(2026, 11, 27, 16, 5, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 28, 11, 0, tzinfo=UTC)
OPEN = (8 * 60, 16 * 60 + 30)
CALENDAR = Calendar("Europe/London", (OPEN,) * 5 + (None, None), (), (), 120)
RULES = AlertRules()

REPORT = replace(
    PLAIN,
    safe="no",
    state="sent",
    urgency="red",
    received_at=FRIDAY,
    opened_at=None,
    last_pupil_at=FRIDAY,
    target_at=FRIDAY + timedelta(hours=2),
)
ALERT = Alert(
    id="alert",
    school_id=REPORT.school_id,
    group=REPORT.group,
    case_id=REPORT.id,
    cause="not_safe",
    raised_at=FRIDAY,
    owner_id=None,
    level=0,
    started_at=None,
    stepped_at=FRIDAY,
    next_at=FRIDAY,
    answered_by=None,
    answered_at=None,
    again=0,
    over_at=None,
)


def person(name: str, role: Role, **changes: object) -> Hearer:
    return replace(Hearer(id=PersonId(name), role=role, groups=groups_of(role)), **changes)  # type: ignore[arg-type] # replace checks them


EVERYBODY = [person(str(role), role) for role in Role]


def names(group: str, step: int, people: Iterable[Hearer] = EVERYBODY) -> set[str]:
    return {str(one) for one in policy.recipients(group, step, people)}


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


# Promise 3, by name.


@pytest.mark.parametrize("group", ["head", "governors"])
def test_nobody_of_the_safeguarding_or_pastoral_team_ever_hears_of_a_report_about_the_staff_or_the_head(
    group: str,
) -> None:
    for step in range(policy.STEPS + 1):
        told = policy.recipients(group, step, EVERYBODY)
        assert {"dsl", "deputy", "responder", "mentor", "administrator", "governor"}.isdisjoint(told)


def test_the_head_never_hears_of_a_report_about_the_head() -> None:
    assert all("head" not in names("governors", step) for step in range(policy.STEPS + 1))
    assert names("governors", policy.OUTSIDE) == {"chair"}


def test_the_head_hears_that_something_waits_for_the_safeguarding_team_and_not_which_case() -> None:
    for group in ("safeguarding", "pastoral"):
        assert policy.recipients(group, policy.OUTSIDE, EVERYBODY)[PersonId("head")] == "word"
        assert "head" not in names(group, policy.TEAM)


def test_the_chair_hears_that_something_waits_for_the_head_and_only_when_the_head_does_not_answer() -> None:
    assert names("head", policy.TEAM) == {"head"}
    assert policy.recipients("head", policy.OUTSIDE, EVERYBODY) == {"head": "case", "chair": "word"}


def test_the_chair_hears_nothing_of_the_safeguarding_teams_cases() -> None:
    assert "chair" not in names("safeguarding", policy.OUTSIDE) | names("pastoral", policy.OUTSIDE)


def test_somebody_in_two_groups_hears_no_word_that_one_of_them_is_routed_past() -> None:
    for first, second in combinations(Group, 2):
        both = {first, second}
        if policy.hears("head", both) is not None:
            assert "head" in both or both == {Group.GOVERNORS}
        if policy.hears("governors", both) is not None:
            assert "governors" in both


def test_nobody_without_a_group_hears_anything() -> None:
    assert all(policy.hears(group, ()) is None for group in Group)


def test_naming_somebody_for_the_weekend_tells_them_nothing_that_they_may_not_read() -> None:
    covering = [replace(one, covers=True, on_duty=True, owner=True) for one in EVERYBODY]
    assert names("head", policy.TEAM, covering) == {"head"}
    assert names("governors", policy.OUTSIDE, covering) == {"chair"}


# Who is told at which step.


def test_those_on_duty_are_told_first_then_the_lead_then_the_team_then_the_head() -> None:
    people = [replace(one, on_duty=one.role is Role.RESPONDER) for one in EVERYBODY]
    assert names("pastoral", policy.DUTY, people) == {"responder"}
    assert names("pastoral", policy.LEADS, people) == {"responder", "dsl"}
    assert names("pastoral", policy.TEAM, people) == {"responder", "dsl", "deputy"}
    assert names("pastoral", policy.OUTSIDE, people) == {"responder", "dsl", "deputy", "head"}


def test_whoever_sees_the_case_through_is_told_with_the_leads() -> None:
    people = [replace(one, owner=one.role is Role.DEPUTY) for one in EVERYBODY]
    assert names("safeguarding", policy.LEADS, people) == {"dsl", "deputy"}


def test_the_order_in_which_people_are_looked_at_changes_nothing() -> None:
    people = [replace(one, on_duty=one.role is Role.DEPUTY) for one in EVERYBODY[:5]]
    for step in range(policy.STEPS):
        told = {frozenset(names("safeguarding", step, order)) for order in permutations(people)}
        assert len(told) == 1


def test_every_step_tells_at_least_those_of_the_step_before() -> None:
    for group in Group:
        for step in range(policy.OUTSIDE):
            assert names(group, step) <= names(group, step + 1)


def test_where_nobody_is_on_duty_the_leads_are_told_at_once() -> None:
    assert policy.first_step("safeguarding", 0, EVERYBODY) == policy.LEADS


def test_where_nobody_at_all_can_be_told_the_ladder_ends_at_its_top() -> None:
    assert policy.first_step("safeguarding", 0, []) == policy.OUTSIDE


# When.


def test_a_child_who_is_not_safe_raises_an_alert_until_somebody_opens_it() -> None:
    assert policy.cause_of(REPORT, FRIDAY) == "not_safe"
    assert policy.cause_of(replace(REPORT, opened_at=FRIDAY), FRIDAY) is None
    assert policy.cause_of(replace(REPORT, state="closed"), FRIDAY) is None


def test_each_cause_is_named() -> None:
    quiet = replace(REPORT, safe="yes", urgency="amber")
    assert policy.cause_of(quiet, FRIDAY + minutes(300)) is None
    assert policy.cause_of(replace(quiet, urgency="red"), FRIDAY) == "red"
    passed = replace(quiet, state="passed", opened_at=FRIDAY, waiting_since=FRIDAY)
    assert policy.cause_of(passed, FRIDAY + timedelta(seconds=59)) is None
    assert policy.cause_of(passed, FRIDAY + timedelta(seconds=60)) == "passed"
    again = replace(quiet, urgency="red", opened_at=FRIDAY)
    assert policy.cause_of(again, FRIDAY + minutes(119)) is None
    assert policy.cause_of(again, FRIDAY + minutes(120)) == "overdue_red"


def due(alert: Alert, now: datetime, case: Report = REPORT, opened_at: datetime | None = None) -> str | None:
    covered = policy.is_covered(CALENDAR, RULES, {"dsl"}, now)
    return policy.due(alert, case, RULES, now, covered=covered, opened_at=opened_at)


def stepped(level: int, at: datetime = FRIDAY) -> Alert:
    return replace(
        ALERT, level=level, started_at=FRIDAY, stepped_at=at, next_at=policy.step_at(RULES, FRIDAY, level, at)
    )


def test_the_steps_come_at_the_schools_minutes() -> None:
    assert due(ALERT, FRIDAY) == "climb"
    for level, minute in ((1, 3), (2, 6), (3, 10), (4, 15)):
        assert due(stepped(level), FRIDAY + minutes(minute) - timedelta(seconds=1)) is None
        assert due(stepped(level), FRIDAY + minutes(minute)) == "climb"


def test_opening_without_answering_does_not_stop_it() -> None:
    opened = replace(REPORT, opened_at=FRIDAY, target_at=None)
    assert due(stepped(1), FRIDAY + minutes(3), opened, opened_at=FRIDAY + minutes(1)) == "climb"


def test_an_answer_stops_it_and_opening_then_ends_it() -> None:
    answered = replace(stepped(2), answered_by=PersonId("dsl"), answered_at=FRIDAY + minutes(4))
    assert due(answered, FRIDAY + minutes(6)) is None
    assert due(answered, FRIDAY + minutes(6), opened_at=FRIDAY + minutes(5)) == "end"


def test_what_was_answered_and_not_opened_rings_again() -> None:
    answered = replace(stepped(2), answered_by=PersonId("dsl"), answered_at=FRIDAY + minutes(4))
    assert due(answered, FRIDAY + minutes(13.9)) is None
    assert due(answered, FRIDAY + minutes(14)) == "again"
    # Having read it before it was raised is not having looked at what is urgent now.
    assert due(answered, FRIDAY + minutes(14), opened_at=FRIDAY - minutes(1)) == "again"


def test_taking_the_case_is_an_answer_and_having_had_it_already_is_none() -> None:
    taken = replace(REPORT, owner_id=PersonId("deputy"))
    assert due(stepped(1), FRIDAY + minutes(1), taken) == "taken"
    assert due(replace(stepped(1), owner_id="deputy"), FRIDAY + minutes(1), taken) is None


def test_a_case_that_is_closed_or_moved_or_not_red_after_all_rings_no_more() -> None:
    for case in (replace(REPORT, state="closed"), replace(REPORT, group="head")):
        assert due(stepped(1), FRIDAY + minutes(1), case) == "end"
    calm = replace(REPORT, safe="yes", urgency="amber")
    assert due(replace(stepped(1), cause="red"), FRIDAY + minutes(1), calm) == "end"


def test_a_chat_that_somebody_takes_rings_no_more() -> None:
    passed = replace(stepped(1), cause="passed")
    assert due(passed, FRIDAY + minutes(1), replace(REPORT, state="passed")) is None
    assert due(passed, FRIDAY + minutes(1), replace(REPORT, state="live")) == "taken"


def test_a_clock_that_is_set_back_makes_nobody_wait_for_longer() -> None:
    set_back = FRIDAY - minutes(60)
    assert due(stepped(2), set_back) == "climb"
    # From then on the minutes count from the same distance: four minutes had passed of which three were owed.
    alert = stepped(2, at=FRIDAY + minutes(4))
    assert policy.started_at(alert, set_back) == set_back - minutes(4)
    # Two servers whose clocks differ by seconds are not taken for that.
    assert due(stepped(2), FRIDAY - timedelta(seconds=30)) is None


def test_an_answer_from_before_the_clock_was_set_back_is_not_believed_for_an_hour() -> None:
    answered = replace(stepped(2), answered_by=PersonId("dsl"), answered_at=FRIDAY)
    assert due(answered, FRIDAY - minutes(60)) == "again"


# Out of hours.


def test_on_a_saturday_without_cover_nothing_rings_until_monday() -> None:
    alert = replace(ALERT, raised_at=SATURDAY, stepped_at=SATURDAY, next_at=None)
    assert due(alert, SATURDAY) is None
    monday = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
    assert policy.next_covered(CALENDAR, RULES, {"dsl"}, SATURDAY) == monday
    assert due(alert, monday) == "climb"


def test_what_rings_when_the_school_closes_climbs_to_its_top_and_repeats_on_monday() -> None:
    late = datetime(2026, 11, 27, 16, 29, tzinfo=UTC)
    alert = replace(stepped(3), started_at=late, stepped_at=late, next_at=late + minutes(10))
    assert due(alert, late + minutes(10)) == "climb"
    top = replace(alert, level=4, next_at=late + minutes(25))
    assert due(top, late + minutes(25)) is None
    assert due(top, datetime(2026, 11, 30, 8, 0, tzinfo=UTC)) == "climb"


def saturday(*people: str, **changes: object) -> AlertRules:
    return AlertRules(cover=(CoverLine(day=5, opens=9 * 60, closes=12 * 60, people=people),), **changes)


def test_cover_counts_at_its_hours_and_only_for_cases_that_somebody_named_may_read() -> None:
    rules = saturday(_DSL)
    assert policy.is_covered(CALENDAR, rules, {_DSL}, SATURDAY)
    assert not policy.is_covered(CALENDAR, rules, {_HEAD}, SATURDAY)
    assert not policy.is_covered(CALENDAR, rules, {_DSL}, SATURDAY.replace(hour=12))
    assert not policy.is_covered(CALENDAR, rules, {_DSL}, SATURDAY + timedelta(days=1))
    assert policy.covering(CALENDAR, rules, SATURDAY) == {_DSL}
    assert policy.covering(CALENDAR, rules, FRIDAY) == frozenset()


def test_an_alert_of_the_small_hours_waits_for_the_cover_of_the_morning() -> None:
    night = SATURDAY.replace(hour=3)
    assert policy.next_covered(CALENDAR, saturday(_DSL), {_DSL}, night) == SATURDAY.replace(hour=9)
    assert policy.next_covered(CALENDAR, saturday(_DSL), {_HEAD}, night) == datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


def test_cover_is_none_in_the_holidays_unless_the_school_says_so() -> None:
    closed = replace(CALENDAR, closures=(Period("half-term", SATURDAY.date(), SATURDAY.date()),))
    assert not policy.is_covered(closed, saturday(_DSL), {_DSL}, SATURDAY)
    assert policy.is_covered(closed, saturday(_DSL, cover_in_holidays=True), {_DSL}, SATURDAY)


def test_a_school_that_never_opens_has_no_next_time() -> None:
    never = replace(CALENDAR, week=(None,) * 7)
    assert policy.next_covered(never, RULES, {_DSL}, SATURDAY) is None


# Channels and quiet hours.


def test_a_letter_is_written_from_the_second_step_on_and_at_once_to_whoever_covers_from_home() -> None:
    at_work = person("dsl", Role.DSL, on_duty=True)
    assert policy.channels(policy.DUTY, at_work, red=True) == ("screen", "push")
    assert "mail" in policy.channels(policy.LEADS, at_work, red=True)
    assert "mail" in policy.channels(policy.DUTY, replace(at_work, covers=True), red=True)


def test_quiet_hours_never_silence_red() -> None:
    asleep = person("dsl", Role.DSL, quiet=True)
    for step in range(policy.STEPS):
        assert policy.channels(step, asleep, red=True) == policy.channels(step, replace(asleep, quiet=False), red=True)
        assert policy.channels(step, asleep, red=False) == ("screen",)


def test_quiet_hours_may_reach_over_midnight() -> None:
    night = Quiet(hours=(20 * 60, 7 * 60))
    at = {hour: policy.is_quiet(night, CALENDAR, SATURDAY.replace(hour=hour)) for hour in (6, 7, 19, 20, 23)}
    assert at == {6: True, 7: False, 19: False, 20: True, 23: True}
    assert not policy.is_quiet(Quiet(hours=None), CALENDAR, SATURDAY)


# What a school may set.


@pytest.mark.parametrize(
    ("field", "wanted"),
    [
        ("leads", {"leads": 0}),
        ("leads", {"leads": 16}),
        ("team", {"team": 3}),
        ("head", {"head": 6}),
        ("head", {"head": 61}),
        ("repeat", {"repeat": 4}),
        ("look", {"look": 31}),
    ],
)
def test_minutes_out_of_bounds_or_out_of_order_are_refused(field: str, wanted: dict[str, int]) -> None:
    with pytest.raises(AlertMinutesInvalid) as refused:
        policy.check_rules(AlertRules(**wanted), ())
    assert refused.value.data["field"] == field


def test_cover_by_a_stranger_or_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(CoverInvalid):
        policy.check_rules(saturday(_HEAD), {_DSL})
    upside_down = AlertRules(cover=(CoverLine(day=5, opens=600, closes=600, people=(_DSL,)),))
    with pytest.raises(CoverInvalid):
        policy.check_rules(upside_down, {_DSL})
    policy.check_rules(saturday(_DSL), {_DSL})


def test_quiet_hours_that_would_last_for_ever_are_refused() -> None:
    with pytest.raises(QuietInvalid):
        policy.check_quiet(Quiet(hours=(1440, 0)))


_DSL = "00000000-0000-7000-8000-000000000001"
_HEAD = "00000000-0000-7000-8000-000000000002"
