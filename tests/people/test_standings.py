"""Suspending, restoring, leaving, and what a roster makes of people: refusals first."""

from dataclasses import replace

import pytest

from app.audit import queries as audit
from app.audit.queries import Filter
from app.audit.schemas import log_id
from app.core import clock
from app.core.errors import NotFound
from app.core.ids import PersonId, new_id
from app.keys import queries as keys
from app.people import actions, queries
from app.people.actors import Role
from app.people.roll import StandingEntry
from app.sealing.documents import read_roster
from tests.hillcrest import Hillcrest, Served, Visitor
from tests.newcomer import Device, Words, invitation_body, present, sign_next

VERBS = {"suspend": {"reason": "concern"}, "restore": None, "leave": None}


def person_id(served: Served, name: str) -> str:
    return served.hillcrest.person(name).person.id


def do(visitor: Visitor, verb: str, person: str) -> tuple[int, str]:
    answer = visitor.post(f"/api/people/{person}/{verb}", json=VERBS[verb])
    return answer.status_code, "" if answer.status_code == 204 else answer.json()["code"]


def state(served: Served, name: str) -> str:
    people = served.signed_in("ward").get("/api/people").json()["people"]
    return str(next(one["state"] for one in people if one["id"] == person_id(served, name)))


def newcomer(served: Served, role: Role) -> Visitor:
    """Somebody of that role, confirmed and signed in."""
    words, visitor = Words(), served.visitor()
    body = invitation_body(served.hillcrest, words, role)
    assert served.signed_in("khan").post("/api/people/invitations", json=body).status_code == 200
    device = Device.open(visitor, words)
    assert device.join(visitor).status_code == 201
    sign_next(served.hillcrest, device.entry(role))
    return visitor


def entries(hillcrest: Hillcrest) -> list[str]:
    page = hillcrest.database.read_now(audit.entries, [log_id(hillcrest.school.id, "school")], Filter())
    return [entry.action for entry in page.entries]


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("name", ["osei", "patel", "robin", "ellis"])
def test_only_leads_and_heads_decide_who_may_be_here(served: Served, name: str, verb: str) -> None:
    assert do(served.signed_in(name), verb, person_id(served, "sam")) == (403, "forbidden")


@pytest.mark.parametrize("verb", VERBS)
def test_it_asks_for_a_fresh_proof(served: Served, verb: str) -> None:
    with clock.frozen(clock.now()) as time:
        khan = served.signed_in("khan")
        time.advance(minutes=served.hillcrest.settings.sessions.confirm_minutes + 1)
        assert do(khan, verb, person_id(served, "sam")) == (403, "confirm_first")


@pytest.mark.parametrize("verb", VERBS)
def test_nobody_decides_about_themselves(served: Served, verb: str) -> None:
    assert do(served.signed_in("khan"), verb, person_id(served, "khan")) == (409, "not_yourself")


@pytest.mark.parametrize("verb", VERBS)
def test_somebody_who_is_not_there_is_not_found(served: Served, verb: str) -> None:
    assert do(served.signed_in("khan"), verb, new_id()) == (404, "not_found")


def test_the_last_lead_does_not_leave(served: Served) -> None:
    assert do(served.signed_in("ward"), "leave", person_id(served, "khan")) == (409, "last_dsl")
    assert state(served, "khan") == "active"


def test_the_last_member_of_a_group_does_not_leave(served: Served) -> None:
    answer = served.signed_in("khan").post(f"/api/people/{person_id(served, 'ellis')}/leave")
    assert (answer.status_code, answer.json()["code"]) == (409, "last_member")
    assert answer.json()["data"] == {"group": "governors"}


def test_a_suspended_colleague_does_not_count_as_one_who_is_left(served: Served) -> None:
    # Ms Khan and Mr Osei are all there is of the team, and Mr Osei is out.
    second = newcomer(served, Role.DSL)
    assert second.get("/api/session").json()["role"] == "dsl"
    ward = served.signed_in("ward")
    lee = second.get("/api/session").json()["id"]
    for person in (lee, person_id(served, "osei")):
        assert do(ward, "suspend", person) == (204, "")
    assert do(ward, "leave", person_id(served, "khan")) == (409, "last_dsl")


def test_a_suspended_person_is_out_everywhere_at_once_and_cannot_come_back(served: Served) -> None:
    osei = served.signed_in("osei")
    assert do(served.signed_in("khan"), "suspend", person_id(served, "osei")) == (204, "")
    assert osei.get("/api/session").json()["code"] == "signed_out"
    right, wrong = served.hillcrest.proof("osei"), served.hillcrest.proof("osei") | {"code": "000000"}
    answers = {served.visitor().post("/api/session", json=proof).content for proof in (right, wrong)}
    assert len(answers) == 1
    assert state(served, "osei") == "suspended"
    assert "person.suspended" in entries(served.hillcrest)


def test_whoever_is_restored_signs_in_as_before(served: Served) -> None:
    khan = served.signed_in("khan")
    do(khan, "suspend", person_id(served, "osei"))
    assert do(khan, "restore", person_id(served, "osei")) == (204, "")
    me = served.visitor().post("/api/session", json=served.hillcrest.proof("osei")).json()
    assert (me["standing"], me["groups"]) == ("active", ["pastoral", "safeguarding"])


def test_pupils_and_cases_do_not_meet_somebody_who_is_suspended(served: Served) -> None:
    do(served.signed_in("khan"), "suspend", person_id(served, "osei"))
    page = served.visitor().get("/api/schools/hillcrest").json()
    assert [one["alias"] for one in page["safety_team"]] == ["Ms Khan"]
    given = served.signed_in("khan")
    do(given, "suspend", person_id(served, "robin"))
    may = given.get("/api/groups/safeguarding/people").json()["people"]
    assert [one["alias"] for one in may] == ["Miss Patel", "Sam"]


def test_a_leavers_sessions_end_and_their_sign_in_is_like_that_of_nobody(served: Served) -> None:
    osei = served.signed_in("osei")
    assert do(served.signed_in("khan"), "leave", person_id(served, "osei")) == (204, "")
    assert osei.get("/api/vault").json()["code"] == "signed_out"
    assert served.visitor().post("/api/session", json=served.hillcrest.proof("osei")).status_code == 401
    assert state(served, "osei") == "left"
    assert do(served.signed_in("khan"), "restore", person_id(served, "osei")) == (404, "not_found")


def test_an_address_of_somebody_who_left_is_free(served: Served) -> None:
    do(served.signed_in("khan"), "leave", person_id(served, "sam"))
    words, visitor = Words(), served.visitor()
    body = invitation_body(served.hillcrest, words, Role.MENTOR, email="sam@hillcrest.example")
    assert served.signed_in("khan").post("/api/people/invitations", json=body).status_code == 200
    device = Device.open(visitor, words)
    assert device.join(visitor).status_code == 201
    assert device.id != person_id(served, "sam")


def test_a_leaver_who_is_back_comes_with_new_keys_and_waits_for_a_roster(served: Served) -> None:
    khan, sam = served.signed_in("khan"), served.hillcrest.person("sam").person
    do(khan, "leave", sam.id)
    sign_next(served.hillcrest, replace(present(served.hillcrest, "sam"), role="left"))
    words, visitor = Words(), served.visitor()
    body = invitation_body(served.hillcrest, words, Role.MENTOR, email=sam.email, person=sam.id, reason="in_person")
    assert khan.post("/api/people/invitations", json=body).status_code == 200
    device = Device.open(visitor, words)
    assert (device.id, device.join(visitor).status_code) == (sam.id, 201)
    assert visitor.get("/api/waiting").json()["code"] == "not_confirmed"
    sign_next(served.hillcrest, device.entry(Role.MENTOR, "Sam"))
    assert visitor.get("/api/session").json()["standing"] == "active"
    assert state(served, "sam") == "active"


# ---- what a roster makes of people


def test_a_roster_that_says_somebody_has_left_ends_their_sessions(served: Served) -> None:
    sam = served.signed_in("sam")
    sign_next(served.hillcrest, replace(present(served.hillcrest, "sam"), role="left"))
    assert sam.get("/api/session").status_code == 401
    assert state(served, "sam") == "left"


def test_a_roster_brings_nobody_back_who_has_left(served: Served) -> None:
    do(served.signed_in("khan"), "leave", person_id(served, "sam"))
    sign_next(served.hillcrest, replace(present(served.hillcrest, "sam"), alias="Sam again"))
    assert state(served, "sam") == "left"


def test_a_roster_brings_nobody_back_who_is_suspended(served: Served) -> None:
    do(served.signed_in("khan"), "suspend", person_id(served, "sam"))
    sign_next(served.hillcrest, replace(present(served.hillcrest, "sam"), alias="Sam again"))
    assert state(served, "sam") == "suspended"
    assert served.visitor().post("/api/session", json=served.hillcrest.proof("sam")).status_code == 401


def test_a_new_role_and_its_groups_hold_from_the_roster_on(served: Served) -> None:
    patel = served.signed_in("patel")
    before = present(served.hillcrest, "patel")
    sign_next(served.hillcrest, replace(before, role="governor", groups=()))
    me = patel.get("/api/session").json()
    assert (me["role"], me["groups"]) == ("governor", [])
    assert patel.get("/api/cases").json()["code"] == "forbidden"
    assert "person.changed" in entries(served.hillcrest)


def test_a_roster_that_names_somebody_of_nobodys_school_changes_nothing(hillcrest: Hillcrest) -> None:
    entry = StandingEntry(PersonId(new_id()), "deputy", frozenset(), "Mx", "Nobody")
    with pytest.raises(NotFound):
        hillcrest.database.write_now(actions.apply_standing, hillcrest.school.id, [entry])


def test_the_same_roster_again_changes_nothing_and_says_nothing(hillcrest: Hillcrest) -> None:
    roster = read_roster(hillcrest.database.read_now(keys.current_roster, hillcrest.school.id).doc)
    same = [
        StandingEntry(PersonId(one.id), one.role, frozenset(one.groups), one.alias, one.title) for one in roster.people
    ]
    before = entries(hillcrest), hillcrest.database.read_now(queries.people, hillcrest.school.id)
    hillcrest.database.write_now(actions.apply_standing, hillcrest.school.id, same)
    assert (entries(hillcrest), hillcrest.database.read_now(queries.people, hillcrest.school.id)) == before


# ---- governors and administrators

NO_CASE = (
    ("GET", "cases"),
    ("GET", "cases/{id}"),
    ("POST", "cases/{id}/open"),
    ("GET", "streams/conv:{id}/items"),
    ("GET", "streams/conv:{id}/epochs"),
    ("GET", "waiting"),
    ("GET", "duty"),
    ("GET", "audit"),
    ("GET", "groups/safeguarding/people"),
)


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.ADMINISTRATOR])
def test_a_governor_and_an_administrator_meet_no_case(served: Served, role: Role) -> None:
    visitor = newcomer(served, role)
    assert visitor.get("/api/session").json()["standing"] == "active"
    for method, path in NO_CASE:
        answer = visitor.request(method, f"/api/{path.format(id=new_id())}")
        assert (path, answer.status_code, answer.json()["code"]) == (path, 403, "forbidden")
    assert visitor.post("/api/duty", json={"state": "on"}).status_code == 403


def test_an_administrator_invites_and_sees_people_and_decides_about_none(served: Served) -> None:
    visitor = newcomer(served, Role.ADMINISTRATOR)
    assert visitor.get("/api/people").status_code == 200
    body = invitation_body(served.hillcrest, Words(), email="ray@hillcrest.example")
    assert visitor.post("/api/people/invitations", json=body).status_code == 200
    assert do(visitor, "suspend", person_id(served, "sam")) == (403, "forbidden")
    back = {"person": person_id(served, "sam"), "reason": "in_person", "email": "sam@hillcrest.example"}
    readmission = invitation_body(served.hillcrest, Words(), Role.MENTOR, **back)
    assert visitor.post("/api/people/invitations", json=readmission).json()["code"] == "forbidden"
    assert visitor.put("/api/training", json={"rules": []}).status_code == 403


def test_a_governor_looks_after_nobody(served: Served) -> None:
    visitor = newcomer(served, Role.GOVERNOR)
    for path in ("people", "training"):
        assert visitor.get(f"/api/{path}").json()["code"] == "forbidden"
    body = invitation_body(served.hillcrest, Words(), email="ray@hillcrest.example")
    assert visitor.post("/api/people/invitations", json=body).json()["code"] == "forbidden"
