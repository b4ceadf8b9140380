"""Stopping a chat for a moment and taking it over: what is taken from then on, from whom, and who is told."""

import threading

import pytest

from app.cli.demo.browser import Thread
from app.conversations import access
from app.core.errors import AppError, Forbidden, NotFound
from app.mentoring.actions import chat, queue, supervising
from app.mentoring.errors import ClaimLost
from app.realtime.errors import StreamUnknown
from app.reports.actions import sending
from app.reports.errors import ChatFrozen, WrongState
from app.reports.queries import mailbox
from tests.cases import ABOUT_STAFF, ADULT_WANTED, World, everybody_is_here


def frozen(world: World, by: str = "khan") -> Thread:
    thread = world.mentored()
    world.do(supervising.freeze, world.actor(by), thread.pupil.id)
    return thread


def said(world: World, thread: Thread) -> int:
    return sum(item.type == "msg" for item in world.items(thread.conv))


@pytest.mark.parametrize("verb", [supervising.freeze, supervising.unfreeze, supervising.take_over, supervising.watch])
@pytest.mark.parametrize("name", ["ward", "ellis", "sam"])
def test_whoever_may_not_know_of_the_chat_can_neither_stop_nor_watch_it(world: World, name: str, verb: object) -> None:
    thread = world.mentored()
    before = world.items(thread.conv)
    with pytest.raises(NotFound):
        world.do(verb, world.actor(name), thread.pupil.id)  # type: ignore[arg-type] # one of the four above
    assert world.items(thread.conv) == before


@pytest.mark.parametrize("verb", [supervising.freeze, supervising.unfreeze, supervising.take_over, supervising.watch])
def test_a_mentor_supervises_nobody_not_even_themselves(world: World, verb: object) -> None:
    thread = world.mentored()
    with pytest.raises(Forbidden):
        world.do(verb, world.actor("robin"), thread.pupil.id)  # type: ignore[arg-type] # one of the four above


def test_nothing_that_the_pupil_or_the_mentor_writes_into_a_frozen_chat_is_stored(world: World) -> None:
    thread = frozen(world)
    before = said(world, thread)
    with pytest.raises(ChatFrozen):
        world.do(thread.pupil_says, "Are you there?")
    with pytest.raises(ChatFrozen):
        world.do(thread.says, world.enrolled("robin"), "I am here.")
    assert said(world, thread) == before


def test_a_pupil_cannot_slip_words_past_a_freeze_under_another_kind(world: World) -> None:
    thread = frozen(world)
    before = world.items(thread.conv)
    # Sealed by another hand: the server cannot see whose it is, and looks at the kind alone.
    item = world.written(thread, "khan", thread.conv, "msg", "hello?")
    for kind in ("share", "feedback"):
        with pytest.raises(ChatFrozen):
            world.do(sending.send, thread.pupil, thread.conv, item.model_copy(update={"kind": kind}))
    assert world.items(thread.conv) == before


def test_the_adult_who_froze_it_writes_and_both_read_it(world: World) -> None:
    thread = frozen(world)
    before = said(world, thread)
    world.do(thread.says, world.enrolled("khan"), "I stopped the chat for a moment. Nobody has done anything wrong.")
    assert said(world, thread) == before + 1
    for reader in (thread.pupil, world.actor("robin")):
        world.ask(access.stream_to_read, reader, thread.conv)


def test_a_message_that_was_on_disk_before_the_freeze_is_acknowledged_again_and_not_doubled(world: World) -> None:
    thread = world.mentored()
    new = world.written(thread, "robin", thread.conv, "msg", "What happened next?")
    first = world.do(sending.send, world.actor("robin"), thread.conv, new)
    world.do(supervising.freeze, world.actor("khan"), thread.pupil.id)
    again = world.do(sending.send, world.actor("robin"), thread.conv, new)
    assert (again.seq, again.dup) == (first.seq, True)


def test_both_are_told_that_it_stopped_and_that_it_goes_on(world: World) -> None:
    thread = frozen(world)
    assert world.last(thread.conv) == {"state": "frozen"}
    assert world.ask(mailbox, thread.pupil, everybody_is_here).frozen
    world.do(supervising.unfreeze, world.actor("osei"), thread.pupil.id)
    assert world.last(thread.conv) == {"state": "live"}
    assert not world.ask(mailbox, thread.pupil, everybody_is_here).frozen
    world.do(thread.pupil_says, "I am back.")


def test_freezing_twice_is_freezing_once(world: World) -> None:
    thread = frozen(world)
    items = len(world.items(thread.conv))
    assert world.do(supervising.freeze, world.actor("osei"), thread.pupil.id).dup
    assert len(world.items(thread.conv)) == items
    assert world.case(thread).frozen_by == world.actor("khan").person_id


def test_a_chat_that_goes_on_is_not_let_go_on_again(world: World) -> None:
    assert world.do(supervising.unfreeze, world.actor("khan"), world.mentored().pupil.id).dup


def test_a_case_that_nobody_chats_in_is_not_frozen(world: World) -> None:
    thread = world.report(ADULT_WANTED)
    with pytest.raises(WrongState):
        world.do(supervising.freeze, world.actor("khan"), thread.pupil.id)


def test_a_pupil_in_a_frozen_chat_can_always_ask_for_an_adult_and_write_to_them(world: World) -> None:
    thread = frozen(world)
    world.do(chat.escalate, thread.pupil, thread.pupil.id, "asked")
    after = world.case(thread)
    assert (after.state, after.frozen_at) == ("passed", None)
    thread.readers.clear()
    world.do(thread.pupil_rekeys)
    world.do(thread.pupil_says, "I want to tell you.")


def test_a_pupil_in_a_frozen_chat_can_end_it(world: World) -> None:
    thread = frozen(world)
    world.do(chat.finish, thread.pupil, thread.pupil.id)
    assert world.case(thread).frozen_at is None


def test_of_a_message_and_a_freeze_at_once_either_the_message_is_there_or_it_was_refused(world: World) -> None:
    thread = world.mentored()
    item = world.written(thread, "robin", thread.conv, "msg", "And then?")
    outcome: list[str] = []

    def write() -> None:
        try:
            world.do(sending.send, world.actor("robin"), thread.conv, item)
            outcome.append("stored")
        except ChatFrozen:
            outcome.append("refused")

    writing = threading.Thread(target=write)
    writing.start()
    world.do(supervising.freeze, world.actor("khan"), thread.pupil.id)
    writing.join()
    items = world.items(thread.conv)
    frozen_at = next(at for at, one in enumerate(items) if '"frozen"' in one.body)
    assert outcome == ["stored" if any(one.cmid == item.cmid for one in items[:frozen_at]) else "refused"]
    assert not any(one.cmid == item.cmid for one in items[frozen_at:])


def test_an_adult_who_takes_over_has_the_chat_and_the_mentor_has_no_key_of_what_comes(world: World) -> None:
    thread = world.mentored()
    world.do(supervising.take_over, world.actor("khan"), thread.pupil.id)
    after = world.case(thread)
    assert (after.state, after.holder_id, after.holder_role) == ("live", world.actor("khan").person_id, "adult")
    with pytest.raises(StreamUnknown):
        world.ask(access.stream_to_read, world.actor("robin"), thread.conv)
    with pytest.raises(AppError) as refused:
        world.do(thread.says, world.enrolled("khan"), "Hello.")
    assert refused.value.code == "epoch_old"
    thread.readers.clear()
    world.do(thread.rekeys, world.enrolled("khan"), thread.conv)
    world.do(thread.says, world.enrolled("khan"), "Hello. I am Ms Khan.")


def test_the_pupil_reads_of_the_adult_before_they_read_that_the_mentor_has_gone(world: World) -> None:
    thread = world.mentored()
    world.do(supervising.take_over, world.actor("khan"), thread.pupil.id)
    parties = [item.body for item in world.items(thread.conv) if item.type == "party"][-2:]
    assert ['"change":"joined"' in parties[0], '"Ms Khan"' in parties[0]] == [True, True]
    assert ['"change":"left"' in parties[1], '"taken_over"' in parties[1]] == [True, True]


def test_taking_over_a_frozen_chat_lets_it_go_on(world: World) -> None:
    thread = frozen(world)
    world.do(supervising.take_over, world.actor("khan"), thread.pupil.id)
    assert world.case(thread).frozen_at is None
    assert world.last(thread.conv) == {"state": "live"}


def test_taking_over_twice_is_taking_over_once(world: World) -> None:
    thread = world.mentored()
    world.do(supervising.take_over, world.actor("khan"), thread.pupil.id)
    items = len(world.items(thread.conv))
    assert world.do(supervising.take_over, world.actor("khan"), thread.pupil.id).dup
    assert len(world.items(thread.conv)) == items


def test_of_two_adults_who_take_over_at_once_one_wins_and_the_other_is_told_who(world: World) -> None:
    thread = world.mentored()
    outcomes: dict[str, object] = {}

    def attempt(name: str) -> None:
        try:
            world.do(supervising.take_over, world.actor(name), thread.pupil.id)
            outcomes[name] = "won"
        except ClaimLost as lost:
            outcomes[name] = lost.data["by"]

    attempts = [threading.Thread(target=attempt, args=(name,)) for name in ("khan", "osei")]
    for each in attempts:
        each.start()
    for each in attempts:
        each.join()
    winner = world.case(thread).holder_id
    lost, won = sorted(outcomes.items(), key=lambda one: one[1] == "won")
    assert won[1] == "won"
    assert world.actor(won[0]).person_id == winner
    assert lost[1] == world.actor(won[0]).alias


def test_nobody_takes_over_a_pupil_who_waits(world: World) -> None:
    world.on_duty("khan")
    thread = world.report(ADULT_WANTED)
    with pytest.raises(WrongState):
        world.do(supervising.take_over, world.actor("khan"), thread.pupil.id)


def test_a_chat_of_the_heads_stays_the_heads(world: World) -> None:
    world.on_duty("ward")
    thread = world.report(ABOUT_STAFF)
    world.do(queue.wait, thread.pupil, "adult", everybody_is_here)
    world.do(queue.claim, world.actor("ward"), thread.pupil.id, None, everybody_is_here)
    with pytest.raises(NotFound):
        world.do(supervising.take_over, world.actor("khan"), thread.pupil.id)
