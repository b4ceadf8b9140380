"""Looking back: who may, at which logs, that looking is recorded, and that a changed past is shown."""

import sqlite3

import pytest

from app.audit import actions as audit
from app.audit.schemas import AuditAction, Ref, log_id
from app.core import encoding
from tests.hillcrest import SERVER, Hillcrest, Served


def record(hillcrest: Hillcrest, log: str, actor: str, action: AuditAction, case: str) -> None:
    hillcrest.database.write_now(
        audit.record,
        log=log_id(hillcrest.school.id, log),
        actor=hillcrest.actor(actor),
        action=action,
        subject=Ref("case", case),
    )


@pytest.mark.parametrize("name", ["osei", "patel", "robin"])
def test_who_answers_for_nothing_may_not_look_back(served: Served, name: str) -> None:
    assert served.signed_in(name).get("/api/audit").status_code == 403


@pytest.mark.parametrize(
    ("name", "logs"),
    [
        ("khan", {"pastoral", "safeguarding", "school"}),
        ("ward", {"head", "school"}),
        ("ellis", {"governors", "school"}),
    ],
)
def test_everybody_sees_the_logs_of_their_own_groups_and_the_schools(served: Served, name: str, logs: set[str]) -> None:
    for group in ("pastoral", "safeguarding", "head", "governors"):
        record(served.hillcrest, group, "khan", AuditAction.REPORT_OPENED, f"case-of-{group}")
    view = served.signed_in(name).get("/api/audit").json()
    assert {entry["log"] for entry in view["entries"]} == {log["log"] for log in view["logs"]} == logs
    assert {log["state"] for log in view["logs"]} == {"whole"}


def test_what_the_head_does_with_a_case_moves_nothing_that_the_lead_can_see(served: Served) -> None:
    """Promise 3: a report about staff cannot be inferred, by the lead's own log and cursor least of all."""
    khan = served.signed_in("khan")
    before = khan.get("/api/audit").json()
    record(served.hillcrest, "head", "ward", AuditAction.REPORT_OPENED, "hidden-case")
    after = khan.get("/api/audit").json()
    grown = {log["log"]: log["size"] for log in after["logs"]}
    assert grown == {log["log"]: log["size"] + (log["log"] == "school") for log in before["logs"]}
    assert after["entries"][1:] == before["entries"][: len(after["entries"]) - 1]
    assert "hidden-case" not in khan.get("/api/audit", params={"case": "hidden-case"}).text


def test_a_head_who_looks_for_a_case_does_not_tell_the_lead_which(served: Served) -> None:
    record(served.hillcrest, "head", "ward", AuditAction.REPORT_OPENED, "hidden-case")
    found = served.signed_in("ward").get("/api/audit", params={"case": "hidden-case"}).json()
    assert [entry["subject"]["id"] for entry in found["entries"]] == ["hidden-case"]
    seen = served.signed_in("khan").get("/api/audit").text
    assert "audit.viewed" in seen
    assert "hidden-case" not in seen


def test_looking_is_itself_recorded(served: Served) -> None:
    khan = served.signed_in("khan")
    khan.get("/api/audit")
    newest = khan.get("/api/audit").json()["entries"][1]
    assert (newest["action"], newest["actor"]["alias"], newest["log"]) == ("audit.viewed", "Ms Khan", "school")


def test_the_record_goes_on_naming_whoever_has_left(served: Served) -> None:
    khan, osei = served.signed_in("khan"), served.hillcrest.person("osei").person.id
    record(served.hillcrest, "safeguarding", "osei", AuditAction.REPORT_OPENED, "a-case")
    assert khan.post(f"/api/people/{osei}/leave").status_code == 204
    entries = khan.get("/api/audit", params={"person": osei}).json()["entries"]
    assert {entry["actor"]["alias"] for entry in entries if entry["action"] == "report.opened"} == {"Mr Osei"}


def test_a_page_follows_the_one_before_though_entries_come_in_between(served: Served) -> None:
    for number in range(120):
        record(served.hillcrest, "safeguarding", "khan", AuditAction.REPORT_OPENED, f"case-{number}")
    khan, seen, cursor = served.signed_in("khan"), [], None
    while True:
        query = {"action": "report.opened"} | ({"cursor": cursor} if cursor else {})
        page = khan.get("/api/audit", params=query).json()
        seen += [entry["index"] for entry in page["entries"]]
        cursor = page["cursor"]
        if cursor is None:
            break
    assert seen == list(range(119, -1, -1))


@pytest.mark.parametrize("cursor", ["x", encoding.encode(b"[]"), encoding.encode(b'["yesterday","a",1]'), "!" * 700])
def test_a_cursor_that_we_did_not_make_is_refused(served: Served, cursor: str) -> None:
    assert served.signed_in("khan").get("/api/audit", params={"cursor": cursor}).status_code == 422


def test_entries_can_be_asked_for_by_person_case_and_action(served: Served) -> None:
    record(served.hillcrest, "safeguarding", "khan", AuditAction.REPORT_OPENED, "case-1")
    record(served.hillcrest, "safeguarding", "osei", AuditAction.REPORT_OPENED, "case-2")
    record(served.hillcrest, "safeguarding", "osei", AuditAction.REPORT_TAKEN, "case-2")
    khan = served.signed_in("khan")

    def asked(**query: str) -> set[tuple[str, str]]:
        entries = khan.get("/api/audit", params=query).json()["entries"]
        return {(entry["action"], entry["subject"]["id"]) for entry in entries if entry["log"] == "safeguarding"}

    osei = served.hillcrest.person("osei").person.id
    assert asked(case="case-1") == {("report.opened", "case-1")}
    assert asked(person=osei) == {("report.opened", "case-2"), ("report.taken", "case-2")}
    assert asked(person=osei, action="report.taken") == {("report.taken", "case-2")}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_past_that_was_changed_behind_our_back_is_shown(served: Served) -> None:
    # Whoever owns the file can drop the triggers; one engine shows it.
    record(served.hillcrest, "safeguarding", "khan", AuditAction.REPORT_OPENED, "case-1")
    log = log_id(served.hillcrest.school.id, "safeguarding")
    served.hillcrest.database.write_now(audit.sign_checkpoint, log, SERVER)
    with sqlite3.connect(served.hillcrest.settings.data_dir / "hark.db") as file:
        file.execute("DROP TRIGGER audit_entry_no_update")
        file.execute("UPDATE audit_entry SET actor_id = 'somebody-else' WHERE log = ?", (log,))
    logs = {one["log"]: one for one in served.signed_in("khan").get("/api/audit").json()["logs"]}
    assert (logs["safeguarding"]["state"], logs["school"]["state"]) == ("broken", "whole")
    assert "Entry 0" in logs["safeguarding"]["findings"][0]
