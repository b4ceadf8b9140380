"""Whatever is pressed, by whom, and in whatever order: what must always hold of a chat holds after each press."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.cli.demo.browser import Thread
from app.conversations import access
from app.core.errors import AppError
from app.mentoring.actions import chat, queue, supervising
from app.people.actors import Actor
from app.triage.actions import desk
from tests.cases import MENTOR_WANTED, World, everybody_is_here

Press = Callable[[World, Thread], object]


def lets_in(world: World, thread: Thread) -> object:
    """The pupil's page wraps new keys for whoever is in the chat, or has claimed it."""
    case = world.case(thread)
    mentored = case.holder_role == "mentor"
    thread.readers[:] = [world.held.enrolled(case.holder_id)] if mentored and case.holder_id is not None else []
    before = len(thread.keys[thread.conv])
    try:
        return world.do(thread.pupil_rekeys)
    except AppError:
        del thread.keys[thread.conv][before:]
        raise


def says_aside(world: World, thread: Thread) -> None:
    """Ms Khan's page makes new keys for whoever is in the chat, and seals a word under them."""
    case = world.case(thread)
    mentored = case.holder_role == "mentor" and case.state == "live"
    thread.readers[:] = [world.held.enrolled(case.holder_id)] if mentored and case.holder_id is not None else []
    known = thread.keys.setdefault(thread.side, [])
    before = len(known)
    try:
        world.do(thread.rekeys, world.enrolled("khan"), thread.side)
    except AppError:
        del known[before:]
        raise
    world.do(thread.coaches, world.enrolled("khan"), "Ask what happened.")


PRESSES: dict[str, Press] = {
    "the pupil waits for a mentor": lambda w, t: w.do(queue.wait, t.pupil, "mentor", everybody_is_here),
    "the pupil waits for an adult": lambda w, t: w.do(queue.wait, t.pupil, "adult", everybody_is_here),
    "the pupil stops waiting": lambda w, t: w.do(queue.unwait, t.pupil),
    "the pupil's page makes keys": lets_in,
    "the pupil asks for an adult": lambda w, t: w.do(chat.escalate, t.pupil, t.pupil.id, "asked"),
    "the pupil finishes": lambda w, t: w.do(chat.finish, t.pupil, t.pupil.id),
    "Robin claims": lambda w, t: w.do(queue.claim, w.actor("robin"), t.pupil.id, None, everybody_is_here),
    "Sam claims": lambda w, t: w.do(queue.claim, w.actor("sam"), t.pupil.id, None, everybody_is_here),
    "Robin passes on": lambda w, t: w.do(chat.escalate, w.actor("robin"), t.pupil.id, "serious"),
    "Robin finishes": lambda w, t: w.do(chat.finish, w.actor("robin"), t.pupil.id),
    "Ms Khan claims": lambda w, t: w.do(queue.claim, w.actor("khan"), t.pupil.id, None, everybody_is_here),
    "Ms Khan joins": lambda w, t: w.do(chat.join, w.actor("khan"), t.pupil.id),
    "Ms Khan leaves": lambda w, t: w.do(chat.leave, w.actor("khan"), t.pupil.id),
    "Ms Khan opens": lambda w, t: w.do(desk.open_case, w.actor("khan"), t.id),
    "Ms Khan takes over": lambda w, t: w.do(supervising.take_over, w.actor("khan"), t.pupil.id),
    "Ms Khan freezes": lambda w, t: w.do(supervising.freeze, w.actor("khan"), t.pupil.id),
    "Ms Khan lets it go on": lambda w, t: w.do(supervising.unfreeze, w.actor("khan"), t.pupil.id),
    "Ms Khan says something aside": says_aside,
    "the pupil would not meet Robin": lambda w, t: w.do(queue.avoid, t.pupil, w.actor("robin").person_id),
    "Ms Khan releases": lambda w, t: w.do(desk.release, w.actor("khan"), t.id, w.case(t).v),
}


OPENINGS = [
    [],
    ["Robin claims", "the pupil's page makes keys"],
    ["Ms Khan opens", "Ms Khan claims"],
    ["Ms Khan opens", "Robin claims", "the pupil's page makes keys", "Ms Khan joins"],
]
"""Chance alone seldom gets a chat going."""

EVERY_TIME_THE_SAME = settings(
    derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def reads(world: World, actor: Actor, stream: str) -> bool:
    try:
        world.ask(access.stream_to_read, actor, stream)
    except AppError:
        return False
    return True


def check(world: World, thread: Thread) -> None:
    case = world.case(thread)
    for name in ("robin", "sam"):
        mentor = world.actor(name)
        holds = case.state == "live" and case.holder_id == mentor.person_id
        assert reads(world, mentor, thread.conv) == holds, (name, case.state)
        assert not reads(world, mentor, thread.file)
        assert holds or not reads(world, mentor, thread.side)
    assert reads(world, thread.pupil, thread.conv)
    assert not reads(world, thread.pupil, thread.file)
    assert not reads(world, thread.pupil, thread.side)
    assert case.frozen_at is None or case.state == "live"
    assert reads(world, world.actor("khan"), thread.file)
    assert (case.holder_id is not None) == (case.state in {"claimed", "live"})
    assert (case.waiting_since is not None) == (case.state in {"waiting", "claimed", "passed"})
    assert [item.seq for item in world.items(thread.conv)] == list(range(1, len(world.items(thread.conv)) + 1))


@pytest.mark.long
def test_nothing_that_is_pressed_in_any_order_breaks_a_promise(world: World) -> None:
    world.on_duty("khan", "robin", "sam")
    hidden_from_the_head = len(world.desk("ward"))

    reached: set[tuple[str, str | None]] = set()

    @settings(EVERY_TIME_THE_SAME, max_examples=50)
    @given(st.sampled_from(OPENINGS), st.lists(st.sampled_from(sorted(PRESSES)), min_size=3, max_size=12))
    def play(opening: list[str], further: list[str]) -> None:
        thread = world.report(MENTOR_WANTED)
        check(world, thread)
        for press in [*opening, *further]:
            # A refusal is an answer. What must hold, holds after it too.
            with suppress(AppError):
                PRESSES[press](world, thread)
            check(world, thread)
            reached.add((world.case(thread).state, world.case(thread).holder_role))
        world.do(chat.finish, thread.pupil, thread.pupil.id)
        world.do(queue.unwait, thread.pupil)
        # Whoever owes a debrief, or has had the chats of a shift, would take nobody in the next play.
        world.do(lambda session: session.execute(text("DELETE FROM mentor_chats")))

    play()
    assert {("claimed", "mentor"), ("live", "mentor"), ("live", "adult"), ("passed", None), ("open", None)} <= reached
    assert len(world.desk("ward")) == hidden_from_the_head
