"""Two who come at the same moment with one code: over two connections, as two processes of a server would."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest

from app.core import clock
from app.core.db import Database
from app.core.errors import AppError
from app.core.ids import new_id
from app.people import actions, credentials, queries
from app.people.actions import PasskeyUse, Proof
from app.people.errors import SignInFailed
from app.people.schemas import NewPasskey, Person
from tests.hillcrest import SERVER, Hillcrest

ROUNDS = 5


def of_a_code(hillcrest: Hillcrest, number: int) -> tuple[str, Proof]:
    return "khan", Proof(totp_step=number)


def of_a_mentors_code(hillcrest: Hillcrest, number: int) -> tuple[str, Proof]:
    mentor = hillcrest.person("robin").person.id
    mac = credentials.code_mac(SERVER, mentor, f"{number:08}")
    hillcrest.database.write_now(actions.set_duty, hillcrest.actor("khan"), "on")
    hillcrest.database.write_now(actions.give_sign_in_code, hillcrest.actor("khan"), mentor, mac, 10)
    return "robin", Proof(code_mac=mac)


def of_a_passkey(hillcrest: Hillcrest, number: int) -> tuple[str, Proof]:
    ends = clock.now() + timedelta(minutes=5)
    passkey = NewPasskey(f"key{number}", b"public", 0, new_id(), ends)
    method = hillcrest.database.write_now(actions.add_passkey, hillcrest.actor("khan"), passkey, "Phone")
    return "khan", Proof(method, passkey=PasskeyUse(new_id(), ends, 0))


def is_let_in(person: Person, proof: Proof, start: Barrier, through: Database) -> bool:
    start.wait()
    try:
        through.write_now(actions.sign_in, person, proof, hours=1, idle_minutes=60)
    except AppError:
        return False
    return True


@pytest.mark.parametrize("proof_of", [of_a_code, of_a_mentors_code, of_a_passkey])
def test_of_two_who_come_at_once_with_one_proof_one_is_let_in(
    hillcrest: Hillcrest, proof_of: Callable[[Hillcrest, int], tuple[str, Proof]]
) -> None:
    other = Database(hillcrest.settings)
    try:
        with ThreadPoolExecutor(2) as pool:
            for number in range(1, ROUNDS + 1):
                name, proof = proof_of(hillcrest, number)
                come = partial(is_let_in, hillcrest.person(name).person, proof, Barrier(2))
                assert sorted(pool.map(come, (hillcrest.database, other))) == [False, True]
    finally:
        other.close()


def test_a_passphrase_that_was_changed_while_it_was_compared_lets_nobody_in(hillcrest: Hillcrest) -> None:
    who = hillcrest.person("khan")
    found = hillcrest.database.read_now(queries.sign_in_of, who.person.email)
    assert found is not None
    compared = Proof(auth_hash=found.auth_hash)
    hillcrest.database.write_now(actions.change_passphrase, hillcrest.actor("khan"), bytes(16), "another hash")
    with pytest.raises(SignInFailed):
        hillcrest.database.write_now(actions.sign_in, who.person, compared, hours=1, idle_minutes=60)
