"""The calls of the urgent lane, as a browser makes them."""

from typing import Any

import pytest

from app.alerts import queries
from app.alerts.actions import ladder
from app.alerts.schemas import AlertRules
from app.people.door import DEVICE_COOKIE
from tests.cases import NOT_SAFE, World
from tests.hillcrest import Served, Visitor

ENDPOINT = "https://updates.push.services.mozilla.com/wpush/v2/abc"


def known(visitor: Visitor, device: str = "a browser") -> Visitor:
    visitor.cookies.set(DEVICE_COOKIE, device, domain="localhost.local", path="/api/session")
    return visitor


def refused(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@pytest.mark.parametrize("name", ["robin"])
def test_a_mentor_has_no_urgent_lane(served: Served, name: str) -> None:
    visitor = known(served.signed_in(name))
    for call in ("/api/alerts", "/api/alerts/quiet", "/api/session/device", "/api/session/device/all"):
        assert refused(visitor.get(call)) == (403, "forbidden")


def test_nobody_but_the_lead_sets_the_ladder(served: Served) -> None:
    body = AlertRules(leads=5).model_dump()
    for name in ("osei", "ward", "patel"):
        assert refused(served.signed_in(name).put("/api/alerts/rules", json=body)) == (403, "forbidden")
    khan = served.signed_in("khan")
    assert khan.put("/api/alerts/rules", json=body).json()["leads"] == 5
    assert khan.get("/api/alerts/rules").json() == khan.put("/api/alerts/rules", json=body).json()
    assert refused(khan.put("/api/alerts/rules", json=body | {"leads": 99})) == (422, "alert_minutes_invalid")


def test_a_browser_that_has_lost_its_name_is_sent_to_sign_in_again(served: Served) -> None:
    khan = served.signed_in("khan")
    assert khan.get("/api/session/device").json()["known"] is False
    assert refused(khan.put("/api/session/device/push", json={"endpoint": ENDPOINT})) == (409, "device_unknown")


def test_a_browser_turns_its_alerts_on_tries_them_and_turns_them_off(served: Served) -> None:
    khan = known(served.signed_in("khan"))
    assert refused(khan.post("/api/session/device/push/try")) == (409, "no_push_here")
    assert khan.put("/api/session/device/push", json={"endpoint": ENDPOINT}).status_code == 204
    inward = {"endpoint": "https://10.0.0.1/x/y"}
    assert refused(khan.put("/api/session/device/push", json=inward)) == (422, "push_service_unknown")
    assert khan.post("/api/session/device/tested", json={"heard": True, "pushed": True}).status_code == 204
    state = khan.get("/api/session/device").json()
    assert (state["push"], state["tested"]) == (True, True)
    (line,) = khan.get("/api/session/device/all").json()["devices"]
    assert line["here"]
    # Somebody else who uses the same browser has neither seen nor changed anything of it.
    osei = known(served.signed_in("osei"))
    assert osei.get("/api/session/device").json()["push"] is False
    assert osei.delete(f"/api/session/device/{line['id']}").status_code == 204
    assert khan.get("/api/session/device").json()["push"] is True
    assert khan.delete(f"/api/session/device/{line['id']}").status_code == 204
    assert khan.get("/api/session/device/all").json() == {"devices": []}


def test_the_deputy_answers_and_the_lead_reads_who_it_was(served: Served) -> None:
    hillcrest = served.hillcrest
    world = World(hillcrest.database, hillcrest.school, hillcrest.held)
    world.report(NOT_SAFE)
    for todo in world.ask(queries.due):
        served.portal.call(_attend, world, todo)
    osei, khan = served.signed_in("osei"), served.signed_in("khan")
    (line,) = osei.get("/api/alerts").json()["live"]
    after = osei.post(f"/api/alerts/{line['id']}/answer").json()["live"]
    assert after[0]["answered"]["me"] is True
    assert refused(khan.post(f"/api/alerts/{line['id']}/answer")) == (409, "alert_answered")
    assert khan.get("/api/alerts").json()["live"][0]["answered"]["alias"] == world.actor("osei").alias
    assert refused(served.signed_in("ellis").post(f"/api/alerts/{line['id']}/answer")) == (404, "not_found")


async def _attend(world: World, todo: queries.ToDo) -> None:
    await world.db.write(ladder.attend, todo)


def test_quiet_hours_are_the_persons_own(served: Served) -> None:
    khan, osei = served.signed_in("khan"), served.signed_in("osei")
    assert khan.put("/api/alerts/quiet", json={"hours": [1200, 420]}).json() == {"hours": [1200, 420]}
    assert osei.get("/api/alerts/quiet").json() == {"hours": None}
    assert refused(khan.put("/api/alerts/quiet", json={"hours": [60, 60]})) == (422, "quiet_invalid")
    assert khan.put("/api/alerts/quiet", json={"hours": None}).json() == {"hours": None}
    assert khan.get("/api/alerts/quiet").json() == {"hours": None}
