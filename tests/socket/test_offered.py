"""The queue as the server works it by itself: a mentor who is there hears of a pupil without asking."""

import json

from tests.cases import MENTOR_WANTED, World
from tests.socket.lines import Line, Site, talking, ticket


def told(line: Line, what: str) -> dict[str, object]:
    """The next word of a kind on somebody's private stream."""
    while True:
        for item in line.until("ev")["items"]:
            said: dict[str, object] = json.loads(item["body"]) if item["kind"] == "desk" else {}
            if said.get("what") == what:
                return said


def test_a_mentor_who_is_there_is_offered_a_pupil_and_declining_offers_them_to_the_next(
    site: Site, world: World
) -> None:
    world.on_duty("khan", "robin")
    with (
        talking(site, ticket(world, "khan")),
        talking(site, ticket(world, "robin")) as robin,
        talking(site, ticket(world, "sam")) as sam,
    ):
        thread = world.report(MENTOR_WANTED)
        assert told(robin, "offer")["id"] == thread.id
        assert robin.act(thread.conv, "decline")["t"] == "ack"
        world.on_duty("sam")
        assert told(sam, "offer")["id"] == thread.id
        assert sam.act(thread.conv, "claim")["t"] == "ack"
