"""Two processes on two ports, one PostgreSQL database: a pupil on one, adults on the other, and what may go wrong."""

import time
from pathlib import Path
from typing import LiteralString

import httpx
import psycopg
import pytest

from app.cli.demo.browser import Thread
from app.cli.demo.people import SLUG
from app.core.db import Database, migrations
from app.people import actions as people
from app.people.actors import Staff
from app.triage.actions import desk
from tests.cases import MENTOR_WANTED, World
from tests.databases import PostgreSQL, settings_for
from tests.hillcrest import Hillcrest, made, write_server_key
from tests.processes.servers import CARRIERS, Carrier, Cluster, Server, chat, cursor, head, line, sealed
from tests.socket.lines import signed_in, ticket, ticket_for

pytestmark = [pytest.mark.postgresql, pytest.mark.program]

Two = tuple[Server, Server]


def opened(world: World, thread: Thread) -> None:
    """Ms Khan has opened the case, so that her line may follow it."""
    world.do(desk.open_case, world.actor("khan"), thread.id)


@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_pupil_at_one_process_and_an_adult_at_another_talk_both_ways(
    cluster: Cluster, two: Two, carrier: Carrier
) -> None:
    world = cluster.world
    thread = world.report()
    opened(world, thread)
    start = head(world, thread)
    with (
        line(two[0], ticket(world, thread), cursor(thread, start), by=carrier) as pupil,
        line(two[1], ticket(world, "khan"), cursor(thread, start)) as adult,
    ):
        asked = pupil.send(thread.conv, sealed(world, thread, "Is anybody there?"))
        assert chat(adult, thread, asked["seq"])[-1]["sender"] == "pupil"
        answered = adult.send(thread.conv, sealed(world, thread, "I am here.", by="khan"))
        assert chat(pupil, thread, answered["seq"])[-1]["seq"] == asked["seq"] + 1


@pytest.mark.parametrize("carrier", CARRIERS)
def test_g7_somebody_who_signs_out_at_one_process_loses_the_line_at_the_other(
    cluster: Cluster, two: Two, carrier: Carrier
) -> None:
    """Promise 7 across processes. Nothing wakes the other process here: it finds the signal when it looks."""
    world = cluster.world
    actor = signed_in(world, "khan")
    assert isinstance(actor, Staff)
    with line(two[1], ticket_for(world, actor), by=carrier) as adult:
        world.do(people.sign_out, actor)
        assert adult.close_code() == 4500


def test_a_mentor_who_passes_on_at_one_process_is_told_gone_at_the_other(cluster: Cluster, two: Two) -> None:
    world = cluster.world
    thread = world.mentored()
    here = cursor(thread, head(world, thread))
    with (
        line(two[0], ticket(world, "robin"), here) as first,
        line(two[1], ticket(world, "robin"), here) as second,
    ):
        assert first.act(thread.conv, "escalate", why="serious")["t"] == "ack"
        assert second.until("gone") == {"t": "gone", "s": thread.conv}
        refused = second.answer(second.say(t="fetch", s=thread.conv, after=0, limit=50))
        assert refused["code"] == "stream_unknown"


def test_a_mentor_who_is_let_in_at_one_process_follows_the_chat_at_the_other(cluster: Cluster, two: Two) -> None:
    world = cluster.world
    world.on_duty("khan", "sam")
    with line(two[0], ticket(world, "khan")), line(two[1], ticket(world, "sam")) as mentor:
        until_adults_live(two[1], live=True)
        thread = world.report(MENTOR_WANTED)
        assert mentor.act(thread.conv, "claim", if_v=1)["t"] == "ack"
        world.do(thread.pupil_lets_in, world.enrolled("sam"))
        world.do(thread.pupil_says, "hello")
        assert chat(mentor, thread, head(world, thread))[-1]["sender"] == "pupil"


def test_an_adult_who_is_there_at_one_process_is_there_for_whoever_asks_the_other_until_they_leave(
    cluster: Cluster, two: Two
) -> None:
    """The gate of the chat, and what a pupil's page says, hang on it."""
    world = cluster.world
    world.on_duty("khan")
    with line(two[0], ticket(world, "khan")):
        until_adults_live(two[1], live=True)
    until_adults_live(two[1], live=False)


def until_adults_live(server: Server, *, live: bool) -> None:
    """Until a pupil's page says so: who is there is known everywhere a second later."""
    for _ in range(600):
        said = httpx.get(f"http://127.0.0.1:{server.port}/api/schools/{SLUG}").json()["status"]
        if said["adults_live"] is live:
            return
        time.sleep(0.05)
    raise AssertionError(f"a pupil's page never said that adults_live is {live}")


def test_what_is_said_while_no_process_listens_arrives_and_the_listener_is_replaced(cluster: Cluster, two: Two) -> None:
    world = cluster.world
    thread = world.report()
    start = head(world, thread)
    with (
        line(two[0], ticket(world, thread), cursor(thread, start)) as one,
        line(two[1], ticket(world, thread), cursor(thread, start)) as other,
    ):
        for number in range(1, 4):
            assert end_listeners(cluster) >= 1
            ack = one.send(thread.conv, sealed(world, thread, str(number)))
            assert chat(other, thread, ack["seq"])[-1]["seq"] == start + number
            until_two_listen(cluster)


def end_listeners(cluster: Cluster) -> int:
    """Cut every connection that listens; how many there were."""
    with asking(cluster) as connection:
        return len(connection.execute(_END_LISTENERS).fetchall())


def until_two_listen(cluster: Cluster) -> None:
    with asking(cluster) as connection:
        for _ in range(200):
            if len(connection.execute(_LISTENERS).fetchall()) == 2:
                return
            connection.execute("SELECT pg_sleep(0.05)")
    raise AssertionError("nobody replaced the listeners")


def asking(cluster: Cluster) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(cluster.hillcrest.settings.database_url.replace("+psycopg", ""), autocommit=True)


_LISTENERS: LiteralString = (
    "SELECT pid FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()"
)
_END_LISTENERS: LiteralString = _LISTENERS.replace("pid", "pg_terminate_backend(pid)", 1)


def test_wrong_tries_at_one_process_count_at_the_other(cluster: Cluster, two: Two) -> None:
    address = {"email": "nobody@hillcrest.example", "auth": "A" * 43, "code": None}
    answers = []
    for number in range(20):
        server = two[number % 2]
        said = httpx.post(f"http://127.0.0.1:{server.port}/api/session", json=address, headers={"X-Hark": "1"})
        answers.append(said.status_code)
    assert answers.count(429) >= 20 - 8 - 3


def test_processes_that_start_at_once_on_an_empty_database_migrate_it_once(
    postgresql: PostgreSQL, tmp_path: Path
) -> None:
    with postgresql.database(planted=False) as url:
        settings = settings_for(url, tmp_path)
        write_server_key(tmp_path)
        migrations.downgrade(settings, "base")
        database = Database(settings)
        starting = Cluster(Hillcrest(*made(), settings, database))
        try:
            for server in [starting.begin() for _ in range(3)]:
                assert httpx.get(f"http://127.0.0.1:{server.until_ready().port}/readyz").status_code == 200
        finally:
            starting.end()
            database.close()


def test_g6_a_cursor_means_the_same_to_every_process_carrier_and_window(cluster: Cluster, two: Two) -> None:
    world = cluster.world
    thread = world.report()
    start = head(world, thread)
    actor = signed_in(world, thread)
    with line(two[0], ticket_for(world, actor), cursor(thread, start)) as first:
        last = [first.send(thread.conv, sealed(world, thread, str(number))) for number in range(3)][-1]["seq"]
        heard = []
        for server in two:
            for carrier in CARRIERS:
                with line(server, ticket_for(world, actor), cursor(thread, start + 1), by=carrier) as another:
                    heard.append(chat(another, thread, last))
    assert [item["seq"] for item in heard[0]] == [start + 2, start + 3]
    assert all(each == heard[0] for each in heard)
