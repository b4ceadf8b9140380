"""The wall, held messages and mentors' cards over HTTP: who may ask, and what comes back."""

import pytest

from app.conversations.schemas import NewItem
from app.core.ids import new_id
from tests.cases import World
from tests.hillcrest import Served
from tests.mentoring.test_held import new_mentor


@pytest.fixture
def world(served: Served) -> World:
    """The school that the app serves."""
    return World(served.hillcrest.database, served.hillcrest.school, served.hillcrest.held)


def body(item: NewItem) -> dict[str, object]:
    return item.model_dump()


def test_whoever_is_not_signed_in_sees_mentors_cards_and_no_wall(served: Served) -> None:
    anyone = served.visitor()
    assert anyone.get("/api/schools/hillcrest/mentors").json() == {"mentors": [], "same_year": False}
    assert anyone.get("/api/schools/nowhere/mentors").status_code == 404
    assert anyone.get("/api/wall").status_code == 401
    assert anyone.get(f"/api/chats/{new_id()}/held").status_code == 401


@pytest.mark.parametrize(
    ("name", "status"), [("khan", 200), ("osei", 200), ("patel", 200), ("ward", 403), ("robin", 403)]
)
def test_the_wall_is_for_those_who_supervise(served: Served, name: str, status: int) -> None:
    assert served.signed_in(name).get("/api/wall").status_code == status


def test_a_held_message_goes_from_the_mentor_to_the_lead_and_into_the_chat(served: Served, world: World) -> None:
    thread = new_mentor(world)
    first = world.written(thread, "robin", thread.conv, "msg", "That sounds lonely.")
    second = world.written(thread, "robin", thread.conv, "msg", "You should tell them off.")
    robin, khan = served.signed_in("robin"), served.signed_in("khan")
    path = f"/api/chats/{thread.id}/held"
    refused = robin.post(f"/api/streams/{thread.conv}/items", json=body(first))
    assert (refused.status_code, refused.json()["code"]) == (409, "message_held")
    assert [robin.post(path, json=body(item)).status_code for item in (first, first, second)] == [202, 202, 202]
    assert khan.post(path, json=body(first)).status_code == 403
    assert [item["cmid"] for item in khan.get(path).json()["items"]] == [first.cmid, second.cmid]
    assert robin.post(f"{path}/{first.cmid}/release").status_code == 403
    released = khan.post(f"{path}/{first.cmid}/release")
    assert (released.status_code, released.json()["dup"]) == (200, False)
    assert khan.post(f"{path}/{second.cmid}/return").status_code == 204
    gone = khan.post(f"{path}/{second.cmid}/release")
    assert (gone.status_code, gone.json()["code"], gone.json()["data"]) == (409, "held_decided", {"state": "returned"})
    assert khan.get(path).json() == {"items": []}


def test_a_mentor_who_puts_too_much_before_the_adults_is_asked_to_wait(served: Served, world: World) -> None:
    thread = new_mentor(world)
    robin, budget = world.actor("robin").person_id, served.app.state.budgets.staff_sends
    while budget.take(robin):
        pass
    refused = served.signed_in("robin").post(
        f"/api/chats/{thread.id}/held", json=body(world.written(thread, "robin", thread.conv, "msg", "Hello?"))
    )
    assert (refused.status_code, refused.json()["code"]) == (429, "too_fast")


def test_a_held_message_under_old_keys_is_refused_only_after_its_mentor_was_told(served: Served, world: World) -> None:
    thread = new_mentor(world)
    item = world.written(thread, "robin", thread.conv, "msg", "That sounds lonely.")
    served.signed_in("robin").post(f"/api/chats/{thread.id}/held", json=body(item))
    world.do(thread.pupil_rekeys)
    refused = served.signed_in("khan").post(f"/api/chats/{thread.id}/held/{item.cmid}/release")
    assert (refused.status_code, refused.json()["code"]) == (409, "epoch_old")
    assert world.desk("robin")[-1] == {"what": "seal_again", "id": thread.id, "cmid": item.cmid}


def test_the_first_word_aside_needs_an_epoch_that_an_adult_makes(served: Served, world: World) -> None:
    thread = world.mentored()
    epoch = thread.epoch_by(world.enrolled("khan"), thread.side).model_dump()
    path = f"/api/streams/{thread.side}/epochs"
    assert served.signed_in("robin").post(path, json=epoch).status_code == 403
    assert served.signed_in("ward").post(path, json=epoch).status_code == 404
    assert served.signed_in("khan").post(path, json=epoch).json() == {"seq": 1}
    assert len(served.signed_in("robin").get(path).json()["epochs"][0]["wraps"]) == 1
