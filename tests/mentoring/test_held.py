"""A new mentor's first chats: an adult reads each message first, and no pupil sees what was not released."""

import json
import threading
from typing import Any

import pytest

from app.cli.demo.browser import Thread
from app.conversations.errors import EpochOld, KindNotAllowed, MessageHeld
from app.conversations.schemas import NewItem
from app.core.errors import Forbidden, NotFound
from app.core.ids import new_id
from app.mentoring import queries
from app.mentoring.actions import chat, held, queue, rules, supervising
from app.mentoring.errors import HeldDecided, NotHeld
from app.mentoring.queries import wall
from app.mentoring.schemas.rules import MentoringRules
from app.realtime.errors import CmidConflict
from app.reports.actions import sending
from app.reports.errors import ChatFrozen
from tests.cases import World, everybody_is_here


def new_mentor(world: World, first: int = 1) -> Thread:
    """Robin's chat at a school that wants the first ones held."""
    kept = world.ask(queries.rules, world.school.id)
    world.do(rules.set_rules, world.actor("khan"), MentoringRules(**{**kept.model_dump(), "hold_first": first}))
    profile = world.ask(queries.profile, world.actor("khan"), world.actor("robin").person_id)
    changed = profile.model_copy(update={"hold_left": first})
    world.do(rules.set_profile, world.actor("khan"), world.actor("robin").person_id, changed)
    return world.mentored()


def written(world: World, thread: Thread, text: str = "That sounds lonely.") -> NewItem:
    """What Robin's page has sealed and the server has not."""
    return world.written(thread, "robin", thread.conv, "msg", text)


def put_before(world: World, thread: Thread) -> NewItem:
    item = written(world, thread)
    world.do(held.hold, world.actor("robin"), thread.pupil.id, item)
    return item


def waiting(world: World, thread: Thread, name: str = "khan") -> list[str]:
    return [one.cmid for one in world.ask(wall.held_messages, world.actor(name), thread.id).items]


def seen(world: World, thread: Thread) -> str:
    """Everything that the pupil can be sent."""
    return json.dumps([[item.cmid, item.kind, item.body] for item in world.items(thread.conv)])


def test_what_a_new_mentor_sends_is_not_stored_and_says_where_it_goes(world: World) -> None:
    thread = new_mentor(world)
    before = seen(world, thread)
    with pytest.raises(MessageHeld):
        world.do(sending.send, world.actor("robin"), thread.conv, written(world, thread))
    assert seen(world, thread) == before


def test_what_waits_is_nowhere_that_the_pupil_looks_and_the_adults_are_told(world: World) -> None:
    thread = new_mentor(world)
    before = seen(world, thread)
    item = put_before(world, thread)
    assert seen(world, thread) == before
    assert waiting(world, thread) == [item.cmid]
    for name in ("khan", "osei"):
        assert world.desk(name)[-1] == {"what": "held", "id": thread.id}
    for name in ("ward", "ellis", "sam"):
        assert {"what": "held", "id": thread.id} not in world.desk(name)


def test_what_is_released_is_in_the_chat_as_the_mentors_own(world: World) -> None:
    thread = new_mentor(world)
    item = put_before(world, thread)
    world.do(held.release, world.actor("khan"), thread.pupil.id, item.cmid)
    last = next(one for one in world.items(thread.conv)[::-1] if one.type == "msg")
    robin = f"person:{world.actor('robin').person_id}"
    assert (last.cmid, last.sender, last.body, last.key_epoch) == (item.cmid, robin, item.env, item.epoch)
    assert waiting(world, thread) == []


def test_what_is_released_twice_is_there_once(world: World) -> None:
    thread = new_mentor(world)
    item = put_before(world, thread)
    first = world.do(held.release, world.actor("khan"), thread.pupil.id, item.cmid)
    again = world.do(held.release, world.actor("osei"), thread.pupil.id, item.cmid)
    assert first is not None
    assert again is not None
    assert (again.seq, again.dup) == (first.seq, True)
    assert seen(world, thread).count(item.cmid) == 1


def test_a_mentors_page_that_sends_a_released_message_again_is_told_that_it_is_there(world: World) -> None:
    thread = new_mentor(world)
    item = put_before(world, thread)
    world.do(held.release, world.actor("khan"), thread.pupil.id, item.cmid)
    assert world.do(sending.send, world.actor("robin"), thread.conv, item).dup


def test_what_is_given_back_goes_nowhere_and_its_mentor_is_told(world: World) -> None:
    thread = new_mentor(world)
    before = seen(world, thread)
    item = put_before(world, thread)
    world.do(held.give_back, world.actor("khan"), thread.pupil.id, item.cmid)
    world.do(held.give_back, world.actor("osei"), thread.pupil.id, item.cmid)
    assert seen(world, thread) == before
    returned = {"what": "returned", "id": thread.id, "cmid": item.cmid}
    assert world.desk("robin").count(returned) == 1
    with pytest.raises(HeldDecided):
        world.do(held.release, world.actor("khan"), thread.pupil.id, item.cmid)
    assert seen(world, thread) == before


def test_of_a_release_and_a_return_at_once_one_holds_and_the_other_is_told(world: World) -> None:
    thread = new_mentor(world)
    item = put_before(world, thread)
    outcomes: list[str] = []

    def attempt(what: Any, name: str) -> None:
        try:
            world.do(what, world.actor(name), thread.pupil.id, item.cmid)
            outcomes.append(what.__name__)
        except HeldDecided:
            outcomes.append("too late")

    attempts = [
        threading.Thread(target=attempt, args=args) for args in ((held.release, "khan"), (held.give_back, "osei"))
    ]
    for each in attempts:
        each.start()
    for each in attempts:
        each.join()
    assert "too late" in outcomes
    assert (item.cmid in seen(world, thread)) == ("release" in outcomes)


def test_the_same_message_is_put_before_them_once_and_other_bytes_under_its_number_are_refused(world: World) -> None:
    thread = new_mentor(world)
    item = put_before(world, thread)
    world.do(held.hold, world.actor("robin"), thread.pupil.id, item)
    assert waiting(world, thread) == [item.cmid]
    other = written(world, thread, "Something else.").model_copy(update={"cmid": item.cmid})
    with pytest.raises(CmidConflict):
        world.do(held.hold, world.actor("robin"), thread.pupil.id, other)


def test_a_message_sealed_under_keys_of_before_is_sealed_again_by_its_mentor(world: World) -> None:
    thread = new_mentor(world)
    item = put_before(world, thread)
    world.do(thread.pupil_rekeys)
    before = seen(world, thread)
    assert world.do(held.release, world.actor("khan"), thread.pupil.id, item.cmid) is None
    assert seen(world, thread) == before
    assert world.desk("robin")[-1] == {"what": "seal_again", "id": thread.id, "cmid": item.cmid}
    with pytest.raises(EpochOld):
        world.do(held.hold, world.actor("robin"), thread.pupil.id, item.model_copy(update={"cmid": new_id()}))
    world.do(held.hold, world.actor("robin"), thread.pupil.id, written(world, thread))


def test_a_mentor_who_is_not_held_puts_nothing_before_anybody(world: World) -> None:
    thread = world.mentored()
    with pytest.raises(NotHeld):
        world.do(held.hold, world.actor("robin"), thread.pupil.id, written(world, thread))


def test_only_words_are_held(world: World) -> None:
    thread = new_mentor(world)
    share = written(world, thread).model_copy(update={"kind": "share"})
    with pytest.raises(KindNotAllowed):
        world.do(held.hold, world.actor("robin"), thread.pupil.id, share)


@pytest.mark.parametrize("name", ["ward", "ellis", "sam"])
def test_whoever_may_not_know_of_the_chat_sees_and_decides_nothing_that_waits(world: World, name: str) -> None:
    thread = new_mentor(world)
    item = put_before(world, thread)
    for verb in (held.release, held.give_back):
        with pytest.raises(NotFound):
            world.do(verb, world.actor(name), thread.pupil.id, item.cmid)
    with pytest.raises(NotFound):
        waiting(world, thread, name)


def test_a_mentor_releases_nothing_of_their_own(world: World) -> None:
    thread = new_mentor(world)
    item = put_before(world, thread)
    with pytest.raises(Forbidden):
        world.do(held.release, world.actor("robin"), thread.pupil.id, item.cmid)
    with pytest.raises(Forbidden):
        world.do(held.hold, world.actor("khan"), thread.pupil.id, item)


def test_a_message_that_there_is_not_is_not_released(world: World) -> None:
    thread = new_mentor(world)
    with pytest.raises(NotFound):
        world.do(held.release, world.actor("khan"), thread.pupil.id, new_id())


def test_nothing_is_released_into_a_frozen_chat_and_nothing_new_waits(world: World) -> None:
    thread = new_mentor(world)
    item = put_before(world, thread)
    world.do(supervising.freeze, world.actor("khan"), thread.pupil.id)
    with pytest.raises(ChatFrozen):
        world.do(held.release, world.actor("khan"), thread.pupil.id, item.cmid)
    with pytest.raises(ChatFrozen):
        world.do(held.hold, world.actor("robin"), thread.pupil.id, written(world, thread))


@pytest.mark.parametrize("how", [chat.finish, supervising.take_over])
def test_what_waited_when_the_chat_ended_is_never_released(world: World, how: Any) -> None:
    thread = new_mentor(world)
    item = put_before(world, thread)
    world.do(how, world.actor("khan"), thread.pupil.id)
    assert waiting(world, thread) == []
    with pytest.raises(HeldDecided):
        world.do(held.release, world.actor("khan"), thread.pupil.id, item.cmid)


def test_what_waited_when_the_pupil_would_not_meet_the_mentor_is_never_released(world: World) -> None:
    thread = new_mentor(world)
    item = put_before(world, thread)
    world.do(queue.avoid, thread.pupil, world.actor("robin").person_id)
    with pytest.raises(HeldDecided):
        world.do(held.release, world.actor("khan"), thread.pupil.id, item.cmid)


def test_after_as_many_chats_as_the_school_wants_held_the_next_goes_straight(world: World) -> None:
    thread = new_mentor(world)
    assert world.ask(queries.profile, world.actor("khan"), world.actor("robin").person_id).hold_left == 0
    assert world.ask(queries.waiting, world.actor("robin"), everybody_is_here).day.hold
    world.do(chat.finish, thread.pupil, thread.pupil.id)
    assert not world.ask(queries.waiting, world.actor("robin"), everybody_is_here).day.hold
