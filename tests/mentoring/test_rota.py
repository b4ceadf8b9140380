"""The rota: who may be on it and when, who is there on a day, and where nobody is."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core import clock
from app.core.errors import AppError, NotFound
from app.core.ids import PersonId, SchoolId, new_id
from app.mentoring import queries
from app.mentoring.actions import rota, rules
from app.mentoring.policy import day as days
from app.mentoring.policy.rota import gaps_of, mentoring_hours, presences
from app.mentoring.queries.reminders import cover_reminders
from app.mentoring.schemas.rota import Change, NewChange, NewSlot, Presence, Slot, Week
from app.mentoring.schemas.rules import MentoringRules
from app.people import actions as people
from app.people.actors import Role
from app.people.schemas import Person
from app.people.tables import TrainingRow
from app.schools import actions as founding
from app.schools.schemas import Calendar, Period
from tests.cases import World
from tests.hillcrest import Served

MONDAY = date(2026, 11, 23)
TERM = Period("Autumn", date(2026, 9, 2), date(2026, 12, 18))
CALENDAR = Calendar(
    "Europe/London",
    ((8 * 60, 16 * 60),) * 5 + (None, None),
    (TERM,),
    (Period("half-term", date(2026, 10, 26), date(2026, 10, 30)),),
    30,
)
KHAN, ROBIN, SAM = (str(new_id()) for _ in range(3))
PEOPLE = {
    person_id: Person(PersonId(person_id), SchoolId("school"), "", alias, "", role, frozenset())
    for person_id, alias, role in (
        (KHAN, "Ms Khan", Role.DSL),
        (ROBIN, "Robin", Role.MENTOR),
        (SAM, "Sam", Role.MENTOR),
    )
}


def slot(person: str, opens: int, closes: int, **changes: Any) -> Slot:
    terms: dict[str, Any] = {"weekday": 0, "first": TERM.first, "last": TERM.last} | changes
    who = PEOPLE[person]
    return Slot(
        id=new_id(), person=person, opens=opens, closes=closes, place="Library", alias=who.alias, role=who.role, **terms
    )


def change(of: Slot, on: date, person: str | None) -> Change:
    alias = None if person is None else PEOPLE[person].alias
    return Change(id=new_id(), slot=of.id, on=on, person=person, alias=alias)


def there(week: Week, on: date) -> list[tuple[str, str | None]]:
    return [(presence.alias, presence.covers) for presence in presences(week, on)]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (MONDAY, [("Robin", None)]),
        (MONDAY + timedelta(days=1), []),
        (TERM.first - timedelta(days=2), []),
        (date(2026, 12, 14), [("Robin", None)]),
        (date(2026, 12, 21), []),
        (MONDAY - timedelta(days=7), []),
        (MONDAY + timedelta(days=7), [("Sam", "Robin")]),
        (MONDAY + timedelta(days=14), []),
    ],
)
def test_a_slot_is_on_its_weekday_in_its_weeks_unless_that_day_is_covered_or_off(
    on: date, expected: list[tuple[str, str | None]]
) -> None:
    weekly = slot(ROBIN, 720, 780)
    changes = (
        change(weekly, MONDAY - timedelta(days=7), None),
        change(weekly, MONDAY + timedelta(days=7), SAM),
        # Somebody who has left since covers nothing.
        Change(id=new_id(), slot=weekly.id, on=MONDAY + timedelta(days=14), person=new_id(), alias=None),
    )
    assert there(Week(slots=(weekly,), changes=changes, people=PEOPLE), on) == expected


def test_a_slot_of_somebody_who_is_suspended_or_has_left_is_nobodys() -> None:
    weekly = slot(ROBIN, 720, 780)
    present = {person_id: one for person_id, one in PEOPLE.items() if person_id != ROBIN}
    assert there(Week(slots=(weekly,), changes=(), people=present), MONDAY) == []


@pytest.mark.parametrize(
    ("on", "hours", "expected"),
    [
        (MONDAY, (720, 960), (720, 960)),
        (MONDAY, (420, 1080), (480, 960)),
        (MONDAY, (960, 1080), None),
        (date(2026, 11, 28), (720, 960), None),
        (date(2026, 10, 26), (720, 960), None),
        (date(2026, 12, 21), (720, 960), None),
        (TERM.last, (720, 960), (720, 960)),
    ],
)
def test_mentors_chat_within_their_hours_and_the_schools_and_on_no_holiday(
    on: date, hours: tuple[int, int], expected: tuple[int, int] | None
) -> None:
    assert mentoring_hours(CALENDAR, MentoringRules(hours=hours), on) == expected


def presence(person: str, opens: int, closes: int) -> Presence:
    who = PEOPLE[person]
    return Presence(
        slot="slot", person=who.id, alias=who.alias, role=who.role, opens=opens, closes=closes, place="", covers=None
    )


@pytest.mark.parametrize(
    ("present", "expected"),
    [
        ([], [(720, 960, "no_adult")]),
        ([(ROBIN, 720, 960)], [(720, 960, "no_adult")]),
        ([(KHAN, 720, 960)], [(720, 960, "no_mentor")]),
        ([(KHAN, 600, 1000), (ROBIN, 700, 970)], []),
        ([(KHAN, 720, 900), (ROBIN, 720, 840), (SAM, 840, 960)], [(900, 960, "no_adult")]),
        ([(KHAN, 780, 960), (ROBIN, 720, 800)], [(720, 780, "no_adult"), (800, 960, "no_mentor")]),
    ],
)
def test_where_nobody_is_there_is_named_with_who_is_missing(
    present: list[tuple[str, int, int]], expected: list[tuple[int, int, str]]
) -> None:
    gaps = gaps_of((720, 960), [presence(*each) for each in present])
    assert [(gap.opens, gap.closes, gap.why) for gap in gaps] == expected


spans = st.tuples(st.integers(0, 1430), st.integers(1, 300)).map(lambda pair: (pair[0], min(1440, sum(pair))))


@given(st.lists(st.tuples(st.sampled_from([KHAN, ROBIN, SAM]), spans), max_size=6))
def test_each_minute_is_a_gap_exactly_while_an_adult_or_a_mentor_is_missing(
    drawn: list[tuple[str, tuple[int, int]]],
) -> None:
    present = [presence(person, *span) for person, span in drawn]
    gaps = gaps_of((720, 960), present)
    for minute in range(720, 960, 7):
        roles = {each.role for each in present if each.opens <= minute < each.closes}
        why = next((gap.why for gap in gaps if gap.opens <= minute < gap.closes), None)
        assert why == ("no_adult" if Role.DSL not in roles else None if Role.MENTOR in roles else "no_mentor")
    assert all(before.closes <= after.opens for before, after in pairwise(gaps))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        # The clocks go back at 02:00 on 25 October 2026: the hour from one o'clock is shown twice.
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), (date(2026, 10, 25), 90)),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), (date(2026, 10, 25), 90)),
        # They go forward at 01:00 on 28 March 2027: the hour from one o'clock is never shown.
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), (date(2027, 3, 28), 59)),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), (date(2027, 3, 28), 120)),
        # In summer the day begins an hour before it does in UTC.
        (datetime(2026, 7, 1, 23, 15, tzinfo=UTC), (date(2026, 7, 2), 15)),
    ],
)
def test_a_slot_goes_by_what_the_schools_clocks_show(at: datetime, expected: tuple[date, int]) -> None:
    assert days.local(CALENDAR, at) == expected


@pytest.mark.parametrize(
    ("on", "minute", "expected"),
    [
        (date(2026, 7, 1), 720, datetime(2026, 7, 1, 11, 0, tzinfo=UTC)),
        (date(2026, 11, 24), 720, datetime(2026, 11, 24, 12, 0, tzinfo=UTC)),
        (date(2027, 3, 28), 90, datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        (date(2026, 10, 24), 1440, datetime(2026, 10, 24, 23, 0, tzinfo=UTC)),
        (date(2026, 10, 25), 1440, datetime(2026, 10, 26, 0, 0, tzinfo=UTC)),
    ],
)
def test_a_minute_of_a_day_is_one_moment_also_where_the_clocks_change(
    on: date, minute: int, expected: datetime
) -> None:
    assert days.moment(CALENDAR, on, minute) == expected


def test_the_week_begins_on_monday_at_the_schools_own_midnight() -> None:
    summer, begins = datetime(2026, 7, 5, 23, 30, tzinfo=UTC), datetime(2026, 7, 5, 23, 0, tzinfo=UTC)
    assert days.week_begins(CALENDAR, summer) == begins
    assert days.week_begins(CALENDAR, begins - timedelta(seconds=1)) == begins - timedelta(days=7)


def wanted(world: World, name: str, **changes: Any) -> NewSlot:
    terms: dict[str, Any] = {"weekday": 0, "opens": 720, "closes": 780, "first": "2300-01-01", "last": "2300-12-31"}
    return NewSlot.model_validate({"person": world.actor(name).person_id, "place": "Library"} | terms | changes)


@pytest.mark.parametrize(
    ("name", "changes", "code"),
    [
        ("robin", {"opens": 780}, "rota_times_wrong"),
        ("robin", {"last": "2299-12-31"}, "rota_dates_wrong"),
        ("ward", {}, "rota_role_wrong"),
        ("robin", {"opens": 600}, "rota_outside_hours"),
        ("robin", {"closes": 961}, "rota_outside_hours"),
    ],
)
def test_a_slot_that_cannot_be_is_refused_with_why(world: World, name: str, changes: dict[str, Any], code: str) -> None:
    world.do(rules.set_rules, world.actor("khan"), MentoringRules())
    with pytest.raises(AppError) as refused:
        world.do(rota.add_slot, world.actor("khan"), wanted(world, name, **changes))
    assert refused.value.code == code


def test_an_adult_may_be_there_outside_the_hours_of_mentoring(world: World) -> None:
    world.do(rules.set_rules, world.actor("khan"), MentoringRules())
    assert world.do(rota.add_slot, world.actor("khan"), wanted(world, "osei", opens=480)).alias == "Mr Osei"


@pytest.mark.parametrize(
    ("changes", "meets"),
    [
        ({"opens": 779, "closes": 900}, True),
        ({"opens": 780, "closes": 900}, False),
        ({"weekday": 1}, False),
        ({"first": "2301-01-01", "last": "2301-06-01"}, False),
        ({"first": "2300-12-31", "last": "2301-06-01"}, True),
        # Both have Sunday 30 December 2300 and no Monday after it.
        ({"first": "2300-12-30", "last": "2300-12-30"}, False),
    ],
)
def test_nobody_is_on_the_rota_twice_at_one_time(world: World, changes: dict[str, Any], meets: bool) -> None:
    khan = world.actor("khan")
    world.do(rota.add_slot, khan, wanted(world, "robin"))
    second = wanted(world, "robin", **changes)
    if meets:
        with pytest.raises(AppError) as refused:
            world.do(rota.add_slot, khan, second)
        assert refused.value.code == "rota_overlaps"
    else:
        world.do(rota.add_slot, khan, second)
    world.do(rota.add_slot, khan, wanted(world, "sam", **changes))


def test_a_slot_may_change_without_meeting_itself_and_loses_the_changes_of_days_it_no_longer_has(world: World) -> None:
    khan = world.actor("khan")
    made = world.do(rota.add_slot, khan, wanted(world, "robin"))
    monday = date(2300, 1, 1)
    assert monday.weekday() == 0
    world.do(rota.add_change, khan, NewChange(slot=made.id, on=monday, person=None))
    world.do(rota.change_slot, khan, made.id, wanted(world, "robin", closes=790))
    kept = world.ask(queries.rota, khan, monday)
    assert [each.on for each in kept.changes] == [monday]
    world.do(rota.change_slot, khan, made.id, wanted(world, "robin", weekday=2))
    assert world.ask(queries.rota, khan, monday).changes == []


@pytest.mark.parametrize(
    ("on", "person", "code"),
    [
        (date(2300, 1, 2), None, "rota_day_wrong"),
        (date(2301, 1, 7), None, "rota_day_wrong"),
        (date(2300, 1, 1), "khan", "rota_role_wrong"),
        (date(2300, 1, 1), "ward", "rota_role_wrong"),
        (date(2300, 1, 1), "robin", "rota_overlaps"),
    ],
)
def test_a_day_is_covered_only_by_somebody_who_can(world: World, on: date, person: str | None, code: str) -> None:
    khan = world.actor("khan")
    made = world.do(rota.add_slot, khan, wanted(world, "robin"))
    cover = None if person is None else world.actor(person).person_id
    with pytest.raises(AppError) as refused:
        world.do(rota.add_change, khan, NewChange(slot=made.id, on=on, person=cover))
    assert refused.value.code == code


def test_a_day_is_changed_once_until_that_is_taken_back_and_whoever_covers_is_there(world: World) -> None:
    khan, sam, monday = world.actor("khan"), world.actor("sam").person_id, date(2300, 1, 1)
    made = world.do(rota.add_slot, khan, wanted(world, "robin"))
    first = world.do(rota.add_change, khan, NewChange(slot=made.id, on=monday, person=sam))
    with pytest.raises(AppError) as refused:
        world.do(rota.add_change, khan, NewChange(slot=made.id, on=monday, person=None))
    assert refused.value.code == "rota_changed"
    assert [(each.alias, each.covers) for each in world.ask(queries.rota, khan, monday).days[0].people] == [
        ("Sam", "Robin")
    ]
    world.do(rota.remove_change, khan, first.id)
    with pytest.raises(NotFound):
        world.do(rota.remove_change, khan, first.id)
    world.do(rota.remove_slot, khan, made.id)
    with pytest.raises(NotFound):
        world.do(rota.remove_slot, khan, made.id)


def test_another_school_cannot_touch_or_see_the_rota(world: World) -> None:
    brook = replace(world.school, id=SchoolId(new_id()), slug="brook")
    world.do(founding.found, brook)
    stranger = replace(world.actor("khan"), school_id=brook.id)
    made = world.do(rota.add_slot, world.actor("khan"), wanted(world, "robin"))
    for verb, *arguments in (
        (rota.remove_slot, made.id),
        (rota.change_slot, made.id, wanted(world, "robin")),
        (rota.add_change, NewChange(slot=made.id, on=date(2300, 1, 1), person=None)),
        (rota.add_slot, wanted(world, "sam")),
    ):
        with pytest.raises(NotFound):
            world.do(verb, stranger, *arguments)


def test_a_mentor_sees_their_own_slots_and_which_adults_are_there_and_no_other_mentor(world: World) -> None:
    seen = world.ask(queries.rota, world.actor("robin"), clock.now().date())
    assert {slot.alias for slot in seen.slots} == {"Robin"}
    assert {each.alias for day in seen.days for each in day.people} == {"Robin", "Ms Khan", "Mr Osei", "Miss Patel"}
    assert len(seen.days) == 14


def test_leads_are_written_to_once_of_a_day_that_nobody_covers(world: World) -> None:
    khan = world.actor("khan")
    assert world.ask(cover_reminders, world.school.id) == []
    tomorrow = clock.now().date() + timedelta(days=1)
    for slot in world.ask(queries.rota, khan, tomorrow).slots:
        if slot.weekday == tomorrow.weekday() and slot.role is not Role.MENTOR:
            world.do(rota.add_change, khan, NewChange(slot=slot.id, on=tomorrow, person=None))
    due = world.ask(cover_reminders, world.school.id)
    assert [(each.causes, dict(each.letters)) for each in due] == [
        (frozenset({f"cover/{tomorrow}"}), {"alert": frozenset({khan.person_id})})
    ]
    world.do(people.remind, world.school.id, due)
    assert [(gap.on, gap.why) for gap in world.ask(queries.next_gaps, world.school.id, tomorrow, 5)] == [
        (tomorrow, "no_adult")
    ]


def test_nobody_counts_on_somebody_whose_training_has_run_out_who_keeps_their_slots(world: World) -> None:
    khan, today = world.actor("khan"), clock.now().date()
    before = world.ask(queries.rota, khan, today)
    robin = world.actor("robin").person_id
    world.do(_training_runs_out, robin)
    after = world.ask(queries.rota, khan, today)
    assert [slot for slot in after.slots if slot.person == robin] == [s for s in before.slots if s.person == robin]
    assert [robin in {each.person for each in seen.days[0].people} for seen in (before, after)] == [True, False]
    world.do(_training_runs_out, world.actor("sam").person_id)
    assert {gap.why for gap in world.ask(queries.next_gaps, world.school.id, today, 5)} == {"no_mentor"}


def _training_runs_out(session: Session, person_id: str) -> None:
    yesterday = clock.now().date() - timedelta(days=1)
    session.execute(update(TrainingRow).where(col(TrainingRow.person_id) == person_id).values(expires=yesterday))


@pytest.mark.parametrize("name", ["robin", "patel", "ward"])
def test_only_leads_and_deputies_write_the_rota(served: Served, name: str) -> None:
    visitor = served.signed_in(name)
    body = {
        "person": served.hillcrest.person("robin").person.id,
        "weekday": 0,
        "opens": 720,
        "closes": 780,
        "first": "2300-01-01",
        "last": "2300-12-31",
        "place": "Library",
    }
    assert visitor.post("/api/rota/slots", json=body).status_code == 403
    assert visitor.get("/api/rota?from=2026-11-23").status_code == 200


def test_a_deputy_writes_the_rota_and_the_record_has_who_did_what(served: Served) -> None:
    osei = served.signed_in("osei")
    body = {
        "person": served.hillcrest.person("robin").person.id,
        "weekday": 0,
        "opens": 720,
        "closes": 780,
        "first": "2300-01-01",
        "last": "2300-12-31",
        "place": "Library",
    }
    made = osei.post("/api/rota/slots", json=body).json()
    assert (made["alias"], made["role"], made["place"]) == ("Robin", "mentor", "Library")
    changed = osei.post("/api/rota/changes", json={"slot": made["id"], "on": "2300-01-01", "person": None}).json()
    assert changed == {"id": changed["id"], "slot": made["id"], "on": "2300-01-01", "person": None, "alias": None}
    assert osei.delete(f"/api/rota/changes/{changed['id']}").status_code == 204
    assert osei.put(f"/api/rota/slots/{made['id']}", json={**body, "closes": 790}).json()["closes"] == 790
    assert osei.delete(f"/api/rota/slots/{made['id']}").status_code == 204
    actions = [entry["action"] for entry in served.signed_in("khan").get("/api/audit").json()["entries"]]
    assert [action for action in actions if action.startswith("rota.")][:5] == [
        "rota.slot_removed",
        "rota.slot_changed",
        "rota.change_removed",
        "rota.changed",
        "rota.slot_added",
    ]
