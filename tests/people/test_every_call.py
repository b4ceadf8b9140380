"""Every call there is, asked by people who may not meet cases now. A new one is asked too, once it is written."""

import re

from app.core.ids import new_id
from app.people.actors import Role
from tests.hillcrest import Served, Visitor
from tests.newcomer import Device, Words, invitation_body, sign_next
from tests.test_architecture import calls_on_offer

OWN = {"signed_in", "confirmed"}
"""Guards of one's own account and keys: they admit anybody with a session."""
WORK = {"adult", "any_actor", "confirmed_reader", "mentor", "rota", "staff", "supervisor"}
"""Guards of cases, chats, duty and the rota."""
OUTSIDE = {"anyone", "pupil"}


def a_value(place: re.Match[str]) -> str:
    """Something that fits into a place of an address."""
    return f"conv:{new_id()}" if place[1] == "stream" else new_id()


def refusals(visitor: Visitor, guards: set[str]) -> dict[str, str]:
    """What each call under one of those guards answers, by call."""
    found = {}
    for call, actors in calls_on_offer().items():
        if actors & guards:
            methods, _, path = call.partition(" ")
            answer = visitor.request(methods.split("|")[0], re.sub(r"\{(\w+)\}", a_value, path))
            found[call] = f"{answer.status_code} {answer.json()['code']}"
    return found


def newcomer(served: Served, role: Role, *, confirmed: bool) -> Visitor:
    words, visitor = Words(), served.visitor()
    body = invitation_body(served.hillcrest, words, role)
    assert served.signed_in("khan").post("/api/people/invitations", json=body).status_code == 200
    device = Device.open(visitor, words)
    assert device.join(visitor).status_code == 201
    if confirmed:
        sign_next(served.hillcrest, device.entry(role))
    return visitor


def test_every_guard_is_of_one_kind() -> None:
    """A guard that nobody placed here would be asked by none of the tests below."""
    kept = {actor for actors in calls_on_offer().values() for actor in actors} - OWN - WORK - OUTSIDE
    assert kept == {
        "adult_member",
        "confirmed_adult",
        "confirmed_inviter",
        "confirmed_lead",
        "confirmed_leader",
        "inviter",
        "leader",
        "manager",
        "reviewer",
    }


def test_whoever_has_only_joined_is_answered_nothing_but_their_own(served: Served) -> None:
    visitor = newcomer(served, Role.DSL, confirmed=False)
    guards = {actor for actors in calls_on_offer().values() for actor in actors} - OWN - OUTSIDE
    answers = refusals(visitor, guards)
    assert len(answers) > 40
    assert {call: answer for call, answer in answers.items() if answer != "403 not_confirmed"} == {}


def test_whoever_is_paused_is_answered_nothing_of_a_case(served: Served) -> None:
    rules = [{"role": "dsl", "module": "first aid", "months": 36, "warn_days": 30}]
    assert served.signed_in("ward").put("/api/training", json={"rules": rules}).status_code == 200
    answers = refusals(served.signed_in("khan"), WORK)
    assert len(answers) > 20
    assert {call: answer for call, answer in answers.items() if answer != "403 access_paused"} == {}


def test_a_governor_is_answered_nothing_of_a_case(served: Served) -> None:
    answers = refusals(newcomer(served, Role.GOVERNOR, confirmed=True), WORK - {"any_actor"})
    assert {call: answer for call, answer in answers.items() if answer != "403 forbidden"} == {}


def test_an_administrator_is_answered_nothing_of_a_case(served: Served) -> None:
    answers = refusals(newcomer(served, Role.ADMINISTRATOR, confirmed=True), WORK - {"any_actor"})
    assert {call: answer for call, answer in answers.items() if answer != "403 forbidden"} == {}
