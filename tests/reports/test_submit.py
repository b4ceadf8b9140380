"""Sending a report: what is refused by name, and that no child ever is for coming at a busy time."""

from itertools import count

import pytest

from app.cli.demo.browser import Telling, Thread, random_id
from app.conversations.errors import ReaderUnknown
from app.core import clock, encoding
from app.core.errors import AppError
from app.core.ids import SchoolId
from app.reports import challenges, policy, queries
from app.reports.actions.submit import submit_report
from app.reports.errors import ChallengeOld, ChallengeSpent, MentorNotAllowed, ReportConflict, WorkWrong
from app.reports.schemas import NewReport, Proof, Submission
from app.sealing.errors import EpochMalformed, SizeWrong
from tests import hillcrest
from tests.cases import ABOUT_STAFF, ADULT_WANTED, MENTOR_WANTED, NO_CHAT, NOT_SAFE, World


def written(world: World, telling: Telling = ADULT_WANTED) -> tuple[Thread, NewReport]:
    """A report as the pupil's page sends it, not sent yet."""
    thread = world.pupil(telling)
    return thread, world.ask(thread.new_report, hillcrest.SERVER)


def submit(world: World, new: NewReport, *, overflow: bool = False) -> bool:
    return world.do(submit_report, Submission(world.school.id, new, overflow), hillcrest.SERVER)


def refused(world: World, thread: Thread, new: NewReport, error: type[AppError]) -> None:
    with pytest.raises(error):
        submit(world, new)
    assert world.ask(queries.report, thread.id) is None


def proof(world: World, bits: int = 1, *, minutes: float = 10) -> Proof:
    challenge = challenges.issue(hillcrest.SERVER, "work", world.school.id, clock.now(), minutes, bits)
    answer = next(str(number) for number in count() if challenges.is_solved(challenge, str(number)))
    return Proof(challenge=challenge.text, answer=answer)


@pytest.mark.parametrize("telling", [NOT_SAFE, ABOUT_STAFF, Telling("x", (), safe="unsure")])
def test_a_mentor_may_not_take_what_is_serious_or_about_staff(world: World, telling: Telling) -> None:
    thread, new = written(world, telling)
    refused(world, thread, new.model_copy(update={"mentor": "friends"}), MentorNotAllowed)


def test_a_pupil_who_did_not_allow_a_mentor_cannot_be_waiting_for_one(world: World) -> None:
    thread, new = written(world)
    refused(world, thread, new.model_copy(update={"chat": "mentor"}), MentorNotAllowed)


def test_a_report_without_an_answer_to_the_puzzle_is_refused(world: World) -> None:
    thread, new = written(world)
    challenge = challenges.issue(hillcrest.SERVER, "work", world.school.id, clock.now(), 10, 30)
    refused(world, thread, new.model_copy(update={"work": Proof(challenge=challenge.text, answer="1")}), WorkWrong)


def test_a_puzzle_that_we_did_not_set_is_refused(world: World) -> None:
    thread, new = written(world)
    forged = new.work.challenge.replace(".1.", ".0.")
    refused(world, thread, new.model_copy(update={"work": Proof(challenge=forged, answer="1")}), WorkWrong)


def test_a_puzzle_of_another_school_is_refused(world: World) -> None:
    thread, new = written(world)
    other = challenges.issue(hillcrest.SERVER, "work", SchoolId(random_id()), clock.now(), 10)
    refused(world, thread, new.model_copy(update={"work": Proof(challenge=other.text, answer="1")}), WorkWrong)


def test_a_puzzle_runs_out(world: World) -> None:
    thread, new = written(world)
    with clock.frozen(clock.now()) as time:
        work = proof(world, minutes=10)
        time.advance(minutes=10)
        refused(world, thread, new.model_copy(update={"work": work}), ChallengeOld)


def test_a_puzzle_is_spent_by_the_report_that_used_it(world: World) -> None:
    work = proof(world)
    _, first = written(world)
    submit(world, first.model_copy(update={"work": work}))
    thread, second = written(world)
    refused(world, thread, second.model_copy(update={"work": work}), ChallengeSpent)


def test_a_truncated_report_is_refused_and_nothing_of_it_is_stored(world: World) -> None:
    thread, new = written(world)
    short = encoding.encode(encoding.decode(new.report.env)[:-1])
    refused(
        world,
        thread,
        new.model_copy(update={"report": new.report.model_copy(update={"env": short})}),
        SizeWrong,
    )


def test_a_report_sealed_to_another_group_than_its_route_is_refused(world: World) -> None:
    thread, new = written(world, NO_CHAT)
    refused(world, thread, new.model_copy(update={"route": "head"}), ReaderUnknown)


def test_a_report_that_its_group_cannot_open_is_refused(world: World) -> None:
    thread, new = written(world)
    epoch = new.epoch.model_copy(update={"wraps": new.epoch.wraps[1:]})
    refused(world, thread, new.model_copy(update={"epoch": epoch}), EpochMalformed)


def test_a_second_send_of_the_same_report_is_the_same_report(world: World) -> None:
    thread, new = written(world)
    assert [submit(world, new), submit(world, new)] == [False, True]
    assert [item.kind for item in world.items(thread.conv) if item.type == "msg"] == ["report"]


def test_a_retry_may_bring_a_fresh_answer_to_the_puzzle(world: World) -> None:
    """The first may have run out while the line was down, and the report is the same."""
    _, new = written(world)
    submit(world, new)
    assert submit(world, new.model_copy(update={"work": proof(world)}))


def test_another_report_under_the_same_number_is_refused(world: World) -> None:
    _, new = written(world)
    submit(world, new)
    _, other = written(world)
    with pytest.raises(ReportConflict):
        submit(world, other.model_copy(update={"conv": new.conv}))


def test_return_words_that_are_taken_are_refused(world: World) -> None:
    _, new = written(world)
    submit(world, new)
    thread, other = written(world)
    refused(world, thread, other.model_copy(update={"locator_hash": new.locator_hash}), ReportConflict)


def test_a_flood_goes_to_the_tray_and_refuses_nobody(world: World) -> None:
    thread, new = written(world)
    submit(world, new, overflow=True)
    assert world.case(thread).overflow


def test_a_child_who_is_not_safe_never_waits_in_the_tray(world: World) -> None:
    thread, new = written(world, NOT_SAFE)
    submit(world, new, overflow=True)
    assert not world.case(thread).overflow


def test_case_numbers_count_for_each_group_so_a_hidden_report_leaves_no_gap(world: World) -> None:
    numbers = [world.case(world.report(telling)).number for telling in (NO_CHAT, ABOUT_STAFF, NO_CHAT)]
    assert numbers == [1, 1, 2]


def test_nobody_is_asked_to_wait_for_somebody_who_is_not_on_duty(world: World) -> None:
    alone = world.case(world.report(ADULT_WANTED)).state
    world.on_duty("khan")
    assert [alone, world.case(world.report(ADULT_WANTED)).state] == ["sent", "waiting"]


def test_a_mentor_on_duty_without_an_adult_makes_nobody_wait_for_a_mentor(world: World) -> None:
    world.on_duty("robin")
    assert world.case(world.report(MENTOR_WANTED)).state == "sent"


def test_the_puzzle_is_harder_in_a_flood_and_never_impossible() -> None:
    bits = [policy.work_bits(load / 10, quiet=14, busy=20) for load in range(11)]
    assert bits == sorted(bits)
    assert (bits[0], bits[-1]) == (14, 20)
