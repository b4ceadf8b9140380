"""Giving a case to somebody: with which keys, with what kept from them, and whom it may never be given to."""

import pytest

from app.cli.demo.browser import Thread
from app.conversations import access, queries
from app.conversations.errors import ReaderMissing, ReaderUnknown
from app.conversations.schemas import EarlierWrap, NewEpoch, SealedItem
from app.core.encoding import encode
from app.core.errors import AppError, Forbidden, NotFound
from app.mentoring.actions import chat
from app.mentoring.errors import GateClosed
from app.realtime.errors import StreamUnknown
from app.reports.errors import MentorNotAllowed
from app.reports.schemas import IsHere, Report
from app.sealing.contexts import context
from app.sealing.documents import read_statement
from app.sealing.epoch import make_epoch
from app.sealing.wrap import kem_public_key, wrap_to
from app.triage.actions import desk, giving
from app.triage.schemas import Give
from tests.cases import MENTOR_WANTED, NO_CHAT, World, everybody_is_here, nobody_is_here


def body(world: World, thread: Thread, name: str, *, file: bool = False, earlier: bool = False) -> Give:
    """What Ms Khan's browser sends to give the case to somebody."""
    person, khan = world.enrolled(name), world.enrolled("khan")
    thread.readers[:] = [person]
    wraps = (wrap_for(world, thread, name),) if earlier else ()
    return Give(
        person=person.person.id,
        epoch=thread.epoch_by(khan, thread.conv),
        share=None,
        earlier=wraps,
        file_epoch=file_epoch(world, thread, name) if file else None,
        v=world.case(thread).v,
    )


def file_epoch(world: World, thread: Thread, name: str) -> NewEpoch:
    """The first keys of the adults' file, for the group and for somebody by name."""
    khan, person, group = world.enrolled("khan"), world.enrolled(name), world.held.group("safeguarding")
    record, key = make_epoch(
        (world.school.id, thread.file),
        1,
        previous_key=None,
        by=f"person:{khan.person.id}",
        signing_seed=khan.secrets.sign,
        roster_number=1,
        readers=[
            (group.recipient, kem_public_key(group.seed)),
            (f"person:{person.person.id}", person.enrolment.keys.kem),
        ],
    )
    thread.keys[thread.file] = [key]
    return NewEpoch.model_validate(record)


def wrap_for(world: World, thread: Thread, name: str) -> EarlierWrap:
    """The key of epoch 1, wrapped to somebody by a reader who holds it."""
    reader = f"person:{world.actor(name).person_id}"
    found = world.ask(access.stream_to_read, world.actor("khan"), thread.conv)
    first = world.ask(queries.epochs, world.actor("khan"), found.who, found.place).epochs[0]
    place = (world.school.id, thread.conv)
    commit = read_statement({"epoch": 1, "statement": first.statement, "sig": first.sig, "wraps": []}, *place).commit
    wrapped = wrap_to(
        world.enrolled(name).enrolment.keys.kem,
        context("wrap/epoch", *place, 1, reader, commit),
        thread.keys[thread.conv][0],
    )
    return EarlierWrap(stream=thread.conv, epoch=1, wrap=encode(wrapped))


def give(world: World, thread: Thread, sent: Give, by: str = "khan", is_here: IsHere = everybody_is_here) -> Report:
    return world.do(giving.give, world.actor(by), thread.id, sent, is_here)


def test_a_case_is_never_given_to_a_mentor_whom_the_pupil_did_not_allow(world: World) -> None:
    world.on_duty("khan", "robin")
    thread = world.report(NO_CHAT)
    with pytest.raises(MentorNotAllowed):
        give(world, thread, body(world, thread, "robin"))


def test_a_mentor_is_never_given_the_file(world: World) -> None:
    world.on_duty("khan", "robin")
    thread = world.report(MENTOR_WANTED)
    sent = body(world, thread, "robin")
    stolen = sent.model_copy(update={"file_epoch": sent.epoch})
    with pytest.raises(MentorNotAllowed):
        give(world, thread, stolen)


def test_a_mentor_is_never_given_an_earlier_key(world: World) -> None:
    world.on_duty("khan", "robin")
    thread = world.report(MENTOR_WANTED)
    world.do(desk.open_case, world.actor("khan"), thread.id)
    with pytest.raises(MentorNotAllowed):
        give(world, thread, body(world, thread, "robin", earlier=True))


def test_a_mentor_gets_no_chat_while_the_gate_is_closed(world: World) -> None:
    world.on_duty("khan", "robin")
    thread = world.report(MENTOR_WANTED)
    with pytest.raises(GateClosed):
        give(world, thread, body(world, thread, "robin"), is_here=nobody_is_here)


def test_a_case_is_given_to_nobody_but_a_mentor_or_a_responder(world: World) -> None:
    thread = world.report(NO_CHAT)
    with pytest.raises(ReaderUnknown):
        give(world, thread, body(world, thread, "ward"))


def test_only_the_group_gives_its_cases(world: World) -> None:
    thread = world.report(NO_CHAT)
    with pytest.raises(NotFound):
        give(world, thread, body(world, thread, "patel"), by="ward")


def test_a_responder_cannot_give_on_what_they_were_given(world: World) -> None:
    thread = world.report(NO_CHAT)
    give(world, thread, body(world, thread, "patel"))
    with pytest.raises(Forbidden):
        give(world, thread, body(world, thread, "robin"), by="patel")


def test_keys_that_do_not_name_the_person_give_nothing(world: World) -> None:
    thread = world.report(NO_CHAT)
    sent = body(world, thread, "patel")
    thread.readers.clear()
    thread.keys[thread.conv].pop()
    without = sent.model_copy(update={"epoch": thread.epoch_by(world.enrolled("khan"), thread.conv)})
    with pytest.raises(ReaderMissing):
        give(world, thread, without)
    assert world.case(thread).holder_id is None


def test_a_responder_reads_from_the_keys_they_were_given_on(world: World) -> None:
    thread = world.report(NO_CHAT)
    world.do(desk.open_case, world.actor("khan"), thread.id)
    give(world, thread, body(world, thread, "patel"))
    found = world.ask(access.stream_to_read, world.actor("patel"), thread.conv)
    seen = world.ask(queries.items, found.who, found.place).items
    assert not any(item.kind == "report" for item in seen)
    with pytest.raises(Forbidden):
        world.ask(access.stream_to_read, world.actor("patel"), thread.file)


def test_a_responder_who_was_given_earlier_keys_and_the_file_reads_all_of_it(world: World) -> None:
    thread = world.report(NO_CHAT)
    world.do(desk.open_case, world.actor("khan"), thread.id)
    give(world, thread, body(world, thread, "patel", file=True, earlier=True))
    found = world.ask(access.stream_to_read, world.actor("patel"), thread.conv)
    assert world.ask(queries.items, found.who, found.place).items[0].kind == "report"
    world.do(thread.notes, world.enrolled("patel"), "Spoke to the form tutor.")
    assert world.items(thread.file)[-1].sender == f"person:{world.actor('patel').person_id}"


def test_a_responder_hears_that_they_were_given_a_case(world: World) -> None:
    thread = world.report(NO_CHAT)
    give(world, thread, body(world, thread, "patel"))
    assert {"what": "given", "id": thread.id} in world.desk("patel")


def test_a_responder_passes_back_and_has_nothing_from_then_on(world: World) -> None:
    thread = world.report(NO_CHAT)
    give(world, thread, body(world, thread, "patel"))
    world.do(chat.escalate, world.actor("patel"), thread.pupil.id, "asked")
    with pytest.raises(StreamUnknown):
        world.ask(access.stream_to_read, world.actor("patel"), thread.conv)
    assert world.case(thread).state == "passed"


def test_a_chat_moves_from_one_mentor_to_another_and_the_first_is_out(world: World) -> None:
    thread = world.mentored()
    give(world, thread, body(world, thread, "sam"))
    with pytest.raises(StreamUnknown):
        world.ask(access.stream_to_read, world.actor("robin"), thread.conv)
    assert (world.case(thread).state, world.case(thread).holder_id) == ("live", world.actor("sam").person_id)


def test_what_an_adult_shares_with_the_new_reader_is_under_the_new_keys(world: World) -> None:
    thread = world.report(NO_CHAT)
    sent = body(world, thread, "patel")
    share = world.do(thread.sealed, world.enrolled("khan"), thread.conv, "msg", {"text": "What they said."})
    give(world, thread, sent.model_copy(update={"share": SealedItem(**share.model_dump())}))
    stored = [item for item in world.items(thread.conv) if item.kind == "share"]
    assert [item.key_epoch for item in stored] == [2]


def test_a_share_under_the_old_keys_gives_nothing_at_all(world: World) -> None:
    thread = world.report(NO_CHAT)
    old = world.do(thread.sealed, world.enrolled("khan"), thread.conv, "msg", {"text": "What they said."})
    sent = body(world, thread, "patel").model_copy(update={"share": old})
    with pytest.raises(AppError) as refused:
        give(world, thread, sent)
    assert (refused.value.code, world.case(thread).holder_id, len(world.items(thread.conv))) == ("epoch_old", None, 1)
