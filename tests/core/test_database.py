"""Reading and writing through the database, on both engines."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Column, MetaData, String, Table, insert, select, text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.orm import Session

from app.core import clock
from app.core.columns import UtcDateTime
from app.core.db import Database, Event, outbox
from app.core.db.lock import DataInUse
from app.core.errors import AppError
from app.core.settings import DatabaseSettings, Settings

NOTE = Table("test_note", MetaData(), Column("id", String, primary_key=True), Column("at", UtcDateTime))


@dataclass(frozen=True)
class Noted(Event):
    id: str


@dataclass(frozen=True)
class Member:
    school_id: str


class Refused(AppError):
    code = "refused_in_test"
    status = 403
    title = "No."


@pytest.fixture
def notes(database: Database) -> Iterator[Database]:
    NOTE.metadata.create_all(database.engine)
    yield database
    NOTE.metadata.drop_all(database.engine)


def add(session: Session, id: str, at: datetime | None = None) -> str:
    session.execute(insert(NOTE).values(id=id, at=at or clock.now()))
    outbox(session).add(Noted(id))
    return id


def add_and_refuse(session: Session, id: str) -> None:
    add(session, id)
    raise Refused


def add_for(session: Session, member: Member, id: str) -> str:
    return add(session, f"{member.school_id}/{id}")


def ids(session: Session) -> list[str]:
    return list(session.execute(select(NOTE.c.id).order_by(NOTE.c.id)).scalars())


def test_a_reader_cannot_write(notes: Database) -> None:
    def sneak(session: Session) -> None:
        session.execute(insert(NOTE).values(id="sneaked", at=clock.now()))
        session.commit()

    with pytest.raises(DBAPIError):
        notes.read_now(sneak)
    assert notes.read_now(ids) == []


def test_a_reader_has_no_outbox(notes: Database) -> None:
    with pytest.raises(LookupError):
        notes.read_now(outbox)


def test_a_refused_write_leaves_no_row_and_no_event(notes: Database) -> None:
    async def scenario() -> list[Event]:
        heard: list[Event] = []
        notes.listen(heard.extend)
        with pytest.raises(Refused):
            await notes.write(add_and_refuse, "refused")
        await notes.write(add, "kept")
        return heard

    assert asyncio.run(scenario()) == [Noted("kept")]
    assert notes.read_now(ids) == ["kept"]


def test_a_row_that_the_database_refuses_is_never_quoted_in_the_error(notes: Database) -> None:
    notes.write_now(add, "my-uncle-hurts-me")
    with pytest.raises(DBAPIError) as refused:
        notes.write_now(add, "my-uncle-hurts-me")
    assert "SQL parameters hidden" in str(refused.value)


def test_one_bad_write_among_many_fails_alone(notes: Database) -> None:
    async def scenario() -> list[str | BaseException | None]:
        writes = [notes.write(add_and_refuse if n % 3 == 0 else add, f"n{n:02}") for n in range(30)]
        return list(await asyncio.gather(*writes, return_exceptions=True))

    answers = asyncio.run(scenario())
    assert [isinstance(answer, Refused) for answer in answers] == [n % 3 == 0 for n in range(30)]
    assert notes.read_now(ids) == [f"n{n:02}" for n in range(30) if n % 3]


def test_events_come_in_commit_order_on_the_loop_before_the_answer(notes: Database) -> None:
    async def scenario() -> tuple[list[str], list[str]]:
        heard: list[str] = []
        loop = asyncio.get_running_loop()

        def listener(events: object) -> None:
            assert asyncio.get_running_loop() is loop
            assert isinstance(events, list)
            heard.extend(event.id for event in events)

        stop = notes.listen(listener)
        for number in range(5):
            made = await notes.write(add_for, Member("school"), str(number))
            assert heard[-1] == made
        await asyncio.gather(*(notes.write(add_for, Member("school"), str(number)) for number in range(5, 50)))
        stop()
        before = list(heard)
        await notes.write(add, "unheard")
        return before, heard

    before, after = asyncio.run(scenario())
    assert before == [f"school/{number}" for number in range(50)]
    assert after == before


def test_what_is_answered_can_be_read_at_once(notes: Database) -> None:
    async def scenario() -> None:
        for number in range(10):
            made = await notes.write(add, str(number))
            assert made in await notes.read(ids)

    asyncio.run(scenario())


def test_a_reader_sees_one_moment_however_long_it_looks(notes: Database) -> None:
    def twice(session: Session) -> tuple[list[str], list[str]]:
        first = ids(session)
        notes.write_now(add, "meanwhile")
        return first, ids(session)

    assert notes.read_now(twice) == ([], [])
    assert notes.read_now(ids) == ["meanwhile"]


def test_a_moment_comes_back_as_it_was_in_utc(notes: Database) -> None:
    summer = datetime(2026, 7, 1, 9, 30, 0, 123456, tzinfo=timezone(timedelta(hours=1)))
    notes.write_now(add, "summer", summer)
    stored = notes.read_now(lambda session: session.execute(select(NOTE.c.at)).scalar_one())
    assert stored == summer
    assert stored.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused_rather_than_guessed_at(notes: Database) -> None:
    with pytest.raises(StatementError, match="time zone"):
        notes.write_now(add, "naive", datetime(2026, 7, 1))  # noqa: DTZ001 - what is being refused


def test_closing_finishes_what_has_queued(settings: Settings) -> None:
    database = Database(settings)
    NOTE.metadata.create_all(database.engine)
    pending = [database._submit(add, f"n{number:03}") for number in range(200)]
    database.close()
    assert [future.result() for future in pending] == [f"n{number:03}" for number in range(200)]
    with pytest.raises(AppError) as refused:
        database.write_now(add, "late")
    assert refused.value.code == "busy"


def test_a_second_server_on_one_sqlite_folder_is_refused_with_a_sentence(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    first = Database(settings, serving=True)
    try:
        with pytest.raises(DataInUse, match=r"Another Hark server is using .* HARK_DATA_DIR"):
            Database(settings, serving=True)
        Database(settings).close()
    finally:
        first.close()
    Database(settings, serving=True).close()


def test_the_default_database_is_a_file_in_the_data_folder(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "new", database=DatabaseSettings())
    database = Database(settings)
    database.write_now(lambda session: session.execute(text("SELECT 1")))
    database.close()
    assert (tmp_path / "new" / "hark.db").exists()


def test_one_schools_writes_share_a_lane_so_they_keep_their_order(notes: Database) -> None:
    running: dict[str, set[int]] = {}

    def note_thread(_session: Session, member: Member) -> None:
        running.setdefault(member.school_id, set()).add(threading.get_ident())

    async def scenario() -> None:
        writes = [notes.write(note_thread, Member(f"school-{n % 8}")) for n in range(80)]
        await asyncio.gather(*writes)

    asyncio.run(scenario())
    assert [len(threads) for threads in running.values()] == [1] * 8


def test_a_write_after_the_loop_has_stopped_is_still_stored_and_answered(notes: Database) -> None:
    async def listen() -> None:
        notes.listen(lambda _: None)

    asyncio.run(listen())
    assert notes.write_now(add, "late") == "late"
    assert notes.write_now(add, "later") == "later"
    assert notes.read_now(ids) == ["late", "later"]
