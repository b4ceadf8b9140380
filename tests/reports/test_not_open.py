"""A school that is not open takes nothing in; what was taken in before stays within reach."""

import pytest

from app.cli.demo.browser import Telling, Thread
from app.reports import queries
from app.reports.actions.submit import submit_report
from app.reports.schemas import NewReport, Submission
from app.schools import actions as schools
from app.schools.errors import SchoolNotOpen
from tests import hillcrest
from tests.cases import ABOUT_STAFF, ADULT_WANTED, PASTORAL, World


def shut(world: World) -> None:
    world.do(schools.close, world.actor("khan"), world.school.id)


def submit(world: World, new: NewReport) -> bool:
    return world.do(submit_report, Submission(world.school.id, new, overflow=False), hillcrest.SERVER)


def written(world: World) -> tuple[Thread, NewReport]:
    thread = world.pupil(ADULT_WANTED)
    return thread, world.ask(thread.new_report, hillcrest.SERVER)


def test_a_report_to_a_school_that_is_not_open_is_refused_and_its_challenge_stays_unspent(world: World) -> None:
    shut(world)
    thread, new = written(world)
    with pytest.raises(SchoolNotOpen):
        submit(world, new)
    assert world.ask(queries.report, thread.id) is None
    world.do(schools.open_test, world.actor("khan"), world.school.id)
    assert submit(world, new) is False


def test_a_report_that_had_arrived_before_the_school_closed_is_answered_as_the_first_time(world: World) -> None:
    _, new = written(world)
    submit(world, new)
    shut(world)
    assert submit(world, new) is True


@pytest.mark.parametrize("telling", [ADULT_WANTED, PASTORAL, ABOUT_STAFF])
def test_a_report_in_a_test_window_is_a_test_and_one_to_an_open_school_is_not(world: World, telling: Telling) -> None:
    assert not world.case(world.report(telling)).test
    shut(world)
    world.do(schools.open_test, world.actor("khan"), world.school.id)
    assert world.case(world.report(telling)).test


def test_a_pupil_of_a_school_that_closed_still_reaches_their_case(world: World) -> None:
    thread = world.report(ADULT_WANTED)
    shut(world)
    world.do(thread.says, world.enrolled("khan"), "We are still here.")
    world.do(thread.pupil_says, "Thank you.")
    assert world.case(thread).last_staff_at is not None
