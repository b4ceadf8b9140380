"""Each way of signing in opens the vault with what only its owner holds, and the server never holds that."""

from secrets import token_bytes
from typing import Any

import pytest
from httpx2 import Response

from app.audit import queries as audit
from app.audit.queries import Filter
from app.audit.schemas import log_id
from app.core import encoding
from app.sealing import person
from app.sealing.errors import CommitmentWrong
from app.sealing.sheets import read_sheet, split_sheet, write_sheet
from app.sealing.stretch import stretch
from tests.hillcrest import Hillcrest, Served, Visitor
from tests.people.authenticator import Authenticator
from tests.people.test_passkeys import register, sign_in


def vault_key(hillcrest: Hillcrest, browser: Visitor, name: str) -> bytes:
    """The vault key as the person's browser has it once it is unlocked."""
    who = hillcrest.person(name)
    box = encoding.decode(method_of(browser, "passphrase")["box"])
    wrap = person.split_stretched(stretch(who.passphrase, who.joining.salt))[1]
    return person.open_unlock(wrap, hillcrest.school.id, who.person.id, "passphrase", box)


def method_of(browser: Visitor, method: str) -> dict[str, Any]:
    [way] = [one for one in browser.get("/api/vault").json()["unlock"] if one["method"] == method]
    return dict(way)


def box_for(hillcrest: Hillcrest, name: str, method: str, wrap: bytes, key: bytes) -> str:
    who = hillcrest.person(name).person
    return encoding.encode(person.seal_unlock(wrap, hillcrest.school.id, who.id, method, key))


def add_sheet(served: Served, browser: Visitor, words: list[str]) -> Response:
    auth, wrap = split_sheet(read_sheet(" ".join(words)))
    key = vault_key(served.hillcrest, browser, "khan")
    box = box_for(served.hillcrest, "khan", "sheet", wrap, key)
    return browser.post("/api/account/sheet", json={"auth": encoding.encode(auth), "box": box})


def test_another_sheet_opens_no_vault(served: Served) -> None:
    browser = served.signed_in("khan")
    assert add_sheet(served, browser, write_sheet(token_bytes(32))).status_code == 204
    box = encoding.decode(method_of(browser, "sheet")["box"])
    _, wrong = split_sheet(token_bytes(32))
    who = served.hillcrest.person("khan").person
    with pytest.raises(CommitmentWrong):
        person.open_unlock(wrong, served.hillcrest.school.id, who.id, "sheet", box)


def test_with_a_printed_sheet_and_a_code_somebody_gets_back_in_and_chooses_a_new_passphrase(served: Served) -> None:
    hillcrest, who = served.hillcrest, served.hillcrest.person("khan").person
    words = write_sheet(token_bytes(32))
    assert add_sheet(served, served.signed_in("khan"), words).status_code == 204
    auth, wrap = split_sheet(read_sheet(" ".join(words)))
    browser = served.visitor()
    proof = hillcrest.proof("khan") | {"auth": encoding.encode(auth), "method": "sheet"}
    assert browser.post("/api/session", json=proof).status_code == 200
    key = person.open_unlock(
        wrap, hillcrest.school.id, who.id, "sheet", encoding.decode(method_of(browser, "sheet")["box"])
    )
    sealed = encoding.decode(browser.get("/api/vault").json()["secrets"])
    assert person.open_vault(key, hillcrest.school.id, who.id, sealed).root == hillcrest.held.root

    salt = token_bytes(16)
    new_auth, new_wrap = person.split_stretched(stretch("six new words that nobody knows", salt))
    wanted = {
        "salt": encoding.encode(salt),
        "auth": encoding.encode(new_auth),
        "box": box_for(hillcrest, "khan", "passphrase", new_wrap, key),
    }
    assert browser.put("/api/account/passphrase", json=wanted).status_code == 204
    again = method_of(browser, "passphrase")
    assert (again["salt"], again["m"], again["t"], again["p"]) == (wanted["salt"], 65536, 3, 1)
    assert person.open_unlock(new_wrap, hillcrest.school.id, who.id, "passphrase", encoding.decode(again["box"])) == key


def test_every_way_in_is_listed_with_the_box_that_it_opens(served: Served) -> None:
    browser, passkey = served.signed_in("khan"), Authenticator()
    add_sheet(served, browser, write_sheet(token_bytes(32)))
    register(browser, passkey)
    listed = [way["method"] for way in browser.get("/api/vault").json()["unlock"]]
    assert sorted(listed) == sorted(["passphrase", "sheet", passkey.method])
    assert {way["method"] for way in browser.get("/api/account").json()["methods"]} == set(listed)


def test_a_passkeys_box_waits_for_whoever_signs_in_with_it(served: Served) -> None:
    hillcrest, who, output = served.hillcrest, served.hillcrest.person("khan").person, token_bytes(32)
    browser, passkey = served.signed_in("khan"), Authenticator()
    box = box_for(hillcrest, "khan", passkey.method, output, vault_key(hillcrest, browser, "khan"))
    assert register(browser, passkey, box=box).status_code == 204
    elsewhere = served.visitor()
    assert sign_in(elsewhere, passkey).status_code == 200
    sealed = encoding.decode(method_of(elsewhere, passkey.method)["box"])
    assert person.open_unlock(output, hillcrest.school.id, who.id, passkey.method, sealed)


def test_a_vault_is_stored_again_only_by_its_owner_and_on_the_record(served: Served) -> None:
    khan, osei = served.signed_in("khan"), served.signed_in("osei")
    before = osei.get("/api/vault").json()["secrets"]
    sealed = encoding.encode(b"\x01" + bytes(240))
    assert served.visitor().put("/api/account/vault", json={"secrets": sealed}).status_code == 401
    assert khan.put("/api/account/vault", json={"secrets": encoding.encode(bytes(1025))}).status_code == 422
    assert khan.put("/api/account/vault", json={"secrets": sealed}).status_code == 204
    assert (khan.get("/api/vault").json()["secrets"], osei.get("/api/vault").json()["secrets"]) == (sealed, before)
    log = log_id(served.hillcrest.school.id, "school")
    newest = served.hillcrest.database.read_now(audit.entries, [log], Filter()).entries[0]
    assert (newest.action, newest.actor.id) == ("vault.stored", served.hillcrest.person("khan").person.id)
