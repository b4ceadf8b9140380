"""Keys that members owe each other, and the next key of a group whose members hold no root."""

from dataclasses import replace

import pytest

from app.core import encoding
from app.core.errors import AppError
from app.keys import actions, queries
from app.keys.schemas import Enrolment, MoreWraps, OwedWrap, PersonKeys, ProposedGroupEpoch
from app.people.actions import standing as people
from app.realtime import queries as streams
from app.rotation import queries as rotation
from app.rotation.schemas import Tasks
from app.sealing import groups
from app.sealing.person import make_person
from app.sealing.verify import key_id
from tests.hillcrest import Served
from tests.office import TEAM, Office


def tasks(office: Office, name: str) -> Tasks:
    return office.hillcrest.database.read_now(rotation.tasks, office.actor(name))


def patel_joins_the_team(office: Office) -> None:
    """Miss Patel becomes a deputy, and is given no key yet."""
    office.sign(office.body(office.changed(office.following(), "patel", "deputy", TEAM)))


def wrap(office: Office, by: str, more: MoreWraps) -> None:
    office.hillcrest.database.write_now(actions.add_wraps, office.actor(by), more)


def propose(office: Office, by: str, proposal: ProposedGroupEpoch) -> None:
    office.hillcrest.database.write_now(actions.propose_group, office.actor(by), proposal)


@pytest.mark.parametrize("name", ["ward", "ellis", "robin", "patel"])
def test_nobody_gives_out_a_key_of_a_group_they_are_not_in(office: Office, name: str) -> None:
    with pytest.raises(AppError) as refused:
        wrap(office, name, office.more_wraps("safeguarding", 1, "osei"))
    assert refused.value.code == "forbidden"


@pytest.mark.parametrize("name", ["patel", "ward", "robin"])
def test_nobody_outside_a_group_is_given_its_key(office: Office, name: str) -> None:
    with pytest.raises(AppError) as refused:
        wrap(office, "khan", office.more_wraps("safeguarding", 1, name))
    assert refused.value.code == "wraps_refused"
    held = office.hillcrest.database.read_now(queries.holders, office.hillcrest.school.id, "safeguarding", 1)
    assert office.actor(name).person_id not in held


def test_a_key_that_no_roster_has_signed_is_given_to_nobody(office: Office) -> None:
    propose(office, "osei", office.proposal("osei", "safeguarding"))
    with pytest.raises(AppError) as refused:
        wrap(office, "osei", office.more_wraps("safeguarding", 2, "khan"))
    assert refused.value.code == "not_found"


def test_nobodys_key_is_replaced_by_another(served: Served) -> None:
    """A member who could replace it could lock a colleague out of every case."""
    office = Office(served.hillcrest)
    before = served.signed_in("osei").get("/api/vault").json()["groups"]
    wrap(office, "khan", office.more_wraps("safeguarding", 1, "osei"))
    assert served.signed_in("osei").get("/api/vault").json()["groups"] == before


def test_a_new_member_is_owed_every_key_of_the_group_so_that_old_cases_open(served: Served) -> None:
    office = Office(served.hillcrest)
    roster, new = office.rotated(office.following(), "safeguarding")
    office.sign(office.body(roster, new))
    patel_joins_the_team(office)
    patel = served.hillcrest.person("patel").person
    owed = [(task.group, task.epoch, task.person, task.alias) for task in tasks(office, "khan").wraps]
    assert owed == [("safeguarding", 1, patel.id, "Miss Patel"), ("safeguarding", 2, patel.id, "Miss Patel")]
    for epoch in (1, 2):
        body = office.more_wraps("safeguarding", epoch, "patel").model_dump()
        assert served.signed_in("osei").post("/api/keys/wraps", json=body).status_code == 204
    assert tasks(office, "khan").wraps == []
    vault = served.signed_in("patel").get("/api/vault").json()
    mine = [(one["name"], one["epoch"]) for one in vault["groups"]]
    assert mine == [("pastoral", 1), ("safeguarding", 1), ("safeguarding", 2)]


def test_whoever_is_given_a_key_is_told_to_look_and_nobody_is_told_of_one_they_had(office: Office) -> None:
    def heard(name: str) -> int:
        stream = f"me:{office.actor(name).person_id}"
        items = office.hillcrest.database.read_now(streams.items_after, stream, 0, 100)
        return sum("roster" in item.body for item in items)

    patel_joins_the_team(office)
    before = heard("patel"), heard("osei")
    wrap(office, "khan", office.more_wraps("safeguarding", 1, "osei"))
    assert (heard("patel"), heard("osei")) == before
    wrap(office, "khan", office.more_wraps("safeguarding", 1, "patel"))
    assert (heard("patel"), heard("osei")) == (before[0] + 1, before[1])


def test_keys_may_come_with_the_roster_that_lets_a_member_in(office: Office) -> None:
    roster = office.changed(office.following(), "patel", "deputy", TEAM)
    [given] = office.wraps("safeguarding", 1, [office.actor("patel").person_id])
    owed = OwedWrap(group="safeguarding", epoch=1, person=given.person, wrap=given.wrap)
    office.sign(office.body(roster, wraps=[owed]))
    assert tasks(office, "khan").wraps == []


def test_who_has_not_got_a_key_is_not_asked_to_give_it(office: Office) -> None:
    patel_joins_the_team(office)
    assert [task.group for task in tasks(office, "patel").wraps] == []
    assert [task.group for task in tasks(office, "ward").wraps] == []


def test_a_group_is_to_be_renewed_once_somebody_who_holds_its_key_has_gone(office: Office) -> None:
    assert tasks(office, "khan").rotate == []
    office.sign(office.body(office.left(office.following(), "osei")))
    because = [(task.group, task.because) for task in tasks(office, "khan").rotate]
    assert because == [("pastoral", ["Mr Osei"]), ("safeguarding", ["Mr Osei"])]
    assert [task.group for task in tasks(office, "patel").rotate] == ["pastoral"]
    assert tasks(office, "ward").rotate == []


def test_who_was_shut_out_before_the_roster_was_signed_is_waited_for_by_the_next_keys(office: Office) -> None:
    """Whoever did it was interrupted; what is left to do is on everybody's list, and no new key includes the leaver."""
    osei = office.actor("osei").person_id
    office.hillcrest.database.write_now(people.leave, office.actor("khan"), osei)
    assert [task.because for task in tasks(office, "khan").rotate] == [["Mr Osei"], ["Mr Osei"]]
    roster, new = office.rotated(office.following(), "safeguarding")
    with pytest.raises(AppError) as refused:
        office.sign(office.body(roster, new))
    assert refused.value.code == "wraps_refused"
    with pytest.raises(AppError) as unproposed:
        propose(office, "khan", office.proposal("khan", "safeguarding"))
    assert unproposed.value.code == "wraps_refused"
    office.leaves("osei")
    assert tasks(office, "khan").rotate == []


def test_who_was_readmitted_gets_keys_once_a_roster_names_their_new_ones(office: Office) -> None:
    database, osei = office.hillcrest.database, office.hillcrest.person("osei")
    secrets = make_person(office.standing().root)
    keys = PersonKeys(osei.person.id, secrets.kem_public, secrets.sign_public)
    database.write_now(actions.enrol, office.hillcrest.school.id, Enrolment(keys, b"", ()))
    held = database.read_now(queries.holders, office.hillcrest.school.id, "safeguarding", 1)
    assert osei.person.id not in held
    assert tasks(office, "khan").wraps == []
    office.sign(office.body(office.following()))
    assert tasks(office, "khan").wraps == []
    roster = office.changed(office.following(), "osei", "deputy", TEAM)
    named = replace(office.who(roster, "osei"), sign=keys.sign, kem=key_id(keys.kem))
    office.sign(office.body(office.with_person(roster, named)))
    owed = {(task.group, task.person) for task in tasks(office, "khan").wraps}
    assert owed == {("pastoral", osei.person.id), ("safeguarding", osei.person.id)}


@pytest.mark.parametrize("name", ["khan", "ward", "robin"])
def test_nobody_proposes_a_key_for_a_group_they_are_not_in(office: Office, name: str) -> None:
    with pytest.raises(AppError) as refused:
        propose(office, name, office.proposal(name, "governors"))
    assert refused.value.code == "forbidden"


def test_a_proposal_that_its_maker_did_not_sign_is_refused(office: Office) -> None:
    """Else the server could bring a key of its own into the next roster."""
    proposal = office.proposal("ellis", "governors")
    with pytest.raises(AppError) as refused:
        propose(office, "ellis", proposal.model_copy(update={"sig": encoding.encode(bytes(64))}))
    assert refused.value.code == "signature_wrong"


def test_a_proposal_that_is_not_the_next_is_refused(office: Office) -> None:
    far = office.standing()
    far = replace(far, groups=tuple(replace(one, epoch=4) if one.name == "governors" else one for one in far.groups))
    with pytest.raises(AppError) as refused:
        propose(office, "ellis", office.proposal("ellis", "governors", far))
    assert refused.value.code == "group_epoch_taken"


def test_of_two_members_who_propose_the_second_is_told(office: Office) -> None:
    first = office.proposal("khan", "safeguarding")
    propose(office, "khan", first)
    propose(office, "khan", first)
    with pytest.raises(AppError) as refused:
        propose(office, "osei", office.proposal("osei", "safeguarding"))
    assert refused.value.code == "group_epoch_taken"


def test_a_proposal_made_for_somebody_who_has_gone_is_signed_by_nobody_and_may_be_made_anew(office: Office) -> None:
    propose(office, "khan", office.proposal("khan", "pastoral"))
    stale = office.standing().group("pastoral")
    assert stale is not None
    office.sign(office.body(office.left(office.following(), "osei")))
    assert [task.group for task in tasks(office, "patel").rotate] == ["pastoral"]
    [task] = tasks(office, "khan").sign
    adopted = tuple(
        replace(one, epoch=2, kem=encoding.decode(task.kem)) if one.name == "pastoral" else one
        for one in office.following().groups
    )
    with pytest.raises(AppError) as refused:
        office.sign(office.body(replace(office.following(), groups=adopted)))
    assert refused.value.code == "wraps_refused"
    propose(office, "patel", office.proposal("patel", "pastoral"))
    assert [task.group for task in tasks(office, "patel").rotate] == []


def test_the_chairs_own_key_is_renewed_without_the_lead_ever_holding_it(served: Served) -> None:
    office = Office(served.hillcrest)
    proposal = office.proposal("ellis", "governors")
    assert served.signed_in("ellis").post("/api/keys/groups", json=proposal.model_dump()).status_code == 204
    waiting = [(one["name"], one["epoch"]) for one in served.signed_in("ellis").get("/api/vault").json()["groups"]]
    assert waiting == [("governors", 1)]
    [task] = served.signed_in("khan").get("/api/keys/tasks").json()["sign"]
    ellis = served.hillcrest.person("ellis")
    kem, sig = encoding.decode(task["kem"]), encoding.decode(task["sig"])
    sign = ellis.enrolment.keys.sign
    assert task["by"] == ellis.person.id
    assert groups.group_proposed_by(sign, office.school, "governors", 2, kem, sig)
    renewed = tuple(
        replace(one, epoch=2, kem=kem) if one.name == "governors" else one for one in office.following().groups
    )
    office.sign(office.body(replace(office.following(), groups=renewed)))
    assert tasks(office, "khan").sign == []
    mine = [(one["name"], one["epoch"]) for one in served.signed_in("ellis").get("/api/vault").json()["groups"]]
    assert mine == [("governors", 1), ("governors", 2)]
    held = served.hillcrest.database.read_now(queries.holders, served.hillcrest.school.id, "governors", 2)
    assert held == {ellis.person.id}


@pytest.mark.parametrize("name", ["osei", "patel", "ellis"])
def test_who_holds_no_root_is_not_asked_to_sign(office: Office, name: str) -> None:
    propose(office, "khan", office.proposal("khan", "safeguarding"))
    assert tasks(office, name).sign == []


def test_a_mentor_has_no_business_with_keys(served: Served) -> None:
    robin = served.signed_in("robin")
    assert [robin.get(f"/api/keys/{what}").status_code for what in ("tasks", "conversations")] == [403, 403]
    assert robin.get("/api/recovery").status_code == 403
