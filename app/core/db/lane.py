"""A writer lane: one thread that commits what has queued as one group.

Measured on one disk, one commit for each write gives about 2,000 durable writes a second and a group about 5,700
through SQLAlchemy Core. There is no linger: a lone writer never waits for company.
"""

import queue
import threading
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.core.errors import ServerBusy, StorageFailed, log_unexpected
from app.core.outbox import Event, attach

Call = Callable[[Session], Any]
Hold = Callable[[Connection, Collection[str]], None]
"""`hold(connection, schools)`: keep other processes' lanes from writing for these schools until the COMMIT."""

_ATTEMPTS = 3
# serialization_failure and deadlock_detected: PostgreSQL asks for the same work again.
_TRANSIENT = {"40001", "40P01"}


@dataclass(slots=True)
class _Job:
    call: Call
    school: str
    future: "Future[Any]" = field(default_factory=Future)


@dataclass(slots=True)
class _Outcome:
    result: Any = None
    error: Exception | None = None
    events: Sequence[Event] = ()


class _CommitUnknown(Exception):
    """The connection broke during COMMIT, so the group may or may not be stored."""


class Lane:
    """Queue, thread and connection. Jobs are committed in the order in which they were submitted."""

    def __init__(
        self,
        engine: Engine,
        deliver: Callable[[Sequence[Event]], None],
        *,
        depth: int,
        group: int,
        name: str,
        hold: Hold | None = None,
    ) -> None:
        """`deliver` is called on the lane's thread with the events of each commit, before anyone is answered."""
        self._engine = engine
        self._deliver = deliver
        self._hold = hold
        self._group = group
        self._jobs: queue.Queue[_Job | None] = queue.Queue(depth)
        self._closed = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit(self, call: Call, school: str = "") -> "Future[Any]":
        """Queue `call`. The future is answered after its COMMIT. Raises `ServerBusy` if the queue is full.

        `school` is whose rows it writes, if they are one school's. `call` may run more than once, if its group has to
        be replayed, so it has no effect outside its session.
        """
        if self._closed:
            raise ServerBusy
        job = _Job(call, school)
        try:
            self._jobs.put_nowait(job)
        except queue.Full:
            raise ServerBusy from None
        return job.future

    def close(self) -> None:
        """Refuse new jobs, finish those that have queued, stop the thread."""
        self._closed = True
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (group := self._next_group()) is not None:
            # A job whose caller has gone before it began is not begun.
            live = [job for job in group if job.future.set_running_or_notify_cancel()]
            if live:
                self._settle(live)

    def _next_group(self) -> list[_Job] | None:
        first = self._jobs.get()
        if first is None:
            return None
        group = [first]
        while len(group) < self._group:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is None:
                self._jobs.put(None)  # Closing: finish this group, then meet the mark again.
                break
            group.append(job)
        return group

    def _settle(self, jobs: list[_Job]) -> None:
        """Answer every job of the group: together if it commits together, else one by one."""
        try:
            outcomes = self._transaction(jobs)
        except _CommitUnknown as error:
            # Replaying might store the work twice. The callers are told, and may send the same bytes again.
            log_unexpected(error)
            self._answer(jobs, [_Outcome(error=StorageFailed()) for _ in jobs])
        except Exception as error:  # noqa: BLE001 - nothing of this group is stored, and the thread must outlive it
            log_unexpected(error)
            for job in jobs:
                self._settle_alone(job)
        else:
            again = [job for job, outcome in zip(jobs, outcomes, strict=True) if _is_transient(outcome.error)]
            self._answer(jobs, outcomes, except_for=again)
            for job in again:
                self._settle_alone(job)

    def _settle_alone(self, job: _Job) -> None:
        outcome = _Outcome(error=StorageFailed())
        for _attempt in range(_ATTEMPTS):
            try:
                [outcome] = self._transaction([job])
            except Exception as error:  # noqa: BLE001 - the caller is told, and the thread must outlive it
                log_unexpected(error)
                outcome = _Outcome(error=StorageFailed())
                break
            if not _is_transient(outcome.error):
                break
        if _is_transient(outcome.error):
            outcome = _Outcome(error=StorageFailed())
        self._answer([job], [outcome])

    def _transaction(self, jobs: Sequence[_Job]) -> list[_Outcome]:
        """BEGIN, each job in its own SAVEPOINT, COMMIT. Raises if the group as a whole was not stored."""
        with self._engine.connect() as connection:
            # After a failure the connection is thrown away: SQLite leaves a transaction open behind a failed COMMIT.
            try:
                transaction = connection.begin()
                if self._hold is not None:
                    self._hold(connection, {job.school for job in jobs if job.school})
                outcomes = [_run_job(connection, job) for job in jobs]
            except BaseException:
                connection.invalidate()
                raise
            try:
                transaction.commit()
            except DBAPIError as error:
                connection.invalidate()
                if error.connection_invalidated:
                    raise _CommitUnknown from error
                raise
            return outcomes

    def _answer(self, jobs: Sequence[_Job], outcomes: Sequence[_Outcome], except_for: Sequence[_Job] = ()) -> None:
        events = [event for outcome in outcomes for event in outcome.events]
        if events:
            self._deliver(events)
        for job, outcome in zip(jobs, outcomes, strict=True):
            if job in except_for:
                continue
            if outcome.error is None:
                job.future.set_result(outcome.result)
            else:
                job.future.set_exception(outcome.error)


def _run_job(connection: Connection, job: _Job) -> _Outcome:
    """Run one job in a SAVEPOINT. Its failure undoes only itself; raises if the SAVEPOINT is gone, and all with it."""
    with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
        box = attach(session)
        try:
            result = job.call(session)
            session.flush()
        except Exception as error:  # noqa: BLE001 - whatever it is belongs to this job's caller, not to the group
            session.rollback()
            return _Outcome(error=error)
        # Outside the net above: on a full disk SQLite rolls everything back by itself, so that a SAVEPOINT which cannot
        # be released means that the jobs before this one have lost their rows too.
        session.commit()
        return _Outcome(result, events=box.events)


def _is_transient(error: Exception | None) -> bool:
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _TRANSIENT
