"""Watching, stopping and taking over on the line: each is a verb, and each side hears of what concerns it."""

import json

from tests.cases import World
from tests.socket.lines import Line, Site, talking, ticket


def states(line: Line, wanted: str) -> None:
    """Hear items until the chat is said to stand so."""
    while True:
        for item in line.until("ev")["items"]:
            if item["kind"] == "state" and json.loads(item["body"])["state"] == wanted:
                return


def test_a_frozen_chat_refuses_the_pupil_and_the_mentor_by_name_and_goes_on_when_it_is_let(
    site: Site, world: World
) -> None:
    thread = world.mentored()
    with (
        talking(site, ticket(world, "khan")) as adult,
        talking(site, ticket(world, "robin")) as mentor,
        talking(site, ticket(world, thread)) as pupil,
    ):
        assert adult.act(thread.conv, "freeze")["t"] == "ack"
        states(pupil, "frozen")
        item = world.written(thread, "robin", thread.conv, "msg", "Are you all right?")
        refused = mentor.send(thread.conv, item)
        assert (refused["code"], refused["retry"]) == ("chat_frozen", "no")
        assert adult.act(thread.conv, "unfreeze")["t"] == "ack"
        states(pupil, "live")
        assert mentor.send(thread.conv, item)["t"] == "ack"


def test_an_adult_who_watches_hears_the_chat_and_what_is_said_aside(site: Site, world: World) -> None:
    thread = world.mentored()
    world.do(thread.coaches, world.enrolled("osei"), "Take your time.")
    with talking(site, ticket(world, "khan")) as adult:
        assert adult.act(thread.conv, "watch")["t"] == "ack"
        world.do(thread.says, world.enrolled("robin"), "What happened?")
        world.do(thread.asks, world.enrolled("robin"), "Is this right?")
        heard: set[tuple[str, str]] = set()
        # Her own desk is told as well that she is asked, and may hear of it first.
        while not {(thread.conv, "msg"), (thread.side, "ask")} <= heard:
            frame = adult.until("ev")
            heard |= {(frame["s"], item["kind"]) for item in frame["items"]}


def test_a_mentor_whose_chat_is_taken_over_is_told_gone_and_the_pupil_who_has_it(site: Site, world: World) -> None:
    thread = world.mentored()
    with (
        talking(site, ticket(world, "khan")) as adult,
        talking(site, ticket(world, "robin")) as mentor,
        talking(site, ticket(world, thread)) as pupil,
    ):
        assert adult.act(thread.conv, "take_over")["t"] == "ack"
        assert mentor.until("gone")["s"] == thread.conv
        parties = [json.loads(item["body"]) for item in pupil.items(len(world.items(thread.conv)))]
        assert [(one["alias"], one["change"], one["why"]) for one in parties if "alias" in one] == [
            ("Ms Khan", "joined", "taken_over"),
            ("Robin", "left", "taken_over"),
        ]


def test_verbs_of_adults_are_refused_to_a_mentor_and_a_pupil(site: Site, world: World) -> None:
    thread = world.mentored()
    with talking(site, ticket(world, "robin")) as mentor, talking(site, ticket(world, thread)) as pupil:
        for verb in ("watch", "freeze", "unfreeze", "take_over"):
            assert mentor.act(thread.conv, verb)["code"] == "forbidden"
        # Few, because a pupil's page may not ask for many things at once.
        for verb in ("freeze", "take_over", "decline", "ask"):
            assert pupil.act(thread.conv, verb)["code"] == "forbidden"
        assert mentor.act(thread.conv, "avoid", person=world.actor("sam").person_id)["code"] == "forbidden"
