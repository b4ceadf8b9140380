"""Which roster may follow which: numbers go up by one, and the same root signs. Nothing else is ever stored."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.audit.schemas import SYSTEM
from app.core import clock, encoding
from app.core.errors import AppError
from app.core.ids import SchoolId
from app.keys import actions, queries
from app.sealing import groups
from app.sealing.documents import Roster, read_roster
from app.sealing.roster import sign_roster
from tests.hillcrest import Hillcrest


def root_seed(hillcrest: Hillcrest) -> bytes:
    """The root's seed, as the lead's own browser gets it."""
    khan, held = hillcrest.person("khan"), hillcrest.held
    wrap = held.ceremony.root_wraps[khan.person.id]
    return groups.unwrap_root_seed(khan.secrets.kem, hillcrest.school.id, khan.person.id, wrap, held.root)


def following(hillcrest: Hillcrest) -> Roster:
    """The roster that would be number 2."""
    return replace(read_roster(hillcrest.held.ceremony.roster), number=2)


def publish(hillcrest: Hillcrest, roster: Roster, seed: bytes | None = None, school: SchoolId | None = None) -> None:
    signed = sign_roster(seed or root_seed(hillcrest), roster)
    hillcrest.database.write_now(
        actions.publish_roster,
        school or hillcrest.school.id,
        encoding.decode(signed["doc"]),
        encoding.decode(signed["sig"]),
        by=SYSTEM,
    )


def number(hillcrest: Hillcrest) -> int:
    return hillcrest.database.read_now(queries.current_roster, hillcrest.school.id).number


@pytest.mark.parametrize("wrong", [1, 3, 7])
def test_a_roster_whose_number_does_not_follow_is_refused(hillcrest: Hillcrest, wrong: int) -> None:
    with pytest.raises(AppError) as refused:
        publish(hillcrest, replace(following(hillcrest), number=wrong))
    assert (refused.value.code, number(hillcrest)) == ("roster_conflict", 1)


def test_a_roster_that_another_root_signed_is_refused(hillcrest: Hillcrest) -> None:
    with pytest.raises(AppError) as refused:
        publish(hillcrest, following(hillcrest), seed=bytes(32))
    assert (refused.value.code, number(hillcrest)) == ("roster_signature", 1)


def test_a_roster_that_names_a_root_of_its_own_is_refused(hillcrest: Hillcrest) -> None:
    from_itself = replace(following(hillcrest), root=bytes(32))
    with pytest.raises(AppError) as refused:
        publish(hillcrest, from_itself)
    assert (refused.value.code, number(hillcrest)) == ("roster_signature", 1)


def test_a_roster_of_another_school_is_refused(hillcrest: Hillcrest) -> None:
    elsewhere = replace(following(hillcrest), school="0190a1b2-0000-7000-8000-000000000000")
    with pytest.raises(AppError) as refused:
        publish(hillcrest, elsewhere)
    assert (refused.value.code, number(hillcrest)) == ("roster_other_school", 1)


def test_a_roster_that_has_run_out_is_refused(hillcrest: Hillcrest) -> None:
    ended = clock.now() - timedelta(days=1)
    with pytest.raises(AppError) as refused:
        publish(hillcrest, replace(following(hillcrest), expires=f"{ended:%Y-%m-%dT%H:%M:%SZ}"))
    assert (refused.value.code, number(hillcrest)) == ("roster_refused", 1)


def test_a_roster_that_was_changed_after_signing_is_refused(hillcrest: Hillcrest) -> None:
    signed = sign_roster(root_seed(hillcrest), following(hillcrest))
    forged = encoding.decode(signed["doc"]).replace(b'"Ms Khan"', b'"Mx Khan"')
    with pytest.raises(AppError) as refused:
        hillcrest.database.write_now(
            actions.publish_roster, hillcrest.school.id, forged, encoding.decode(signed["sig"]), by=SYSTEM
        )
    assert (refused.value.code, number(hillcrest)) == ("roster_signature", 1)


def test_the_next_roster_is_served_byte_for_byte(hillcrest: Hillcrest) -> None:
    publish(hillcrest, following(hillcrest))
    stored = hillcrest.database.read_now(queries.current_roster, hillcrest.school.id)
    assert stored.number == 2
    assert read_roster(stored.doc) == following(hillcrest)
