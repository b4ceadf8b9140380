"""Promise 3, byte for byte: whoever a report is about asks for everything there is, before it and after it."""

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts

from app.cli.demo.browser import Telling, Thread
from app.core import clock
from app.core.ids import new_id
from app.escalation.actions import endings
from app.escalation.schemas import Close, Reopen
from app.people.actors import Group
from app.triage.actions import desk
from tests.cases import ABOUT_STAFF, ADULT_WANTED, World
from tests.hillcrest import SERVER, Served, Visitor

ABOUT_HEAD = Telling("The head teacher hit him.", ("staff",), route="governors", chat="none")
HIDDEN_FROM = [
    *product([ABOUT_STAFF], ["ward"], ["khan", "osei", "patel", "robin", "ellis"]),
    *product([ABOUT_HEAD], ["ellis"], ["ward", "khan", "osei", "patel", "robin"]),
]

AUDIT, EXPORT, CHANGES = "/api/audit", "/api/audit/export", "/api/audit/changes"
"""Asking for one of them is itself recorded, so they are compared apart."""

PROBES: list[tuple[str, Any]] = [
    ("open", {}),
    ("take", {"v": 1}),
    ("release", {"v": 1}),
    ("urgency", {"urgency": "red", "v": 1}),
    ("follow-up", {"at": None, "v": 1}),
    ("told", {"status": "told"}),
    ("help", {"route": "ceop"}),
    ("escalate", {"v": 1}),
]

A_SEALED_MESSAGE = {"cmid": new_id(), "epoch": 1, "kind": "msg", "env": "A"}

Answers = dict[str, tuple[int, bytes]]


def addresses(served: Served, thread: Thread, name: str) -> Iterator[str]:
    """Every address of the HTTP interface that can be read, filled in with what somebody might guess."""
    me = served.hillcrest.person(name).person.id
    guesses: dict[str, list[str]] = {
        "slug": ["hillcrest"],
        "case_id": [thread.id],
        "stream": [thread.conv, thread.file, thread.side],
        "name": list(Group),
        "person_id": [me, thread.id],
        "level": ["0"],
        "path": ["000"],
        "index": ["0"],
    }
    for route in iter_route_contexts(served.app.routes):
        path = route.path or ""
        if "GET" not in (route.methods or ()) or not path.startswith("/api") or path in {AUDIT, EXPORT, CHANGES}:
            continue
        named = re.findall(r"{(\w+)(?::path)?}", path)
        for values in product(*(guesses[one] for one in named)):
            yield path.replace(":path}", "}").format(**dict(zip(named, values, strict=True)))


def everything(served: Served, visitor: Visitor, thread: Thread, name: str) -> Answers:
    """Every answer that somebody can get, with the bytes of its body."""
    views = [f"/api/cases?view={view}" for view in ("inbox", "mine", "live", "tray", "closed")]
    asked = [*addresses(served, thread, name), *views, f"/api/streams/{thread.conv}/items?after=0"]
    answers = {address: visitor.get(address) for address in asked}
    for verb, body in PROBES:
        answers[f"POST {verb}"] = visitor.post(f"/api/cases/{thread.id}/{verb}", json=body)
    for address in ("/api/streams/{}/items", "/api/streams/{}/epochs"):
        for stream in (thread.conv, thread.side):
            answers[f"POST {address} {stream}"] = visitor.post(address.format(stream), json={})
    for verb in ("", f"/{thread.id}/release", f"/{thread.id}/return"):
        answers[f"POST held{verb}"] = visitor.post(f"/api/chats/{thread.id}/held{verb}", json=A_SEALED_MESSAGE)
    return {what: (answer.status_code, answer.content) for what, answer in answers.items()}


def lived_through(world: World, thread: Thread, by: str) -> None:
    """All that a report can go through, from its coming to its second life."""
    who, actor = world.enrolled(by), world.actor(by)
    world.do(thread.report, SERVER)
    world.chatted(thread, by)
    world.do(desk.open_case, actor, thread.id)
    world.do(desk.take, actor, thread.id, world.case(thread).v)
    world.do(desk.set_urgency, actor, thread.id, "red", world.case(thread).v)
    world.do(desk.set_follow_up, actor, thread.id, clock.now(), world.case(thread).v)
    world.do(thread.says, who, "I am looking into it.")
    world.do(thread.pupil_says, "Thank you.")
    world.do(thread.notes, who, "Spoke to the council.")
    world.do(endings.show_help, actor, thread.id, "ceop")
    world.do(endings.record_export, actor, thread.id)
    outcome = world.do(thread.sealed, who, thread.file, "outcome", {"outcome": "Referred.", "reason": "It is true."})
    last = world.do(thread.sealed, who, thread.conv, "last", {"text": "You were right to tell."})
    closing = Close(outcome=outcome, last=last, v=world.case(thread).v)
    world.do(endings.close, actor, thread.id, closing)
    reason = world.do(thread.sealed, who, thread.file, "reopen", {"reason": "More came."})
    world.do(endings.reopen, actor, thread.id, Reopen(reason=reason, v=world.case(thread).v))


@pytest.fixture
def world(served: Served) -> World:
    """The school that the app serves."""
    return World(served.hillcrest.database, served.hillcrest.school, served.hillcrest.held)


@pytest.mark.parametrize(("telling", "reader", "subject"), HIDDEN_FROM)
def test_whoever_it_is_hidden_from_gets_the_same_bytes_with_it_and_without_it(
    served: Served, world: World, telling: Telling, reader: str, subject: str
) -> None:
    with clock.frozen(clock.now()):
        world.report(ADULT_WANTED)
        world.on_duty(reader)
        visitor, thread = served.signed_in(subject), world.pupil(telling)
        before = everything(served, visitor, thread, subject)
        lived_through(world, thread, reader)
        assert everything(served, visitor, thread, subject) == before


@pytest.mark.parametrize(("telling", "reader", "subject"), [one for one in HIDDEN_FROM if one[2] in {"khan", "ward"}])
def test_the_audit_view_of_whoever_it_is_hidden_from_gains_their_own_look_and_nothing_else(
    served: Served, world: World, telling: Telling, reader: str, subject: str
) -> None:
    with clock.frozen(clock.now()):
        world.report(ADULT_WANTED)
        world.on_duty(reader)
        visitor, thread = served.signed_in(subject), world.pupil(telling)
        before = visitor.get(AUDIT).json()
        lived_through(world, thread, reader)
        after = visitor.get(AUDIT).json()
    own = after["entries"][0]
    assert (own["action"], own["actor"]["id"]) == ("audit.viewed", served.hillcrest.person(subject).person.id)
    assert after["entries"][1 : len(before["entries"])] == before["entries"][: len(before["entries"]) - 1]
    others = [[log for log in view["logs"] if log["log"] != "school"] for view in (before, after)]
    assert others[0] == others[1]


@pytest.mark.parametrize(("telling", "reader", "subject"), [one for one in HIDDEN_FROM if one[2] in {"khan", "ward"}])
def test_what_is_taken_away_of_the_record_gains_what_was_asked_and_nothing_else(
    served: Served, world: World, telling: Telling, reader: str, subject: str
) -> None:
    with clock.frozen(clock.now()):
        world.report(ADULT_WANTED)
        world.on_duty(reader)
        visitor, thread = served.signed_in(subject), world.pupil(telling)
        visitor.get(CHANGES)
        before = logs_taken(visitor)
        lived_through(world, thread, reader)
        after, changed = logs_taken(visitor), visitor.get(CHANGES).json()["changes"]
    assert set(before) == set(after)
    grown = {log for log, entries in after.items() if entries != before[log]}
    assert {log.rpartition("/")[2] for log in grown} <= {"school"}
    assert {one["action"].partition(".")[0] for one in changed} <= {"audit", "export"}


def logs_taken(visitor: Visitor) -> dict[str, Any]:
    """Each log that an export brings, with its entries."""
    answer = visitor.get(EXPORT)
    assert answer.status_code == 200, answer.text
    return {log["evidence"]["log"]: log["evidence"]["entries"] for log in answer.json()["logs"]}


def test_what_is_compared_would_show_a_report_that_is_not_hidden(served: Served, world: World) -> None:
    """The comparison can fail: the same questions see a report of one's own."""
    with clock.frozen(clock.now()):
        visitor, thread = served.signed_in("khan"), world.pupil(ADULT_WANTED)
        before = everything(served, visitor, thread, "khan")
        world.do(thread.report, SERVER)
        after = everything(served, visitor, thread, "khan")
    changed = {what for what in before if before[what] != after[what]}
    assert {"/api/cases", f"/api/cases/{thread.id}", "/api/cases?view=inbox", "POST open", "POST take"} <= changed
