"""One writer, group commit: what shares a commit, what fails alone, and what nobody is told before it is on disk."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from app.core.db.engines import write_engine
from app.core.db.lane import Call, Lane
from app.core.errors import ServerBusy, StorageFailed
from app.core.outbox import Event, outbox
from app.core.settings import Settings


class Bench:
    """A lane whose thread stands still until `go`, so that a test decides what shares a group."""

    def __init__(self, engine: Engine, *, depth: int = 100) -> None:
        self.engine = engine
        self.events: list[Event] = []
        self.commits = 0
        self.lane = Lane(engine, self._deliver, depth=depth, group=100, name="test-lane")
        self._gate = threading.Event()
        self._standing = threading.Event()
        self.lane.submit(self._stand)
        self._standing.wait()
        event.listen(engine, "commit", self._count)

    def go(self) -> None:
        self._gate.set()

    def rows(self) -> list[str]:
        with self.engine.connect() as connection:
            return list(connection.execute(text("SELECT id FROM row ORDER BY id")).scalars())

    def _stand(self, _session: Session) -> None:
        self._standing.set()
        self._gate.wait()

    def _count(self, _connection: object) -> None:
        self.commits += 1

    def _deliver(self, events: Sequence[Event]) -> None:
        self.events.extend(events)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    engine = write_engine(Settings(data_dir=tmp_path))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE row (id TEXT PRIMARY KEY)"))
        connection.execute(
            text("CREATE TABLE child (row TEXT REFERENCES row(id) DEFERRABLE INITIALLY DEFERRED, id TEXT PRIMARY KEY)")
        )
    made = Bench(engine)
    yield made
    made.go()
    made.lane.close()
    engine.dispose()


def put(id: str) -> Call:
    def call(session: Session) -> str:
        session.execute(text("INSERT INTO row VALUES (:id)"), {"id": id})
        outbox(session).add(Event())
        return id

    return call


def orphan(session: Session) -> None:
    """Passes its own statement and breaks the COMMIT, as a full disk would."""
    session.execute(text("INSERT INTO child VALUES ('nowhere', 'orphan')"))


def ruin(session: Session) -> None:
    """Loses the whole transaction in the middle of a group, as SQLite does by itself on some faults."""
    session.connection().connection.cursor().execute("ROLLBACK")


def ruin_and_fail(session: Session) -> None:
    ruin(session)
    raise ValueError


def answer(future: "Future[Any]") -> Any:
    return future.result(timeout=10)


def test_a_full_queue_answers_busy_and_loses_nothing_it_took(tmp_path: Path) -> None:
    engine = write_engine(Settings(data_dir=tmp_path))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE row (id TEXT PRIMARY KEY)"))
    bench = Bench(engine, depth=3)
    taken = [bench.lane.submit(put(str(number))) for number in range(3)]
    with pytest.raises(ServerBusy):
        bench.lane.submit(put("one too many"))
    bench.go()
    assert [answer(future) for future in taken] == ["0", "1", "2"]
    bench.lane.close()
    assert bench.rows() == ["0", "1", "2"]
    engine.dispose()


def test_a_bad_write_does_not_take_its_neighbours_down(bench: Bench) -> None:
    first, twice, last = (bench.lane.submit(put(id)) for id in ("a", "a", "b"))
    bench.go()
    assert answer(first) == "a"
    with pytest.raises(IntegrityError):
        answer(twice)
    assert answer(last) == "b"
    bench.lane.close()
    assert bench.rows() == ["a", "b"]
    assert len(bench.events) == 2


def test_a_commit_that_fails_is_replayed_one_by_one_so_only_the_cause_fails(bench: Bench) -> None:
    good, bad, other = bench.lane.submit(put("a")), bench.lane.submit(orphan), bench.lane.submit(put("b"))
    bench.go()
    assert (answer(good), answer(other)) == ("a", "b")
    with pytest.raises(StorageFailed):
        answer(bad)
    bench.lane.close()
    assert bench.rows() == ["a", "b"]
    assert len(bench.events) == 2


@pytest.mark.parametrize("fault", [ruin, ruin_and_fail])
def test_a_transaction_lost_in_the_middle_is_replayed_too(bench: Bench, fault: Call) -> None:
    before, lost, after = bench.lane.submit(put("a")), bench.lane.submit(fault), bench.lane.submit(put("b"))
    bench.go()
    assert (answer(before), answer(after)) == ("a", "b")
    with pytest.raises(StorageFailed):
        answer(lost)
    bench.lane.close()
    assert bench.rows() == ["a", "b"]


def test_what_has_queued_shares_one_commit_and_nobody_is_answered_before_it(bench: Bench) -> None:
    pending = [bench.lane.submit(put(f"{number:02}")) for number in range(20)]
    answered_early: list[bool] = []
    event.listen(bench.engine, "commit", lambda _: answered_early.append(any(future.done() for future in pending)))
    bench.go()
    assert [answer(future) for future in pending] == [f"{number:02}" for number in range(20)]
    bench.lane.close()
    # One for the job that stood still, one for the twenty behind it.
    assert bench.commits == 2
    assert answered_early == [False, False]


def test_a_caller_who_left_before_the_start_writes_nothing(bench: Bench) -> None:
    left, stayed = bench.lane.submit(put("left")), bench.lane.submit(put("stayed"))
    assert left.cancel()
    bench.go()
    assert answer(stayed) == "stayed"
    bench.lane.close()
    assert bench.rows() == ["stayed"]


def test_the_writer_waits_for_the_disk(tmp_path: Path) -> None:
    engine = write_engine(Settings(data_dir=tmp_path))
    with engine.connect() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    engine.dispose()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


class Deadlock(Exception):
    sqlstate = "40P01"


def test_the_victim_of_a_deadlock_is_tried_again_by_itself(bench: Bench) -> None:
    tries: list[int] = []

    def unlucky(session: Session) -> str:
        tries.append(1)
        if len(tries) == 1:
            raise DBAPIError("UPDATE", None, Deadlock())
        return str(put("lucky")(session))

    victim, other = bench.lane.submit(unlucky), bench.lane.submit(put("other"))
    bench.go()
    assert (answer(victim), answer(other)) == ("lucky", "other")
    bench.lane.close()
    assert bench.rows() == ["lucky", "other"]
    assert len(bench.events) == 2


def test_endless_deadlock_is_told_as_not_saved(bench: Bench) -> None:
    def unlucky(_session: Session) -> None:
        raise DBAPIError("UPDATE", None, Deadlock())

    victim = bench.lane.submit(unlucky)
    bench.go()
    with pytest.raises(StorageFailed):
        answer(victim)


def test_a_commit_whose_end_nobody_saw_is_not_replayed(bench: Bench) -> None:
    """It may be stored, and storing it again would show a message twice. The caller sends the same bytes again."""
    runs: list[str] = []

    def once(session: Session) -> None:
        runs.append("run")
        put("perhaps")(session)

    def break_off(_connection: object) -> None:
        if runs:
            raise DBAPIError("COMMIT", None, ConnectionError(), connection_invalidated=True)

    unknown = bench.lane.submit(once)
    event.listen(bench.engine, "commit", break_off)
    bench.go()
    with pytest.raises(StorageFailed) as told:
        answer(unknown)
    event.remove(bench.engine, "commit", break_off)
    assert told.value.retry == "same"
    assert runs == ["run"]
    assert bench.events == []
