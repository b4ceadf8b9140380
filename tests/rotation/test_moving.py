"""After a rotation every open conversation is sealed to the new key, by whoever is there, and nothing is lost."""

import json
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from app.audit import queries as audit
from app.audit.queries import Filter
from app.audit.schemas import log_id
from app.cli.demo import adults
from app.cli.demo.browser import Thread
from app.cli.demo.ceremony import GroupSeed
from app.conversations.errors import EpochOld, EpochTaken, ReaderMissing, ReaderUnknown
from app.core import clock
from app.core.encoding import decode
from app.core.errors import AppError
from app.escalation.actions import raising
from app.keys.schemas import OwedWrap
from app.mentoring.actions import epochs
from app.reports.actions import submit
from app.reports.schemas import Submission
from app.rotation import queries
from app.triage import queries as triage
from tests import hillcrest
from tests.cases import ABOUT_STAFF, MENTOR_WANTED, PASTORAL, World
from tests.hillcrest import Served
from tests.office import TEAM, Office
from tests.rotation.mover import Mover


def answered(world: World) -> Thread:
    """A case with a conversation and a file."""
    thread = world.report()
    world.do(adults.opens, thread, world.enrolled("khan"))
    world.do(thread.notes, world.enrolled("khan"), "The form tutor knows the family.")
    return thread


def knows_the_new_key(office: Office, thread: Thread) -> None:
    """The pupil's page has looked at the newest roster."""
    renewed = tuple(GroupSeed(name, epoch, seed) for (name, epoch), seed in office.seeds.items() if epoch == 2)
    others = tuple(one for one in thread.held.groups if one.name not in {seed.name for seed in renewed})
    thread.held = replace(thread.held, groups=(*renewed, *others))


def test_nothing_is_to_be_moved_while_nobody_has_gone(world: World, office: Office) -> None:
    answered(world)
    assert Mover(world, office, "khan").listed().streams == []


@pytest.mark.parametrize("name", ["patel", "ward", "ellis"])
def test_nobody_is_given_the_keys_of_a_case_that_is_not_theirs(world: World, office: Office, name: str) -> None:
    answered(world)
    office.leaves("osei")
    assert Mover(world, office, name).listed().streams == []


def test_a_lead_is_told_nothing_of_the_heads_cases(world: World, office: Office) -> None:
    world.report(ABOUT_STAFF)
    roster, new = office.rotated(office.following(), "head")
    office.sign(office.body(roster, new), by="ward")
    assert (Mover(world, office, "khan").listed().left, len(Mover(world, office, "khan").listed().streams)) == (0, 0)
    assert world.ask(queries.tasks, world.actor("khan")).conversations == 0
    assert len(Mover(world, office, "ward").listed().streams) == 1


def test_every_open_conversation_is_moved_to_the_new_key(world: World, office: Office) -> None:
    thread, other = answered(world), world.report()
    office.leaves("osei")
    khan = Mover(world, office, "khan")
    assert world.ask(queries.tasks, world.actor("khan")).conversations == 3
    found = khan.listed().streams
    assert [one.stream for one in found] == [thread.conv, thread.file, other.conv]
    assert [one.readers_wanted for one in found] == [
        ["group:safeguarding:2", "pupil"],
        ["group:safeguarding:2"],
        ["group:safeguarding:2", "pupil"],
    ]
    for one in found:
        khan.move(one)
    assert world.last(thread.conv)["readers"] == ["group:safeguarding:2", "pupil"]
    assert world.ask(queries.tasks, world.actor("khan")).conversations == 0
    assert khan.listed().streams == []


def test_what_is_said_aside_moves_with_the_chat_and_its_mentor_keeps_it(world: World, office: Office) -> None:
    thread = world.mentored()
    world.do(thread.coaches, world.enrolled("khan"), "Ask what happened at lunch.")
    office.leaves("osei")
    khan = Mover(world, office, "khan")
    found = {one.stream: one for one in khan.listed().streams}
    assert found.keys() == {thread.conv, thread.side}
    robin = f"person:{world.actor('robin').person_id}"
    assert found[thread.side].readers_wanted == ["group:safeguarding:2", robin]
    khan.move(found[thread.side])
    assert world.last(thread.side)["readers"] == ["group:safeguarding:2", robin]
    assert [one.stream for one in khan.listed().streams] == [thread.conv]


def test_moving_that_was_cut_off_goes_on_where_it_stopped(world: World, office: Office) -> None:
    answered(world)
    world.report()
    office.leaves("osei")
    first = Mover(world, office, "khan").listed(limit=1)
    assert (len(first.streams), first.left) == (1, 2)
    Mover(world, office, "khan").move(first.streams[0])
    again = Mover(world, office, "khan").listed()
    assert (len(again.streams), again.left) == (2, 0)
    assert first.streams[0].stream not in {one.stream for one in again.streams}


def test_the_same_move_again_is_the_same_one(world: World, office: Office) -> None:
    """The answer was lost, so the browser sends it once more."""
    world.report()
    office.leaves("osei")
    khan = Mover(world, office, "khan")
    [found] = khan.listed().streams
    epoch = khan.epoch_for(found)
    first = world.do(epochs.start_epoch, world.actor("khan"), found.stream, epoch)
    assert world.do(epochs.start_epoch, world.actor("khan"), found.stream, epoch) == first


def test_of_two_who_move_the_same_conversation_one_wins_and_nothing_is_lost(world: World, office: Office) -> None:
    world.report()
    roster, new = office.rotated(office.following(), "safeguarding")
    office.sign(office.body(roster, new))
    made = {}
    for name in ("khan", "osei"):
        mover = Mover(world, office, name)
        [found] = mover.listed().streams
        made[name] = (found.stream, mover.epoch_for(found))
    outcomes: list[str] = []

    def attempt(name: str) -> None:
        stream, epoch = made[name]
        try:
            world.do(epochs.start_epoch, world.actor(name), stream, epoch)
            outcomes.append("won")
        except EpochTaken:
            outcomes.append("taken")

    attempts = [threading.Thread(target=attempt, args=(name,)) for name in made]
    for each in attempts:
        each.start()
    for each in attempts:
        each.join()
    assert sorted(outcomes) == ["taken", "won"]
    assert Mover(world, office, "osei").listed().streams == []


def test_a_pupil_who_changes_the_keys_at_the_same_moment_loses_nothing(world: World, office: Office) -> None:
    thread = world.report()
    office.leaves("osei")
    khan = Mover(world, office, "khan")
    [found] = khan.listed().streams
    knows_the_new_key(office, thread)
    world.do(thread.pupil_rekeys)
    world.do(thread.pupil_says, "I am still here.")
    with pytest.raises(EpochTaken):
        khan.move(found)
    assert khan.listed().streams == []
    assert [item.kind for item in world.items(thread.conv) if item.type == "msg"] == ["report", "msg"]


def test_a_pupils_page_that_has_not_seen_the_new_key_is_told_to_look(world: World, office: Office) -> None:
    thread = world.report()
    office.leaves("osei")
    with pytest.raises((ReaderMissing, ReaderUnknown)):
        world.do(thread.pupil_rekeys)


def test_what_was_being_written_under_the_old_key_is_sealed_again(world: World, office: Office) -> None:
    thread = world.report()
    office.leaves("osei")
    khan = Mover(world, office, "khan")
    khan.move(khan.listed().streams[0])
    with pytest.raises(EpochOld):
        world.do(thread.pupil_says, "under the old key")


def test_a_closed_case_stays_as_it_is(world: World, office: Office) -> None:
    thread = answered(world)
    world.do(adults.closes, thread, world.enrolled("khan"), "Resolved.", "It has stopped.", "Come back any time.")
    office.leaves("osei")
    assert Mover(world, office, "khan").listed().streams == []


def test_somebody_who_was_in_the_chat_by_name_and_left_is_in_it_no_more(world: World, office: Office) -> None:
    thread = world.mentored()
    office.sign(office.body(office.left(office.following(), "robin")))
    khan = Mover(world, office, "khan")
    [found] = khan.listed().streams
    assert (found.stream, found.readers_wanted) == (thread.conv, ["group:safeguarding:1", "pupil"])
    khan.move(found)
    assert khan.listed().streams == []


def test_a_mentor_who_still_holds_the_chat_is_taken_along(world: World, office: Office) -> None:
    world.on_duty("khan", "robin")
    thread = world.report(MENTOR_WANTED)
    world.claimed(thread)
    office.leaves("osei")
    khan = Mover(world, office, "khan")
    [found] = khan.listed().streams
    robin = f"person:{world.actor('robin').person_id}"
    assert found.readers_wanted == ["group:safeguarding:2", robin, "pupil"]
    khan.move(found)
    assert world.last(thread.conv)["readers"] == found.readers_wanted


def test_a_new_lead_opens_what_came_before_them(world: World, office: Office) -> None:
    """With the old key that is theirs too; the listing shows nothing that they could not open."""
    world.report()
    patel = world.actor("patel").person_id
    roster, new = office.rotated(office.changed(office.following(), "patel", "deputy", TEAM), "safeguarding")
    [old] = office.wraps("safeguarding", 1, [patel])
    office.sign(office.body(roster, new, wraps=[OwedWrap(group="safeguarding", epoch=1, person=patel, wrap=old.wrap)]))
    actor = replace(world.actor("patel"), groups=frozenset(TEAM))
    [found] = world.ask(queries.moving, actor, 20).streams
    mover = Mover(world, office, "patel")
    assert mover.key_of(found, found.epoch) == mover.key_of(found, found.first or found.epoch)
    world.do(epochs.start_epoch, actor, found.stream, mover.epoch_for(found))
    assert world.ask(queries.moving, actor, 20).streams == []


@pytest.mark.parametrize("name", ["patel", "khan"])
def test_a_pastoral_case_follows_the_new_key_of_either_team(world: World, office: Office, name: str) -> None:
    thread = world.report(PASTORAL)
    roster, new = office.rotated(office.following(), "safeguarding")
    office.sign(office.body(roster, new))
    mover = Mover(world, office, name)
    [found] = mover.listed().streams
    assert (found.stream, found.readers_wanted) == (
        thread.conv,
        ["group:pastoral:1", "group:safeguarding:2", "pupil"],
    )
    mover.move(found)
    assert mover.listed().streams == []


def test_a_case_that_was_handed_up_is_sealed_to_the_safety_team_alone(world: World, office: Office) -> None:
    thread = world.report(PASTORAL)
    world.do(raising.raise_case, world.actor("patel"), thread.id, world.case(thread).v)
    assert Mover(world, office, "patel").listed().streams == []
    khan = Mover(world, office, "khan")
    [found] = khan.listed().streams
    assert found.readers_wanted == ["group:safeguarding:1", "pupil"]
    khan.move(found)
    assert khan.listed().streams == []


def test_listing_is_on_the_record_and_is_no_opening(world: World, office: Office) -> None:
    thread = world.report()
    office.leaves("osei")
    Mover(world, office, "khan").listed()
    log = log_id(world.school.id, "safeguarding")
    newest = world.ask(audit.entries, [log], Filter()).entries[0]
    assert (newest.action, newest.details, newest.subject.id) == ("keys.moving", {"streams": 1}, "safeguarding")
    assert not world.ask(triage.has_opened, str(world.actor("khan").person_id), thread.id)


def test_a_report_that_was_sealed_just_before_a_rotation_arrives_and_is_moved(world: World, office: Office) -> None:
    """A child is not turned away because the adults changed their keys while the report was on its way."""
    late = world.pupil()
    new = world.do(late.new_report, hillcrest.SERVER)
    office.leaves("osei")
    world.do(submit.submit_report, Submission(world.school.id, new, overflow=False), hillcrest.SERVER)
    khan = Mover(world, office, "khan")
    [found] = khan.listed().streams
    assert (found.stream, found.readers_wanted) == (late.conv, ["group:safeguarding:2", "pupil"])
    khan.move(found)
    assert khan.listed().streams == []


def test_a_key_that_was_replaced_long_ago_takes_no_report(world: World, office: Office) -> None:
    with clock.frozen(clock.now() - timedelta(days=3)):
        roster, new = office.rotated(office.following(), "safeguarding")
        moment = f"{clock.now():%Y-%m-%dT%H:%M:%SZ}"
        office.sign(office.body(replace(roster, issued=moment), new))
    late = world.pupil()
    report = world.do(late.new_report, hillcrest.SERVER)
    with pytest.raises(AppError) as refused:
        world.do(submit.submit_report, Submission(world.school.id, report, overflow=False), hillcrest.SERVER)
    assert refused.value.code == "reader_unknown"


def test_over_http_a_member_sees_what_there_is_to_do(served: Served) -> None:
    served_world = World(served.hillcrest.database, served.hillcrest.school, served.hillcrest.held)
    office = Office(served.hillcrest)
    thread = served_world.report()
    office.leaves("osei")
    khan = served.signed_in("khan")
    tasks = khan.get("/api/keys/tasks").json()
    assert tasks["conversations"] == 1
    found = khan.get("/api/keys/conversations?limit=5").json()
    [one] = found["streams"]
    assert (found["left"], one["stream"], one["case"]) == (0, thread.conv, thread.id)
    assert [wrap["to"] for wrap in one["epoch"]["wraps"]] == ["group:safeguarding:1"]
    assert one["report"]["kind"] == "report"
    assert json.loads(decode(one["first"]["statement"]))["epoch"] == 1
    assert khan.get("/api/keys/conversations?limit=500").status_code == 422
