"""A process is killed as a power cut does it: nothing that was acknowledged is lost, and nothing is there twice."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.db.engines import write_engine
from app.core.settings import Settings
from app.people.actors import Pupil
from tests.processes.pages import CUT, Visit
from tests.processes.servers import Cluster, head, line, sealed
from tests.realtime.page import Page
from tests.socket.lines import signed_in, ticket_for

pytestmark = pytest.mark.program

_LOCK = 77


@pytest.mark.postgresql
def test_g1_g2_a_process_killed_between_commit_and_ack_has_kept_the_message_and_a_retry_is_told_so(
    cluster: Cluster,
) -> None:
    """The COMMIT itself is held up, so that the process dies after it asked for it and before it hears of it."""
    world, doomed = cluster.world, cluster.start()
    thread = world.report()
    actor = signed_in(world, thread)
    page = Page(thread.conv, shown=head(world, thread))
    visit = Visit(page, lambda: ticket_for(world, actor))
    visit.meet(doomed)
    visit.hear()
    item = sealed(world, thread, "Is anybody there?")
    with commits_of(cluster.hillcrest.settings, item.cmid):
        visit.write(item)
        until_somebody_waits(cluster.hillcrest.settings)
        doomed.kill()
    visit.meet(cluster.start())
    visit.hear_until(page.last + 1)
    assert page.saved == {item.cmid: page.last}
    assert [stored.cmid for stored in world.items(thread.conv)].count(item.cmid) == 1
    assert [cmid for _, cmid in page.shown].count(item.cmid) == 1


@contextmanager
def commits_of(settings: Settings, cmid: str) -> Iterator[None]:
    """While this lasts, the transaction that adds an item waits in its COMMIT, whether or not its process is there."""
    engine = write_engine(settings)
    try:
        with engine.begin() as connection:
            connection.execute(
                text(
                    "CREATE FUNCTION wait_for_the_test() RETURNS trigger LANGUAGE plpgsql AS "
                    f"$$ BEGIN PERFORM pg_advisory_xact_lock_shared({_LOCK}); RETURN NULL; END $$"
                )
            )
            connection.execute(
                text(
                    "CREATE CONSTRAINT TRIGGER held_up AFTER INSERT ON item DEFERRABLE INITIALLY DEFERRED "
                    f"FOR EACH ROW WHEN (NEW.cmid = '{cmid}') EXECUTE FUNCTION wait_for_the_test()"
                )
            )
        with engine.begin() as connection:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            yield
        with engine.begin() as connection:
            connection.execute(text("DROP TRIGGER held_up ON item"))
            connection.execute(text("DROP FUNCTION wait_for_the_test"))
    finally:
        engine.dispose()


def until_somebody_waits(settings: Settings) -> None:
    waiting = text("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = :lock AND NOT granted")
    engine = write_engine(settings)
    try:
        for _ in range(400):
            with engine.connect() as connection:
                if connection.execute(waiting, {"lock": _LOCK}).first():
                    return
                connection.execute(text("SELECT pg_sleep(0.05)"))
    finally:
        engine.dispose()
    raise AssertionError("nothing was committed")


def test_g1_whatever_a_killed_process_acknowledged_is_on_disk_and_whatever_is_said_again_is_there_once(
    single: Cluster,
) -> None:
    """Killed in the middle of a stream of messages, wherever that happens to be, on either database."""
    world = single.world
    thread = world.report()
    actor = signed_in(world, thread)
    page = Page(thread.conv, shown=head(world, thread))
    visit = Visit(page, lambda: ticket_for(world, actor))
    items = [sealed(world, thread, str(number)) for number in range(80)]
    server = single.start()
    visit.meet(server)
    with pytest.raises(CUT):  # noqa: PT012 - the line ends somewhere in the stream, and which step notices is chance
        for number, item in enumerate(items):
            if number == 30:
                # Not between two messages, but whenever it comes about while the others are said.
                threading.Thread(target=server.kill).start()
            visit.write(item)
            visit.hear()
        while True:
            visit.hear()
    server.kill()
    kept = {item.cmid: item.seq for item in world.items(thread.conv)}
    assert page.saved.items() <= kept.items()
    for item in items[len(page.saved) + len(page.outbox) :]:
        page.write(item)
    visit.meet(single.start())
    visit.hear_until(0)
    visit.hear_until(head(world, thread))
    stored = world.items(thread.conv)
    assert [item.seq for item in stored] == list(range(1, len(stored) + 1))
    assert sorted(item.cmid for item in stored[1:]) == sorted(item.cmid for item in items)
    assert page.shown == [(item.seq, item.cmid) for item in stored[1:]]


@pytest.mark.postgresql
def test_when_the_process_that_makes_the_rounds_is_killed_another_makes_them(cluster: Cluster) -> None:
    """Rounds end the sessions whose time is up, everywhere."""
    world = cluster.world
    first, second = cluster.start(), cluster.start()
    thread = world.report()
    actor = signed_in(world, thread)
    assert isinstance(actor, Pupil)
    first.kill()
    with line(second, ticket_for(world, actor)) as pupil:
        world.do(run_out, actor)
        assert pupil.close_code() == 4500


def run_out(session: Session, actor: Pupil) -> None:
    """The time of a session is up, which nobody is told."""
    ended = text("UPDATE sessions SET ends_at = now() - interval '1 minute' WHERE id = :id")
    session.execute(ended, {"id": actor.session_id})
