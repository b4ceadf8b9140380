"""Who may put what into a conversation, and that it is there once."""

import threading
from dataclasses import replace

import pytest

from app.cli.demo.browser import Thread, random_id
from app.conversations.errors import EpochOld, KindNotAllowed
from app.conversations.schemas import NewItem
from app.core.encoding import decode, encode
from app.core.errors import Forbidden
from app.core.ids import SchoolId
from app.people.actors import Actor
from app.realtime.errors import CmidConflict, StreamUnknown
from app.realtime.schemas import Appended
from app.reports.actions import sending
from app.sealing.errors import SizeWrong, SuiteUnknown
from tests.cases import ABOUT_STAFF, World


def item(world: World, thread: Thread, text: str = "hello", kind: str = "msg", stream: str | None = None) -> NewItem:
    """Something sealed by Ms Khan's browser; the server cannot tell whose it is from the bytes."""
    sealed = world.do(thread.sealed, world.enrolled("khan"), stream or thread.conv, kind, {"text": text})
    return NewItem(cmid=sealed.cmid, epoch=sealed.epoch, env=sealed.env, kind=kind)


def send(world: World, actor: Actor, stream: str, new: NewItem) -> Appended:
    return world.do(sending.send, actor, stream, new)


def test_the_head_cannot_write_into_a_report_that_is_not_theirs(world: World) -> None:
    thread = world.report()
    with pytest.raises(StreamUnknown):
        send(world, world.actor("ward"), thread.conv, item(world, thread))


def test_the_safeguarding_lead_cannot_write_into_a_report_about_staff(world: World) -> None:
    thread = world.report(ABOUT_STAFF)
    new = item(world, world.report())
    with pytest.raises(StreamUnknown):
        send(world, world.actor("khan"), thread.conv, new)
    assert len(world.items(thread.conv)) == 1


def test_a_pupil_cannot_write_into_another_pupils_conversation(world: World) -> None:
    mine, theirs = world.report(), world.report()
    with pytest.raises(StreamUnknown):
        send(world, mine.pupil, theirs.conv, item(world, theirs))


def test_somebody_of_another_school_cannot_write_even_with_the_right_group(world: World) -> None:
    thread = world.report()
    new = item(world, thread)
    stranger = replace(world.actor("khan"), school_id=SchoolId(random_id()))
    with pytest.raises(StreamUnknown):
        send(world, stranger, thread.conv, new)


def test_a_pupil_cannot_write_into_the_adults_file(world: World) -> None:
    thread = world.report()
    note = item(world, thread, kind="note", stream=thread.file)
    with pytest.raises(Forbidden):
        send(world, thread.pupil, thread.file, note)


@pytest.mark.parametrize("kind", ["report", "last", "decision", "outcome", "note", "check", "identity", "state"])
def test_a_pupil_cannot_send_what_only_an_adult_or_the_server_writes(world: World, kind: str) -> None:
    thread = world.report()
    new = item(world, thread).model_copy(update={"kind": kind})
    with pytest.raises(KindNotAllowed):
        send(world, thread.pupil, thread.conv, new)


@pytest.mark.parametrize("kind", ["last", "outcome", "decision", "second", "duty", "reopen"])
def test_an_adult_cannot_slip_a_kind_past_its_own_call(world: World, kind: str) -> None:
    thread = world.report()
    new = item(world, thread, kind="note", stream=thread.file).model_copy(update={"kind": kind})
    with pytest.raises(KindNotAllowed):
        send(world, world.actor("khan"), thread.file, new)


def test_a_truncated_envelope_is_refused_by_name_and_stores_nothing(world: World) -> None:
    thread = world.report()
    new = item(world, thread)
    short = new.model_copy(update={"env": encode(decode(new.env)[:-1])})
    with pytest.raises(SizeWrong):
        send(world, thread.pupil, thread.conv, short)
    assert len(world.items(thread.conv)) == 1


def test_an_envelope_longer_than_the_largest_is_refused_and_stores_nothing(world: World) -> None:
    thread = world.report()
    new = item(world, thread)
    with pytest.raises(SizeWrong):
        send(world, thread.pupil, thread.conv, new.model_copy(update={"env": new.env * 80}))
    assert len(world.items(thread.conv)) == 1


def test_an_envelope_of_an_unknown_suite_is_refused(world: World) -> None:
    thread = world.report()
    new = item(world, thread)
    other = new.model_copy(update={"env": encode(b"\x02" + decode(new.env)[1:])})
    with pytest.raises(SuiteUnknown):
        send(world, thread.pupil, thread.conv, other)


@pytest.mark.parametrize("epoch", [2, 7])
def test_an_item_under_a_key_that_does_not_stand_is_refused(world: World, epoch: int) -> None:
    thread = world.report()
    new = item(world, thread).model_copy(update={"epoch": epoch})
    with pytest.raises(EpochOld):
        send(world, thread.pupil, thread.conv, new)


def test_other_bytes_under_the_same_number_are_refused(world: World) -> None:
    thread = world.report()
    first, second = item(world, thread), item(world, thread, "something else")
    send(world, thread.pupil, thread.conv, first)
    with pytest.raises(CmidConflict):
        send(world, thread.pupil, thread.conv, second.model_copy(update={"cmid": first.cmid}))


def test_a_retry_after_a_lost_answer_is_the_same_message(world: World) -> None:
    thread = world.report()
    new = item(world, thread)
    first = send(world, thread.pupil, thread.conv, new)
    again = send(world, thread.pupil, thread.conv, new)
    assert (first.dup, again.dup, again.seq) == (False, True, first.seq)
    assert [stored.cmid for stored in world.items(thread.conv)].count(new.cmid) == 1


def test_a_retry_is_answered_even_when_the_keys_have_changed_since(world: World) -> None:
    """Refused, the sender would seal the same words again, and the reader would see them twice."""
    thread = world.report()
    new = item(world, thread)
    first = send(world, thread.pupil, thread.conv, new)
    world.do(thread.pupil_rekeys)
    again = send(world, thread.pupil, thread.conv, new)
    assert (again.seq, again.dup) == (first.seq, True)


def test_many_who_write_at_once_get_numbers_without_a_gap(world: World) -> None:
    thread = world.report()
    new = [item(world, thread, str(number)) for number in range(12)]
    writers: list[Actor] = [thread.pupil, world.actor("khan")]
    threads = [
        threading.Thread(target=send, args=(world, writers[number % 2], thread.conv, one))
        for number, one in enumerate(new)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [stored.seq for stored in world.items(thread.conv)] == list(range(1, len(world.items(thread.conv)) + 1))
    assert {one.cmid for one in new} <= {stored.cmid for stored in world.items(thread.conv)}


def test_a_pupil_and_an_adult_write_to_each_other(world: World) -> None:
    thread = world.report()
    world.do(thread.says, world.enrolled("khan"), "Thank you for telling us.")
    world.do(thread.pupil_says, "ok")
    senders = [stored.sender for stored in world.items(thread.conv) if stored.kind == "msg"]
    assert senders == [f"person:{world.actor('khan').person_id}", "pupil"]


def test_nothing_of_a_conversation_is_known_by_a_made_up_id(world: World) -> None:
    thread = world.report()
    with pytest.raises(StreamUnknown):
        send(world, world.actor("khan"), f"conv:{random_id()}", item(world, thread))
