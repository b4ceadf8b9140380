"""Passkeys: what is refused, what one opens, and that nothing of one counts twice."""

from typing import Any

import pytest
from httpx2 import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core import clock, encoding
from tests.hillcrest import Served, Visitor
from tests.people.authenticator import PRESENT, VERIFIED, Authenticator

BOX = encoding.encode(b"\x01" + bytes(112))


def register(visitor: Visitor, passkey: Authenticator, *, name: str = "My phone", **more: Any) -> Response:
    offered = visitor.post("/api/account/passkeys/options").json()
    body = {"id": offered["id"], "credential": passkey.make(offered["options"]), "name": name, "box": BOX}
    return visitor.post("/api/account/passkeys", json=body | more)


def sign_in(visitor: Visitor, passkey: Authenticator, **more: Any) -> Response:
    asked = visitor.post("/api/session/passkey/start").json()
    body = {"id": asked["id"], "credential": passkey.answer(asked["challenge"])}
    return visitor.post("/api/session/passkey", json=body | more)


def with_passkey(served: Served, name: str = "khan", **how: Any) -> Authenticator:
    passkey = Authenticator(**how)
    assert register(served.signed_in(name), passkey).status_code == 204
    return passkey


def refused(answer: Response) -> bool:
    return (answer.status_code, answer.json()["code"]) == (
        401,
        "passkey_refused",
    ) and "set-cookie" not in answer.headers


def test_a_passkey_that_nobody_registered_opens_nothing(served: Served) -> None:
    assert refused(sign_in(served.visitor(), Authenticator()))


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://hark.elsewhere.example"},
        {"origin": "http://localhost:8000.elsewhere.example"},
        {"rp_id": "elsewhere.example"},
        {"flags": PRESENT},
        {"flags": VERIFIED},
        {"handle": encoding.encode(b"somebody else")},
    ],
)
def test_a_passkey_used_elsewhere_or_without_its_owner_seen_opens_nothing(
    served: Served, wrong: dict[str, Any]
) -> None:
    passkey = with_passkey(served)
    for name, value in wrong.items():
        setattr(passkey, name, value)
    assert refused(sign_in(served.visitor(), passkey))


@pytest.mark.parametrize(
    "wrong", [{"origin": "https://hark.elsewhere.example"}, {"rp_id": "elsewhere.example"}, {"flags": PRESENT}]
)
def test_a_passkey_made_elsewhere_or_without_its_owner_seen_is_not_registered(
    served: Served, wrong: dict[str, Any]
) -> None:
    khan = served.signed_in("khan")
    assert refused(register(khan, Authenticator(**wrong)))
    assert [way["method"] for way in khan.get("/api/account").json()["methods"]] == ["passphrase"]


def test_another_device_cannot_sign_for_a_passkey(served: Served) -> None:
    passkey = with_passkey(served)
    assert refused(sign_in(served.visitor(), Authenticator(credential_id=passkey.credential_id, handle=passkey.handle)))


def test_an_answer_that_was_overheard_opens_nothing_a_second_time(served: Served) -> None:
    passkey, visitor = with_passkey(served), served.visitor()
    asked = visitor.post("/api/session/passkey/start").json()
    body = {"id": asked["id"], "credential": passkey.answer(asked["challenge"])}
    assert visitor.post("/api/session/passkey", json=body).status_code == 200
    assert refused(served.visitor().post("/api/session/passkey", json=body))


def test_a_challenge_runs_out_after_five_minutes(served: Served) -> None:
    passkey, visitor = with_passkey(served), served.visitor()
    with clock.frozen(clock.now()) as time:
        asked = visitor.post("/api/session/passkey/start").json()
        body = {"id": asked["id"], "credential": passkey.answer(asked["challenge"])}
        time.advance(minutes=5)
        assert refused(visitor.post("/api/session/passkey", json=body))


def test_a_challenge_that_somebody_made_up_or_was_for_something_else_counts_for_nothing(served: Served) -> None:
    passkey, khan = with_passkey(served), served.signed_in("khan")
    confirming = khan.post("/api/session/confirm/start").json()
    body = {"id": confirming["id"], "credential": passkey.answer(confirming["challenge"])}
    assert refused(served.visitor().post("/api/session/passkey", json=body))
    made_up = confirming["id"].replace("confirm.", "sign_in.")
    for name in (made_up, "", ".", "sign_in.anybody.x.1.", "é"):
        assert refused(served.visitor().post("/api/session/passkey", json=body | {"id": name}))


def test_a_copy_of_a_passkey_that_counts_is_found_out(served: Served) -> None:
    passkey = with_passkey(served, counts=True)
    assert sign_in(served.visitor(), passkey).status_code == 200
    assert sign_in(served.visitor(), passkey).status_code == 200
    passkey.count = 1
    assert refused(sign_in(served.visitor(), passkey))


def test_what_the_passkey_gives_its_owner_is_refused_unread(served: Served) -> None:
    passkey, visitor = with_passkey(served), served.visitor()
    asked = visitor.post("/api/session/passkey/start").json()
    credential = passkey.answer(asked["challenge"]) | {"clientExtensionResults": {"prf": {"results": {"first": "key"}}}}
    answer = visitor.post("/api/session/passkey", json={"id": asked["id"], "credential": credential})
    assert answer.status_code == 422


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["clientDataJSON", "authenticatorData", "signature", "userHandle"]),
        st.one_of(st.binary(max_size=80).map(encoding.encode), st.text(max_size=20), st.none(), st.just(["x"])),
    )
)
def test_no_bytes_that_anybody_sends_do_more_than_be_refused(served: Served, wrong: dict[str, Any]) -> None:
    passkey = Authenticator(credential_id=b"the same for every example")
    khan = served.signed_in("khan")
    assert register(khan, passkey).status_code in {204, 409}
    asked = khan.post("/api/session/passkey/start").json()
    credential = passkey.answer(asked["challenge"])
    credential["response"] |= wrong
    answer = khan.post("/api/session/passkey", json={"id": asked["id"], "credential": credential})
    assert answer.status_code in ({401} if wrong.keys() - {"userHandle"} else {200, 401})


def test_a_passkey_alone_signs_in_with_no_code_and_with_no_name_typed(served: Served) -> None:
    passkey = with_passkey(served)
    visitor = served.visitor()
    me = sign_in(visitor, passkey)
    assert (me.status_code, me.json()["alias"]) == (200, "Ms Khan")
    assert visitor.get("/api/session").status_code == 200


def test_a_mentor_signs_in_by_a_passkey_on_the_schools_device(served: Served) -> None:
    visitor = served.visitor()
    assert sign_in(visitor, with_passkey(served, "robin")).json()["role"] == "mentor"


def test_everybody_is_asked_the_same_and_never_the_same_challenge(served: Served) -> None:
    with_passkey(served)
    first, second = (served.visitor().post("/api/session/passkey/start").json() for _ in range(2))
    assert first.keys() == second.keys() == {"id", "challenge", "rp_id", "prf"}
    assert first["challenge"] != second["challenge"]
    assert (first["rp_id"], first["prf"]) == (second["rp_id"], second["prf"])
    assert len(encoding.decode(first["prf"])) == len(encoding.decode(first["challenge"])) == 32


def test_a_passkey_must_see_its_owner_and_be_found_without_a_name(served: Served) -> None:
    khan = served.signed_in("khan")
    first = Authenticator()
    register(khan, first)
    options = khan.post("/api/account/passkeys/options").json()["options"]
    wanted = options["authenticatorSelection"]
    assert (wanted["residentKey"], wanted["userVerification"], options["attestation"]) == (
        "required",
        "required",
        "none",
    )
    assert options["excludeCredentials"] == [{"type": "public-key", "id": encoding.encode(first.credential_id)}]


def test_one_passkey_is_registered_once_and_by_one_person(served: Served) -> None:
    passkey = with_passkey(served)
    for name in ("khan", "osei"):
        again = register(served.signed_in(name), passkey)
        assert (again.status_code, again.json()["code"]) == (409, "passkey_known")


def test_the_account_shows_a_passkey_by_its_name_and_the_vault_what_it_opens(served: Served) -> None:
    passkey = with_passkey(served)
    visitor = served.visitor()
    sign_in(visitor, passkey)
    mine = visitor.get("/api/account").json()
    [way] = [way for way in mine["methods"] if way["method"] == passkey.method]
    assert way["name"] == "My phone"
    assert way["used"] is not None
    assert [one["device"] for one in mine["sessions"] if one["here"]] == ["My phone"]
    [unlock] = [one for one in visitor.get("/api/vault").json()["unlock"] if one["method"] == passkey.method]
    prf = visitor.post("/api/session/passkey/start").json()["prf"]
    assert (unlock["box"], unlock["salt"], unlock["m"], unlock["t"], unlock["p"]) == (BOX, prf, 0, 0, 0)
