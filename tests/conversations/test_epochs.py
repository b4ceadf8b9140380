"""Who may change the keys, who must be able to read afterwards, and what a bad change meets."""

import json
import threading
from typing import Any

import pytest

from app.cli.demo.browser import Thread
from app.conversations import access, queries
from app.conversations.errors import EpochOld, EpochTaken, ReaderMissing, ReaderUnknown
from app.conversations.schemas import EpochsOut, NewEpoch
from app.core.encoding import decode, encode
from app.core.errors import AppError, Forbidden
from app.mentoring.actions import chat, epochs
from app.people.actors import Actor
from app.realtime.errors import StreamUnknown
from app.sealing.contexts import context
from app.sealing.epoch import make_epoch
from app.sealing.errors import EpochMalformed, EpochMismatch, EpochSigner, SignatureWrong, SizeWrong
from app.sealing.sign import sign
from app.sealing.wrap import kem_public_key
from tests.cases import ABOUT_STAFF, World


def readers_of(world: World, thread: Thread, *names: str) -> list[tuple[str, bytes]]:
    """The group, the pupil, and whoever is named."""
    group = world.held.group(thread.telling.route)
    named = [world.enrolled(name) for name in names]
    return [
        (group.recipient, kem_public_key(group.seed)),
        ("pupil", thread.mailbox.kem_public),
        *((f"person:{one.person.id}", one.enrolment.keys.kem) for one in named),
    ]


def epoch_by(world: World, thread: Thread, name: str, readers: list[tuple[str, bytes]] | None = None) -> NewEpoch:
    """Epoch 2 as somebody's browser makes it."""
    who = world.enrolled(name)
    record, _ = make_epoch(
        (world.school.id, thread.conv),
        2,
        previous_key=thread.keys[thread.conv][0],
        by=f"person:{who.person.id}",
        signing_seed=who.secrets.sign,
        roster_number=1,
        readers=readers or readers_of(world, thread),
    )
    return NewEpoch.model_validate(record)


def restated(world: World, epoch: NewEpoch, name: str, changes: dict[str, Any]) -> NewEpoch:
    """The same epoch with other words in its statement, signed again by the same person."""
    statement = json.dumps(json.loads(decode(epoch.statement)) | changes).encode()
    signature = sign(world.enrolled(name).secrets.sign, context("sign/epoch", statement))
    return epoch.model_copy(update={"statement": encode(statement), "sig": encode(signature)})


def start(world: World, actor: Actor, stream: str, epoch: NewEpoch) -> int:
    return world.do(epochs.start_epoch, actor, stream, epoch)


def read_epochs(world: World, actor: Actor, stream: str) -> EpochsOut:
    found = world.ask(access.stream_to_read, actor, stream)
    return world.ask(queries.epochs, actor, found.who, found.place)


def test_a_stranger_cannot_change_the_keys(world: World) -> None:
    thread = world.report(ABOUT_STAFF)
    with pytest.raises(StreamUnknown):
        start(world, world.actor("khan"), thread.conv, epoch_by(world, thread, "khan"))


def test_a_mentor_never_decides_who_reads(world: World) -> None:
    thread = world.mentored()
    epoch = epoch_by(world, thread, "robin", readers_of(world, thread, "robin"))
    with pytest.raises(Forbidden):
        start(world, world.actor("robin"), thread.conv, epoch)


def test_the_group_cannot_be_left_out(world: World) -> None:
    thread = world.report()
    without = [reader for reader in readers_of(world, thread) if not reader[0].startswith("group:")]
    with pytest.raises(ReaderMissing):
        start(world, world.actor("khan"), thread.conv, epoch_by(world, thread, "khan", without))


def test_the_pupil_cannot_be_left_out(world: World) -> None:
    thread = world.report()
    without = [reader for reader in readers_of(world, thread) if reader[0] != "pupil"]
    with pytest.raises(ReaderMissing):
        start(world, world.actor("khan"), thread.conv, epoch_by(world, thread, "khan", without))


@pytest.mark.parametrize("name", ["robin", "patel", "ward", "osei"])
def test_nobody_reads_who_was_not_let_in(world: World, name: str) -> None:
    thread = world.report()
    epoch = epoch_by(world, thread, "khan", readers_of(world, thread, name))
    with pytest.raises(ReaderUnknown):
        start(world, world.actor("khan"), thread.conv, epoch)


def test_the_group_of_another_route_is_no_reader(world: World) -> None:
    thread = world.report()
    head = world.held.group("head")
    readers = [*readers_of(world, thread), (head.recipient, kem_public_key(head.seed))]
    with pytest.raises(ReaderUnknown):
        start(world, world.actor("khan"), thread.conv, epoch_by(world, thread, "khan", readers))


def test_a_key_of_the_group_that_is_not_the_current_one_is_refused(world: World) -> None:
    thread = world.report()
    group = world.held.group("safeguarding")
    readers = [("group:safeguarding:2", kem_public_key(group.seed)), ("pupil", thread.mailbox.kem_public)]
    with pytest.raises(ReaderUnknown):
        start(world, world.actor("khan"), thread.conv, epoch_by(world, thread, "khan", readers))


def test_the_pupil_is_never_a_reader_of_the_file(world: World) -> None:
    thread = world.report()
    who, group = world.enrolled("khan"), world.held.group("safeguarding")
    record, _ = make_epoch(
        (world.school.id, thread.file),
        1,
        previous_key=None,
        by=f"person:{who.person.id}",
        signing_seed=who.secrets.sign,
        roster_number=1,
        readers=[(group.recipient, kem_public_key(group.seed)), ("pupil", thread.mailbox.kem_public)],
    )
    with pytest.raises(ReaderUnknown):
        start(world, world.actor("khan"), thread.file, NewEpoch.model_validate(record))


def test_an_epoch_in_somebody_elses_name_is_refused(world: World) -> None:
    thread = world.report()
    with pytest.raises(EpochSigner):
        start(world, world.actor("osei"), thread.conv, epoch_by(world, thread, "khan"))


def test_an_epoch_that_its_maker_did_not_sign_is_refused(world: World) -> None:
    thread = world.report()
    epoch = epoch_by(world, thread, "khan").model_copy(update={"sig": epoch_by(world, thread, "khan").sig})
    with pytest.raises(SignatureWrong):
        start(world, world.actor("khan"), thread.conv, epoch)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"school": "0190b3c0-0000-7000-8000-000000000000"}, EpochMismatch),
        ({"stream": "conv:0190b3c0-0000-4000-8000-000000000000"}, EpochMismatch),
        ({"epoch": 3}, EpochMismatch),
        ({"roster": 2}, EpochMismatch),
        ({"commit": "AAAA"}, EpochMalformed),
        ({"link": None}, EpochMalformed),
        ({"readers": []}, EpochMalformed),
        ({"by": "pupil"}, EpochSigner),
    ],
)
def test_a_statement_that_does_not_fit_is_refused_by_name(
    world: World, changes: dict[str, Any], refusal: type[AppError]
) -> None:
    thread = world.report()
    epoch = restated(world, epoch_by(world, thread, "khan"), "khan", changes)
    with pytest.raises(refusal):
        start(world, world.actor("khan"), thread.conv, epoch)
    assert len(read_epochs(world, world.actor("khan"), thread.conv).epochs) == 1


def test_a_wrap_for_somebody_the_statement_does_not_name_is_refused(world: World) -> None:
    """Else a hidden reader could be added whom no other reader sees."""
    thread = world.report()
    epoch = epoch_by(world, thread, "khan")
    hidden = epoch.wraps[0].model_copy(update={"to": f"person:{world.actor('robin').person_id}"})
    with pytest.raises(EpochMalformed):
        start(world, world.actor("khan"), thread.conv, epoch.model_copy(update={"wraps": (*epoch.wraps, hidden)}))


def test_a_truncated_wrap_is_refused(world: World) -> None:
    thread = world.report()
    epoch = epoch_by(world, thread, "khan")
    short = epoch.wraps[0].model_copy(update={"wrap": encode(decode(epoch.wraps[0].wrap)[:-3])})
    with pytest.raises(SizeWrong):
        start(world, world.actor("khan"), thread.conv, epoch.model_copy(update={"wraps": (short, *epoch.wraps[1:])}))


def test_of_two_who_change_the_keys_at_once_one_wins_and_the_other_is_told(world: World) -> None:
    thread = world.report()
    outcomes: list[str] = []

    def attempt(name: str) -> None:
        epoch = epoch_by(world, thread, name)
        try:
            start(world, world.actor(name), thread.conv, epoch)
            outcomes.append("won")
        except EpochTaken:
            outcomes.append("taken")

    attempts = [threading.Thread(target=attempt, args=(name,)) for name in ("khan", "osei")]
    for each in attempts:
        each.start()
    for each in attempts:
        each.join()
    assert sorted(outcomes) == ["taken", "won"]


def test_a_repeated_change_of_keys_is_the_same_one(world: World) -> None:
    thread = world.report()
    epoch = epoch_by(world, thread, "khan")
    first = start(world, world.actor("khan"), thread.conv, epoch)
    assert start(world, world.actor("khan"), thread.conv, epoch) == first


def test_everyone_in_the_conversation_sees_who_changed_the_keys_and_for_whom(world: World) -> None:
    thread = world.report()
    start(world, world.actor("khan"), thread.conv, epoch_by(world, thread, "khan"))
    assert world.last(thread.conv) == {
        "epoch": 2,
        "by": f"person:{world.actor('khan').person_id}",
        "readers": ["group:safeguarding:1", "pupil"],
    }


def test_a_reader_is_sent_only_the_wraps_addressed_to_them(world: World) -> None:
    thread = world.mentored()
    seen = {
        "pupil": {wrap.to for each in read_epochs(world, thread.pupil, thread.conv).epochs for wrap in each.wraps},
        "mentor": {
            wrap.to for each in read_epochs(world, world.actor("robin"), thread.conv).epochs for wrap in each.wraps
        },
        "group": {
            wrap.to for each in read_epochs(world, world.actor("khan"), thread.conv).epochs for wrap in each.wraps
        },
    }
    robin = f"person:{world.actor('robin').person_id}"
    assert seen == {"pupil": {"pupil"}, "mentor": {robin}, "group": {"group:safeguarding:1"}}


def test_a_mentor_gets_no_key_and_no_item_from_before_they_came(world: World) -> None:
    thread = world.mentored()
    found = world.ask(access.stream_to_read, world.actor("robin"), thread.conv)
    page = world.ask(queries.items, found.who, found.place)
    assert [each.epoch for each in read_epochs(world, world.actor("robin"), thread.conv).epochs] == [2]
    assert page.items[0].type == "epoch"
    assert not any(item.kind == "report" for item in page.items)


def test_nothing_is_sealed_to_a_reader_who_has_left(world: World) -> None:
    thread = world.mentored()
    world.do(chat.finish, world.actor("robin"), thread.pupil.id)
    with pytest.raises(EpochOld):
        world.do(thread.says, world.enrolled("khan"), "under the old key")
    thread.readers.clear()
    world.do(thread.pupil_rekeys)
    world.do(thread.says, world.enrolled("khan"), "under the new key")
