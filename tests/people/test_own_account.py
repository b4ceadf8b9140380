"""Looking after one's own account: where one is signed in, ways of signing in, an authenticator, a mentor's code."""

import json
from dataclasses import replace
from typing import Any

import pytest
from httpx2 import Response

from app.audit import queries as audit
from app.audit.queries import Filter
from app.audit.schemas import log_id
from app.core import clock, encoding
from app.core.http import SESSION_COOKIE
from app.core.ids import PersonId, new_id
from app.core.secrets import token_hash
from app.people import actions, credentials, queries
from app.people.door import DEVICE_COOKIE
from app.people.errors import SecondFactorMissing
from tests.hillcrest import Hillcrest, Served, Visitor
from tests.people.authenticator import Authenticator
from tests.people.test_passkeys import BOX, register, sign_in

SHEET, WRONG = encoding.encode(bytes(range(32))), encoding.encode(bytes(32))


def with_sheet(served: Served, name: str = "khan") -> None:
    made = served.signed_in(name).post("/api/account/sheet", json={"auth": SHEET, "box": BOX})
    assert made.status_code == 204


def by_sheet(served: Served, name: str = "khan", **other: Any) -> Response:
    proof = served.hillcrest.proof(name) | {"auth": SHEET, "method": "sheet"} | other
    return served.visitor().post("/api/session", json=proof)


def code_now(secret: str) -> str:
    return credentials.code_of(secret, int(clock.now().timestamp()) // credentials.STEP_SECONDS)


# Where one is signed in.


def test_a_browser_is_called_what_its_owner_says_and_nobody_else_says_it(served: Served) -> None:
    khan, osei = served.signed_in("khan"), served.signed_in("osei")
    [mine] = khan.get("/api/account").json()["sessions"]
    path = f"/api/account/sessions/{mine['id']}"
    assert osei.put(path, json={"device": "Mine now"}).status_code == 404
    assert khan.put(path, json={"device": "a\nb"}).status_code == 422
    assert khan.put(path, json={"device": "x" * 61}).status_code == 422
    assert khan.put(path, json={"device": " Office computer "}).status_code == 204
    [named] = khan.get("/api/account").json()["sessions"]
    assert (mine["device"], named["device"]) == ("This browser", "Office computer")
    khan.put(path, json={"device": ""})
    assert khan.get("/api/account").json()["sessions"][0]["device"] == "This browser"


# Sheets.


@pytest.mark.parametrize("wrong", [{"auth": WRONG}, {"code": None}, {"code": "000000"}, {"method": "passphrase"}])
def test_a_sheet_opens_nothing_if_it_is_wrong_or_comes_without_the_code(served: Served, wrong: dict[str, Any]) -> None:
    with_sheet(served)
    answer = by_sheet(served, **wrong)
    assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_failed")


def test_a_sheet_that_nobody_made_gets_the_answer_of_a_wrong_one(served: Served) -> None:
    with_sheet(served)
    answers = [
        by_sheet(served, auth=WRONG),
        by_sheet(served, "osei"),
        by_sheet(served, email="nobody@hillcrest.example"),
    ]
    assert len({answer.content for answer in answers}) == 1


def test_every_try_costs_the_same_work_whoever_is_asked_for(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str | None] = []
    matches = credentials.auth_matches

    def counted(auth: bytes, stored: str | None) -> bool:
        hashed.append(stored)
        return matches(auth, stored)

    monkeypatch.setattr(credentials, "auth_matches", counted)
    for name in ("khan@hillcrest.example", "nobody@hillcrest.example"):
        for method in ("passphrase", "sheet"):
            body = {"email": name, "auth": WRONG, "code": "000000", "method": method}
            served.visitor().post("/api/session", json=body)
    assert len(hashed) == 4


def test_a_sheet_and_a_code_sign_in_and_the_vault_lists_what_the_sheet_opens(served: Served) -> None:
    with_sheet(served)
    assert by_sheet(served).status_code == 200
    unlocks = served.signed_in("khan").get("/api/vault").json()["unlock"]
    assert {"method": "sheet", "salt": "", "m": 0, "t": 0, "p": 0, "box": BOX} in unlocks


def test_a_new_sheet_makes_the_old_one_worthless(served: Served) -> None:
    with_sheet(served)
    served.signed_in("khan").post("/api/account/sheet", json={"auth": encoding.encode(b"n" * 32), "box": BOX})
    assert by_sheet(served).status_code == 401


# Passphrases.


def test_a_new_passphrase_takes_the_old_ones_place_and_ends_what_was_open(served: Served) -> None:
    here, there = served.signed_in("khan"), served.signed_in("khan")
    new = {"salt": encoding.encode(bytes(16)), "auth": SHEET, "box": BOX}
    assert here.put("/api/account/passphrase", json=new).status_code == 204
    assert (here.get("/api/session").status_code, there.get("/api/session").status_code) == (200, 401)
    assert served.visitor().post("/api/session", json=served.hillcrest.proof("khan")).status_code == 401
    assert (
        served.visitor().post("/api/session", json=served.hillcrest.proof("khan") | {"auth": SHEET}).status_code == 200
    )
    start = served.visitor().post("/api/session/start", json={"email": "khan@hillcrest.example"}).json()
    [way] = here.get("/api/vault").json()["unlock"]
    assert start["salt"] == way["salt"] == new["salt"]
    assert way["box"] == BOX


@pytest.mark.parametrize(
    "wrong", [{"salt": ""}, {"auth": "short"}, {"box": encoding.encode(bytes(112))}, {"passphrase": "x"}]
)
def test_a_passphrase_of_another_shape_is_not_stored(served: Served, wrong: dict[str, str]) -> None:
    new = {"salt": encoding.encode(bytes(16)), "auth": SHEET, "box": BOX} | wrong
    assert served.signed_in("khan").put("/api/account/passphrase", json=new).status_code == 422
    assert served.visitor().post("/api/session", json=served.hillcrest.proof("khan")).status_code == 200


# Taking a way in away.


def test_the_last_way_in_cannot_be_taken_away(served: Served) -> None:
    for name in ("khan", "robin"):
        answer = served.signed_in(name).delete("/api/account/methods/passphrase")
        assert (answer.status_code, answer.json()["code"]) == (409, "last_method")
        assert served.visitor().post("/api/session", json=served.hillcrest.proof(name)).status_code == 200


def test_a_way_that_is_not_there_cannot_be_taken_away(served: Served) -> None:
    passkey = Authenticator()
    register(served.signed_in("osei"), passkey)
    for method in ("sheet", passkey.method, "nothing"):
        assert served.signed_in("khan").delete(f"/api/account/methods/{method}").status_code == 404


def test_a_way_that_was_taken_away_neither_signs_in_nor_unlocks(served: Served) -> None:
    khan, passkey = served.signed_in("khan"), Authenticator()
    register(khan, passkey)
    assert khan.delete(f"/api/account/methods/{passkey.method}").status_code == 204
    assert sign_in(served.visitor(), passkey).status_code == 401
    assert [way["method"] for way in khan.get("/api/vault").json()["unlock"]] == ["passphrase"]


def test_with_a_passkey_nobody_needs_a_passphrase(served: Served) -> None:
    khan, passkey = served.signed_in("khan"), Authenticator()
    register(khan, passkey)
    assert khan.delete("/api/account/methods/passphrase").status_code == 204
    assert served.visitor().post("/api/session", json=served.hillcrest.proof("khan")).status_code == 401
    assert sign_in(served.visitor(), passkey).status_code == 200
    assert khan.delete(f"/api/account/methods/{passkey.method}").json()["code"] == "last_method"


# An authenticator.


def test_a_new_authenticator_counts_only_once_it_has_shown_a_code(served: Served) -> None:
    with clock.frozen(clock.now()) as time:
        khan = served.signed_in("khan")
        made = khan.post("/api/account/totp").json()
        assert made["uri"].startswith("otpauth://totp/Hark:khan%40hillcrest.example?secret=" + made["secret"])
        wrong = khan.put("/api/account/totp", json={"code": "000000"})
        assert (wrong.status_code, wrong.json()["code"]) == (422, "code_wrong")
        assert served.visitor().post("/api/session", json=served.hillcrest.proof("khan")).status_code == 200
        time.advance(seconds=90)
        assert khan.put("/api/account/totp", json={"code": code_now(made["secret"])}).status_code == 204
        time.advance(seconds=90)
        old = served.hillcrest.proof("khan")
        assert served.visitor().post("/api/session", json=old).status_code == 401
        new = old | {"code": code_now(made["secret"])}
        assert served.visitor().post("/api/session", json=new).status_code == 200
        assert served.visitor().post("/api/session", json=new).status_code == 401


def test_the_code_that_set_an_authenticator_up_opens_nothing(served: Served) -> None:
    with clock.frozen(clock.now()):
        khan = served.signed_in("khan")
        secret = khan.post("/api/account/totp").json()["secret"]
        assert khan.put("/api/account/totp", json={"code": code_now(secret)}).status_code == 204
        again = served.hillcrest.proof("khan") | {"code": code_now(secret)}
        assert served.visitor().post("/api/session", json=again).status_code == 401


def test_an_authenticator_that_nobody_began_cannot_be_finished(served: Served) -> None:
    assert served.signed_in("khan").put("/api/account/totp", json={"code": "000000"}).status_code == 404


# Where one is signed in.


def test_nobody_sees_or_ends_a_session_of_somebody_else(served: Served) -> None:
    khan, osei = served.signed_in("khan"), served.signed_in("osei")
    [mine] = khan.get("/api/account").json()["sessions"]
    assert osei.delete(f"/api/account/sessions/{mine['id']}").status_code == 404
    assert mine["id"] not in json.dumps(osei.get("/api/account").json())
    assert khan.get("/api/session").status_code == 200


def test_a_session_is_ended_from_another(served: Served) -> None:
    here, there = served.signed_in("khan"), served.signed_in("khan")
    [other] = [one["id"] for one in here.get("/api/account").json()["sessions"] if not one["here"]]
    assert here.delete(f"/api/account/sessions/{other}").status_code == 204
    assert (here.get("/api/session").status_code, there.get("/api/session").status_code) == (200, 401)


def test_all_others_are_ended_at_once_and_nobody_elses(served: Served) -> None:
    here, osei = served.signed_in("khan"), served.signed_in("osei")
    others = [served.signed_in("khan") for _ in range(3)]
    assert here.delete("/api/account/sessions").status_code == 204
    assert {other.get("/api/session").status_code for other in others} == {401}
    assert (here.get("/api/session").status_code, osei.get("/api/session").status_code) == (200, 200)


def test_a_session_is_known_by_what_its_owner_calls_it_and_by_nothing_of_the_browser(served: Served) -> None:
    visitor = served.visitor()
    visitor.headers["User-Agent"] = "Mozilla/5.0 (Otter)"
    visitor.post("/api/session", json=served.hillcrest.proof("khan") | {"device": "Office"})
    [mine] = visitor.get("/api/account").json()["sessions"]
    assert mine.keys() == {"id", "started", "used", "device", "here"}
    assert mine["device"] == "Office"


# A browser that is known.


def known_browser(served: Served, name: str = "khan") -> Visitor:
    visitor = served.visitor()
    assert visitor.post("/api/session", json=served.hillcrest.proof(name, step=-1)).status_code == 200
    visitor.delete("/api/session")
    return visitor


def exhaust(served: Served, visitor: Visitor, email: str = "khan@hillcrest.example") -> None:
    body = {"email": email, "auth": WRONG, "code": "000000"}
    while visitor.post("/api/session", json=body).json()["code"] != "too_many_tries":
        pass


def test_whoever_guesses_elsewhere_cannot_keep_the_owner_out(served: Served) -> None:
    with clock.frozen(clock.now()):
        browser = known_browser(served)
        exhaust(served, served.visitor())
        assert served.visitor().post("/api/session", json=served.hillcrest.proof("khan")).status_code == 429
        assert browser.post("/api/session", json=served.hillcrest.proof("khan")).status_code == 200


def test_a_known_browser_is_slowed_as_well_and_known_for_its_owner_alone(served: Served) -> None:
    with clock.frozen(clock.now()):
        browser = known_browser(served)
        exhaust(served, browser)
        assert served.visitor().post("/api/session", json=served.hillcrest.proof("khan")).status_code == 200
        exhaust(served, served.visitor(), "osei@hillcrest.example")
        assert browser.post("/api/session", json=served.hillcrest.proof("osei")).status_code == 429


def test_a_name_for_a_browser_that_somebody_made_up_is_worth_nothing(served: Served) -> None:
    exhaust(served, served.visitor())
    visitor = served.visitor()
    visitor.cookies.set(DEVICE_COOKIE, "planted", domain="localhost.local", path="/api/session")
    assert visitor.post("/api/session", json=served.hillcrest.proof("khan")).status_code == 429
    visitor.post("/api/session", json=served.hillcrest.proof("robin"))
    assert {cookie.value for cookie in visitor.cookies.jar if cookie.name == DEVICE_COOKIE} - {"planted"}


def test_a_browser_is_forgotten_after_ninety_days(served: Served) -> None:
    with clock.frozen(clock.now()) as time:
        browser = known_browser(served)
        time.advance(minutes=90 * 24 * 60)
        exhaust(served, served.visitor())
        assert browser.post("/api/session", json=served.hillcrest.proof("khan")).status_code == 429


def test_the_name_of_a_browser_goes_to_signing_in_alone_and_never_with_a_pupils_page(served: Served) -> None:
    answer = served.visitor().post("/api/session", json=served.hillcrest.proof("khan"))
    [cookie] = [one for one in answer.headers.get_list("set-cookie") if one.startswith(DEVICE_COOKIE)]
    parts = set(cookie.split("; ")[1:])
    assert parts == {"HttpOnly", "Max-Age=7776000", "Path=/api/session", "SameSite=strict", "Secure"}
    assert SESSION_COOKIE not in DEVICE_COOKIE


# A mentor's one-use code.


def test_only_an_adult_on_duty_gives_a_code_and_only_for_a_mentor(served: Served) -> None:
    mentor, adult = (served.hillcrest.person(name).person.id for name in ("robin", "patel"))
    khan = served.signed_in("khan")
    off_duty = khan.post(f"/api/people/{mentor}/sign-in-code")
    assert (off_duty.status_code, off_duty.json()["code"]) == (403, "not_on_duty")
    khan.post("/api/duty", json={"state": "on"})
    assert khan.post(f"/api/people/{adult}/sign-in-code").status_code == 404
    assert khan.post("/api/people/nobody/sign-in-code").status_code == 404
    assert served.signed_in("sam").post(f"/api/people/{mentor}/sign-in-code").status_code == 403


def test_giving_a_code_is_on_the_record_and_the_code_is_not(served: Served) -> None:
    khan, mentor = served.signed_in("khan"), served.hillcrest.person("robin").person.id
    khan.post("/api/duty", json={"state": "on"})
    given = khan.post(f"/api/people/{mentor}/sign-in-code").json()
    assert len(given["code"]) == 8
    log = log_id(served.hillcrest.school.id, "school")
    newest = served.hillcrest.database.read_now(audit.entries, [log], Filter()).entries[0]
    assert (newest.action, newest.subject.id) == ("sign_in.code_given", mentor)
    assert given["code"] not in json.dumps(newest.details)


# What is not kept.


def test_what_has_run_out_is_forgotten(hillcrest: Hillcrest) -> None:
    session = hillcrest.database.write_now
    person = hillcrest.person("robin").person
    with clock.frozen(clock.now()) as time:
        proof = actions.Proof()
        known_as = session(actions.enter, person, proof, None, hours=1, idle_minutes=60, device_days=90).device
        time.advance(minutes=90 * 24 * 60 - 1)
        session(actions.end_expired)
        assert known(hillcrest, known_as)
        time.advance(minutes=2)
        session(actions.end_expired)
        time.advance(minutes=-30)
        assert not known(hillcrest, known_as)


def known(hillcrest: Hillcrest, device: str) -> bool:
    return hillcrest.database.read_now(
        queries.is_known_device, "robin@hillcrest.example", token_hash(device), clock.now()
    )


def test_an_adult_without_a_second_factor_cannot_be_made(hillcrest: Hillcrest) -> None:
    khan = hillcrest.person("khan").joining
    other = replace(khan.person, id=PersonId(new_id()), email="new@hillcrest.example")
    with pytest.raises(SecondFactorMissing):
        hillcrest.database.write_now(actions.join, replace(khan, person=other, totp_box=None))
    assert hillcrest.database.read_now(queries.by_email, "new@hillcrest.example") is None
