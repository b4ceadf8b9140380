"""The help routes as a school has them: its own numbers, who rang what and when, and what is kept from pupils."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.core import clock
from app.core.ids import SchoolId
from app.escalation import policy, queries
from app.escalation.actions import directory
from app.escalation.errors import AddressRefused, ContactEmpty, HelpRouteUnknown, RouteNotLocal
from app.escalation.schemas import Contact, HelpRouteOut
from tests.cases import World

LADO = Contact(phone="01632 960 001", nights="01632 960 002", url="https://www.hillshire.example/lado")


def route(world: World, route_id: str) -> HelpRouteOut:
    routes = world.ask(queries.help_routes, world.school.id).routes
    return next(one for one in routes if one.id == route_id)


def shown(world: World) -> list[str]:
    return world.ask(queries.shown_to_pupils, world.school.slug).shown


def fill_in(world: World, contact: Contact, route_id: str = "lado") -> None:
    world.do(directory.fill_in, world.actor("khan"), route_id, contact)


@pytest.mark.parametrize(
    "url",
    [
        "http://www.hillshire.example/lado",
        "javascript:alert(1)",
        "data:text/html,hello",
        "//www.hillshire.example",
        "https://hillshire.example@evil.example/",
        "https://user:word@hillshire.example/",
        "https://192.0.2.7/lado",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://[2001:db8::1]/",
        "https://localhost/",
        "https://hillshire.example:8443/",
        "https://hillshire.example\\@evil.example/",
        "https://hillshire.example/a b",
        "https://hillshire.example/\u202elave",
        "https://xn--.example../",
        "https://",
        "",
    ],
)
def test_an_address_that_could_lead_somebody_astray_is_refused_and_changes_nothing(world: World, url: str) -> None:
    with pytest.raises(AddressRefused):
        fill_in(world, LADO.model_copy(update={"url": url}))
    assert route(world, "lado").missing


def test_a_plain_address_of_a_council_is_taken() -> None:
    assert policy.is_safe_address("https://www.hillshire.gov.uk/children/lado?from=schools")


def test_a_contact_without_any_way_to_reach_it_and_a_national_number_are_refused(world: World) -> None:
    with pytest.raises(ContactEmpty):
        fill_in(world, Contact(phone=None, nights="01632 960 002", url=None))
    with pytest.raises(RouteNotLocal):
        fill_in(world, LADO, "childline")
    with pytest.raises(HelpRouteUnknown):
        fill_in(world, LADO, "made-up")
    with pytest.raises(HelpRouteUnknown):
        check(world, "made-up")


def check(world: World, route_id: str) -> None:
    world.do(directory.check, world.actor("khan"), route_id)


def test_a_number_of_the_schools_own_area_stands_where_it_was_missing_and_says_who_filled_it_in(world: World) -> None:
    assert world.ask(queries.unfilled, world.school.id) == {"lado", "social-care", "crisis-team"}
    fill_in(world, LADO)
    lado = route(world, "lado")
    assert (lado.phone, lado.nights, lado.url, lado.missing) == (LADO.phone, LADO.nights, LADO.url, False)
    assert lado.checked is not None
    assert lado.checked.by == world.enrolled("khan").person.alias
    assert world.ask(queries.unfilled, world.school.id) == {"social-care", "crisis-team"}
    assert world.recorded("school")[0] == "help_route.checked"


def test_what_one_school_says_is_not_said_at_another(world: World) -> None:
    fill_in(world, LADO)
    assert world.ask(queries.unfilled, world.school.id) != queries.NEEDED
    rows = world.ask(queries._said, SchoolId("another"))
    assert rows == {}


def much_later(act: Callable[[], None]) -> None:
    """Two years on, when no published page that we read counts any more."""
    with clock.frozen(clock.now() + timedelta(days=730)):
        act()


def test_what_nobody_has_rung_for_months_is_kept_from_pupils_and_999_and_childline_stand_in(world: World) -> None:
    def then() -> None:
        assert shown(world) == ["999", "childline"]
        check(world, "shout")
        assert shown(world) == ["999", "childline", "shout"]
        assert (route(world, "shout").stale, route(world, "papyrus").stale) == (False, True)

    assert "papyrus" in shown(world)
    much_later(then)


def test_a_line_for_adults_is_shown_to_no_pupil_however_lately_it_was_rung(world: World) -> None:
    fill_in(world, LADO)
    check(world, "posh")
    assert {"lado", "posh", "nspcc-whistleblowing"} & set(shown(world)) == set()


def test_whether_a_link_opens_through_the_filter_is_kept_with_the_day_and_the_person(world: World) -> None:
    world.do(directory.note_opening, world.actor("khan"), "childline", "blocked")
    world.do(directory.note_opening, world.actor("osei"), "childline", "opened")
    opening = route(world, "childline").opening
    assert opening is not None
    assert (opening.opens, opening.by) == ("opened", world.enrolled("osei").person.alias)
    assert route(world, "childline").checked is None
