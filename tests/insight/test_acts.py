"""A person puts their name to what they do: the server cannot say that they did it, nor do it again in their name."""

import base64
import hashlib
import json
import os
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.audit import checking, queries
from app.audit.actions import signer
from app.audit.checking import Trust
from app.audit.exports import Export, ExportedLog, RosterPart
from app.audit.leaves import Act, EntryView, b64u
from app.audit.schemas import log_id
from app.audit.signers import BadRoster, faults_of_acts, read_signers
from app.core import clock, encoding
from app.keys import queries as keys
from tests.audit.test_standalone import as_json
from tests.cases import ADULT_WANTED, World
from tests.hillcrest import SERVER, Served

_BODY = b"{}"
_NO_SIG = b64u(bytes(64))


class Desk:
    """Somebody at their console, with the keys of their vault."""

    def __init__(self, served: Served, name: str, signer: str | None = None) -> None:
        self.visitor = served.signed_in(name)
        self.person = served.hillcrest.person(name).person
        self.key = served.hillcrest.person(signer or name).secrets.sign

    def header(self, method: str, path: str, body: bytes = _BODY, **changes: Any) -> str:
        seconds, nonce = int(clock.now().timestamp()), b64u(os.urandom(16))
        draft = replace(Act(method, path, _hash(body), seconds, nonce, ""), **changes)
        message = draft.message(self.person.school_id, self.person.id)
        return f"{draft.seconds} {draft.nonce} {b64u(Ed25519PrivateKey.from_private_bytes(self.key).sign(message))}"

    def post(self, path: str, header: str, body: bytes = _BODY) -> Any:
        return self.visitor.post(path, content=body, headers={"Hark-Act": header, "Content-Type": "application/json"})


def _hash(body: bytes) -> str:
    return b64u(hashlib.sha256(body).digest())


@pytest.fixture
def world(served: Served) -> World:
    hillcrest = served.hillcrest
    return World(hillcrest.database, hillcrest.school, hillcrest.held)


def entries(world: World) -> list[EntryView]:
    return world.ask(queries.evidence, log_id(world.school.id, "safeguarding")).entries


@pytest.mark.parametrize(
    "header",
    [
        "",
        "x",
        "1 2",
        "1 2 3",
        "1 2 3 4",
        f"1 {b64u(bytes(15))} {b64u(bytes(64))}",
        f"01 {b64u(bytes(16))} {b64u(bytes(64))}",
    ],
)
def test_what_is_no_signature_is_refused_and_nothing_is_done(served: Served, world: World, header: str) -> None:
    path = f"/api/cases/{world.report(ADULT_WANTED).id}/open"
    answer = Desk(served, "khan").post(path, header)
    assert (answer.status_code, answer.json()["code"]) == (403, "act_wrong")
    assert "report.opened" not in world.recorded("safeguarding")


def test_another_persons_key_another_body_and_another_address_are_refused(served: Served, world: World) -> None:
    path = f"/api/cases/{world.report(ADULT_WANTED).id}/open"
    khan = Desk(served, "khan")
    for header in (
        Desk(served, "khan", signer="ward").header("POST", path),
        khan.header("POST", path, b'{"v":1}'),
        khan.header("POST", path.replace("open", "take")),
        khan.header("PUT", path),
    ):
        assert khan.post(path, header).json()["code"] == "act_wrong"
    assert "report.opened" not in world.recorded("safeguarding")


@pytest.mark.parametrize("minutes", [-11, 11])
def test_a_device_whose_clock_is_wrong_is_told_ours(served: Served, world: World, minutes: int) -> None:
    path = f"/api/cases/{world.report(ADULT_WANTED).id}/open"
    khan = Desk(served, "khan")
    seconds = int(clock.now().timestamp()) + 60 * minutes
    answer = khan.post(path, khan.header("POST", path, seconds=seconds))
    assert (answer.status_code, answer.json()["code"]) == (422, "act_clock")
    assert answer.json()["data"]["now"]


def test_a_request_that_was_copied_on_its_way_is_not_done_again(served: Served, world: World) -> None:
    path = f"/api/cases/{world.report(ADULT_WANTED).id}/open"
    khan = Desk(served, "khan")
    header = khan.header("POST", path)
    assert khan.post(path, header).status_code == 200
    again = khan.post(path, header)
    assert (again.status_code, again.json()["code"]) == (409, "act_replayed")
    assert world.recorded("safeguarding").count("report.opened") == 1


def test_what_was_signed_stands_in_the_record_and_the_proof_and_holds_by_the_roster(
    served: Served, world: World
) -> None:
    thread = world.report(ADULT_WANTED)
    path = f"/api/cases/{thread.id}/open"
    khan = Desk(served, "khan")
    assert khan.post(path, khan.header("POST", path)).status_code == 200
    proof = khan.visitor.get(f"/api/cases/{thread.id}/proof").json()
    acts = {entry["action"]: entry["act"] for entry in proof["entries"]}
    assert (acts["report.received"], acts["proof.made"]) == (None, None)
    assert (acts["report.opened"]["method"], acts["report.opened"]["path"]) == ("POST", path)
    [checked] = checking.check(json.dumps(proof), Trust.of([proof["key"]], []))
    assert checked.faults == []
    assert checked.notes[0] == "1 of 2 entries of people bear no signature of theirs; first 2"
    root = read_signers(**proof["roster"]).root
    assert checking.check(json.dumps(proof), Trust.of([proof["key"]], [], root))[0].faults == []
    [checked] = checking.check(json.dumps(proof), Trust.of([proof["key"]], [], "another"))
    assert checked.faults == [f"The roster in the file is of another root, {root}."]


def test_an_export_checks_the_names_that_people_put_to_what_they_did(served: Served, world: World) -> None:
    path = f"/api/cases/{world.report(ADULT_WANTED).id}/open"
    khan = Desk(served, "khan")
    khan.post(path, khan.header("POST", path))
    log = log_id(world.school.id, "safeguarding")
    roster = world.ask(keys.current_roster, world.school.id)
    part = RosterPart(encoding.encode(roster.doc), encoding.encode(roster.sig))
    evidence = world.ask(queries.evidence, log)
    made = Export(1, clock.now(), [ExportedLog(signer(SERVER, log).verifier.vkey(), evidence)], {world.school.id: part})
    [checked] = checking.check(json.dumps(as_json(made)), Trust())
    assert checked.faults == []
    forged = as_json(made)
    forged["rosters"][world.school.id]["sig"] = b64u(bytes(64))
    [checked] = checking.check(json.dumps(forged), Trust())
    assert checked.faults == ["The roster in the file is not signed by the root that it names."]


def test_the_server_cannot_put_somebodys_name_to_what_they_did_not_do(served: Served, world: World) -> None:
    """The server holds the log's key and every row, and makes entries that lead to a signed root."""
    thread, other = world.report(ADULT_WANTED), world.report(ADULT_WANTED)
    path = f"/api/cases/{thread.id}/open"
    khan = Desk(served, "khan")
    khan.post(path, khan.header("POST", path))
    roster = world.ask(keys.current_roster, world.school.id)
    signers = read_signers(encoding.encode(roster.doc), encoding.encode(roster.sig))
    *_, true = entries(world)
    assert true.act is not None
    assert list(faults_of_acts([true], signers)) == []
    ward = replace(true.actor, id=served.hillcrest.person("ward").person.id)
    forgeries = {
        "bears a signature that no key of its actor made": [
            replace(true, actor=ward),
            replace(true, act=replace(true.act, path="/api/cases/x/close")),
            replace(true, act=replace(true.act, sig=b64u(bytes(64)))),
            replace(true, actor=replace(true.actor, kind="system")),
            replace(true, log=true.log.replace(world.school.id, "another-school")),
        ],
        "bears a request that was about another case": [replace(true, subject=replace(true.subject, id=other.id))],
        "bears a request that was signed at another time": [replace(true, at=true.at.replace(year=2027))],
    }
    for sentence, forged in forgeries.items():
        for entry in forged:
            assert [said for _, said in faults_of_acts([entry], signers)] == [f"Entry {entry.index} {sentence}."]
    twice = replace(true, index=9, act=replace(true.act, path="/api/cases/x/take"))
    assert f"Entry 9 and entry {true.index} bear two requests with one nonce." in [
        said for _, said in faults_of_acts([true, twice], signers)
    ]


@pytest.mark.parametrize("doc", ["", "AAAA", base64.urlsafe_b64encode(b"{}").decode(), "!"])
def test_a_roster_that_is_none_is_a_fault_and_never_a_crash(doc: str) -> None:
    with pytest.raises(BadRoster):
        read_signers(doc, b64u(bytes(64)))
