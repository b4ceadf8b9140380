"""A person's browser gets what is sealed to that person, opens it with their passphrase alone, and nothing else."""

import pytest

from app.audit import queries as audit
from app.audit.queries import Filter
from app.audit.schemas import log_id
from app.core import encoding
from app.core.errors import NotFound
from app.core.ids import PersonId
from app.keys import queries
from app.sealing import groups, person
from app.sealing.errors import CommitmentWrong, WrapBroken
from app.sealing.roster import check_roster, person_kem
from app.sealing.stretch import stretch
from app.sealing.wrap import kem_public_key
from tests.hillcrest import Hillcrest, Served

NOW = "2026-11-24T12:00:00Z"


def wrap_key(hillcrest: Hillcrest, name: str, passphrase: str | None = None) -> bytes:
    who = hillcrest.person(name)
    return person.split_stretched(stretch(passphrase or who.passphrase, who.joining.salt))[1]


def test_a_wrong_passphrase_opens_no_vault(served: Served) -> None:
    school, khan = served.hillcrest.school.id, served.hillcrest.person("khan").person.id
    way = served.signed_in("khan").get("/api/vault").json()["unlock"][0]
    wrong = wrap_key(served.hillcrest, "khan", "six other words that are wrong")
    with pytest.raises(CommitmentWrong):
        person.open_unlock(wrong, school, khan, "passphrase", encoding.decode(way["box"]))


def test_nobody_is_given_what_is_sealed_to_another(served: Served) -> None:
    vaults = {name: served.signed_in(name).get("/api/vault").json() for name in ("khan", "osei", "ward", "robin")}
    assert len({vault["secrets"] for vault in vaults.values()}) == len(vaults)
    assert {group["name"] for group in vaults["ward"]["groups"]} == {"head"}
    assert vaults["robin"]["groups"] == []
    assert vaults["osei"]["root_wrap"] is vaults["robin"]["root_wrap"] is None


def test_one_members_wrap_is_nothing_to_another(served: Served) -> None:
    hillcrest = served.hillcrest
    osei, khan = hillcrest.person("osei"), hillcrest.person("khan")
    group = next(
        one for one in served.signed_in("osei").get("/api/vault").json()["groups"] if one["name"] == "safeguarding"
    )
    expected = kem_public_key(hillcrest.held.group("safeguarding").seed)
    with pytest.raises(WrapBroken):
        groups.unwrap_group_seed(
            khan.secrets.kem,
            hillcrest.school.id,
            "safeguarding",
            1,
            osei.person.id,
            encoding.decode(group["wrap"]),
            expected,
        )


def test_with_a_passphrase_alone_a_browser_reaches_every_key_it_needs(served: Served) -> None:
    hillcrest, school = served.hillcrest, served.hillcrest.school.id
    khan = hillcrest.person("khan").person.id
    browser = served.signed_in("khan")
    vault, signed = browser.get("/api/vault").json(), browser.get("/api/roster").json()
    [way] = vault["unlock"]
    assert way["salt"] == browser.post("/api/session/start", json={"email": "khan@hillcrest.example"}).json()["salt"]
    key = person.open_unlock(wrap_key(hillcrest, "khan"), school, khan, way["method"], encoding.decode(way["box"]))
    mine = person.open_vault(key, school, khan, encoding.decode(vault["secrets"]))
    roster = check_roster(
        {"doc": signed["doc"], "sig": signed["sig"]}, school=school, root=mine.root, at_least=1, now=NOW
    )
    for group in vault["groups"]:
        published = roster.group(group["name"])
        assert published is not None
        groups.unwrap_group_seed(
            mine.kem, school, group["name"], group["epoch"], khan, encoding.decode(group["wrap"]), published.kem
        )
    assert {group["name"] for group in vault["groups"]} == {"pastoral", "safeguarding"}
    groups.unwrap_root_seed(mine.kem, school, khan, encoding.decode(vault["root_wrap"]), mine.root)
    for sent in signed["keys"]:
        person_kem(roster, sent["person"], sent["kem"])
    assert {sent["person"] for sent in signed["keys"]} == {one.id for one in roster.people}


def test_a_pupils_browser_gets_the_roster_without_signing_in(served: Served) -> None:
    signed = served.visitor().get("/api/schools/hillcrest/roster").json()
    roster = check_roster(signed, school=served.hillcrest.school.id, root=None, at_least=1, now=NOW)
    assert (roster.number, roster.root) == (1, served.hillcrest.held.root)


def test_there_is_no_roster_of_a_school_that_is_not_there(served: Served) -> None:
    assert served.visitor().get("/api/schools/elsewhere/roster").status_code == 404


def test_unlocking_is_recorded(served: Served) -> None:
    assert served.signed_in("khan").post("/api/vault/unlocked").status_code == 204
    log = log_id(served.hillcrest.school.id, "school")
    newest = served.hillcrest.database.read_now(audit.entries, [log], Filter()).entries[0]
    assert (newest.action, newest.actor.id) == ("vault.unlocked", served.hillcrest.person("khan").person.id)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_seed_and_no_passphrase_is_anywhere_in_the_database(hillcrest: Hillcrest) -> None:
    # One engine's file is enough to search: what is stored does not depend on the engine.
    stored = b"".join(path.read_bytes() for path in hillcrest.settings.data_dir.glob("hark.db*"))
    held = hillcrest.held
    secret = [seed.seed for seed in held.groups] + [root_seed(hillcrest)]
    for one in held.people:
        secret += [one.secrets.kem, one.secrets.sign, one.passphrase.encode()]
        secret += [] if one.totp is None else [one.totp.encode()]
    for value in secret:
        assert value not in stored
        assert encoding.encode(value).encode() not in stored
    assert hillcrest.person("khan").enrolment.keys.kem in stored


def root_seed(hillcrest: Hillcrest) -> bytes:
    khan = hillcrest.person("khan")
    wrap = hillcrest.held.ceremony.root_wraps[khan.person.id]
    return groups.unwrap_root_seed(khan.secrets.kem, hillcrest.school.id, khan.person.id, wrap, hillcrest.held.root)


def test_a_person_who_never_enrolled_has_no_key(hillcrest: Hillcrest) -> None:
    with pytest.raises(NotFound):
        hillcrest.database.read_now(queries.kem_key, PersonId("nobody"))
