"""The next roster: what it is refused for, that one of two wins, and that it takes effect whole."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from app.core import encoding
from app.core.db import Database
from app.core.errors import AppError
from app.keys import actions, queries
from app.keys.schemas import NewRoster, OwedWrap
from app.people import queries as people
from app.sealing import groups
from app.sealing.documents import GroupName, HandOver, RecoveryKey, Roster, RosterPerson, Standing
from app.sealing.roster import check_roster
from app.sealing.sign import public_key
from tests.hillcrest import Served
from tests.office import TEAM, Office

Change = Callable[[Office, Roster], Roster]


def without(office: Office, roster: Roster, name: str) -> Roster:
    gone = office.who(roster, name)
    return replace(roster, people=tuple(one for one in roster.people if one.id != gone.id))


def a_stranger(office: Office, roster: Roster) -> Roster:
    robin = replace(office.who(roster, "robin"), id="0190a1b2-0000-7000-8000-000000000000")
    return replace(roster, people=(*roster.people, robin))


def a_person(office: Office, roster: Roster, name: str, **fields: object) -> Roster:
    person: RosterPerson = replace(office.who(roster, name), **fields)  # type: ignore[arg-type] # of the person's own
    return office.with_person(roster, person)


def former(office: Office, roster: Roster, **fields: object) -> Roster:
    """Mr Osei has left, and his standing says something else than what he was."""
    left = office.who(office.left(roster, "osei"), "osei")
    [was] = left.was
    changed: Standing = replace(was, **fields)  # type: ignore[arg-type] # fields of a standing
    return office.with_person(roster, replace(left, was=(changed,)))


def a_group(roster: Roster, **fields: object) -> Roster:
    head = replace(next(one for one in roster.groups if one.name == "head"), **fields)  # type: ignore[arg-type] # its own
    return replace(roster, groups=tuple(head if one.name == "head" else one for one in roster.groups))


REFUSED: dict[str, tuple[Change, str]] = {
    "somebody is missing": (lambda o, r: without(o, r, "robin"), "person_dropped"),
    "somebody never joined": (a_stranger, "person_unknown"),
    "a key is not the person's": (lambda o, r: a_person(o, r, "osei", sign=bytes(32)), "person_keys"),
    "a key id is not the person's": (
        lambda o, r: a_person(o, r, "osei", kem=encoding.encode(bytes(32))),
        "person_keys",
    ),
    "a leaver gets other keys": (
        lambda o, r: a_person(o, o.left(r, "osei"), "osei", sign=bytes(32)),
        "person_keys",
    ),
    "a deputy is put into the head's group": (
        lambda o, r: o.changed(r, "osei", "deputy", ("head",)),
        "role_groups",
    ),
    "a lead is left in the governors' group": (lambda o, r: a_person(o, r, "ellis", role="dsl"), "role_groups"),
    "somebody changes role and what they were is left out": (
        lambda o, r: a_person(o, r, "osei", role="left", groups=()),
        "standings",
    ),
    "what they were is another role": (lambda o, r: former(o, r, role="dsl"), "standings"),
    "what they were is another key": (lambda o, r: former(o, r, sign=bytes(32)), "standings"),
    "what they were lasted longer": (lambda o, r: former(o, r, until=2), "standings"),
    "what they were lasted shorter": (lambda o, r: former(o, r, groups=("pastoral",)), "standings"),
    "somebody was something before they came": (
        lambda o, r: a_person(o, r, "osei", was=(Standing("dsl", TEAM, bytes(32), 1),)),
        "standings",
    ),
    "the last lead leaves": (lambda o, r: o.left(r, "khan"), "last_dsl"),
    "a group is missing": (
        lambda _, r: replace(r, groups=tuple(one for one in r.groups if one.name != "pastoral")),
        "group_dropped",
    ),
    "a group's key skips an epoch": (lambda _, r: a_group(r, epoch=3), "group_epoch"),
    "a group's key goes back": (lambda _, r: a_group(r, epoch=1, kem=bytes(1216)), "group_key"),
    "a group's next key is nobody's": (lambda _, r: a_group(r, epoch=2, kem=bytes(1216)), "group_key"),
    "a group has nobody in it": (lambda o, r: o.left(r, "ward"), "last_member"),
    "a group's sheets are forgotten": (lambda _, r: a_group(r, recovery=None), "recovery_dropped"),
    "a group's sheets are nobody's": (
        lambda _, r: a_group(r, recovery=RecoveryKey(2, bytes(1216))),
        "recovery_unknown",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_roster_is_refused_by_name_when(office: Office, name: str) -> None:
    change, why = REFUSED[name]
    with pytest.raises(AppError) as refused:
        office.sign(office.body(change(office, office.following())))
    assert (refused.value.code, refused.value.data) == ("roster_refused", {"why": why})
    assert office.standing().number == 1


@pytest.mark.parametrize("name", ["osei", "patel", "robin", "ellis"])
def test_nobody_signs_who_holds_no_root(office: Office, name: str) -> None:
    with pytest.raises(AppError) as refused:
        office.sign(office.body(office.following()), by=name)
    assert (refused.value.code, office.standing().number) == ("forbidden", 1)


def test_a_new_key_that_a_leaver_would_hold_is_refused(office: Office) -> None:
    roster, new = office.rotated(office.following(), "safeguarding")
    with pytest.raises(AppError) as refused:
        office.sign(office.body(office.left(roster, "osei"), new))
    assert (refused.value.code, office.standing().number) == ("wraps_refused", 1)


def test_a_new_key_that_nobody_holds_is_refused(office: Office) -> None:
    roster, new = office.rotated(office.following(), "safeguarding")
    with pytest.raises(AppError) as refused:
        office.sign(office.body(roster, new.model_copy(update={"wraps": []})))
    assert refused.value.code == "wraps_refused"


def test_a_new_key_that_the_groups_sheets_would_not_open_is_refused(office: Office) -> None:
    roster, new = office.rotated(office.following(), "safeguarding")
    with pytest.raises(AppError) as refused:
        office.sign(office.body(roster, new.model_copy(update={"recovery": None})))
    assert refused.value.data == {"why": "recovery_wrap"}


@pytest.mark.parametrize(("by", "group"), [("khan", "head"), ("khan", "governors"), ("ward", "safeguarding")])
def test_nobody_brings_the_next_key_of_a_group_they_are_not_in(office: Office, by: str, group: GroupName) -> None:
    """A lead who made the head's next key could read what is written about the staff."""
    roster, new = office.rotated(office.following(), group)
    with pytest.raises(AppError) as refused:
        office.sign(office.body(roster, new), by=by)
    assert (refused.value.data, office.standing().number) == ({"why": "group_of_others"}, 1)


def test_a_key_that_the_roster_does_not_name_is_refused(office: Office) -> None:
    _, new = office.rotated(office.following(), "safeguarding")
    with pytest.raises(AppError) as refused:
        office.sign(office.body(office.following(), new))
    assert refused.value.data == {"why": "group_epoch"}


def test_a_key_is_not_replaced_by_another_of_its_number(office: Office) -> None:
    _, new = office.rotated(office.following(), "safeguarding")
    with pytest.raises(AppError) as refused:
        office.sign(office.body(office.following(), new.model_copy(update={"epoch": 1})))
    assert refused.value.data == {"why": "group_epoch"}


def test_an_old_key_is_given_to_nobody_outside_its_group(office: Office) -> None:
    wrap = office.wraps("safeguarding", 1, [office.actor("patel").person_id])[0]
    owed = OwedWrap(group="safeguarding", epoch=1, person=wrap.person, wrap=wrap.wrap)
    with pytest.raises(AppError) as refused:
        office.sign(office.body(office.following(), wraps=[owed]))
    assert (refused.value.code, office.standing().number) == ("wraps_refused", 1)


def test_the_root_is_given_to_no_deputy(office: Office) -> None:
    wrap = office.root_wrap("osei", office.root)
    with pytest.raises(AppError) as refused:
        office.sign(office.body(office.following(), root_wraps=[wrap]))
    assert refused.value.code == "wraps_refused"


def test_a_root_that_the_one_before_did_not_name_is_refused(office: Office) -> None:
    seed = bytes(32)
    with pytest.raises(AppError) as refused:
        office.sign(office.body(replace(office.following(), root=public_key(seed)), root=seed))
    assert refused.value.code == "roster_signature"


def test_a_new_root_that_its_signer_could_not_use_again_is_refused(office: Office) -> None:
    roster, seed = office.new_root(office.following())
    with pytest.raises(AppError) as refused:
        office.sign(office.body(roster, root=seed, root_wraps=[office.root_wrap("ward", seed)]))
    assert (refused.value.code, office.standing().number) == ("wraps_refused", 1)


def test_the_way_from_an_older_root_is_never_left_out(office: Office) -> None:
    roster, seed = office.new_root(office.following())
    office.sign(office.body(roster, root=seed, root_wraps=[office.root_wrap("khan", seed)]))
    office.root = seed
    with pytest.raises(AppError) as refused:
        office.sign(office.body(replace(office.following(), handed_over=())))
    assert refused.value.data == {"why": "handed_over"}
    forged = HandOver(public_key(seed), public_key(seed), bytes(64))
    with pytest.raises(AppError):
        office.sign(office.body(replace(office.following(), handed_over=(forged,))))


def test_of_two_leads_who_sign_at_once_one_wins_and_the_other_is_told(office: Office) -> None:
    """Each by a process of their own where the engine has several; what the other changed is not lost."""
    settings = office.hillcrest.settings
    second = office.hillcrest.database if settings.is_sqlite else Database(settings)
    bodies = {"khan": office.body(office.left(office.following(), "robin"))}
    bodies["ward"] = office.body(office.left(office.following(), "sam"))
    together, outcomes = threading.Barrier(2), {}

    def attempt(name: str, database: Database) -> None:
        together.wait()
        try:
            outcomes[name] = str(database.write_now(actions.sign_roster, office.actor(name), bodies[name]))
        except AppError as error:
            outcomes[name] = error.code

    threads = [
        threading.Thread(target=attempt, args=("khan", office.hillcrest.database)),
        threading.Thread(target=attempt, args=("ward", second)),
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    if second is not office.hillcrest.database:
        second.close()
    assert sorted(outcomes.values()) == ["2", "roster_conflict"]
    gone = {"khan": "robin", "ward": "sam"}
    winner, loser = sorted(outcomes, key=lambda name: outcomes[name])
    assert office.who(office.standing(), gone[winner]).role == "left"
    assert office.who(office.standing(), gone[loser]).role == "mentor"
    bodies[loser] = office.body(office.left(office.following(), gone[loser]))
    assert office.sign(bodies[loser], by=loser) == 3


def test_a_roster_over_http_needs_a_fresh_proof_of_who_signs(served: Served) -> None:
    office = Office(served.hillcrest)
    body = office.body(office.following()).model_dump()
    assert served.visitor().post("/api/roster", json=body).status_code == 401
    answer = served.signed_in("khan").post("/api/roster", json=body)
    assert (answer.status_code, answer.json()) == (200, {"number": 2})


def test_who_leaves_is_signed_out_and_given_nothing(served: Served) -> None:
    office, osei = Office(served.hillcrest), served.signed_in("osei")
    assert osei.get("/api/vault").status_code == 200
    assert office.leaves("osei") == 2
    assert osei.get("/api/vault").status_code == 401
    person = served.hillcrest.person("osei").person
    assert served.hillcrest.database.read_now(people.by_email, person.email) is None


def test_a_leavers_keys_stay_for_the_record(office: Office) -> None:
    osei = office.actor("osei").person_id
    office.leaves("osei")
    held = office.hillcrest.database.read_now(queries.holders, office.hillcrest.school.id, "safeguarding", 1)
    present = office.hillcrest.database.read_now(queries.holders, office.hillcrest.school.id, "safeguarding", 2)
    assert (osei in held, osei in present) == (True, False)


def test_who_changes_role_keeps_no_key_of_a_group_they_left(served: Served) -> None:
    office = Office(served.hillcrest)
    roster, new = office.rotated(office.changed(office.following(), "osei", "responder", ("pastoral",)), "safeguarding")
    office.sign(office.body(roster, new))
    browser = served.signed_in("osei")
    assert {one["name"] for one in browser.get("/api/vault").json()["groups"]} == {"pastoral"}
    me = browser.get("/api/session").json()
    assert (me["role"], me["groups"]) == ("responder", ["pastoral"])


def test_members_are_given_every_key_of_their_group_and_can_open_it(served: Served) -> None:
    office = Office(served.hillcrest)
    office.leaves("osei")
    khan = served.hillcrest.person("khan")
    vault = served.signed_in("khan").get("/api/vault").json()
    mine = [(one["epoch"], one["wrap"]) for one in vault["groups"] if one["name"] == "safeguarding"]
    assert [epoch for epoch, _ in mine] == [1, 2]
    group = office.standing().group("safeguarding")
    assert group is not None
    wrap = encoding.decode(mine[1][1])
    groups.unwrap_group_seed(khan.secrets.kem, office.school, "safeguarding", 2, khan.person.id, wrap, group.kem)


def test_what_a_leaver_signed_in_office_still_holds(office: Office) -> None:
    office.leaves("osei")
    signed = office.hillcrest.database.read_now(queries.current_roster, office.hillcrest.school.id)
    wire = {"doc": encoding.encode(signed.doc), "sig": encoding.encode(signed.sig)}
    roster = check_roster(
        {"doc": wire["doc"], "sig": wire["sig"]},
        school=office.school,
        root=office.hillcrest.held.root,
        at_least=2,
        now="2026-11-24T12:00:00Z",
    )
    osei = office.who(roster, "osei")
    assert (osei.role, osei.groups, [(was.role, was.until) for was in osei.was]) == ("left", (), [("deputy", 1)])


def test_a_new_root_takes_the_old_ones_place_for_those_it_was_given_to(served: Served) -> None:
    office = Office(served.hillcrest)
    pinned = office.standing().root
    roster, seed = office.new_root(office.following())
    office.sign(office.body(roster, root=seed, root_wraps=[office.root_wrap("khan", seed)]))
    assert served.signed_in("ward").get("/api/vault").json()["root_wrap"] is None
    assert served.signed_in("khan").get("/api/vault").json()["root_wrap"] is not None
    signed = served.visitor().get("/api/schools/hillcrest/roster").json()
    again = check_roster(signed, school=office.school, root=pinned, at_least=1, now="2026-11-24T12:00:00Z")
    assert again.root == public_key(seed)
    office.root = seed
    office.sign(office.body(office.following(), root_wraps=[office.root_wrap("ward", seed)]))
    assert served.signed_in("ward").get("/api/vault").json()["root_wrap"] is not None


def test_the_same_roster_again_is_a_conflict_and_changes_nothing(office: Office) -> None:
    body: NewRoster = office.body(office.following())
    office.sign(body)
    with pytest.raises(AppError) as refused:
        office.sign(body)
    assert (refused.value.code, office.standing().number) == ("roster_conflict", 2)
