"""Joining: with the words and one's own keys, once, and seeing nothing of a case before a signed roster says so."""

from dataclasses import replace
from datetime import timedelta
from secrets import token_bytes
from typing import Any

import pytest

from app.audit import queries as audit
from app.audit.queries import Filter
from app.audit.schemas import SYSTEM, log_id
from app.core import clock, encoding
from app.core.ids import InvitationId, SchoolId, new_id
from app.keys import actions as keys
from app.keys import queries
from app.people import actions as people
from app.people.actors import Role
from app.people.credentials import hash_auth
from app.schools import actions as schools
from app.sealing import groups, invitation
from app.sealing.documents import GROUPS, Roster, RosterGroup
from app.sealing.roster import sign_roster
from app.sealing.sign import public_key
from app.sealing.verify import key_id
from app.sealing.wrap import kem_public_key
from tests.hillcrest import Hillcrest, Served, Visitor
from tests.newcomer import Device, Words, invitation_body, present, sign_next

CASE_CALLS = ("cases", "duty", "waiting", "audit", "groups/pastoral/people", "help-routes")


FOUNDING = {"email": "a@b.example", "doc": "e30", "sig": encoding.encode(bytes(64)), "root_wrap": "AA"}


def invited(served: Served, role: Role = Role.RESPONDER, **changes: Any) -> Words:
    words = Words()
    body = invitation_body(served.hillcrest, words, role, **changes)
    answer = served.signed_in("khan").post("/api/people/invitations", json=body)
    assert answer.status_code == 200, answer.text
    return words


def joined(served: Served, role: Role = Role.RESPONDER) -> tuple[Device, Visitor]:
    visitor = served.visitor()
    device = Device.open(visitor, invited(served, role))
    answer = device.join(visitor)
    assert answer.status_code == 201, answer.text
    return device, visitor


def entries(hillcrest: Hillcrest, school: SchoolId | None = None) -> list[str]:
    page = hillcrest.database.read_now(audit.entries, [log_id(school or hillcrest.school.id, "school")], Filter())
    return [entry.action for entry in page.entries]


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"auth": encoding.encode(bytes(32))}, 401, "invitation_wrong"),
        ({"code": "000000"}, 422, "code_wrong"),
        ({"code": None}, 422, "code_wrong"),
        ({"answer": None}, 422, "invalid_request"),
        ({"kem": encoding.encode(bytes(32))}, 422, "invalid_request"),
        ({"unlocks": []}, 422, "invalid_request"),
        ({"founding": FOUNDING}, 422, "invalid_request"),
    ],
)
def test_joining_with_anything_missing_or_false_is_refused_and_nobody_has_joined(
    served: Served, changes: dict[str, Any], status: int, code: str
) -> None:
    visitor = served.visitor()
    device = Device.open(visitor, invited(served))
    answer = visitor.post(f"/api/invitations/{device.words.id}/join", json=device.body(**changes))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert "set-cookie" not in answer.headers
    assert "person.joined" not in entries(served.hillcrest)[:1]
    assert device.join(visitor).status_code == 201


def test_an_invitation_lets_one_person_join_once(served: Served) -> None:
    words = invited(served)
    first, second = (Device.open(served.visitor(), words) for _ in range(2))
    assert first.join(served.visitor()).status_code == 201
    again = second.join(served.visitor())
    assert (again.status_code, again.json()["code"]) == (409, "invitation_used")
    guess = served.visitor().post(f"/api/invitations/{words.id}/open", json=Words(id=words.id).proof)
    assert guess.json()["code"] == "invitation_wrong"


def test_the_code_that_joined_signs_in_nobody_again(served: Served) -> None:
    with clock.frozen(clock.now()) as time:
        device, _ = joined(served)
        proof = {"email": "lee@hillcrest.example", "auth": encoding.encode(device.auth), "code": device.code()}
        assert served.visitor().post("/api/session", json=proof).status_code == 401
        time.advance(minutes=1)
        again = served.visitor().post("/api/session", json=proof | {"code": device.code()})
    assert (again.status_code, again.json()["standing"]) == (200, "joined")


def test_whoever_has_only_joined_meets_no_case_and_is_told_why(served: Served) -> None:
    device, visitor = joined(served)
    assert visitor.get("/api/session").json()["standing"] == "joined"
    for call in CASE_CALLS:
        answer = visitor.get(f"/api/{call}")
        assert (call, answer.status_code, answer.json()["code"]) == (call, 403, "not_confirmed")
    assert visitor.post("/api/rt/ticket", json={}).json()["code"] == "not_confirmed"
    assert visitor.get("/api/people").json()["code"] in {"not_confirmed", "forbidden"}
    given = served.signed_in("khan").get("/api/groups/safeguarding/people").json()["people"]
    assert device.id not in [one["id"] for one in given]


def test_a_lead_who_has_only_joined_looks_after_nobody(served: Served) -> None:
    _, visitor = joined(served, Role.DSL)
    for method, call in (("GET", "people"), ("GET", "training"), ("PUT", "training")):
        answer = visitor.request(method, f"/api/{call}", json={"rules": []} if method == "PUT" else None)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_confirmed")


def test_their_own_account_and_vault_are_theirs_from_the_start(served: Served) -> None:
    _, visitor = joined(served)
    vault = visitor.get("/api/vault").json()
    assert [way["method"] for way in vault["unlock"]] == ["passphrase"]
    assert (vault["groups"], vault["root_wrap"]) == ([], None)
    assert visitor.get("/api/account").status_code == 200
    assert visitor.get("/api/roster").status_code == 200


def test_nobody_is_shown_to_pupils_before_a_roster_names_them(served: Served) -> None:
    joined(served, Role.MENTOR)
    page = served.visitor().get("/api/schools/hillcrest").json()
    assert "Mr Lee" not in str(page)


def test_whoever_confirms_finds_that_the_answer_fits_the_keys(served: Served) -> None:
    device, _ = joined(served)
    hillcrest = served.hillcrest
    view = served.signed_in("ward").get(f"/api/people/{device.id}/joining").json()
    team = hillcrest.held.group("safeguarding")
    to, wrap = device.words.to(hillcrest.school.id), encoding.decode(view["key"]["wrap"])
    key = invitation.unwrap_invitation_key(team.seed, to, view["key"]["epoch"], wrap)
    answer = invitation.open_answer(key, to, encoding.decode(view["answer"]))
    assert answer.kem == key_id(encoding.decode(view["kem"]))
    assert encoding.encode(answer.sign) == view["sign"]
    assert (view["groups"], answer.groups) == ([], ())


@pytest.mark.parametrize(("name", "status"), [("osei", 403), ("ellis", 403), ("robin", 403), ("khan", 200)])
def test_only_those_who_sign_rosters_look_at_a_joiners_keys(served: Served, name: str, status: int) -> None:
    device, _ = joined(served)
    assert served.signed_in(name).get(f"/api/people/{device.id}/joining").status_code == status


def test_there_is_nothing_to_check_of_somebody_who_is_confirmed(served: Served) -> None:
    osei = served.hillcrest.person("osei").person.id
    assert served.signed_in("khan").get(f"/api/people/{osei}/joining").status_code == 404


def test_a_roster_that_names_them_makes_them_active_with_its_groups_and_name(served: Served) -> None:
    device, visitor = joined(served)
    sign_next(served.hillcrest, device.entry(Role.RESPONDER, "Mr L."))
    me = visitor.get("/api/session").json()
    assert (me["standing"], me["alias"], me["groups"]) == ("active", "Mr L.", ["pastoral"])
    assert visitor.get("/api/cases").status_code == 200
    assert "person.confirmed" in entries(served.hillcrest)


def test_a_group_that_has_a_key_is_made_no_other(served: Served) -> None:
    assert Device.open(served.visitor(), invited(served, Role.HEAD)).opened["make"] == []


# ---- a school that has just been made


def new_school(hillcrest: Hillcrest) -> tuple[SchoolId, Words]:
    school = replace(hillcrest.school, id=SchoolId(new_id()), slug="brook", name="Brook School", live_at=None)
    words = Words()
    hillcrest.database.write_now(schools.found, school)
    hillcrest.database.write_now(
        people.invite_founder, school.id, InvitationId(words.id), salt=words.salt, auth_hash=hash_auth(words.auth)
    )
    return school.id, words


def first_roster(device: Device, root_seed: bytes) -> Roster:
    now = clock.now()
    return Roster(
        school=device.school,
        number=1,
        issued=f"{now:%Y-%m-%dT%H:%M:%SZ}",
        expires=f"{now + timedelta(days=300):%Y-%m-%dT%H:%M:%SZ}",
        root=public_key(root_seed),
        groups=first_keys(device),
        people=(replace(device.entry(Role.DSL, "Ms Abara"), title="Designated safeguarding lead"),),
    )


def first_keys(device: Device) -> tuple[RosterGroup, ...]:
    return tuple(RosterGroup(name, 1, kem_public_key(device.seeds[name])) for name in GROUPS if name in device.seeds)


def founding(device: Device, root_seed: bytes, **changes: Any) -> dict[str, Any]:
    signed = sign_roster(root_seed, replace(first_roster(device, root_seed), **changes))
    wrap = groups.wrap_root_seed(device.secrets.kem_public, device.school, device.id, root_seed)
    return {"email": "abara@brook.example", **signed, "root_wrap": encoding.encode(wrap)}


def test_the_founder_makes_everything_and_is_active_at_once(served: Served) -> None:
    school, words = new_school(served.hillcrest)
    visitor = served.visitor()
    device = Device.open(visitor, words)
    assert (device.opened["founding"], device.opened["make"]) == (True, ["pastoral", "safeguarding"])
    assert (device.opened["offer"], device.opened["email"], device.opened["role"]) == (None, "", "dsl")
    answer = device.join(visitor, answer=None, founding=founding(device, token_bytes(32)))
    assert answer.status_code == 201, answer.text
    me = visitor.get("/api/session").json()
    assert (me["role"], me["standing"], me["groups"]) == ("dsl", "active", ["pastoral", "safeguarding"])
    assert visitor.get("/api/people").status_code == 200
    vault = visitor.get("/api/vault").json()
    assert {group["name"] for group in vault["groups"]} == {"pastoral", "safeguarding"}
    assert vault["root_wrap"] is not None
    assert "roster.signed" in entries(served.hillcrest, school)


def test_the_first_head_brings_their_groups_key_and_nobody_uses_it_before_a_roster_names_it(served: Served) -> None:
    hillcrest, root_seed = served.hillcrest, token_bytes(32)
    school, words = new_school(hillcrest)
    founder = served.visitor()
    first = Device.open(founder, words)
    first.join(founder, answer=None, founding=founding(first, root_seed))
    own = Words()
    body = invitation_body(hillcrest, own, Role.HEAD, email="head@brook.example")
    offer = invitation.seal_offer(own.key, own.to(school), public_key(root_seed))
    sent = founder.post("/api/people/invitations", json=body | {"offer": encoding.encode(offer)})
    assert sent.status_code == 200
    visitor = served.visitor()
    head = Device.open(visitor, own)
    assert head.opened["make"] == ["head"]
    assert head.secrets.root == public_key(root_seed)
    assert head.join(visitor, groups=[]).json()["code"] == "group_epoch_taken"
    assert head.join(visitor).status_code == 201
    assert hillcrest.database.read_now(queries.group_epoch, school, "head") is None
    view = founder.get(f"/api/people/{head.id}/joining").json()
    assert [(group["name"], group["epoch"]) for group in view["groups"]] == [("head", 1)]
    before = first_roster(first, root_seed)
    people_then, keys_then = (*before.people, head.entry(Role.HEAD)), (*before.groups, *first_keys(head))
    signed = sign_roster(root_seed, replace(before, number=2, people=people_then, groups=keys_then))
    doc, sig = encoding.decode(signed["doc"]), encoding.decode(signed["sig"])
    hillcrest.database.write_now(keys.publish_roster, school, doc, sig, by=SYSTEM)
    assert hillcrest.database.read_now(queries.group_epoch, school, "head") == 1
    assert visitor.get("/api/session").json()["groups"] == ["head"]
    assert [group["name"] for group in visitor.get("/api/vault").json()["groups"]] == ["head"]


def test_a_school_is_founded_once(served: Served) -> None:
    school, words = new_school(served.hillcrest)
    device = Device.open(served.visitor(), words)
    assert device.join(served.visitor(), answer=None, founding=founding(device, token_bytes(32))).status_code == 201
    late = Words()
    served.hillcrest.database.write_now(
        people.invite_founder, school, InvitationId(late.id), salt=late.salt, auth_hash=hash_auth(late.auth)
    )
    second = Device.open(served.visitor(), late)
    answer = second.join(served.visitor(), answer=None, founding=founding(second, token_bytes(32)))
    assert (answer.status_code, answer.json()["code"]) == (409, "school_founded")


def test_a_founding_whose_roster_does_not_hold_leaves_nothing(served: Served) -> None:
    _, words = new_school(served.hillcrest)
    device = Device.open(served.visitor(), words)
    forged = founding(device, token_bytes(32)) | {"sig": encoding.encode(bytes(64))}
    assert device.join(served.visitor(), answer=None, founding=forged).json()["code"] == "roster_signature"
    nobody = founding(device, token_bytes(32), people=())
    assert device.join(served.visitor(), answer=None, founding=nobody).status_code == 422
    kept = served.visitor()
    assert device.join(kept, answer=None, founding=founding(device, token_bytes(32))).status_code == 201


def test_words_that_were_made_anew_for_a_founder_replace_the_old_ones(served: Served) -> None:
    school, first = new_school(served.hillcrest)
    second = Words()
    served.hillcrest.database.write_now(
        people.invite_founder, school, InvitationId(second.id), salt=second.salt, auth_hash=hash_auth(second.auth)
    )
    answers = [served.visitor().post(f"/api/invitations/{each.id}/open", json=each.proof) for each in (first, second)]
    assert [answer.status_code for answer in answers] == [401, 200]


# ---- somebody who has lost every way in


def readmission(served: Served, name: str = "osei") -> Words:
    who = served.hillcrest.person(name).person
    return invited(
        served, who.role, person=who.id, reason="in_person", email=who.email, alias=who.alias, title=who.title
    )


def test_nobody_readmits_themselves(served: Served) -> None:
    khan = served.hillcrest.person("khan").person
    body = invitation_body(
        served.hillcrest, Words(), khan.role, person=khan.id, reason="video", email=khan.email, alias=khan.alias
    )
    answer = served.signed_in("khan").post("/api/people/invitations", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_yourself")


def test_an_invitation_back_changes_nothing_until_it_is_used(served: Served) -> None:
    osei = served.signed_in("osei")
    readmission(served)
    assert osei.get("/api/cases").status_code == 200
    assert "person.invited_back" in entries(served.hillcrest)


def test_whoever_is_readmitted_has_new_ways_in_and_the_old_ones_open_nothing(served: Served) -> None:
    hillcrest, before = served.hillcrest, served.signed_in("osei")
    old_proof = hillcrest.proof("osei", step=1)
    visitor = served.visitor()
    device = Device.open(visitor, readmission(served))
    assert device.id == hillcrest.person("osei").person.id
    assert device.join(visitor).status_code == 201
    assert before.get("/api/session").status_code == 401
    assert served.visitor().post("/api/session", json=old_proof).status_code == 401
    assert visitor.get("/api/session").json()["standing"] == "joined"
    assert visitor.get("/api/cases").json()["code"] == "not_confirmed"
    assert visitor.get("/api/vault").json()["groups"] == []


def test_a_roster_with_the_old_keys_does_not_confirm_somebody_who_was_readmitted(served: Served) -> None:
    hillcrest, visitor = served.hillcrest, served.visitor()
    device = Device.open(visitor, readmission(served))
    device.join(visitor)
    old = present(hillcrest, "osei")
    sign_next(hillcrest, replace(old, title="Deputy lead"))
    assert visitor.get("/api/session").json()["standing"] == "joined"
    sign_next(hillcrest, replace(device.entry(Role.DEPUTY, "Mr Osei"), title=old.title))
    me = visitor.get("/api/session").json()
    assert (me["standing"], me["groups"]) == ("active", ["pastoral", "safeguarding"])
