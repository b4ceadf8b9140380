"""Recording: in the same transaction, in order, one log for each group, and nothing that somebody wrote."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.audit import actions, queries, tables
from app.audit.errors import NothingToErase
from app.audit.queries import Filter
from app.audit.schemas import AuditAction, Ref
from app.core.db import Database
from app.core.settings import Settings
from tests.audit.conftest import CASE, DSL, HEAD, LOG, MENTOR, NOON, SCHOOL, Books


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET action = 'report.closed'",
        "DELETE FROM audit_entry",
        "UPDATE audit_checkpoint SET note = ''",
        "DELETE FROM audit_checkpoint",
        "UPDATE audit_entry_salt SET salt = ''",
    ],
)
def test_the_database_itself_refuses_to_change_the_past(ten: Books, statement: str) -> None:
    with pytest.raises(DBAPIError, match="only grows"), ten.database.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert ten.findings() == []


def test_the_database_refuses_the_ways_round_a_trigger(ten: Books) -> None:
    """SQLite's REPLACE deletes without a DELETE trigger; PostgreSQL's TRUNCATE deletes without a row trigger."""
    if ten.database.engine.dialect.name == "sqlite":
        ways = [
            "INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry",
            "INSERT OR REPLACE INTO audit_checkpoint SELECT * FROM audit_checkpoint",
            "INSERT OR REPLACE INTO audit_entry_salt SELECT * FROM audit_entry_salt",
        ]
    else:
        ways = ["TRUNCATE audit_entry", "TRUNCATE audit_checkpoint"]
    for statement in ways:
        with pytest.raises(DBAPIError, match="only grows"), ten.database.engine.begin() as connection:
            connection.exec_driver_sql(statement)
    assert ten.findings() == []


def test_the_triggers_can_be_taken_away_and_put_back_by_a_migration(ten: Books) -> None:
    with ten.database.engine.begin() as connection:
        tables.drop_triggers(connection)
        connection.exec_driver_sql("DELETE FROM audit_checkpoint")
        tables.install_triggers(connection)
    with pytest.raises(DBAPIError, match="only grows"), ten.database.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM audit_entry")


def test_a_refused_action_leaves_no_entry(books: Books) -> None:
    def record_and_fail(session: Session) -> None:
        actions.record(session, log=LOG, actor=DSL, action=AuditAction.REPORT_CLOSED, subject=CASE)
        raise PermissionError

    books.record()
    with pytest.raises(PermissionError):
        books.database.write_now(record_and_fail)
    assert books.record() == 1
    assert books.findings() == []


def test_many_at_once_are_numbered_without_a_gap(books: Books, settings: Settings) -> None:
    second = Books(Database(settings), books.secrets)
    with ThreadPoolExecutor(8) as people:
        numbers = list(people.map(lambda n: (second if n % 2 else books).record(), range(40)))
    second.database.close()
    assert sorted(numbers) == list(range(40))
    assert books.findings() == []


def test_a_report_hidden_from_a_group_does_not_grow_its_log(books: Books) -> None:
    books.record(log=LOG)
    before = books.evidence(LOG)
    books.record(log=HEAD)
    assert books.evidence(LOG) == before
    assert books.evidence(HEAD).entries[0].index == 0


def test_an_entry_says_who_did_what_to_what_and_when(ten: Books) -> None:
    entry = ten.evidence().entries[0]
    assert (entry.actor, entry.action, entry.subject, entry.at) == (DSL, "report.opened", CASE, NOON)
    assert entry.details == {"v": 1, "group": "safeguarding"}


def test_a_leaf_tells_nothing_to_somebody_who_guesses_the_entry(books: Books) -> None:
    """The same thing done twice has two unlike leaves, because each has its own salt."""
    books.record()
    books.record()
    [first, second] = books.evidence().entries
    assert first.leaf_hash != second.leaf_hash
    assert len(set(books.evidence().salts.values())) == 2


def test_erasing_is_itself_recorded_and_the_rest_stays_provable(ten: Books) -> None:
    ten.database.write_now(actions.erase, log=LOG, index=3, actor=DSL)
    evidence = ten.evidence()
    assert 3 not in evidence.salts
    assert evidence.entries[-1].action == "audit.erased"
    assert ten.findings() == []
    with pytest.raises(NothingToErase):
        ten.database.write_now(actions.erase, log=LOG, index=3, actor=DSL)
    assert len(ten.evidence().entries) == 11


def test_signing_twice_makes_one_checkpoint_and_an_empty_log_has_none(books: Books) -> None:
    assert books.database.write_now(actions.sign_checkpoint, LOG, books.secrets) is None
    books.record()
    first = books.database.write_now(actions.sign_checkpoint, LOG, books.secrets)
    assert first == books.database.write_now(actions.sign_checkpoint, LOG, books.secrets)
    assert len(books.evidence().checkpoints) == 1


def test_the_logs_that_need_a_signature_are_known(books: Books) -> None:
    books.record(log=LOG)
    books.record(log=HEAD)
    books.sign(LOG)
    assert books.database.read_now(queries.unsigned) == [HEAD]
    books.record(log=LOG)
    assert books.database.read_now(queries.unsigned) == sorted([HEAD, LOG])


def test_the_logs_of_a_school_are_known_even_when_their_own_row_is_gone(ten: Books) -> None:
    ten.record(log=HEAD)
    ten.tamper("DELETE FROM audit_log")
    assert ten.database.read_now(queries.log_names, SCHOOL) == sorted([HEAD, LOG])
    assert ten.database.read_now(queries.log_names, "0190b3c0-0000-7000-8000-000000000002") == []


def test_entries_are_found_by_person_case_action_and_time_a_page_at_a_time(ten: Books) -> None:
    ten.record(AuditAction.CHAT_CLAIMED, actor=MENTOR)
    ten.record(AuditAction.REPORT_CLOSED, log=HEAD)

    def found(wanted: Filter, logs: tuple[str, ...] = (LOG,)) -> list[int]:
        numbers: list[int] = []
        cursor = None
        while True:
            page = ten.database.read_now(queries.entries, logs, wanted, after=cursor, limit=4)
            numbers += [entry.index for entry in page.entries]
            cursor = page.next
            if cursor is None:
                return numbers

    assert found(Filter()) == list(range(10, -1, -1))
    assert found(Filter(person=MENTOR.id)) == [10]
    assert found(Filter(person=DSL.id, action="report.opened")) == list(range(9, -1, -1))
    assert found(Filter(subject=CASE.id), logs=(LOG, HEAD)) == [0, *range(10, -1, -1)]
    assert found(Filter(subject="somebody else")) == []
    assert found(Filter(since=NOON.replace(minute=2), until=NOON.replace(minute=5))) == [4, 3, 2]
    assert found(Filter(), logs=()) == []


def test_every_action_has_the_grammar_of_its_enum() -> None:
    for action in AuditAction:
        assert action.value.count(".") == 1
        assert action.value.replace(".", "_").upper() == action.name
        assert len(action.value) <= 48


def test_no_column_of_the_log_could_hold_what_somebody_wrote(books: Books) -> None:
    books.record()
    row = books.database.read_now(lambda session: session.execute(text("SELECT * FROM audit_entry")).mappings().one())
    assert set(row) == {
        "log",
        "index",
        "at",
        "actor_kind",
        "actor_id",
        "action",
        "subject_kind",
        "subject_id",
        "details",
        "leaf_hash",
        "act",
    }
    assert Ref("case", row["subject_id"]) == CASE
