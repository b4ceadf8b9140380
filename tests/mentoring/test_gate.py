"""When a mentor may take a chat: every condition must hold, and each that does not is named."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import clock
from app.core.ids import PersonId, SchoolId, ShiftId
from app.mentoring import queries
from app.mentoring.actions import chat, rota, rules, shifts
from app.mentoring.policy.gate import PASSING, gate, takes_new_pupils
from app.mentoring.schemas.gate import Cover, GateCode, Load, Owed
from app.mentoring.schemas.rota import NewChange, Presence
from app.mentoring.schemas.rules import MentoringRules
from app.mentoring.schemas.shifts import DutyWanted, Feeling, MentorProfile, Shift
from app.people.actions import training
from app.people.actors import Role
from app.people.policy import MENTOR_AGREEMENT
from app.people.queries.training import trained
from tests.cases import MENTOR_WANTED, World, everybody_is_here, nobody_is_here

TODAY = date(2026, 11, 24)
NOON = 12 * 60 + 30
BEGAN = datetime(2026, 11, 24, 12, 20, tzinfo=UTC)


def shift(feeling: Feeling = "good", *, talked: bool = False, seated: bool = True) -> Shift:
    return Shift(
        ShiftId("shift"),
        SchoolId("school"),
        PersonId("robin"),
        feeling,
        BEGAN,
        None,
        talked_at=BEGAN if talked else None,
        room_at=BEGAN if seated else None,
    )


def presence(opens: int, closes: int) -> Presence:
    return Presence(
        slot="slot",
        person=PersonId("robin"),
        alias="Robin",
        role=Role.MENTOR,
        opens=opens,
        closes=closes,
        place="Library",
        covers=None,
    )


COVER = Cover(
    today=TODAY,
    minute=NOON,
    rules=MentoringRules(),
    school_hours=(8 * 60, 17 * 60),
    holiday=None,
    adults=1,
    chats=0,
)
LOAD = Load(
    person_id=PersonId("robin"),
    shift=shift(),
    on_duty=True,
    presences=(presence(12 * 60, 13 * 60),),
    profile=MentorProfile(),
    training={"peer mentor": TODAY, MENTOR_AGREEMENT: TODAY},
    owes=None,
    minutes_week=0,
    shift_chats=0,
    chats=0,
)

COVER_BREAKS: list[tuple[GateCode, dict[str, Any]]] = [
    ("hours", {"minute": 11 * 60 + 59, "rules": MentoringRules(needs_rota=False)}),
    ("hours", {"minute": 16 * 60, "rules": MentoringRules(needs_rota=False)}),
    ("hours", {"school_hours": None}),
    ("hours", {"school_hours": (13 * 60, 17 * 60)}),
    ("term", {"holiday": "half-term"}),
    ("adult_live", {"adults": 0}),
    ("adult_free", {"chats": 5}),
]
LOAD_BREAKS: list[tuple[GateCode, dict[str, Any]]] = [
    ("on_duty", {"on_duty": False}),
    ("slot", {"presences": ()}),
    ("slot", {"presences": (presence(12 * 60, NOON),)}),
    ("slot", {"presences": (presence(NOON + 1, 13 * 60),)}),
    ("training", {"training": {"peer mentor": TODAY - timedelta(days=1), MENTOR_AGREEMENT: TODAY}}),
    ("training", {"training": {"peer mentor": TODAY, "nudes": None, MENTOR_AGREEMENT: TODAY}}),
    ("agreement", {"training": {"peer mentor": TODAY, MENTOR_AGREEMENT: TODAY - timedelta(days=1)}}),
    ("agreement", {"training": {"peer mentor": TODAY}}),
    ("room", {"shift": shift(seated=False)}),
    ("feeling", {"shift": shift("talk")}),
    ("no_debrief", {"owes": Owed(conv="conversation", how="finished")}),
    ("week_minutes", {"minutes_week": 120}),
    ("shift_chats", {"shift_chats": 3}),
    ("rest", {"profile": MentorProfile(rest_until=TODAY)}),
    ("no_chat", {"chats": 1}),
    ("no_chat", {"chats": 2, "profile": MentorProfile(senior=True)}),
]
HOLDS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    ({"minute": 16 * 60 - 1}, {"presences": (presence(15 * 60, 16 * 60),)}),
    ({"rules": MentoringRules(needs_rota=False)}, {"presences": ()}),
    ({"rules": MentoringRules(needs_room=False)}, {"shift": shift(seated=False)}),
    ({}, {"shift": shift("talk", talked=True)}),
    ({}, {"shift": shift("ok")}),
    ({"adults": 2, "chats": 9}, {}),
    ({}, {"minutes_week": 119, "shift_chats": 2}),
    ({}, {"profile": MentorProfile(rest_until=TODAY - timedelta(days=1))}),
    ({}, {"profile": MentorProfile(senior=True), "chats": 1}),
]


@pytest.mark.parametrize(("code", "wrong"), COVER_BREAKS)
def test_each_thing_that_is_wrong_at_the_school_shuts_the_gate_alone_and_is_named(
    code: GateCode, wrong: dict[str, Any]
) -> None:
    shut = gate(replace(COVER, **wrong), LOAD)
    assert (shut.open, shut.shut_by) == (False, [code])


@pytest.mark.parametrize(("code", "wrong"), LOAD_BREAKS)
def test_each_thing_that_is_wrong_with_a_mentor_shuts_the_gate_alone_and_is_named(
    code: GateCode, wrong: dict[str, Any]
) -> None:
    shut = gate(COVER, replace(LOAD, **wrong))
    assert (shut.open, shut.shut_by) == (False, [code])


@pytest.mark.parametrize(("cover", "load"), HOLDS)
def test_what_is_just_enough_opens_the_gate(cover: dict[str, Any], load: dict[str, Any]) -> None:
    assert gate(replace(COVER, **cover), replace(LOAD, **load)).shut_by == []


def test_every_condition_can_shut_the_gate_and_stands_in_the_order_in_which_it_is_shown() -> None:
    assert {code for code, _ in COVER_BREAKS + LOAD_BREAKS} == set(get_args(GateCode))
    assert [condition.code for condition in gate(COVER, LOAD).conditions] == list(get_args(GateCode))


@given(st.sets(st.sampled_from(COVER_BREAKS + LOAD_BREAKS).map(lambda pair: pair[0])), st.data())
def test_whatever_is_wrong_at_once_everything_that_is_wrong_is_named(codes: set[GateCode], data: st.DataObject) -> None:
    cover, load = COVER, LOAD
    for code in sorted(codes):
        of_cover = [wrong for name, wrong in COVER_BREAKS if name == code]
        if of_cover:
            cover = replace(cover, **data.draw(st.sampled_from(of_cover)))
        else:
            load = replace(load, **data.draw(st.sampled_from([wrong for name, wrong in LOAD_BREAKS if name == code])))
    assert gate(cover, load).open == (not gate(cover, load).shut_by)
    # Another thing that is wrong never makes one of these right; some need two at once to be seen.
    assert bool(codes) == bool(gate(cover, load).shut_by)


@pytest.mark.parametrize("code", get_args(GateCode))
def test_a_pupil_may_wait_only_while_nothing_but_what_passes_by_itself_keeps_the_gate_shut(code: GateCode) -> None:
    wrong = [(replace(COVER, **what), LOAD) for name, what in COVER_BREAKS if name == code]
    wrong += [(COVER, replace(LOAD, **what)) for name, what in LOAD_BREAKS if name == code]
    assert [takes_new_pupils(gate(*facts)) for facts in wrong] == [code in PASSING] * len(wrong)


def shut_by(world: World, *, is_here: object = everybody_is_here, name: str = "robin") -> list[str]:
    here = everybody_is_here if is_here is everybody_is_here else nobody_is_here
    return list(world.ask(queries.gate, world.school.id, world.actor(name).person_id, here).shut_by)


def test_an_adult_who_is_on_duty_and_whose_page_is_shut_does_not_count(world: World) -> None:
    world.on_duty("khan", "robin")
    assert shut_by(world, is_here=nobody_is_here) == ["adult_live"]


def test_the_head_on_duty_is_no_supervisor(world: World) -> None:
    world.on_duty("ward", "robin")
    assert shut_by(world) == ["adult_live"]


def test_another_mentor_on_duty_is_no_supervisor(world: World) -> None:
    world.on_duty("sam", "robin")
    assert shut_by(world) == ["adult_live"]


def test_whoever_is_on_duty_with_the_pastoral_team_alone_is_a_supervisor(world: World) -> None:
    world.on_duty("patel", "robin")
    assert shut_by(world) == []


def test_a_mentor_who_is_off_duty_has_neither_said_how_they_are_nor_been_seen(world: World) -> None:
    world.on_duty("khan")
    world.do(rules.set_rules, world.actor("khan"), MentoringRules(hours=(0, 1440)))
    assert shut_by(world) == ["on_duty", "room", "feeling"]


def test_a_mentor_holds_one_chat_at_a_time_and_a_senior_two(world: World) -> None:
    world.mentored()
    assert shut_by(world) == ["no_chat"]
    world.do(rules.set_profile, world.actor("khan"), world.actor("robin").person_id, MentorProfile(senior=True))
    assert shut_by(world) == []


def test_a_mentor_whose_slot_is_off_today_or_covered_by_somebody_else_is_not_on_the_rota(world: World) -> None:
    world.on_duty("khan", "robin")
    today = clock.now().date()
    slot = next(
        each for each in world.ask(queries.rota, world.actor("robin"), today).slots if each.weekday == today.weekday()
    )
    change = world.do(rota.add_change, world.actor("khan"), NewChange(slot=slot.id, on=today, person=None))
    assert shut_by(world) == ["slot"]
    world.do(rota.remove_change, world.actor("khan"), change.id)
    assert shut_by(world) == []


def test_a_mentor_who_wants_to_talk_first_takes_nobody_until_an_adult_on_duty_says_that_they_have(world: World) -> None:
    robin, khan = world.actor("robin"), world.actor("khan")
    world.on_duty("khan")
    world.do(shifts.set_duty, robin, DutyWanted(state="on", feeling="talk"))
    assert shut_by(world) == ["feeling"]
    world.do(shifts.say_talked, khan, world.ask(queries.open_shifts, world.school.id)[robin.person_id].id)
    assert shut_by(world) == []


def test_an_adult_who_sees_where_the_mentor_sits_opens_the_gate_of_a_school_that_asks_for_it(world: World) -> None:
    robin, khan = world.actor("robin"), world.actor("khan")
    world.do(rules.set_rules, khan, MentoringRules(hours=(0, 1440), needs_room=True))
    world.on_duty("khan", "robin")
    assert shut_by(world) == ["room"]
    world.do(shifts.say_in_room, khan, world.ask(queries.open_shifts, world.school.id)[robin.person_id].id)
    assert shut_by(world) == []


def test_an_agreement_that_is_taken_back_shuts_the_gate_of_that_mentor_alone(world: World) -> None:
    world.on_duty("khan", "robin", "sam")
    robin = world.actor("robin").person_id
    done = world.ask(trained, world.school.id)[robin]
    agreement = next(each for each in done if each.module == MENTOR_AGREEMENT)
    world.do(training.withdraw, world.actor("khan"), robin, agreement.id)
    assert (shut_by(world), shut_by(world, name="sam")) == (["agreement"], [])


def test_a_chat_that_has_ended_is_counted_in_its_shift_and_owes_a_debrief(world: World) -> None:
    thread = world.mentored()
    world.do(rules.set_rules, world.actor("khan"), MentoringRules(hours=(0, 1440), needs_room=False, shift_chats=1))
    world.do(chat.finish, world.actor("robin"), thread.pupil.id)
    assert shut_by(world) == ["no_debrief", "shift_chats"]
    listed = world.ask(queries.waiting, world.actor("robin"), everybody_is_here)
    assert listed.day.debrief is not None
    assert (listed.day.debrief.conv, listed.day.chats) == (thread.id, 1)


def test_minutes_of_the_week_are_counted_from_monday_and_stop_the_mentor_at_the_cap(world: World) -> None:
    with clock.frozen(datetime(2026, 11, 22, 23, 0, tzinfo=UTC)) as time:
        world.do(rules.set_rules, world.actor("khan"), MentoringRules(hours=(0, 1440), needs_room=False))
        world.on_duty("khan", "robin")
        time.advance(hours=1, minutes=119)
        assert shut_by(world) == []
        time.advance(minutes=1)
        assert shut_by(world) == ["week_minutes"]


def test_the_list_shows_a_topic_family_and_minutes_and_nothing_else(world: World) -> None:
    world.on_duty("khan", "robin")
    with clock.frozen(datetime(2026, 11, 24, 12, 0, tzinfo=UTC)) as time:
        thread = world.report(MENTOR_WANTED)
        time.advance(minutes=3, seconds=59)
        listed = world.ask(queries.waiting, world.actor("robin"), everybody_is_here)
    assert [one.model_dump() for one in listed.waiting] == [
        {"id": thread.id, "family": "friends", "minutes": 3, "v": 1}
    ]
    assert (listed.mine, listed.gate.open) == ([], True)


def test_the_list_never_shows_whoever_waits_for_an_adult(world: World) -> None:
    world.on_duty("khan", "robin")
    world.report()
    assert world.ask(queries.waiting, world.actor("robin"), everybody_is_here).waiting == []


def test_a_pupil_may_wait_while_every_mentor_is_busy_and_not_once_the_adult_has_gone(world: World) -> None:
    school = world.school.id
    assert not world.ask(queries.chat_open, school, everybody_is_here)
    world.mentored()
    world.do(shifts.set_duty, world.actor("sam"), DutyWanted(state="off"))
    assert world.ask(queries.chat_open, school, everybody_is_here)
    world.do(shifts.set_duty, world.actor("khan"), DutyWanted(state="off"))
    assert not world.ask(queries.chat_open, school, everybody_is_here)
