"""What matters most asks for a fresh proof of who is there."""

import pytest
from httpx2 import Response

from app.audit import queries as audit
from app.audit.queries import Filter
from app.audit.schemas import log_id
from app.core import clock, encoding
from app.core.ids import new_id
from tests.hillcrest import Served, Visitor
from tests.people.authenticator import Authenticator
from tests.people.test_passkeys import register

CALLS = [
    ("PUT", "/api/account/passphrase"),
    ("POST", "/api/account/sheet"),
    ("POST", "/api/account/passkeys/options"),
    ("POST", "/api/account/passkeys"),
    ("DELETE", "/api/account/methods/passphrase"),
    ("POST", "/api/account/totp"),
    ("PUT", "/api/account/totp"),
]


def later(visitor: Visitor, time: clock.FrozenTime) -> None:
    """Long enough after signing in that it is no fresh proof, and no idle session either."""
    time.advance(minutes=11)
    assert visitor.get("/api/session").status_code == 200


def confirm(served: Served, visitor: Visitor, name: str = "khan", **other: str | None) -> Response:
    proof = served.hillcrest.proof(name)
    return visitor.post("/api/session/confirm", json={"auth": proof["auth"], "code": proof["code"]} | other)


def asks_first(answer: Response) -> bool:
    return (answer.status_code, answer.json()["code"]) == (403, "confirm_first")


@pytest.mark.parametrize(("method", "path"), CALLS)
def test_nothing_of_an_account_is_changed_at_a_desk_that_was_left(served: Served, method: str, path: str) -> None:
    with clock.frozen(clock.now()) as time:
        khan = served.signed_in("khan")
        later(khan, time)
        body = {"code": "000000"} if path.endswith("totp") else None
        answer = khan.request(method, path, json=body)
        assert asks_first(answer)


def test_no_case_is_taken_out_of_hark_at_a_desk_that_was_left(served: Served) -> None:
    with clock.frozen(clock.now()) as time:
        khan = served.signed_in("khan")
        later(khan, time)
        assert asks_first(khan.get(f"/api/cases/{new_id()}/export"))
        confirm(served, khan)
        assert khan.get(f"/api/cases/{new_id()}/export").status_code == 404


def test_a_wrong_passphrase_or_code_confirms_nothing(served: Served) -> None:
    with clock.frozen(clock.now()) as time:
        khan = served.signed_in("khan")
        later(khan, time)
        for wrong in ({"auth": encoding.encode(bytes(32))}, {"code": "000000"}, {"code": None}):
            answer = confirm(served, khan, **wrong)
            assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_failed")
        assert asks_first(khan.post("/api/account/totp"))


def test_a_colleagues_proof_confirms_nothing(served: Served) -> None:
    with clock.frozen(clock.now()) as time:
        khan = served.signed_in("khan")
        later(khan, time)
        assert confirm(served, khan, "osei").status_code == 401
        assert asks_first(khan.post("/api/account/totp"))


def test_a_colleagues_passkey_confirms_nothing(served: Served) -> None:
    with clock.frozen(clock.now()) as time:
        passkey, khan = Authenticator(), served.signed_in("khan")
        register(served.signed_in("osei"), passkey)
        later(khan, time)
        answer = confirm_with(khan, passkey)
        assert (answer.status_code, answer.json()["code"]) == (401, "passkey_refused")
        assert asks_first(khan.post("/api/account/totp"))


def test_a_challenge_of_one_session_confirms_no_other(served: Served) -> None:
    passkey = Authenticator()
    register(served.signed_in("khan"), passkey)
    here, there = served.signed_in("khan"), served.signed_in("khan")
    asked = here.post("/api/session/confirm/start").json()
    body = {"id": asked["id"], "credential": passkey.answer(asked["challenge"])}
    assert there.post("/api/session/confirm", json=body).status_code == 401
    assert here.post("/api/session/confirm", json=body).status_code == 204


def test_a_code_that_signed_in_does_not_confirm_as_well(served: Served) -> None:
    with clock.frozen(clock.now()):
        visitor, proof = served.visitor(), served.hillcrest.proof("khan")
        assert visitor.post("/api/session", json=proof).status_code == 200
        assert confirm(served, visitor).status_code == 401


def test_guessing_at_a_desk_that_was_left_is_slowed_and_its_owner_elsewhere_is_not(served: Served) -> None:
    desk, home = served.signed_in("khan"), served.signed_in("khan")
    wrong = {"auth": encoding.encode(bytes(32)), "code": "000000"}
    burst = served.hillcrest.settings.budgets.tries_burst
    codes = [desk.post("/api/session/confirm", json=wrong).json()["code"] for _ in range(burst + 1)]
    assert codes == ["sign_in_failed"] * burst + ["too_many_tries"]
    assert confirm(served, home).status_code == 204


def test_a_guess_at_a_desk_that_was_left_is_on_the_record(served: Served) -> None:
    confirm(served, served.signed_in("khan"), code="000000")
    log = log_id(served.hillcrest.school.id, "school")
    newest = served.hillcrest.database.read_now(audit.entries, [log], Filter()).entries[0]
    assert (newest.action, newest.subject.id) == ("sign_in.refused", served.hillcrest.person("khan").person.id)


def test_nobody_confirms_who_is_not_signed_in(served: Served) -> None:
    assert confirm(served, served.visitor()).status_code == 401
    assert served.visitor().post("/api/session/confirm/start").status_code == 401


def confirm_with(visitor: Visitor, passkey: Authenticator) -> Response:
    asked = visitor.post("/api/session/confirm/start").json()
    return visitor.post(
        "/api/session/confirm", json={"id": asked["id"], "credential": passkey.answer(asked["challenge"])}
    )


def test_a_passphrase_and_a_code_confirm_for_ten_minutes(served: Served) -> None:
    with clock.frozen(clock.now()) as time:
        khan = served.signed_in("khan")
        later(khan, time)
        assert confirm(served, khan).status_code == 204
        time.advance(minutes=10)
        assert khan.post("/api/account/totp").status_code == 200
        time.advance(seconds=1)
        assert asks_first(khan.post("/api/account/totp"))


def test_a_passkey_confirms(served: Served) -> None:
    with clock.frozen(clock.now()) as time:
        passkey, khan = Authenticator(), served.signed_in("khan")
        register(khan, passkey)
        later(khan, time)
        assert confirm_with(khan, passkey).status_code == 204
        assert khan.post("/api/account/totp").status_code == 200


def test_a_mentor_confirms_with_a_passphrase(served: Served) -> None:
    with clock.frozen(clock.now()) as time:
        robin = served.signed_in("robin")
        later(robin, time)
        assert confirm(served, robin, "robin").status_code == 204
        assert robin.post("/api/account/passkeys/options").status_code == 200


def test_one_session_is_confirmed_and_not_all_of_a_persons(served: Served) -> None:
    with clock.frozen(clock.now()) as time:
        here, there = served.signed_in("khan"), served.signed_in("khan")
        later(here, time)
        assert confirm(served, here).status_code == 204
        assert asks_first(there.post("/api/account/totp"))
