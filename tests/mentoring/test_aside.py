"""What adults say to a mentor aside: theirs and the mentor's, never the pupil's, and only while the chat runs."""

import json

import pytest

from app.cli.demo.browser import Thread
from app.conversations import access
from app.conversations import queries as conversations
from app.conversations.errors import EpochOld, KindNotAllowed, ReaderMissing, ReaderUnknown
from app.conversations.schemas import NewEpoch
from app.core.errors import AppError, Forbidden, NotFound
from app.mentoring.actions import chat, epochs, queue, supervising
from app.realtime.errors import StreamUnknown
from app.reports.actions import sending
from app.sealing.epoch import make_epoch
from app.sealing.wrap import kem_public_key
from app.triage.actions import desk
from app.triage.queries import open_case
from tests.cases import ADULT_WANTED, World, everybody_is_here


def coached(world: World) -> Thread:
    """Robin's chat, in which Ms Khan has said something aside."""
    thread = world.mentored()
    world.do(thread.coaches, world.enrolled("khan"), "Ask what happened at lunch.")
    return thread


def kinds(world: World, thread: Thread) -> list[str]:
    return [item.kind for item in world.items(thread.side)]


def test_a_pupil_cannot_read_write_or_start_what_is_said_aside(world: World) -> None:
    thread = coached(world)
    with pytest.raises(Forbidden):
        world.ask(access.stream_to_read, thread.pupil, thread.side)
    item = world.written(thread, "khan", thread.side, "ask", "hm")
    with pytest.raises(Forbidden):
        world.do(sending.send, thread.pupil, thread.side, item)
    with pytest.raises(Forbidden):
        world.do(epochs.start_epoch, thread.pupil, thread.side, thread.epoch_by(world.enrolled("khan"), thread.side))


def test_the_pupils_own_stream_says_nothing_of_it(world: World) -> None:
    thread = world.mentored()
    before = world.items(thread.conv)
    world.do(thread.coaches, world.enrolled("khan"), "Ask what happened at lunch.")
    world.do(thread.asks, world.enrolled("robin"), "May I say that I know the place?")
    world.do(supervising.ask, world.actor("robin"), thread.pupil.id)
    assert world.items(thread.conv) == before


@pytest.mark.parametrize(("add", "drop", "error"), [("pupil", None, ReaderUnknown), (None, "robin", ReaderMissing)])
def test_what_is_said_aside_is_sealed_to_the_team_and_the_mentor_and_to_nobody_else(
    world: World, add: str | None, drop: str | None, error: type[AppError]
) -> None:
    thread, who = world.mentored(), world.enrolled("khan")
    group, robin = thread.held.group("safeguarding"), world.enrolled("robin")
    readers = [(group.recipient, kem_public_key(group.seed))]
    readers += [] if drop else [(f"person:{robin.person.id}", robin.enrolment.keys.kem)]
    readers += [("pupil", thread.mailbox.kem_public)] if add else []
    record, _ = make_epoch(
        (world.school.id, thread.side),
        1,
        previous_key=None,
        by=f"person:{who.person.id}",
        signing_seed=who.secrets.sign,
        roster_number=1,
        readers=readers,
    )
    with pytest.raises(error):
        world.do(epochs.start_epoch, world.actor("khan"), thread.side, NewEpoch.model_validate(record))


def test_a_mentor_who_is_not_in_the_chat_is_not_let_in_aside(world: World) -> None:
    thread = world.mentored()
    thread.readers.append(world.enrolled("sam"))
    with pytest.raises(ReaderUnknown):
        world.do(thread.rekeys, world.enrolled("khan"), thread.side)


@pytest.mark.parametrize("name", ["ward", "ellis", "sam"])
def test_whoever_may_not_know_of_the_chat_hears_nothing_aside(world: World, name: str) -> None:
    thread = coached(world)
    with pytest.raises(StreamUnknown):
        world.ask(access.stream_to_read, world.actor(name), thread.side)


def test_before_an_adult_has_said_anything_a_mentor_asks_without_a_word(world: World) -> None:
    thread = world.mentored()
    with pytest.raises(Forbidden):
        world.ask(access.stream_to_read, world.actor("robin"), thread.side)
    world.do(supervising.ask, world.actor("robin"), thread.pupil.id)
    assert world.desk("khan")[-1] == {"what": "asked", "id": thread.id}
    assert world.desk("osei")[-1] == {"what": "asked", "id": thread.id}
    assert {"what": "asked", "id": thread.id} not in [*world.desk("ward"), *world.desk("ellis"), *world.desk("sam")]


def test_only_the_mentor_in_the_chat_asks(world: World) -> None:
    thread = world.mentored()
    for name in ("sam", "khan"):
        with pytest.raises(NotFound):
            world.do(supervising.ask, world.actor(name), thread.pupil.id)


def test_a_mentor_starts_no_epoch_aside(world: World) -> None:
    thread = coached(world)
    with pytest.raises(Forbidden):
        world.do(thread.rekeys, world.enrolled("robin"), thread.side)


def test_a_mentor_who_was_told_something_reads_it_and_asks_in_words(world: World) -> None:
    thread = coached(world)
    world.ask(access.stream_to_read, world.actor("robin"), thread.side)
    world.do(thread.asks, world.enrolled("robin"), "May I say that I know the place?")
    assert kinds(world, thread) == ["epoch", "coach", "ask"]
    assert world.desk("khan")[-1] == {"what": "asked", "id": thread.id}


def test_a_mentor_coaches_nobody_and_an_adult_asks_nothing(world: World) -> None:
    thread = coached(world)
    for name, kind in (("robin", "coach"), ("khan", "ask")):
        with pytest.raises(KindNotAllowed):
            world.do(sending.send, world.actor(name), thread.side, world.written(thread, name, thread.side, kind, "hm"))


@pytest.mark.parametrize("how", [chat.finish, supervising.take_over])
def test_a_mentor_loses_what_was_said_aside_with_the_chat(world: World, how: object) -> None:
    thread = coached(world)
    world.do(how, world.actor("khan"), thread.pupil.id)  # type: ignore[arg-type] # either of the two above
    with pytest.raises(AppError):
        world.ask(access.stream_to_read, world.actor("robin"), thread.side)
    with pytest.raises(EpochOld):
        world.do(thread.coaches, world.enrolled("khan"), "For the next one.")


def test_the_next_mentor_reads_nothing_that_was_said_to_the_one_before(world: World) -> None:
    thread = coached(world)
    world.do(chat.finish, thread.pupil, thread.pupil.id)
    world.do(queue.wait, thread.pupil, "mentor", everybody_is_here)
    thread.readers.clear()
    world.claimed(thread, "sam")
    with pytest.raises(Forbidden):
        world.ask(access.stream_to_read, world.actor("sam"), thread.side)
    world.do(thread.rekeys, world.enrolled("khan"), thread.side)
    found = world.ask(access.stream_to_read, world.actor("sam"), thread.side)
    page = world.ask(conversations.items, found.who, found.place)
    assert [item.kind for item in page.items] == ["epoch"]
    assert len(world.ask(conversations.epochs, world.actor("sam"), found.who, found.place).epochs) == 1


def test_an_adult_who_opens_the_case_has_what_was_said_aside_with_it(world: World) -> None:
    thread = coached(world)
    world.do(desk.open_case, world.actor("osei"), thread.id)
    opened = world.ask(open_case, world.actor("osei"), thread.id)
    assert [stream.stream for stream in opened.streams] == [thread.conv, thread.file, thread.side]


def test_a_case_that_no_mentor_was_in_has_nothing_aside(world: World) -> None:
    thread = world.report(ADULT_WANTED)
    world.do(desk.open_case, world.actor("khan"), thread.id)
    opened = world.ask(open_case, world.actor("khan"), thread.id)
    assert [stream.stream for stream in opened.streams] == [thread.conv, thread.file]


def test_the_mentor_is_told_that_something_was_said_aside_and_the_word_itself_is_not_in_it(world: World) -> None:
    thread = world.mentored()
    world.do(thread.coaches, world.enrolled("khan"), "Ask what happened at lunch.")
    told = world.items(f"me:{world.actor('robin').person_id}")[-1]
    assert json.loads(told.body) == {"id": thread.pupil.id, "what": "given"}
