"""A mentor's time on duty: coming, going, and what an adult says of it; and the school's rules and profiles."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from app.core import clock
from app.core.errors import AppError, NotFound
from app.core.ids import new_id
from app.mentoring import access, queries
from app.mentoring.actions import rota, rules, shifts
from app.mentoring.errors.shifts import FeelingMissing, ShiftOver
from app.mentoring.schemas.rota import NewSlot
from app.mentoring.schemas.rules import MentoringRules
from app.mentoring.schemas.shifts import DutyWanted, MentorProfile, Shift
from app.people import actions as people
from app.people import queries as directory
from app.people.errors import NotOnDuty
from app.worker import Worker
from tests import hillcrest
from tests.cases import MENTOR_WANTED, World, everybody_is_here, nobody_is_here
from tests.hillcrest import Served

COME, GO = DutyWanted(state="on", feeling="good"), DutyWanted(state="off")
WHOLE = {"same_year": True, "prompts": {"contact": {"add": ["mega app"], "off": ["phone"]}}, "hours": [0, 1440]}


def running(world: World, name: str = "robin") -> Shift | None:
    return world.ask(queries.open_shifts, world.school.id).get(world.actor(name).person_id)


def test_a_mentor_who_does_not_say_how_they_are_stays_off_duty(world: World) -> None:
    with pytest.raises(FeelingMissing):
        world.do(shifts.set_duty, world.actor("robin"), DutyWanted(state="on"))
    assert world.ask(directory.duty_of, world.actor("robin").person_id) == "off"


def test_an_adult_comes_on_duty_without_a_shift(world: World) -> None:
    world.do(shifts.set_duty, world.actor("khan"), DutyWanted(state="on"))
    assert (world.ask(directory.duty_of, world.actor("khan").person_id), running(world, "khan")) == ("on", None)


def test_coming_twice_is_one_shift_and_going_ends_it(world: World) -> None:
    robin = world.actor("robin")
    world.do(shifts.set_duty, robin, COME)
    first = running(world)
    world.do(shifts.set_duty, robin, DutyWanted(state="on", feeling="talk"))
    assert running(world) == first
    world.do(shifts.set_duty, robin, GO)
    world.do(shifts.set_duty, robin, GO)
    assert (running(world), world.ask(directory.duty_of, robin.person_id)) == (None, "off")
    world.do(shifts.set_duty, robin, COME)
    again = running(world)
    assert again is not None
    assert first is not None
    assert again.id != first.id


@pytest.mark.parametrize("how", ["suspended", "paused", "left"])
def test_whoever_may_no_longer_be_there_has_no_shift(world: World, how: str) -> None:
    khan, robin = world.actor("khan"), world.actor("robin")
    world.do(shifts.set_duty, robin, COME)
    if how == "suspended":
        world.do(people.suspend, khan, robin.person_id, "concern")
    elif how == "paused":
        world.do(people.pause, world.school.id, robin.person_id)
    else:
        world.do(people.leave, khan, robin.person_id)
    assert running(world) is None


def test_a_mentor_whose_page_has_been_gone_for_two_minutes_is_off_duty_and_one_who_came_back_is_not(
    world: World,
) -> None:
    world.on_duty("robin", "sam")
    sam = world.actor("sam").person_id
    here = {sam}
    worker = Worker(world.db, hillcrest.SERVER, is_here=lambda person: person in here)
    with clock.frozen(datetime(2026, 11, 24, 12, 0, tzinfo=UTC)) as time:
        asyncio.run(worker.mind_shifts())
        time.advance(seconds=100)
        here.clear()
        asyncio.run(worker.mind_shifts())
        assert running(world) is not None
        here.add(sam)
        time.advance(seconds=20)
        asyncio.run(worker.mind_shifts())
        assert (running(world), running(world, "sam") is not None) == (None, True)
        here.clear()
        asyncio.run(worker.mind_shifts())
        time.advance(seconds=119)
        asyncio.run(worker.mind_shifts())
        assert running(world, "sam") is not None
    assert world.ask(directory.duty_of, world.actor("robin").person_id) == "off"


def test_only_an_adult_of_the_school_who_is_on_duty_vouches_for_a_mentor(world: World) -> None:
    world.on_duty("robin")
    shift = running(world)
    assert shift is not None
    for vouch in (shifts.say_in_room, shifts.say_talked):
        with pytest.raises(NotOnDuty):
            world.do(vouch, world.actor("khan"), shift.id)
        with pytest.raises(NotFound):
            world.do(vouch, world.actor("khan"), new_id())
    world.on_duty("khan")
    world.do(shifts.set_duty, world.actor("robin"), GO)
    with pytest.raises(ShiftOver):
        world.do(shifts.say_in_room, world.actor("khan"), shift.id)


def test_the_record_has_who_vouched_once_and_not_how_the_mentor_felt(served: Served) -> None:
    khan, robin = served.signed_in("khan"), served.signed_in("robin")
    assert robin.post("/api/duty", json={"state": "on"}).json()["code"] == "feeling_missing"
    assert robin.post("/api/duty", json={"state": "on", "feeling": "talk"}).json()["me"] == "on"
    khan.post("/api/duty", json={"state": "on"})
    shift = robin.get("/api/waiting").json()["day"]["shift"]["id"]
    assert robin.post(f"/api/shifts/{shift}/room").status_code == 403
    khan.put("/api/mentoring/rules", json={**WHOLE, "needs_room": True})
    before = khan.get("/api/mentoring/desk").json()["mentors"][0]
    for what in ("room", "room", "talked", "talked"):
        assert khan.post(f"/api/shifts/{shift}/{what}").status_code == 204
    after = khan.get("/api/mentoring/desk").json()["mentors"][0]
    assert [(each["room_seen"], each["talk_wanted"]) for each in (before, after)] == [(False, True), (True, False)]
    entries = khan.get("/api/audit").json()["entries"]
    mine = [entry for entry in entries if entry["action"].startswith("mentor.")]
    assert [entry["action"] for entry in mine] == [
        "mentor.talked_with",
        "mentor.seated",
        "mentor.changed",
        "mentor.changed",
    ]
    assert {entry["subject"]["id"] for entry in mine[:2]} == {served.hillcrest.person("robin").person.id}
    assert "talk" not in {value for entry in entries for value in entry["details"].values()}


def test_the_row_that_a_schools_claims_wait_at_is_there_once_a_mentor_is_on_duty(world: World) -> None:
    world.on_duty("robin")
    world.do(access.caps_to_spend, world.school.id)
    held = world.do(access.shift_to_change, world.school.id, world.actor("robin").person_id)
    assert held == running(world)
    assert world.do(access.shift_to_change, world.school.id, world.actor("sam").person_id) is None


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"hours": (720, 720)}, "mentoring_hours_invalid"),
        ({"hours": (-1, 720)}, "mentoring_hours_invalid"),
        ({"hours": (720, 1441)}, "mentoring_hours_invalid"),
        ({"weekly_minutes": 14}, "mentoring_limit_invalid"),
        ({"weekly_minutes": 601}, "mentoring_limit_invalid"),
        ({"shift_chats": 0}, "mentoring_limit_invalid"),
        ({"adult_chats": 6}, "mentoring_limit_invalid"),
        ({"session_minutes": 61}, "mentoring_limit_invalid"),
        ({"hold_first": -1}, "mentoring_limit_invalid"),
        ({"sample_per_week": 21}, "mentoring_limit_invalid"),
        ({"offer_seconds": 9}, "mentoring_limit_invalid"),
        ({"starters": [{"stage": "opening", "lines": []}] * 2}, "starters_twice"),
    ],
)
def test_rules_that_no_school_may_have_are_refused_with_why(world: World, wrong: dict[str, object], code: str) -> None:
    before = world.ask(queries.rules, world.school.id)
    with pytest.raises(AppError) as refused:
        world.do(rules.set_rules, world.actor("khan"), MentoringRules.model_validate(wrong))
    assert refused.value.code == code
    assert world.ask(queries.rules, world.school.id) == before


def test_only_the_lead_who_has_just_proved_who_they_are_changes_the_rules(served: Served) -> None:
    for name, code in (("osei", "forbidden"), ("robin", "forbidden"), ("ward", "forbidden")):
        assert served.signed_in(name).put("/api/mentoring/rules", json=WHOLE).json()["code"] == code
    khan = served.signed_in("khan")
    stored = khan.put("/api/mentoring/rules", json=WHOLE).json()
    assert stored["weekly_minutes"] == 120
    assert served.signed_in("robin").get("/api/mentoring/rules").json() == stored
    assert served.signed_in("robin").get("/api/waiting").json()["day"]["prompts"] == WHOLE["prompts"]


def test_what_is_said_of_a_mentor_is_said_by_the_lead_or_a_deputy_and_of_mentors_alone(served: Served) -> None:
    robin = served.hillcrest.person("robin").person.id
    said = {
        "year": 12,
        "band": "Sixth form",
        "topics": ["school", "friends"],
        "languages": ["Welsh"],
        "senior": True,
        "rest_until": "2026-12-01",
        "hold_left": 2,
    }
    for name in ("robin", "patel", "ward"):
        assert served.signed_in(name).put(f"/api/people/{robin}/mentor", json=said).status_code == 403
    osei = served.signed_in("osei")
    khan = served.hillcrest.person("khan").person.id
    assert osei.put(f"/api/people/{khan}/mentor", json=said).status_code == 404
    assert osei.get(f"/api/people/{khan}/mentor").status_code == 404
    stored = osei.put(f"/api/people/{robin}/mentor", json=said).json()
    assert stored == {**said, "topics": ["friends", "school"]}
    assert served.signed_in("patel").get(f"/api/people/{robin}/mentor").json() == stored
    assert served.signed_in("robin").get(f"/api/people/{robin}/mentor").status_code == 403


def test_a_mentor_who_goes_keeps_the_chat_that_they_are_in(world: World) -> None:
    thread = world.mentored()
    worker = Worker(world.db, hillcrest.SERVER, is_here=nobody_is_here)
    with clock.frozen(clock.now()) as time:
        asyncio.run(worker.mind_shifts())
        time.advance(minutes=2)
        asyncio.run(worker.mind_shifts())
    assert (running(world), world.case(thread).state) == (None, "live")


def test_nobody_waits_for_a_mentor_while_every_one_is_at_their_cap(world: World) -> None:
    world.on_duty("khan", "robin")
    world.report(MENTOR_WANTED)
    rest = MentorProfile(rest_until=clock.now().date() + timedelta(days=1))
    assert world.ask(queries.chat_open, world.school.id, everybody_is_here)
    world.do(rules.set_profile, world.actor("khan"), world.actor("robin").person_id, rest)
    assert not world.ask(queries.chat_open, world.school.id, everybody_is_here)


def at_once(*works: Callable[[], object]) -> list[object]:
    """What each gives, or the code of what refuses it, all at the same moment."""

    def one(work: Callable[[], object]) -> object:
        try:
            return work()
        except AppError as refused:
            return refused.code

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def test_two_presses_at_once_are_one_shift_and_one_word_to_the_desks(world: World) -> None:
    robin, before = world.actor("robin"), len(world.desk("khan"))
    assert at_once(*[lambda: world.do(shifts.set_duty, robin, COME)] * 4) == [None] * 4
    assert (world.desk("khan")[before:], running(world) is not None) == ([{"what": "duty"}], True)


def test_of_two_who_put_somebody_on_the_rota_at_once_at_one_time_one_is_refused(world: World) -> None:
    wanted = NewSlot.model_validate(
        {
            "person": world.actor("robin").person_id,
            "weekday": 0,
            "opens": 720,
            "closes": 780,
            "first": "2300-01-01",
            "last": "2300-12-31",
            "place": "Library",
        }
    )
    found = at_once(*[partial(world.do, rota.add_slot, world.actor(by), wanted) for by in ("khan", "osei")])
    assert sorted(each if isinstance(each, str) else "made" for each in found) == ["made", "rota_overlaps"]
