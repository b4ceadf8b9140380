"""Promise 7 on a real socket: whoever loses their standing loses every open page, and gets no new one."""

import pytest

from app.people import actions as people
from app.people.actions import training
from app.people.actors import Group, Role
from app.people.roll import StandingEntry, TrainingRules
from tests.cases import World
from tests.socket.lines import Site, opened, signed_in, talking, ticket, ticket_for


@pytest.mark.parametrize("verb", ["suspend", "leave"])
def test_whoever_is_suspended_or_leaves_is_closed_at_once(site: Site, world: World, verb: str) -> None:
    with talking(site, ticket(world, "sam")) as line:
        arguments = ("concern",) if verb == "suspend" else ()
        world.do(getattr(people, verb), world.actor("khan"), world.actor("sam").person_id, *arguments)
        assert line.close_code() == 4500


def test_a_pause_closes_every_page(site: Site, world: World) -> None:
    with talking(site, ticket(world, "sam")) as line:
        world.do(people.pause, world.school.id, world.actor("sam").person_id)
        assert line.close_code() == 4504


def test_a_ticket_from_before_a_pause_opens_nothing(site: Site, world: World) -> None:
    given = ticket_for(world, signed_in(world, "sam"))
    rules = {"rules": [{"role": "mentor", "module": "first aid", "months": 12, "warn_days": 30}]}
    world.do(training.set_rules, world.actor("khan"), TrainingRules.model_validate(rules))
    with opened(site) as line:
        assert line.hello(given)["code"] == "access_paused"
        assert line.close_code() == 4504


def test_whoever_gains_or_loses_a_group_comes_back_as_what_they_are_now(site: Site, world: World) -> None:
    who = world.enrolled("patel").person
    with talking(site, ticket(world, "patel")) as line:
        groups = frozenset({Group.SAFEGUARDING, Group.PASTORAL})
        world.do(
            people.apply_standing,
            world.school.id,
            [StandingEntry(who.id, Role.DEPUTY, groups, who.alias, who.title)],
        )
        assert line.close_code() == 4000
