"""What a school sends to its pastoral team: who reads it, how it is handed up, and that it never comes back down."""

import pytest

from app.audit import queries as audit
from app.audit.queries import Filter
from app.audit.schemas import log_id
from app.cli.demo.browser import Telling, Thread
from app.conversations import queries as conversations
from app.conversations.access import conversation_to_read
from app.conversations.errors import EpochOld, ReaderMissing, ReaderUnknown
from app.conversations.schemas import NewEpoch
from app.core.errors import Forbidden, NotFound
from app.escalation.actions import raising
from app.mentoring.actions import chat, queue
from app.reports.actions.submit import submit_report
from app.reports.errors import CaseChanged, RouteTooLow, WrongState
from app.reports.schemas import Submission
from app.sealing.epoch import make_epoch
from app.sealing.wrap import kem_public_key
from app.triage import queries as triage
from app.triage.actions import desk
from tests import hillcrest
from tests.cases import ABOUT_STAFF, ADULT_WANTED, PASTORAL, World, everybody_is_here

READERS = ("khan", "osei", "patel")


def hand_up(world: World, thread: Thread, by: str = "patel") -> None:
    world.do(raising.raise_case, world.actor(by), thread.id, world.case(thread).v)
    thread.moved_to = "safeguarding"


def log(world: World, name: str) -> list[str]:
    """What is recorded in a group's log, the newest first."""
    page = world.ask(audit.entries, [log_id(world.school.id, name)], Filter())
    return [entry.action for entry in page.entries]


def told(world: World, name: str) -> list[str]:
    """The cases that a person's desk was told of."""
    return [line["id"] for line in world.desk(name) if line["what"] == "case"]


def inbox(world: World, name: str) -> list[str]:
    return [case.id for case in world.ask(triage.inbox, world.actor(name), "inbox", None).cases]


def epoch_for(world: World, thread: Thread, *names: str) -> NewEpoch:
    """The first keys of a conversation, for some groups only."""
    groups = [world.held.group(name) for name in names]
    record, key = make_epoch(
        (world.school.id, thread.conv),
        1,
        previous_key=None,
        by="pupil",
        signing_seed=thread.mailbox.sign,
        roster_number=1,
        readers=[
            *((group.recipient, kem_public_key(group.seed)) for group in groups),
            ("pupil", thread.mailbox.kem_public),
        ],
    )
    thread.keys[thread.conv] = [key]
    return NewEpoch.model_validate(record)


@pytest.mark.parametrize("name", ["ward", "ellis", "robin"])
def test_nobody_outside_both_teams_knows_of_it(world: World, name: str) -> None:
    thread = world.report(PASTORAL)
    with pytest.raises(NotFound):
        world.ask(conversation_to_read, world.actor(name), thread.id)
    assert told(world, name) == []


@pytest.mark.parametrize("safe", ["no", "unsure"])
def test_a_pupil_who_is_not_sure_that_they_are_safe_is_heard_by_the_safety_team(world: World, safe: str) -> None:
    thread = world.pupil(PASTORAL)
    new = world.ask(thread.new_report, hillcrest.SERVER).model_copy(update={"safe": safe})
    with pytest.raises(RouteTooLow):
        world.do(submit_report, Submission(world.school.id, new, overflow=False), hillcrest.SERVER)


def test_keys_that_leave_the_safety_team_out_are_refused(world: World) -> None:
    thread = world.pupil(PASTORAL)
    new = world.ask(thread.new_report, hillcrest.SERVER)
    new = new.model_copy(update={"epoch": epoch_for(world, thread, "pastoral")})
    with pytest.raises(ReaderMissing):
        world.do(submit_report, Submission(world.school.id, new, overflow=False), hillcrest.SERVER)


def test_keys_that_let_the_pastoral_team_into_a_report_to_the_safety_team_are_refused(world: World) -> None:
    thread = world.pupil(ADULT_WANTED)
    new = world.ask(thread.new_report, hillcrest.SERVER)
    new = new.model_copy(update={"epoch": epoch_for(world, thread, "safeguarding", "pastoral")})
    with pytest.raises(ReaderUnknown):
        world.do(submit_report, Submission(world.school.id, new, overflow=False), hillcrest.SERVER)


def test_both_teams_are_told_and_have_it_in_their_inbox(world: World) -> None:
    thread = world.report(PASTORAL)
    for name in READERS:
        assert told(world, name) == [thread.id]
        assert inbox(world, name) == [thread.id]


def test_a_report_to_the_safety_team_is_nothing_to_the_pastoral_team(world: World) -> None:
    world.report(ADULT_WANTED)
    assert (told(world, "patel"), inbox(world, "patel")) == ([], [])


@pytest.mark.parametrize("name", READERS)
def test_each_team_is_handed_a_wrap_that_it_can_open(world: World, name: str) -> None:
    thread = world.report(PASTORAL)
    world.do(desk.open_case, world.actor(name), thread.id)
    opened = world.ask(triage.open_case, world.actor(name), thread.id)
    wraps = {wrap.to for wrap in opened.streams[0].epochs[0].wraps}
    assert wraps == {"group:pastoral:1"} | ({"group:safeguarding:1"} if name != "patel" else set())


def test_what_is_done_with_it_is_in_the_pastoral_teams_log(world: World) -> None:
    thread = world.report(PASTORAL)
    world.do(desk.open_case, world.actor("khan"), thread.id)
    assert log(world, "pastoral") == ["report.opened", "report.received"]
    assert log(world, "safeguarding") == []


def test_a_mentor_may_take_what_the_pastoral_team_has(world: World) -> None:
    world.on_duty("patel", "robin")
    thread = world.report(Telling("Lunch is lonely.", ("friends",), route="pastoral", mentor="friends", chat="mentor"))
    assert world.case(thread).state == "waiting"
    world.claimed(thread)
    assert world.case(thread).state == "live"


def test_a_pupil_waits_for_whoever_of_either_team_is_there(world: World) -> None:
    world.on_duty("patel")
    thread = world.report(PASTORAL)
    assert world.case(thread).state == "waiting"
    world.do(queue.claim, world.actor("patel"), thread.pupil.id, None, everybody_is_here)
    assert world.case(thread).state == "live"


def test_a_mentor_cannot_hand_a_case_up_by_this_call(world: World) -> None:
    world.on_duty("patel", "robin")
    thread = world.report(Telling("Lunch is lonely.", ("friends",), route="pastoral", mentor="friends", chat="mentor"))
    world.claimed(thread)
    with pytest.raises(Forbidden):
        world.do(raising.raise_case, world.actor("robin"), thread.id, world.case(thread).v)


def test_a_case_decided_on_an_old_view_is_not_handed_up(world: World) -> None:
    thread = world.report(PASTORAL)
    with pytest.raises(CaseChanged):
        world.do(raising.raise_case, world.actor("patel"), thread.id, 7)


@pytest.mark.parametrize(("telling", "by"), [(ADULT_WANTED, "khan"), (ABOUT_STAFF, "ward")])
def test_only_what_the_pastoral_team_has_is_handed_up(world: World, telling: Telling, by: str) -> None:
    thread = world.report(telling)
    with pytest.raises(WrongState):
        world.do(raising.raise_case, world.actor(by), thread.id, 1)


def test_a_case_that_was_handed_up_is_the_safety_teams_alone(world: World) -> None:
    thread = world.report(PASTORAL)
    hand_up(world, thread)
    case = world.case(thread)
    assert (case.group, case.number, case.opened_at, case.owner_id) == ("safeguarding", 1, None, None)
    with pytest.raises(NotFound):
        world.ask(conversation_to_read, world.actor("patel"), thread.id)
    assert (inbox(world, "patel"), inbox(world, "khan")) == ([], [thread.id])
    assert world.last(thread.conv) == {"status": "raised"}


def test_a_case_that_was_handed_up_never_comes_back_down(world: World) -> None:
    thread = world.report(PASTORAL)
    hand_up(world, thread)
    with pytest.raises(WrongState):
        world.do(raising.raise_case, world.actor("khan"), thread.id, world.case(thread).v)
    assert world.case(thread).group == "safeguarding"


def test_nothing_more_is_sealed_under_a_key_that_the_pastoral_team_holds(world: World) -> None:
    thread = world.report(PASTORAL)
    hand_up(world, thread)
    with pytest.raises(EpochOld):
        world.do(thread.pupil_says, "Are you still there?")
    world.do(thread.pupil_rekeys)
    world.do(thread.pupil_says, "Are you still there?")
    newest = world.ask(conversations.whole_epochs, thread.conv)[-1]
    assert {wrap.to for wrap in newest.wraps} == {"group:safeguarding:1", "pupil"}


def test_a_case_that_was_handed_up_is_owed_a_look_and_is_open_to_those_who_may(world: World) -> None:
    thread = world.report(PASTORAL)
    world.do(desk.open_case, world.actor("patel"), thread.id)
    hand_up(world, thread)
    assert world.case(thread).target_at is not None
    world.do(desk.open_case, world.actor("khan"), thread.id)
    opened = world.ask(triage.open_case, world.actor("khan"), thread.id)
    assert {wrap.to for wrap in opened.streams[0].epochs[0].wraps} == {"group:safeguarding:1"}
    assert world.case(thread).target_at is None


def test_handing_up_is_in_both_logs_and_the_pastoral_log_ends_there(world: World) -> None:
    thread = world.report(PASTORAL)
    hand_up(world, thread)
    world.do(desk.open_case, world.actor("khan"), thread.id)
    assert log(world, "pastoral") == ["report.escalated", "report.received"]
    assert log(world, "safeguarding") == ["report.opened", "report.escalated"]


def test_a_pupil_in_a_chat_when_it_is_handed_up_waits_for_nobody_first(world: World) -> None:
    world.on_duty("patel")
    thread = world.report(PASTORAL)
    world.do(queue.claim, world.actor("patel"), thread.pupil.id, None, everybody_is_here)
    hand_up(world, thread)
    case = world.case(thread)
    assert (case.state, case.want, case.holder_id) == ("passed", "adult", None)
    assert world.ask(conversations.participants, thread.id) == []


def test_an_adult_of_the_safety_team_who_has_the_chat_keeps_it(world: World) -> None:
    world.on_duty("khan")
    thread = world.report(PASTORAL)
    world.do(queue.claim, world.actor("khan"), thread.pupil.id, None, everybody_is_here)
    world.do(chat.join, world.actor("patel"), thread.pupil.id)
    hand_up(world, thread)
    case = world.case(thread)
    assert (case.state, case.holder_id) == ("live", world.actor("khan").person_id)
    assert [who.person_id for who in world.ask(conversations.participants, thread.id)] == [case.holder_id]


def test_a_mentor_is_out_of_a_case_that_was_handed_up(world: World) -> None:
    world.on_duty("patel", "robin")
    thread = world.report(Telling("Lunch is lonely.", ("friends",), route="pastoral", mentor="friends", chat="mentor"))
    world.claimed(thread)
    hand_up(world, thread)
    case = world.case(thread)
    assert (case.state, case.mentor, case.holder_id) == ("passed", None, None)
    with pytest.raises(NotFound):
        world.ask(conversation_to_read, world.actor("robin"), thread.id)
