"""Inviting and opening: who may, what is refused, and that every refusal of a stranger is the same."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest

from app.audit import queries as audit
from app.audit.queries import Filter
from app.audit.schemas import log_id
from app.core import clock, encoding
from app.core.db import Database
from app.core.errors import AppError
from app.core.ids import InvitationId, SchoolId, new_id
from app.people import actions
from app.people.actors import Role
from app.people.credentials import hash_auth
from app.people.roll import Admission, NewInvitation
from app.schools import actions as schools
from tests.hillcrest import Hillcrest, Served
from tests.newcomer import Device, Words, invitation_body


def entries(hillcrest: Hillcrest) -> list[str]:
    page = hillcrest.database.read_now(audit.entries, [log_id(hillcrest.school.id, "school")], Filter())
    return [entry.action for entry in page.entries]


def invited(served: Served, by: str = "khan", **changes: Any) -> Words:
    words = Words()
    answer = served.signed_in(by).post(
        "/api/people/invitations", json=invitation_body(served.hillcrest, words, **changes)
    )
    assert answer.status_code == 200, answer.text
    return words


def refusal(served: Served, words: Words) -> tuple[int, str, bytes]:
    answer = served.visitor().post(f"/api/invitations/{words.id}/open", json=words.proof)
    return answer.status_code, answer.json().get("code", ""), answer.content


@pytest.mark.parametrize("name", ["osei", "patel", "robin", "ellis"])
def test_only_leads_heads_and_administrators_invite(served: Served, name: str) -> None:
    body = invitation_body(served.hillcrest, Words())
    answer = served.signed_in(name).post("/api/people/invitations", json=body)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_inviting_asks_for_a_fresh_proof(served: Served) -> None:
    with clock.frozen(clock.now()) as time:
        khan = served.signed_in("khan")
        time.advance(minutes=served.hillcrest.settings.sessions.confirm_minutes + 1)
        answer = khan.post("/api/people/invitations", json=invitation_body(served.hillcrest, Words()))
    assert (answer.status_code, answer.json()["code"]) == (403, "confirm_first")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"groups": ["safeguarding"]}, "role_groups_wrong"),
        ({"role": Role.MENTOR, "groups": ["pastoral"]}, "role_groups_wrong"),
        ({"alias": "Mr\nLee"}, "invalid_request"),
        ({"email": "osei@hillcrest.example"}, "address_taken"),
        ({"email": " Osei@Hillcrest.example"}, "address_taken"),
        ({"reason": "video"}, "reason_missing"),
        ({"key": {"group": "safeguarding", "epoch": 1, "wrap": encoding.encode(bytes(40))}}, "size_wrong"),
        ({"seed": "otter lemon"}, "invalid_request"),
    ],
)
def test_an_invitation_that_does_not_fit_is_refused(served: Served, changes: dict[str, Any], code: str) -> None:
    body = invitation_body(served.hillcrest, Words(), **changes)
    assert served.signed_in("khan").post("/api/people/invitations", json=body).json()["code"] == code


def test_the_link_holds_no_secret_and_the_letter_waits(served: Served) -> None:
    words = Words()
    made = served.signed_in("khan").post("/api/people/invitations", json=invitation_body(served.hillcrest, words))
    assert made.json()["link"] == f"http://localhost:8000/console/join#{words.id}"
    for secret in (words.auth, words.key):
        assert encoding.encode(secret) not in made.text
    assert entries(served.hillcrest)[0] == "person.invited"


def test_an_unknown_id_wrong_words_and_anothers_words_get_one_and_the_same_answer(served: Served) -> None:
    known, other = invited(served), Words()
    wrong = Words(id=known.id)
    answers = {refusal(served, words) for words in (other, wrong)}
    assert len(answers) == 1
    assert answers.pop()[:2] == (401, "invitation_wrong")


def test_an_unknown_id_has_a_salt_like_any_other_and_the_same_one_each_time(served: Served) -> None:
    known, unknown = invited(served), new_id()
    asked = [served.visitor().post(f"/api/invitations/{each}/start").json() for each in (known.id, unknown, unknown)]
    assert asked[0]["salt"] == encoding.encode(known.salt)
    assert asked[1] == asked[2] != asked[0]
    assert {key: asked[0][key] for key in "mtp"} == {key: asked[1][key] for key in "mtp"}


@pytest.mark.parametrize("known", [True, False])
def test_guessing_is_slowed_for_one_invitation_alone_whether_or_not_there_is_one(served: Served, known: bool) -> None:
    target, other = invited(served) if known else Words(), invited(served, email="ray@hillcrest.example")
    burst = served.hillcrest.settings.budgets.tries_burst
    codes = [refusal(served, Words(id=target.id))[1] for _ in range(burst + 1)]
    assert codes == ["invitation_wrong"] * burst + ["too_many_tries"]
    # The right words are no way round it: whoever guesses could else find out by asking once more.
    assert refusal(served, target)[1] == "too_many_tries"
    assert refusal(served, other)[0] == 200


def test_only_whoever_has_the_words_is_told_that_an_invitation_has_run_out(served: Served) -> None:
    with clock.frozen(clock.now()) as time:
        words = invited(served)
        time.advance(days=7)
        assert refusal(served, words)[:2] == (410, "invitation_expired")
        assert refusal(served, Words(id=words.id))[:2] == (401, "invitation_wrong")


def test_an_invitation_that_was_taken_back_is_one_that_nobody_made(served: Served) -> None:
    words = invited(served)
    assert served.signed_in("khan").delete(f"/api/people/invitations/{words.id}").status_code == 204
    assert refusal(served, words)[:2] == (401, "invitation_wrong")
    assert served.signed_in("khan").delete(f"/api/people/invitations/{words.id}").status_code == 404


def test_an_invitation_of_another_school_is_not_there(served: Served) -> None:
    hillcrest, words = served.hillcrest, Words()
    elsewhere = replace(hillcrest.school, id=SchoolId(new_id()), slug="elsewhere")
    hillcrest.database.write_now(schools.found, elsewhere)
    lead = replace(hillcrest.actor("khan"), school_id=elsewhere.id)
    new = NewInvitation(**invitation_body(hillcrest, words))
    hillcrest.database.write_now(actions.invite, lead, new, hash_auth(words.auth))
    assert served.signed_in("khan").delete(f"/api/people/invitations/{words.id}").status_code == 404
    assert "Mr Lee" not in served.signed_in("khan").get("/api/people").text
    opened = served.visitor().post(f"/api/invitations/{words.id}/open", json=words.proof)
    assert opened.json()["school"]["slug"] == "elsewhere"


def test_a_second_invitation_of_the_same_address_replaces_the_first(served: Served) -> None:
    first, second = invited(served), invited(served)
    assert refusal(served, first)[1] == "invitation_wrong"
    assert refusal(served, second)[0] == 200


def test_an_id_that_was_used_before_is_refused(served: Served) -> None:
    words = invited(served)
    again = invitation_body(served.hillcrest, words, email="ray@hillcrest.example")
    answer = served.signed_in("khan").post("/api/people/invitations", json=again)
    assert (answer.status_code, answer.json()["code"]) == (409, "invitation_conflict")


def test_an_invitation_whose_answer_was_lost_is_sent_again_and_is_one(served: Served) -> None:
    khan, words = served.signed_in("khan"), Words()
    body = invitation_body(served.hillcrest, words)
    first, again = (khan.post("/api/people/invitations", json=body) for _ in range(2))
    assert (again.status_code, again.json()) == (200, first.json())
    assert entries(served.hillcrest).count("person.invited") == 1
    # By anybody else, with another role, or after somebody has joined with it, the same is not the same.
    assert served.signed_in("ward").post("/api/people/invitations", json=body).json()["code"] == "invitation_conflict"
    other = khan.post("/api/people/invitations", json=body | {"role": Role.MENTOR, "groups": []})
    assert other.json()["code"] == "invitation_conflict"
    visitor = served.visitor()
    assert Device.open(visitor, words).join(visitor).status_code == 201
    assert khan.post("/api/people/invitations", json=body).status_code == 409


def test_whoever_has_the_words_is_told_who_they_will_be(served: Served) -> None:
    words = invited(served)
    opened = served.visitor().post(f"/api/invitations/{words.id}/open", json=words.proof).json()
    assert (opened["school"]["slug"], opened["founding"], opened["role"]) == ("hillcrest", False, "responder")
    assert (opened["email"], opened["groups"], opened["make"]) == ("lee@hillcrest.example", ["pastoral"], [])
    assert opened["mfa"] is True
    assert opened["totp"]["uri"].startswith("otpauth://totp/")


def test_a_page_that_is_opened_again_shows_the_same_authenticator(served: Served) -> None:
    words = invited(served)
    devices = [Device.open(served.visitor(), words) for _ in range(2)]
    assert devices[0].opened["totp"] == devices[1].opened["totp"]
    other = Device.open(served.visitor(), invited(served, email="ray@hillcrest.example"))
    assert other.opened["totp"] != devices[0].opened["totp"]


def test_a_mentor_is_asked_for_no_authenticator(served: Served) -> None:
    words = invited(served, role=Role.MENTOR)
    opened = Device.open(served.visitor(), words).opened
    assert (opened["mfa"], opened["totp"], opened["groups"]) == (False, None, [])


def test_wrong_words_are_on_the_record_and_an_id_that_nobody_made_is_not(served: Served) -> None:
    words = invited(served)
    refusal(served, Words())
    assert "invitation.refused" not in entries(served.hillcrest)
    refusal(served, Words(id=words.id))
    assert entries(served.hillcrest)[0] == "invitation.refused"


def test_the_list_of_people_has_who_is_invited_until_when(served: Served) -> None:
    with clock.frozen(clock.now()) as time:
        words = invited(served)
        ends = time.advance(days=0) + timedelta(days=7)
    people = served.signed_in("osei").get("/api/people").json()["people"]
    lee = next(one for one in people if one["alias"] == "Mr Lee")
    assert (lee["state"], lee["role"], lee["training"]) == ("invited", "responder", [])
    assert lee["invitation"] == {"id": words.id, "expires": f"{ends:%Y-%m-%dT%H:%M:%S.%fZ}"}
    assert [one["state"] for one in people if one["alias"] == "Ms Khan"] == ["active"]


@pytest.mark.parametrize(("name", "status"), [("patel", 403), ("robin", 403), ("ellis", 200), ("ward", 200)])
def test_who_looks_after_people_sees_the_list_and_nobody_else(served: Served, name: str, status: int) -> None:
    assert served.signed_in(name).get("/api/people").status_code == status


def admitted(invitation_id: str, start: Barrier, through: Database) -> str:
    admission = Admission(
        email="",
        alias="Mr Lee",
        title="Peer mentor",
        salt=bytes(16),
        auth_hash=hash_auth(bytes(32)),
        totp_box=None,
        answer=b"",
    )
    start.wait()
    try:
        through.write_now(actions.admit, InvitationId(invitation_id), admission)
    except AppError as refused:
        return refused.code
    return "joined"


def test_of_two_who_come_at_once_with_one_invitation_one_joins(hillcrest: Hillcrest) -> None:
    """Over two connections, as two processes of a server would."""
    other = Database(hillcrest.settings)
    try:
        with ThreadPoolExecutor(2) as pool:
            for number in range(5):
                words = Words()
                body = invitation_body(hillcrest, words, Role.MENTOR, email=f"lee{number}@hillcrest.example")
                new = NewInvitation(**body)
                hillcrest.database.write_now(actions.invite, hillcrest.actor("khan"), new, hash_auth(words.auth))
                come = partial(admitted, words.id, Barrier(2))
                assert sorted(pool.map(come, (hillcrest.database, other))) == ["invitation_used", "joined"]
    finally:
        other.close()
