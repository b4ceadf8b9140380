"""A mentor on a shared device: where the school asks for it, the adult on duty lets them in, once."""

import pytest
from httpx2 import Response

from app.core import clock
from tests.hillcrest import Served, Visitor


@pytest.fixture
def strict(served: Served) -> Served:
    """The school, asking its mentors for a code."""
    khan = served.signed_in("khan")
    settings = khan.get("/api/school").json() | {"mentor_code": True}
    assert khan.put("/api/school", json=settings).status_code == 200
    return served


def on_duty(served: Served, name: str = "khan") -> Visitor:
    adult = served.signed_in(name)
    assert adult.post("/api/duty", json={"state": "on"}).status_code == 200
    return adult


def code_for(served: Served, mentor: str, *, by: str = "khan") -> str:
    person = served.hillcrest.person(mentor).person.id
    given = on_duty(served, by).post(f"/api/people/{person}/sign-in-code")
    assert given.status_code == 200
    code: str = given.json()["code"]
    return code


def comes_in(served: Served, mentor: str, code: str | None) -> Response:
    return served.visitor().post("/api/session", json=served.hillcrest.proof(mentor) | {"code": code})


def is_refused(answer: Response) -> bool:
    return (answer.status_code, answer.json()["code"]) == (401, "sign_in_failed")


def test_a_passphrase_alone_is_not_enough_for_a_mentor(strict: Served) -> None:
    assert is_refused(comes_in(strict, "robin", None))
    assert is_refused(comes_in(strict, "robin", ""))
    assert is_refused(comes_in(strict, "robin", "00000000"))


def test_a_code_opens_once(strict: Served) -> None:
    code = code_for(strict, "robin")
    assert comes_in(strict, "robin", code).status_code == 200
    assert is_refused(comes_in(strict, "robin", code))


def test_a_code_is_for_one_mentor(strict: Served) -> None:
    code = code_for(strict, "robin")
    assert is_refused(comes_in(strict, "sam", code))
    assert comes_in(strict, "robin", code).status_code == 200


def test_a_new_code_takes_the_place_of_the_one_before(strict: Served) -> None:
    first, second = code_for(strict, "robin"), code_for(strict, "robin", by="osei")
    assert is_refused(comes_in(strict, "robin", first))
    assert comes_in(strict, "robin", second).status_code == 200


def test_a_code_runs_out_after_ten_minutes(strict: Served) -> None:
    with clock.frozen(clock.now()) as time:
        code = code_for(strict, "robin")
        time.advance(minutes=10)
        assert is_refused(comes_in(strict, "robin", code))


def test_a_code_without_the_passphrase_opens_nothing_and_is_not_used_up(strict: Served) -> None:
    code = code_for(strict, "robin")
    wrong = strict.hillcrest.proof("sam")["auth"]
    tried = strict.visitor().post("/api/session", json=strict.hillcrest.proof("robin") | {"code": code, "auth": wrong})
    assert is_refused(tried)
    assert comes_in(strict, "robin", code).status_code == 200


def test_a_code_may_be_typed_in_two_halves(strict: Served) -> None:
    code = code_for(strict, "robin")
    assert comes_in(strict, "robin", f"{code[:4]} {code[4:]}").status_code == 200


def test_the_adults_own_code_is_still_their_authenticators(strict: Served) -> None:
    answer = strict.visitor().post("/api/session", json=strict.hillcrest.proof("khan"))
    assert answer.status_code == 200


def test_where_the_school_does_not_ask_a_passphrase_is_enough(served: Served) -> None:
    assert comes_in(served, "robin", None).status_code == 200
