"""A log with a few entries and checkpoints, on each engine, as the migrations make it."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from app.audit import actions, queries, tables
from app.audit.leaves import Evidence
from app.audit.schemas import AuditAction, Ref, log_id
from app.audit.verify import Finding, verify
from app.core import clock
from app.core.db import Database
from app.core.ids import SchoolId
from app.core.secrets import ServerSecrets

SCHOOL = SchoolId("0190b3c0-0000-7000-8000-000000000001")
LOG = log_id(SCHOOL, "safeguarding")
HEAD = log_id(SCHOOL, "head")
DSL = Ref("person", "0190b3c0-0000-7000-8000-0000000000d1")
MENTOR = Ref("person", "0190b3c0-0000-7000-8000-0000000000e1")
CASE = Ref("case", "0190b3c0-0000-4000-8000-0000000000c1")
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@dataclass
class Books:
    """A database's audit logs, with short ways to write, look and check."""

    database: Database
    secrets: ServerSecrets

    def record(self, action: AuditAction = AuditAction.REPORT_OPENED, *, log: str = LOG, actor: Ref = DSL) -> int:
        return self.database.write_now(
            actions.record, log=log, actor=actor, action=action, subject=CASE, details={"v": 1, "group": "safeguarding"}
        )

    def sign(self, log: str = LOG) -> None:
        self.database.write_now(actions.sign_checkpoint, log, self.secrets)

    def evidence(self, log: str = LOG) -> Evidence:
        return self.database.read_now(queries.evidence, log)

    def findings(self, log: str = LOG) -> list[Finding]:
        return verify(self.evidence(log), actions.signer(self.secrets, log).verifier)

    def faults(self, log: str = LOG) -> list[tuple[str, int]]:
        return [(finding.fault.value, finding.index) for finding in self.findings(log)]

    def tamper(self, *statements: str) -> None:
        """What somebody with the whole database can do: drop the triggers and write."""
        with self.database.engine.begin() as connection:
            tables.drop_triggers(connection)
            for statement in statements:
                connection.exec_driver_sql(statement)


@pytest.fixture
def books(database: Database) -> Books:
    return Books(database, ServerSecrets(bytes(range(32))))


@pytest.fixture
def ten(books: Books) -> Books:
    """Ten entries, signed after four, seven and ten."""
    with clock.frozen(NOON) as time_stopped:
        for number in range(1, 11):
            books.record()
            time_stopped.advance(minutes=1)
            if number in {4, 7, 10}:
                books.sign()
    return books
