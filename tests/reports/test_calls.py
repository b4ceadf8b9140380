"""The calls of a pupil and of the console, as a browser makes them."""

import json
from itertools import count
from typing import Any

import pytest
from httpx2 import Response

from app.cli.demo.browser import Telling, Thread
from app.core import clock, encoding
from app.core.budgets import Budget
from app.reports import challenges, queries
from app.reports.schemas import Report
from tests import hillcrest
from tests.cases import ABOUT_STAFF, ADULT_WANTED, NO_CHAT, NOT_SAFE, World
from tests.hillcrest import Served, Visitor

SCHOOL = "/api/schools/hillcrest"


def solved(page: Visitor) -> dict[str, str]:
    """The puzzle that the page is given, with its answer."""
    given = page.post(f"{SCHOOL}/work", json={}).json()
    text, bits = given["challenge"], given["bits"]
    challenge = challenges.Challenge(text, "", clock.now(), bits)
    return {"challenge": text, "answer": next(str(n) for n in count() if challenges.is_solved(challenge, str(n)))}


def written(world: World, page: Visitor, thread: Thread) -> dict[str, Any]:
    body: dict[str, Any] = world.ask(thread.new_report, hillcrest.SERVER).model_dump(mode="json")
    return {**body, "work": solved(page)}


def send(page: Visitor, body: dict[str, Any]) -> Response:
    return page.post(f"{SCHOOL}/reports", json=body)


def sent(world: World, served: Served, telling: Telling = ADULT_WANTED) -> tuple[Visitor, Thread]:
    """A page that has sent a report, and holds the token it was given."""
    page, thread = served.visitor(), world.pupil(telling)
    answer = send(page, written(world, page, thread))
    assert answer.status_code == 201, answer.text
    page.headers["Authorization"] = f"Bearer {answer.json()['token']}"
    return page, thread


def test_thirty_pupils_behind_one_address_all_get_through(world: World, served: Served) -> None:
    page = served.visitor()
    answers = [send(page, written(world, page, world.pupil(NO_CHAT))) for _ in range(30)]
    assert {answer.status_code for answer in answers} == {201}
    assert not any(stored(world, answer).overflow for answer in answers)


def stored(world: World, answer: Response) -> Report:
    found = world.ask(queries.report, answer.json()["mailbox"]["conv"])
    assert found is not None
    return found


def test_a_flood_waits_in_the_tray_and_a_child_who_is_not_safe_stands_in_the_inbox(
    world: World, served: Served
) -> None:
    served.app.state.budgets.reports = Budget(1, 0.001)
    page = served.visitor()
    answers = [send(page, written(world, page, world.pupil(telling))) for telling in (NO_CHAT, NO_CHAT, NOT_SAFE)]
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    cases = served.signed_in("khan").get("/api/cases").json()
    assert ([case["number"] for case in cases["cases"]], cases["tray"]) == ([3, 1], 1)


def test_the_puzzle_gets_harder_while_many_are_asked_for(served: Served) -> None:
    page = served.visitor()
    bits = [page.post(f"{SCHOOL}/work", json={}).json()["bits"] for _ in range(40)]
    assert bits[0] == 14
    assert max(bits) >= 19


def test_a_report_about_staff_does_not_move_the_puzzle(world: World, served: Served) -> None:
    """Else somebody could tell from it that a report had come which they were not shown."""
    budget = served.app.state.budgets.reports
    before = budget.load(f"work/{world.school.id}")
    world.report(ABOUT_STAFF)
    page = served.visitor()
    body = written(world, page, world.pupil(ABOUT_STAFF))
    asked = budget.load(f"work/{world.school.id}")
    assert send(page, body).status_code == 201
    assert budget.load(f"work/{world.school.id}") <= asked
    assert asked > before


@pytest.mark.parametrize(
    "change",
    [
        {"conv": "not-an-id"},
        {"route": "parents"},
        {"safe": "maybe"},
        {"mentor": "romance"},
        {"chat": "robot"},
        {"locator_hash": "AAAA"},
        {"mailbox_key": "A" * 44},
        {"epoch": None},
        {"text": "in the clear"},
        {"work": {"challenge": "x", "answer": "-1"}},
    ],
)
def test_a_report_that_is_not_of_the_documented_shape_is_refused_and_never_quoted(
    world: World, served: Served, change: dict[str, Any]
) -> None:
    page = served.visitor()
    answer = send(page, {**written(world, page, world.pupil()), **change})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert "in the clear" not in answer.text


def test_a_second_press_is_the_same_report_and_opens_the_same_mailbox(world: World, served: Served) -> None:
    page, thread = served.visitor(), world.pupil()
    body = written(world, page, thread)
    first, second = send(page, body).json(), send(page, body).json()
    assert (first["dup"], second["dup"], second["mailbox"]["conv"]) == (False, True, first["mailbox"]["conv"])


@pytest.mark.parametrize("call", ["/api/mailbox", "/api/mailbox/items", "/api/mailbox/epochs", "/api/cases"])
def test_nobody_reads_without_a_token_or_a_cookie(served: Served, call: str) -> None:
    page = served.visitor()
    assert page.get(call).status_code == 401
    page.headers["Authorization"] = "Bearer " + "A" * 43
    assert page.get(call).status_code == 401


def test_a_pupils_token_opens_nothing_of_the_consoles(world: World, served: Served) -> None:
    page, thread = sent(world, served)
    calls = ["/api/cases", f"/api/cases/{thread.id}", f"/api/streams/{thread.conv}/items", "/api/waiting"]
    assert {page.get(call).status_code for call in calls} == {401}


def test_a_staff_cookie_opens_no_mailbox(world: World, served: Served) -> None:
    sent(world, served)
    assert served.signed_in("khan").get("/api/mailbox").status_code == 401


def test_a_pupil_sees_their_own_conversation_and_writes_into_it(world: World, served: Served) -> None:
    page, thread = sent(world, served)
    item = world.do(thread.sealed, world.enrolled("khan"), thread.conv, "msg", {"text": "and then"})
    answer = page.post("/api/mailbox/items", json={**item.model_dump(), "kind": "msg"})
    assert answer.json() == {"seq": 2, "dup": False}
    assert [each["kind"] for each in page.get("/api/mailbox/items").json()["items"]] == ["report", "msg"]
    assert [each["epoch"] for each in page.get("/api/mailbox/epochs").json()["epochs"]] == [1]
    assert page.get("/api/mailbox/items?after=2").json() == {"items": [], "more": False}


def test_return_words_open_the_mailbox_again(world: World, served: Served) -> None:
    _, thread = sent(world, served)
    answer = come_back(served.visitor(), world, thread)
    assert (answer.status_code, answer.json()["mailbox"]["conv"]) == (200, thread.id)


def come_back(page: Visitor, world: World, thread: Thread) -> Response:
    challenge = page.post(f"{SCHOOL}/mailbox/challenge", json={}).json()["challenge"]
    return page.post(
        f"{SCHOOL}/mailbox/open",
        json={
            "locator": encoding.encode(thread.mailbox.locator),
            "challenge": challenge,
            "sig": encoding.encode(thread.mailbox.sign_challenge(world.school.id, challenge)),
        },
    )


def test_wrong_words_are_held_up_for_themselves_and_for_nobody_else(world: World, served: Served) -> None:
    """The budget is kept for the words: a class of thirty has one address."""
    _, thread = sent(world, served)
    nobody, page = world.pupil(), served.visitor()
    answers = [come_back(page, world, nobody) for _ in range(9)]
    assert [answer.status_code for answer in answers] == [404] * 8 + [429]
    assert (answers[0].json()["code"], answers[-1].json()["code"]) == ("words_unknown", "too_many_tries")
    assert come_back(page, world, thread).status_code == 200


def test_forgotten_words_and_a_page_that_was_left_open_nothing(world: World, served: Served) -> None:
    page, thread = sent(world, served)
    assert page.post("/api/mailbox/forget", json={}).status_code == 204
    assert come_back(served.visitor(), world, thread).json()["code"] == "words_unknown"
    assert page.delete("/api/mailbox/session").status_code == 204
    assert page.get("/api/mailbox").status_code == 401


def test_an_adult_opens_a_case_and_has_what_opens_it(world: World, served: Served) -> None:
    _, thread = sent(world, served)
    console = served.signed_in("khan")
    assert console.get(f"/api/streams/{thread.conv}/epochs").status_code == 403
    opened = console.post(f"/api/cases/{thread.id}/open", json={}).json()
    conv = opened["streams"][0]
    assert [wrap["to"] for wrap in conv["epochs"][0]["wraps"]] == ["group:safeguarding:1"]
    assert (conv["items"][0]["kind"], opened["opened_by"][0]["alias"]) == ("report", "Ms Khan")
    assert console.get(f"/api/streams/{thread.conv}/items?before=2").json()["items"][0]["kind"] == "report"


@pytest.mark.parametrize("name", ["khan", "osei", "patel", "robin", "ellis"])
def test_whoever_a_report_is_routed_past_gets_the_same_answers_as_for_one_that_is_not_there(
    world: World, served: Served, name: str
) -> None:
    _, hidden = sent(world, served, ABOUT_STAFF)
    console = served.signed_in(name)
    nothing = world.pupil()
    for path, body in (
        ("/api/cases/{id}", None),
        ("/api/cases/{id}/export", None),
        ("/api/streams/conv:{id}/items", None),
        ("/api/streams/file:{id}/epochs", None),
        ("/api/cases/{id}/open", {}),
        ("/api/cases/{id}/take", {"v": 1}),
        ("/api/cases/{id}/told", {"status": "asked"}),
        ("/api/cases/{id}/help", {"route": "ceop"}),
    ):
        answers = [ask(console, path.format(id=one.id), body) for one in (hidden, nothing)]
        assert answers[0] == answers[1], path
        assert answers[0][0] in {403, 404}


def ask(console: Visitor, path: str, body: dict[str, Any] | None) -> tuple[int, str]:
    answer = console.get(path) if body is None else console.post(path, json=body)
    return answer.status_code, json.dumps(answer.json(), sort_keys=True)


def test_a_mentor_has_the_waiting_list_and_no_cases(served: Served) -> None:
    mentor = served.signed_in("robin")
    assert mentor.get("/api/cases").status_code == 403
    conditions = mentor.get("/api/waiting").json()["gate"]["conditions"]
    assert [each["code"] for each in conditions if not each["ok"]] == ["on_duty", "adult_live", "feeling"]
    assert served.signed_in("khan").get("/api/waiting").status_code == 403


def test_everybody_who_is_known_gets_a_ticket_and_nobody_else_does(world: World, served: Served) -> None:
    page, _ = sent(world, served)
    for visitor in (page, served.signed_in("khan"), served.signed_in("robin")):
        assert len(visitor.post("/api/rt/ticket", json={}).json()["ticket"]) == 43
    assert served.visitor().post("/api/rt/ticket", json={}).status_code == 401


def test_a_case_cannot_be_closed_without_a_last_word(world: World, served: Served) -> None:
    _, thread = sent(world, served, NO_CHAT)
    outcome = world.do(thread.sealed, world.enrolled("khan"), thread.file, "outcome", {"outcome": "x", "reason": "y"})
    body = {"outcome": outcome.model_dump(), "v": 1}
    answer = served.signed_in("khan").post(f"/api/cases/{thread.id}/close", json=body)
    assert (answer.status_code, world.case(thread).state) == (422, "sent")
