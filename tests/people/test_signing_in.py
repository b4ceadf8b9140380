"""Signing in: what is refused, that every refusal is the same, and what a session is worth."""

import re
from datetime import timedelta

import pytest

from app.audit import queries as audit
from app.audit.queries import Filter
from app.audit.schemas import log_id
from app.core import clock, encoding
from app.core.http import SESSION_COOKIE
from app.core.ids import ConversationId
from app.people import actions
from app.people.schemas import ARGON2ID
from tests.hillcrest import Hillcrest, Served

NOBODY = {"email": "nobody@hillcrest.example", "auth": encoding.encode(bytes(32)), "code": "000000"}


def actions_of(hillcrest: Hillcrest) -> list[str]:
    log = log_id(hillcrest.school.id, "school")
    page = hillcrest.database.read_now(audit.entries, [log], Filter())
    return [entry.action for entry in page.entries]


def test_a_wrong_passphrase_a_wrong_code_and_an_unknown_address_get_one_and_the_same_answer(served: Served) -> None:
    right = served.hillcrest.proof("khan")
    tries = [NOBODY, right | {"auth": encoding.encode(bytes(32))}, right | {"code": "000000"}, right | {"code": None}]
    answers = [served.visitor().post("/api/session", json=body) for body in tries]
    assert {answer.status_code for answer in answers} == {401}
    assert {answer.json()["code"] for answer in answers} == {"sign_in_failed"}
    assert len({answer.content for answer in answers}) == 1
    assert all("set-cookie" not in answer.headers for answer in answers)


def test_an_unknown_address_gets_a_salt_like_any_other_and_the_same_one_each_time(served: Served) -> None:
    known = served.visitor().post("/api/session/start", json={"email": "khan@hillcrest.example"}).json()
    asked = [
        served.visitor().post("/api/session/start", json={"email": email}).json()
        for email in ("nobody@hillcrest.example", " Nobody@Hillcrest.example", "else@hillcrest.example")
    ]
    assert asked[0] == asked[1] != asked[2]
    assert {key: known[key] for key in "mtp"} == {key: asked[0][key] for key in "mtp"} == ARGON2ID
    assert len(encoding.decode(asked[0]["salt"])) == len(encoding.decode(known["salt"])) == 16


def test_a_code_that_was_used_opens_nothing_again(served: Served) -> None:
    proof = served.hillcrest.proof("khan")
    assert served.visitor().post("/api/session", json=proof).status_code == 200
    again = served.visitor().post("/api/session", json=proof)
    assert (again.status_code, again.json()["code"]) == (401, "sign_in_failed")


def test_a_code_from_before_one_that_was_used_opens_nothing(served: Served) -> None:
    with clock.frozen(clock.now()):
        assert served.visitor().post("/api/session", json=served.hillcrest.proof("khan", step=1)).status_code == 200
        assert served.visitor().post("/api/session", json=served.hillcrest.proof("khan")).status_code == 401


@pytest.mark.parametrize("step", [-2, 2])
def test_a_code_of_another_minute_opens_nothing(served: Served, step: int) -> None:
    with clock.frozen(clock.now()):
        assert served.visitor().post("/api/session", json=served.hillcrest.proof("khan", step=step)).status_code == 401


@pytest.mark.parametrize("step", [-1, 0, 1])
def test_a_clock_half_a_minute_off_is_forgiven(served: Served, step: int) -> None:
    with clock.frozen(clock.now()):
        assert served.visitor().post("/api/session", json=served.hillcrest.proof("khan", step=step)).status_code == 200


@pytest.mark.parametrize("email", ["khan@hillcrest.example", "nobody@hillcrest.example"])
def test_guessing_is_slowed_for_one_address_alone_whether_or_not_somebody_has_it(served: Served, email: str) -> None:
    guess = NOBODY | {"email": email}
    burst = served.hillcrest.settings.budgets.tries_burst
    codes = [served.visitor().post("/api/session", json=guess).json()["code"] for _ in range(burst + 1)]
    assert codes == ["sign_in_failed"] * burst + ["too_many_tries"]
    refused = served.visitor().post("/api/session", json=guess)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    assert served.visitor().post("/api/session", json=served.hillcrest.proof("robin")).status_code == 200


def test_signing_in_again_and_again_correctly_is_never_slowed(served: Served) -> None:
    times = served.hillcrest.settings.budgets.tries_burst + 2
    answers = [served.visitor().post("/api/session", json=served.hillcrest.proof("robin")) for _ in range(times)]
    assert {answer.status_code for answer in answers} == {200}


def test_a_mentor_signs_in_without_a_code_and_a_lead_never_does(served: Served) -> None:
    assert served.visitor().post("/api/session", json=served.hillcrest.proof("robin")).status_code == 200
    no_code = served.hillcrest.proof("khan") | {"code": None}
    assert served.visitor().post("/api/session", json=no_code).status_code == 401


def test_the_cookie_cannot_be_read_by_scripts_sent_by_other_sites_or_kept_after_the_browser_closes(
    served: Served,
) -> None:
    answer = served.visitor().post("/api/session", json=served.hillcrest.proof("khan"))
    [cookie] = [one for one in answer.headers.get_list("set-cookie") if one.startswith(f"{SESSION_COOKIE}=")]
    name, _, token = cookie.partition(";")[0].partition("=")
    assert name == SESSION_COOKIE
    assert len(encoding.decode(token)) == 32
    assert set(re.split(r"; ", cookie)[1:]) == {"HttpOnly", "Path=/", "SameSite=strict", "Secure"}


def test_whoever_signs_in_is_told_who_they_are(served: Served) -> None:
    me = served.visitor().post("/api/session", json=served.hillcrest.proof("khan")).json()
    assert (me["alias"], me["role"], me["groups"]) == ("Ms Khan", "dsl", ["pastoral", "safeguarding"])
    assert me["school"]["slug"] == "hillcrest"
    assert me["session"]["expires"].endswith("Z")


def test_sign_ins_and_refusals_are_in_the_log_and_unknown_addresses_are_nowhere(served: Served) -> None:
    served.visitor().post("/api/session", json=NOBODY)
    before = actions_of(served.hillcrest)
    served.visitor().post("/api/session", json=served.hillcrest.proof("khan") | {"code": "000000"})
    served.visitor().post("/api/session", json=served.hillcrest.proof("khan"))
    assert "sign_in.refused" not in before
    assert actions_of(served.hillcrest)[:2] == ["session.started", "sign_in.refused"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        "text",
        NOBODY | {"auth": "short"},
        NOBODY | {"auth": encoding.encode(bytes(31))},
        NOBODY | {"auth": encoding.encode(bytes(32)) + "="},
        NOBODY | {"code": "1" * 17},
        NOBODY | {"email": "a" * 255},
        NOBODY | {"passphrase": "otter lemon"},
    ],
)
def test_a_proof_of_another_shape_is_refused_and_not_echoed(served: Served, body: object) -> None:
    answer = served.visitor().post("/api/session", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert "otter" not in answer.text


def test_nobody_who_has_not_signed_in_is_told_anything(served: Served) -> None:
    for path in ("session", "vault", "roster", "duty", "groups/safeguarding/people", "audit"):
        answer = served.visitor().get(f"/api/{path}")
        assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")


def test_a_cookie_that_somebody_made_up_opens_nothing(served: Served) -> None:
    visitor = served.visitor()
    visitor.cookies.set(SESSION_COOKIE, encoding.encode(bytes(32)), domain="localhost.local", path="/")
    assert visitor.get("/api/session").status_code == 401


def test_signing_out_ends_the_session_and_not_only_the_cookie(served: Served) -> None:
    visitor = served.signed_in("khan")
    token = visitor.cookies[SESSION_COOKIE]
    assert visitor.delete("/api/session").status_code == 204
    visitor.cookies.set(SESSION_COOKIE, token, domain="localhost.local", path="/")
    assert visitor.get("/api/session").status_code == 401


def test_a_session_ends_when_it_is_not_used(served: Served) -> None:
    with clock.frozen(clock.now()) as time:
        visitor = served.signed_in("khan")
        for _ in range(5):
            time.advance(minutes=served.hillcrest.settings.sessions.staff_idle_minutes - 1)
            assert visitor.get("/api/session").status_code == 200
        time.advance(minutes=served.hillcrest.settings.sessions.staff_idle_minutes)
        assert visitor.get("/api/session").status_code == 401


def test_a_session_ends_after_a_day_however_much_it_is_used(served: Served) -> None:
    with clock.frozen(clock.now()) as time:
        visitor = served.signed_in("khan")
        end = time.advance(minutes=0) + timedelta(hours=served.hillcrest.settings.sessions.staff_hours)
        while time.advance(minutes=30) < end:
            assert visitor.get("/api/session").status_code == 200
        assert visitor.get("/api/session").status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:8000.elsewhere.example"},
        {"X-Hark": ""},
        {"X-Hark": "0"},
    ],
)
def test_another_site_cannot_act_with_somebodys_cookie(served: Served, headers: dict[str, str]) -> None:
    visitor = served.signed_in("khan")
    answer = visitor.post("/api/duty", json={"state": "on"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")
    assert visitor.get("/api/duty").json()["me"] == "off"


def test_a_pupils_token_is_no_staff_session_and_a_cookie_is_no_pupils_token(served: Served) -> None:
    school = served.hillcrest.school.id
    token = served.hillcrest.database.write_now(
        actions.start_pupil_session, school, ConversationId("0" * 36), minutes=10
    )
    visitor = served.visitor()
    visitor.cookies.set(SESSION_COOKIE, token, domain="localhost.local", path="/")
    assert visitor.get("/api/session").status_code == 401
    staff = served.signed_in("khan").cookies[SESSION_COOKIE]
    assert served.visitor().get("/api/mailbox", headers={"Authorization": f"Bearer {staff}"}).status_code == 401
