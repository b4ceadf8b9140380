"""Guarantees of rt.v1 that no other file is about: what is said again, what a network sees, what a pupil is told."""

import json
from typing import Any

import pytest

from app.cli.demo.browser import Thread
from app.conversations.schemas import SealedItem
from app.triage.actions import desk
from tests.cases import World
from tests.socket.lines import Site, talking, ticket


def sealed(world: World, thread: Thread, words: str) -> SealedItem:
    return world.do(thread.sealed, world.enrolled("khan"), thread.conv, "msg", {"text": words})


def test_g8_words_that_were_sealed_anew_are_no_retry_and_what_was_said_first_stands(site: Site, world: World) -> None:
    """Sealing twice under one key is what a retry must never do, so the server takes the first bytes and no others."""
    thread = world.report()
    first = sealed(world, thread, "hello")
    anew = sealed(world, thread, "hello").model_copy(update={"cmid": first.cmid})
    with talking(site, ticket(world, thread)) as line:
        saved = line.send(thread.conv, first)
        assert line.send(thread.conv, anew)["code"] == "cmid_conflict"
        again = line.send(thread.conv, first)
    assert (again["seq"], again["dup"]) == (saved["seq"], True)
    assert [item.body for item in world.items(thread.conv) if item.cmid == first.cmid] == [first.env]


def test_g9_a_short_message_and_a_long_one_have_one_size_on_the_wire_both_ways(site: Site, world: World) -> None:
    thread = world.report()
    with talking(site, ticket(world, thread)) as line, talking(site, ticket(world, thread)) as window:
        sizes = set()
        for words in ("no", "yes, " * 100):
            item = sealed(world, thread, words)
            saved = line.send(thread.conv, item)
            heard = next(found for found in window.items(saved["seq"]) if found["cmid"] == item.cmid)
            sizes.add((len(item.env), len(json.dumps(heard))))
    assert len(sizes) == 1


@pytest.mark.parametrize("frame", [{"t": "mark", "read": 1}, {"t": "duty", "state": "on"}], ids=["mark", "duty"])
def test_g9_a_pupil_cannot_say_that_they_read_or_are_there(site: Site, world: World, frame: dict[str, Any]) -> None:
    thread = world.report()
    with talking(site, ticket(world, thread)) as line:
        stream = {"s": thread.conv} if frame["t"] == "mark" else {}
        assert line.answer(line.say(**frame, **stream))["code"] == "forbidden"
    assert len(world.items(thread.conv)) == 1


def test_g9_nobody_can_say_that_they_type(site: Site, world: World) -> None:
    thread = world.report()
    with talking(site, ticket(world, thread)) as line:
        line.say(t="typing", s=thread.conv)
        assert line.close_code() == 4501


def test_g10_a_pupil_is_told_that_a_message_is_saved_and_that_it_was_read_only_once_somebody_has_opened_it(
    site: Site, world: World
) -> None:
    thread = world.report()
    with talking(site, ticket(world, "khan")), talking(site, ticket(world, thread)) as pupil:
        assert pupil.send(thread.conv, sealed(world, thread, "hello"))["t"] == "ack"
        assert not any(item.kind == "status" for item in world.items(thread.conv))
        world.do(desk.open_case, world.actor("khan"), thread.id)
        while True:
            [item] = pupil.until("ev")["items"][-1:]
            if item["type"] == "status":
                break
    assert json.loads(item["body"]) == {"status": "read"}
