"""Referral packs on the server: who may make one, and what is kept of it, which is nothing that was in it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from app.audit import queries as audit
from app.audit.queries import Filter
from app.audit.schemas import log_id
from app.cli.demo.browser import random_id
from app.core import clock
from app.core.errors import Forbidden, NotFound
from app.core.ids import SchoolId
from app.escalation.actions import packs
from app.escalation.schemas import PackFor, PackMade
from tests.cases import ABOUT_STAFF, NO_CHAT, World
from tests.hillcrest import Served
from tests.triage.test_giving import body, give

FILE = Path(__file__).parents[2] / "app/escalation/pack.json"
MADE = PackMade(sha256="ab" * 32, to="police", redactions=3)


@pytest.mark.parametrize("name", ["patel", "ward", "ellis"])
def test_whoever_does_not_receive_a_case_makes_no_pack_of_it(world: World, name: str) -> None:
    thread = world.report(NO_CHAT)
    with pytest.raises(NotFound):
        world.do(packs.record_pack, world.actor(name), thread.id, MADE)


def test_the_safeguarding_lead_makes_no_pack_of_a_case_about_a_colleague(world: World) -> None:
    thread = world.report(ABOUT_STAFF)
    with pytest.raises(NotFound):
        world.do(packs.record_pack, world.actor("khan"), thread.id, MADE)


def test_a_mentor_makes_no_pack_of_the_chat_they_hold(world: World) -> None:
    thread = world.mentored()
    with pytest.raises(Forbidden):
        world.do(packs.record_pack, world.actor("robin"), thread.id, MADE)


@pytest.mark.parametrize("file", [False, True])
def test_a_responder_makes_no_pack_of_a_case_they_were_given(world: World, file: bool) -> None:
    thread = world.report(NO_CHAT)
    give(world, thread, body(world, thread, "patel", file=file))
    with pytest.raises(Forbidden):
        world.do(packs.record_pack, world.actor("patel"), thread.id, MADE)


def test_a_lead_of_another_school_makes_no_pack(world: World) -> None:
    thread = world.report(NO_CHAT)
    stranger = replace(world.actor("khan"), school_id=SchoolId(random_id()))
    with pytest.raises(NotFound):
        world.do(packs.record_pack, stranger, thread.id, MADE)


@pytest.mark.parametrize(
    "change",
    [
        {"sha256": "AB" * 32},
        {"sha256": "ab" * 31},
        {"to": "Aunt Ada"},
        {"redactions": -1},
        {"words": "somebody is hurting me"},
    ],
)
def test_a_pack_is_told_of_by_a_hash_a_kind_and_a_number_alone(served: Served, change: dict[str, object]) -> None:
    """Were a field free text, words of a child could end in the log, which nobody can change."""
    answer = served.signed_in("khan").post(f"/api/cases/{random_id()}/pack", json=MADE.model_dump() | change)
    assert answer.status_code == 422


def test_no_pack_is_made_at_a_desk_that_was_left(served: Served) -> None:
    with clock.frozen(clock.now()) as time:
        khan = served.signed_in("khan")
        time.advance(minutes=11)
        assert khan.get("/api/session").status_code == 200
        answer = khan.post(f"/api/cases/{random_id()}/pack", json=MADE.model_dump())
    assert (answer.status_code, answer.json()["code"]) == (403, "confirm_first")


def test_a_pack_is_on_the_record_with_its_hash_and_for_whom_it_is(world: World) -> None:
    thread = world.report(NO_CHAT)
    world.do(packs.record_pack, world.actor("khan"), thread.id, MADE)
    entry = world.ask(audit.entries, [log_id(world.school.id, "safeguarding")], Filter()).entries[0]
    assert (entry.action, entry.subject.id) == ("export.made", thread.id)
    assert entry.details == {"pack": "ab" * 32, "to": "police", "redactions": 3}


def test_a_pack_of_a_case_about_a_colleague_is_on_no_record_but_the_heads(world: World) -> None:
    thread = world.report(ABOUT_STAFF)
    world.do(packs.record_pack, world.actor("ward"), thread.id, MADE.model_copy(update={"to": "lado"}))
    assert world.recorded("head")[0] == "export.made"
    assert "export.made" not in world.recorded("safeguarding")


def test_every_body_that_a_pack_is_for_has_a_name_and_a_basis_in_one_dated_file() -> None:
    data = json.loads(FILE.read_text(encoding="utf-8"))
    assert [one["id"] for one in data["recipients"]] == list(get_args(PackFor))
    assert all(one["name"] and one["duty"] for one in data["recipients"])
    assert set(data["common"]) == {"state", "independent", "special"}
    assert data["edition"] <= clock.now().date().isoformat()
