"""What an auditor, a governor and a case's own readers see of who did what; and how a long log is checked at a look."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.audit import actions as audit
from app.audit import checking, merkle, tables
from app.audit.checking import Trust
from app.audit.notes import parse_vkey
from app.audit.schemas import AuditAction, Ref, log_id
from app.core import clock
from app.insight.queries import looking
from tests.cases import ABOUT_STAFF, ADULT_WANTED, World
from tests.hillcrest import SERVER, Served

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture
def world(served: Served) -> World:
    hillcrest = served.hillcrest
    return World(hillcrest.database, hillcrest.school, hillcrest.held)


def happened(world: World, times: int, log: str = "safeguarding") -> str:
    """So many entries in a log, signed. Its id."""
    name = log_id(world.school.id, log)

    def happen(session: Session) -> None:
        for _ in range(times):
            subject = Ref("case", "0190b3c0-0000-4000-8000-0000000000c1")
            audit.record(
                session, log=name, actor=world.actor("khan"), action=AuditAction.REPORT_OPENED, subject=subject
            )
        audit.sign_checkpoint(session, name, SERVER)

    world.do(happen)
    return name


def tampered(world: World, *statements: str) -> None:
    with world.db.engine.begin() as connection:
        tables.drop_triggers(connection)
        for statement in statements:
            connection.exec_driver_sql(statement)


def looked(served: Served, **query: Any) -> Any:
    view = served.signed_in("khan").get("/api/audit", params=query).json()
    return next(log for log in view["logs"] if log["log"] == "safeguarding")


@pytest.mark.parametrize(("name", "status"), [("ward", 404), ("ellis", 404), ("robin", 403), ("patel", 404)])
def test_who_is_not_of_the_cases_group_is_not_told_who_saw_it(
    served: Served, world: World, name: str, status: int
) -> None:
    thread = world.report(ADULT_WANTED)
    assert served.signed_in(name).get(f"/api/cases/{thread.id}/views").status_code == status


def test_a_case_says_who_opened_it_and_who_took_it_with_them(served: Served, world: World) -> None:
    thread = world.report(ADULT_WANTED)
    khan = served.signed_in("khan")
    assert khan.get(f"/api/cases/{thread.id}/views").json() == {"views": []}
    khan.post(f"/api/cases/{thread.id}/open")
    khan.get(f"/api/cases/{thread.id}/proof")
    views = khan.get(f"/api/cases/{thread.id}/views").json()["views"]
    assert [(view["who"]["alias"], view["action"]) for view in views] == [
        ("Ms Khan", "proof.made"),
        ("Ms Khan", "report.opened"),
    ]


def test_entries_can_be_asked_for_by_time(served: Served, world: World) -> None:
    with clock.frozen(NOON) as time_stopped:
        for _ in range(3):
            happened(world, 1)
            time_stopped.advance(hours=1)
        khan = served.signed_in("khan")
        query = {"since": "2026-11-24T13:00:00Z", "until": "2026-11-24T14:00:00Z", "action": "report.opened"}
        entries = khan.get("/api/audit", params=query).json()["entries"]
        assert [entry["index"] for entry in entries] == [1]
        assert khan.get("/api/audit", params={"since": "yesterday"}).status_code == 422
        assert khan.get("/api/audit", params={"since": "2026-11-24T13:00:00"}).status_code == 422


@pytest.mark.parametrize("name", ["osei", "patel", "robin"])
def test_who_answers_for_nothing_is_not_told_what_changed(served: Served, name: str) -> None:
    assert served.signed_in(name).get("/api/audit/changes").status_code == 403


def test_a_chair_is_told_what_changed_since_they_last_asked_and_nothing_of_a_case(served: Served, world: World) -> None:
    later = clock.now() + timedelta(hours=1)
    with clock.frozen(later) as time_stopped:
        ellis = served.signed_in("ellis")
        first = ellis.get("/api/audit/changes").json()
        assert first["since"] is None
        time_stopped.advance(minutes=1)
        world.report(ADULT_WANTED)
        world.report(ABOUT_STAFF)
        happened(world, 4)
        khan = served.signed_in("khan")
        khan.get("/api/audit")
        time_stopped.advance(minutes=1)
        second = ellis.get("/api/audit/changes").json()
    assert datetime.fromisoformat(second["since"]) == later
    assert second["changes"] == [{"action": "audit.viewed", "times": 1}]
    assert not {change["action"].split(".")[0] for change in first["changes"]} & {"report", "chat", "session", "case"}


def test_asking_what_changed_is_on_the_record(served: Served) -> None:
    served.signed_in("ellis").get("/api/audit/changes")
    entries = served.signed_in("khan").get("/api/audit", params={"action": "changes.viewed"}).json()["entries"]
    assert [entry["actor"]["alias"] for entry in entries] == [served.hillcrest.person("ellis").person.alias]


@pytest.mark.parametrize("name", ["osei", "patel", "robin"])
def test_who_answers_for_nothing_takes_no_logs_with_them(served: Served, name: str) -> None:
    assert served.signed_in(name).get("/api/audit/export").status_code == 403


def test_a_lead_takes_their_own_logs_with_all_that_proves_them(served: Served, world: World) -> None:
    happened(world, 3)
    happened(world, 2, "head")
    answer = served.signed_in("khan").get("/api/audit/export")
    assert answer.status_code == 200
    checked = checking.check(answer.text, Trust())
    assert {one.name.partition("/")[2] for one in checked} == {"safeguarding", "pastoral", "school"}
    assert [fault for one in checked for fault in one.faults] == []
    assert "/head" not in answer.text
    school = next(log for log in answer.json()["logs"] if log["evidence"]["log"].endswith("/school"))
    assert school["evidence"]["entries"][-1]["action"] == "export.made"


def test_a_long_log_is_proved_as_far_as_it_is_shown_and_whole_when_asked(
    served: Served, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "SHORT", 10)
    log = happened(world, 600)
    found = looked(served)
    assert (found["state"], found["size"]) == ("whole", 600)
    assert 40 < found["checked"] <= 50
    assert looked(served, whole=True)["checked"] == 600
    tampered(world, f"UPDATE audit_entry SET actor_id = 'somebody' WHERE log = '{log}' AND \"index\" = 580")  # noqa: S608
    assert looked(served)["findings"] == ["Entry 580 is not what was recorded."]
    tampered(world, f"UPDATE audit_entry SET actor_id = 'somebody' WHERE log = '{log}' AND \"index\" = 3")  # noqa: S608
    assert looked(served)["findings"] == ["Entry 580 is not what was recorded."]
    assert looked(served, whole=True)["findings"] == [
        "Entry 3 is not what was recorded.",
        "Entry 580 is not what was recorded.",
    ]


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (
            "UPDATE audit_log SET frontier = (SELECT leaf_hash FROM audit_entry WHERE log = '{log}' AND \"index\" = 0)",
            "The entries do not have the root that the log last counted.",
        ),
        (
            "UPDATE audit_checkpoint SET note = replace(note, '600', '599') WHERE log = '{log}'",
            "The checkpoint at 600 does not hold: the signature does not fit the text.",
        ),
        (
            "DELETE FROM audit_entry_salt WHERE log = '{log}' AND \"index\" = 590",
            "The salt of entry 590 is gone and no erasure is recorded, so nothing proves the entry.",
        ),
    ],
)
def test_a_look_at_a_long_log_sees_what_was_done_to_its_end(
    served: Served, world: World, monkeypatch: pytest.MonkeyPatch, change: str, finding: str
) -> None:
    monkeypatch.setattr(looking, "SHORT", 10)
    log = happened(world, 600)
    tampered(world, change.format(log=log) + (f" WHERE id = '{log}'" if "audit_log" in change else ""))
    assert finding in looked(served)["findings"]


def test_the_tiles_of_a_log_are_for_its_readers_and_for_nobody_else(served: Served, world: World) -> None:
    happened(world, 3, "head")
    for name, status in [("khan", 404), ("ellis", 404), ("osei", 403), ("ward", 200)]:
        visitor = served.signed_in(name)
        assert visitor.get("/api/audit/logs/head/checkpoint").status_code == status
        assert visitor.get("/api/audit/logs/head/tile/0/000.p/3").status_code == status
    assert served.visitor().get("/api/audit/logs/head/checkpoint").status_code == 401


def test_a_log_is_served_in_tiles_as_c2sp_lays_them_out(served: Served, world: World) -> None:
    log = happened(world, 600)
    khan = served.signed_in("khan")
    note = khan.get("/api/audit/logs/safeguarding/checkpoint")
    assert note.headers["content-type"] == "text/plain; charset=utf-8"
    signed = parse_vkey(audit.signer(SERVER, log).verifier.vkey()).open(note.text)
    paths = ["0/000", "0/001", "0/002.p/88"]
    tiles = [khan.get(f"/api/audit/logs/safeguarding/tile/{path}").content for path in paths]
    leaves = [tile[at : at + 32] for tile in tiles for at in range(0, len(tile), 32)]
    assert (len(leaves), merkle.root(leaves)) == (signed.size, signed.root)
    above = khan.get("/api/audit/logs/safeguarding/tile/1/000.p/2").content
    assert above == merkle.root(leaves[:256]) + merkle.root(leaves[256:512])
    for path in (
        "0/002",
        "0/0",
        "0/000.p/256",
        "0/000.p/0",
        "0/x000/000",
        "1/000",
        "5/000.p/1",
        "0/..",
        "0/x",
        "0/\u0660\u0660\u0660",
    ):
        assert khan.get(f"/api/audit/logs/safeguarding/tile/{path}").status_code == 404


def test_the_exported_time_is_said_so_that_a_witness_may_be_late(served: Served) -> None:
    made = served.signed_in("khan").get("/api/audit/export").json()
    assert abs(datetime.fromisoformat(made["exported"]) - clock.now()) < timedelta(minutes=5)
    assert json.dumps(made["rosters"])
