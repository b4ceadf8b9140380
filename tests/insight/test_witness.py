"""A witness on another machine: what it is shown, what it refuses, what the school keeps of it, and who stayed away."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from app.audit import actions, checking, queries, tables
from app.audit.checking import Trust
from app.audit.notes import LOG_KEY, Signer
from app.audit.schemas import AuditAction, Ref, log_id
from app.audit.witnessing import Ask, ask_signature
from app.cli.witness import Memory, Visited, Watched, call
from app.core import clock, encoding
from app.insight.queries import late_witnesses
from app.insight.witnesses import Watch, Witness
from tests.cases import ADULT_WANTED, World
from tests.hillcrest import ORIGIN, SERVER, Served

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class Outside:
    """A school, a trust's computer that watches two of its logs, and the way between them."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.school = served.hillcrest.school
        self.logs = [log_id(self.school.id, name) for name in ("safeguarding", "school")]
        keys = [actions.signer(SERVER, log).verifier for log in self.logs]
        self.memory = Memory(
            "trust.example.org",
            encoding.encode(bytes([7]) * 32),
            ORIGIN,
            {key.name: Watched(key.vkey()) for key in keys},
        )
        self.know(self.memory, "hillcrest/safeguarding", "hillcrest/school")

    @property
    def watch(self) -> Watch:
        return self.served.app.state.watch  # type: ignore[no-any-return] # starlette's state is untyped

    def know(self, memory: Memory, *patterns: str) -> None:
        """The school names a witness."""
        known = Witness(memory.signer.verifier, patterns or ("*/*",))
        self.served.app.state.watch = Watch([known], (ORIGIN,))

    def act(self, times: int = 1, name: str = "safeguarding") -> None:
        """Things happen, and the log is signed."""
        log = log_id(self.school.id, name)

        def happen(session: Session) -> None:
            for _ in range(times):
                subject = Ref("case", "0190b3c0-0000-4000-8000-0000000000c1")
                actor = self.served.hillcrest.actor("khan")
                actions.record(session, log=log, actor=actor, action=AuditAction.REPORT_OPENED, subject=subject)

        self.served.hillcrest.database.write_now(happen)
        self.sign(log)

    def sign(self, log: str) -> None:
        self.served.hillcrest.database.write_now(actions.sign_checkpoint, log, SERVER)

    def post(self, path: str, body: Any, status: tuple[int, ...] = (200, 204)) -> Any:
        answer = self.served.visitor().post(path, json=body)
        assert answer.status_code in status, answer.text
        return answer.json() if answer.content else None

    def visit(self) -> Visited:
        """The witness calls, and remembers what it saw."""
        kept: list[Memory] = []
        found = call(self.memory, self.post, kept.append)
        [self.memory] = kept
        return found

    def question(self, memory: Memory, **changes: Any) -> Any:
        ask = Ask(ORIGIN, int(clock.now().timestamp()), {actions.origin(self.logs[0]): 0})
        ask = replace(ask, **changes)
        sig = encoding.encode(ask_signature(memory.signer, ask))
        return {"witness": memory.name, "text": ask.text(), "sig": sig}

    def tamper(self, *statements: str) -> None:
        """What somebody with the whole database can do."""
        with self.served.hillcrest.database.engine.begin() as connection:
            tables.drop_triggers(connection)
            for statement in statements:
                connection.exec_driver_sql(statement)

    def sizes(self) -> list[int]:
        return [self.memory.logs[actions.origin(log)].size for log in self.logs]


@pytest.fixture
def outside(served: Served) -> Outside:
    made = Outside(served)
    # How the school came to be is signed before anything is counted, and not whenever the worker comes round.
    made.sign(made.logs[1])
    return made


def test_a_stranger_is_shown_no_log(outside: Outside) -> None:
    outside.act()
    stranger = replace(outside.memory, name="stranger.example.org")
    assert outside.post("/api/witness/ask", outside.question(stranger), (403,))["code"] == "witness_unknown"


def test_the_name_of_a_witness_without_its_key_is_shown_no_log(outside: Outside) -> None:
    outside.act()
    thief = replace(outside.memory, seed=encoding.encode(bytes(32)))
    assert outside.post("/api/witness/ask", outside.question(thief), (403,))["code"] == "witness_unknown"


def test_a_question_to_another_server_is_not_answered_here(outside: Outside) -> None:
    outside.act()
    asked = outside.question(outside.memory, server="https://hark.other.example")
    assert outside.post("/api/witness/ask", asked, (403,))["code"] == "witness_unknown"


@pytest.mark.parametrize("minutes", [-11, 11])
def test_a_witness_whose_clock_is_wrong_is_told_ours(outside: Outside, minutes: int) -> None:
    outside.act()
    asked = outside.question(outside.memory, seconds=int(clock.now().timestamp()) + 60 * minutes)
    refused = outside.post("/api/witness/ask", asked, (422,))
    assert refused["code"] == "witness_clock"
    assert refused["data"]["now"]


def test_a_witness_sees_the_logs_that_it_was_named_for_and_of_no_other_that_it_is_there(outside: Outside) -> None:
    outside.act(3)
    outside.act(3, "head")
    head = actions.origin(log_id(outside.school.id, "head"))
    asked = outside.question(outside.memory, sizes={head: 0, actions.origin(outside.logs[0]): 0})
    nothing = outside.question(outside.memory, sizes={head.replace("/head", "/nothing"): 0})
    [offer] = outside.post("/api/witness/ask", asked)["offers"]
    assert outside.logs[0] in offer
    assert outside.post("/api/witness/ask", nothing)["offers"] == []
    outside.know(outside.memory, "*/head")
    [offer] = outside.post("/api/witness/ask", asked)["offers"]
    assert head in offer


def test_what_a_witness_signed_stands_under_the_checkpoint_and_in_the_proof(outside: Outside) -> None:
    outside.act(3)
    found = outside.visit()
    assert found.refused == []
    assert len(found.signed) == 2
    checkpoint = outside.served.hillcrest.database.read_now(queries.latest_checkpoint, outside.logs[0])
    assert checkpoint is not None
    assert outside.memory.signer.verifier.open(checkpoint.note).size == checkpoint.size == outside.sizes()[0]


def test_a_case_is_proved_up_to_where_the_witness_has_seen_the_log(outside: Outside, served: Served) -> None:
    world = World(served.hillcrest.database, served.hillcrest.school, served.hillcrest.held)
    thread = world.report(ADULT_WANTED)
    outside.sign(outside.logs[0])
    outside.visit()
    proof = served.signed_in("khan").get(f"/api/cases/{thread.id}/proof").json()
    trust = Trust.of([proof["key"]], [outside.memory.signer.verifier.vkey()])
    [checked] = checking.check(json.dumps(proof), trust)
    assert checked.faults == []
    assert "saw the first 1 entries" in checked.notes[0]
    other = replace(outside.memory, seed=encoding.encode(bytes(32)))
    [checked] = checking.check(json.dumps(proof), Trust.of([proof["key"]], [other.signer.verifier.vkey()]))
    assert checked.faults == ["The witness trust.example.org has seen no part of this log that the proof brings."]


def test_a_witness_that_was_away_for_a_week_catches_up_at_one_visit(outside: Outside) -> None:
    with clock.frozen(NOON) as time_stopped:
        outside.act(3)
        outside.visit()
        for _ in range(8):
            time_stopped.advance(hours=25)
            outside.act(40)
        late = outside.served.hillcrest.database.read_now(late_witnesses, outside.watch)
        assert late == [f"trust.example.org has seen 3 entries of {outside.logs[0]}"]
        found = outside.visit()
        assert (found.refused, outside.sizes()[0]) == ([], 323)
        assert outside.served.hillcrest.database.read_now(late_witnesses, outside.watch) == []


def test_a_witness_that_has_never_called_is_late_once_the_first_entry_is_old(outside: Outside) -> None:
    database = outside.served.hillcrest.database
    with clock.frozen(NOON) as time_stopped:
        outside.act()
        log = outside.logs[0]
        assert not [line for line in database.read_now(late_witnesses, outside.watch) if log in line]
        time_stopped.advance(days=7, seconds=1)
        assert f"trust.example.org has seen 0 entries of {log}" in database.read_now(late_witnesses, outside.watch)


def test_the_auditors_page_says_how_far_each_witness_has_seen(outside: Outside, served: Served) -> None:
    outside.act(3)
    outside.visit()
    logs = {log["log"]: log["witnesses"] for log in served.signed_in("khan").get("/api/audit").json()["logs"]}
    [seen] = logs["safeguarding"]
    assert (seen["name"], seen["size"], seen["late"]) == ("trust.example.org", 3, False)
    outside.know(outside.memory, "hillcrest/head")
    logs = {log["log"]: log["witnesses"] for log in served.signed_in("khan").get("/api/audit").json()["logs"]}
    assert logs["safeguarding"] == []


def test_a_rolled_back_log_is_refused_and_the_witness_remembers_what_it_saw(outside: Outside) -> None:
    outside.act(5)
    outside.visit()
    log = outside.logs[0]
    outside.tamper(
        f"DELETE FROM audit_checkpoint WHERE log = '{log}'",  # noqa: S608 - an attacker's own statement
        f"DELETE FROM audit_entry WHERE log = '{log}' AND \"index\" >= 2",  # noqa: S608 - the same
        f"DELETE FROM audit_entry_salt WHERE log = '{log}' AND \"index\" >= 2",  # noqa: S608 - the same
        f"UPDATE audit_log SET size = 0, frontier = '' WHERE id = '{log}'",  # noqa: S608 - the same
        f"DELETE FROM audit_entry WHERE log = '{log}'",  # noqa: S608 - the same
        f"DELETE FROM audit_entry_salt WHERE log = '{log}'",  # noqa: S608 - the same
    )
    outside.act(2)
    found = outside.visit()
    assert found.refused == [f"{actions.origin(log)} was rolled back: it had 5 entries, and now has 2."]
    assert outside.sizes()[0] == 5
    outside.act(20)
    found = outside.visit()
    assert found.refused == [
        f"{actions.origin(log)} was forked: of 22 entries, the first 5 are not those that were seen."
    ]


def test_a_log_that_is_not_shown_any_more_is_missed(outside: Outside) -> None:
    outside.act(5)
    outside.visit()
    outside.know(outside.memory, "hillcrest/school")
    assert outside.visit().refused == [f"{actions.origin(outside.logs[0])} was not shown: it had 5 entries."]


def test_another_schools_checkpoint_and_another_keys_are_refused(outside: Outside) -> None:
    outside.act(3)
    strange = actions.origin(log_id(outside.school.id, "pastoral"))
    outside.act(3, "pastoral")
    outside.know(outside.memory)
    key = actions.signer(SERVER, log_id(outside.school.id, "pastoral")).verifier
    offers = outside.post("/api/witness/ask", outside.question(outside.memory, sizes={strange: 0}))

    def answers(path: str, body: Any) -> Any:
        assert path == "/api/witness/ask"
        return offers

    refused = call(outside.memory, answers, lambda _: None).refused
    assert refused == [f"{strange} is a log that this witness does not watch."]
    thief = Signer(strange, Ed25519PrivateKey.from_private_bytes(bytes(32)), LOG_KEY).verifier
    memory = replace(outside.memory, logs={strange: Watched(thief.vkey())})
    refused = call(memory, answers, lambda _: None).refused
    assert refused == ["A checkpoint does not hold: no signature by the expected key."]
    assert key.name == strange


@pytest.mark.parametrize(
    "offer",
    ["", "old 0", "old -1\n\nx", "old 00\n\nx", "old 1\nAAAA\n\nx", "new 0\n\nx", "old 0\n\nx", "old 0\n" + "A" * 5000],
)
def test_what_is_no_checkpoint_is_refused_in_a_sentence(outside: Outside, offer: str) -> None:
    found = call(outside.memory, lambda *_: {"offers": [offer]}, lambda _: None)
    assert len(found.refused) == 1
    assert found.signed == []


def test_the_memory_is_kept_before_a_signature_leaves(outside: Outside) -> None:
    outside.act()
    order = []

    def post(path: str, body: Any) -> Any:
        order.append(path)
        return outside.post(path, body)

    call(outside.memory, post, lambda _: order.append("kept"))
    assert order == ["/api/witness/ask", "kept", "/api/witness/cosignatures"]


def test_a_line_that_the_witness_did_not_make_is_not_kept(outside: Outside) -> None:
    outside.act(2)
    log = outside.logs[0]
    note = outside.served.hillcrest.database.read_now(queries.note_at, log, 2)
    signer, now = outside.memory.signer, int(clock.now().timestamp())
    thief = replace(outside.memory, seed=encoding.encode(bytes(32))).signer
    good = signer.cosign(note, now)
    for size, line in [
        (2, thief.cosign(note, now)),
        (2, signer.cosign(note, now + 3600)),
        (1, good),
        (2, good.strip()),
        (2, good + good),
        (2, "\n"),
    ]:
        body = {"witness": signer.name, "lines": [{"origin": actions.origin(log), "size": size, "line": line}]}
        assert outside.post("/api/witness/cosignatures", body, (422,))["code"] == "cosignature_wrong"
    assert outside.served.hillcrest.database.read_now(queries.last_seen, log, signer.name) is None
    elsewhere = {"origin": "hark/audit/elsewhere", "size": 2, "line": good}
    body = {"witness": signer.name, "lines": [elsewhere]}
    assert outside.post("/api/witness/cosignatures", body, (403,))["code"] == "witness_unknown"


def test_of_two_visits_to_the_same_checkpoint_the_later_is_kept(outside: Outside) -> None:
    log = outside.logs[0]
    with clock.frozen(NOON) as time_stopped:
        outside.act()
        outside.visit()
        time_stopped.advance(minutes=5)
        outside.visit()
        last = outside.served.hillcrest.database.read_now(queries.last_seen, log, outside.memory.name)
    assert last is not None
    assert last.at == NOON + timedelta(minutes=5)
