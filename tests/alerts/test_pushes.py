"""Pushes: to which services they may go, what they say, and when a browser is forgotten."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from app.alerts import push, queries
from app.alerts.actions import devices, ladder
from app.alerts.errors import NoPushHere, PushServiceUnknown
from app.alerts.pusher import Pusher
from app.alerts.schemas import Tried
from app.alerts.tables import DeviceRow, PushRow
from app.cli.demo.browser import Telling
from app.core import clock
from app.core.settings import PushSettings, Settings
from app.people.actions.standing import leave
from tests import hillcrest
from tests.alerts import push_service
from tests.alerts.push_service import PushService
from tests.cases import NOT_SAFE, World

HOSTS = PushSettings().hosts
NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
HERE, THERE = "here", "there"


@dataclass(slots=True)
class Office:
    """The school, its push service, and what carries pushes between them."""

    world: World
    service: PushService
    settings: Settings

    def subscribe(self, name: str, device: str = HERE) -> str:
        """One of somebody's browsers gets pushes from now on. The path that they arrive at."""
        path = f"/{name}/{device}"
        to = f"{self.service.origin}{path}"
        actor = self.world.actor(name)
        self.world.do(devices.subscribe, actor, device, to, hillcrest.SERVER, self.settings.push.hosts)
        return path

    def send(self) -> list[str]:
        """What the server does each second. The paths that pushes arrived at."""
        before = len(self.service.pushes)
        asyncio.run(Pusher(self.world.db, hillcrest.SERVER, self.settings).send_waiting())
        return sorted(push.path for push in self.service.pushes[before:])

    def alarm(self) -> None:
        """A child who is not safe writes."""
        self.world.report(NOT_SAFE)
        for todo in self.world.ask(queries.due):
            self.world.do(ladder.attend, todo)

    def pushes_to(self, name: str) -> list[bool]:
        """For each browser that somebody has tried alerts in, whether it gets pushes."""
        person = self.world.actor(name).person_id
        rows = self.world.ask(
            lambda session: session.scalars(select(DeviceRow).where(col(DeviceRow.person_id) == person)).all()
        )
        return [row.endpoint is not None for row in rows]

    def waiting(self) -> int:
        return len(self.world.ask(lambda session: session.scalars(select(PushRow)).all()))


@pytest.fixture
def office(world: World, settings: Settings) -> Iterator[Office]:
    with push_service.running() as service, clock.frozen(NOON):
        yield Office(world, service, settings.model_copy(update={"push": PushSettings(hosts=service.origin)}))


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/1",
        "https://fcm.googleapis.com.evil.example/1",
        "https://evil.example/fcm.googleapis.com",
        "https://fcm.googleapis.com@evil.example/1",
        "https://user:fcm.googleapis.com@127.0.0.1/1",
        "https://fcm.googleapis.com:8443/1",
        "https://127.0.0.1/1",
        "https://[::1]/1",
        "https://localhost/1",
        "https://169.254.169.254/latest/meta-data",
        "https://notify.windows.com.evil.example/1",
        "https://evilnotify.windows.com/1",
        "https://fcm.googleapis.com/ a",
        "https://fcm.googleapis.com:port/1",
        "https://fcm.googleapis.çom/1",
        "ftp://fcm.googleapis.com/1",
        "//fcm.googleapis.com/1",
        "not an address",
    ],
)
def test_a_push_goes_to_no_address_that_is_not_on_the_list(endpoint: str) -> None:
    with pytest.raises(PushServiceUnknown):
        push.check_endpoint(endpoint, HOSTS)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc:def",
        "https://updates.push.services.mozilla.com/wpush/v2/x",
        "https://wns2-par02p.notify.windows.com/w/?token=x",
        "https://web.push.apple.com/x",
        "https://web.push.apple.com:443/x",
    ],
)
def test_the_push_services_of_the_browsers_makers_are_on_it(endpoint: str) -> None:
    push.check_endpoint(endpoint, HOSTS)


def test_an_empty_list_lets_nothing_through() -> None:
    with pytest.raises(PushServiceUnknown):
        push.check_endpoint("https:///x", "")


def test_a_push_has_no_content_and_says_who_sends_it(office: Office) -> None:
    office.subscribe("khan")
    office.alarm()
    assert office.send() == ["/khan/here"]
    (arrived,) = office.service.pushes
    assert arrived.body == b""
    assert arrived.key == push.public_key(hillcrest.SERVER)
    assert arrived.claims["aud"] == office.service.origin
    assert NOON.timestamp() < int(arrived.claims["exp"]) <= (NOON + timedelta(hours=24)).timestamp()
    assert {name: arrived.headers[name] for name in ("ttl", "urgency", "topic")} == {
        "ttl": "14400",
        "urgency": "high",
        "topic": "hark",
    }
    said = " ".join([*arrived.headers.values(), arrived.path])
    assert office.world.school.id not in said
    assert office.send() == []


def test_where_a_browser_takes_its_pushes_is_not_in_the_database_in_the_clear(office: Office) -> None:
    office.subscribe("khan")
    rows = office.world.ask(lambda session: session.scalars(select(DeviceRow)).all())
    assert all(row.endpoint is not None and b"khan" not in row.endpoint for row in rows)


def test_a_report_about_a_teacher_wakes_no_browser_of_the_safeguarding_team(office: Office) -> None:
    for name in ("khan", "osei", "ward"):
        office.subscribe(name)
    office.world.report(STAFF)
    for todo in office.world.ask(queries.due):
        office.world.do(ladder.attend, todo)
    assert office.send() == ["/ward/here"]


@pytest.mark.parametrize("status", [404, 410, 403])
def test_a_browser_that_its_push_service_no_longer_knows_is_forgotten_and_the_others_are_called(
    office: Office, status: int
) -> None:
    office.service.answers[office.subscribe("khan", HERE)] = status
    office.subscribe("khan", THERE)
    office.alarm()
    assert office.send() == ["/khan/here", "/khan/there"]
    assert sorted(office.pushes_to("khan")) == [False, True]
    assert office.waiting() == 0


def test_a_redirect_is_not_followed(office: Office) -> None:
    office.service.answers[office.subscribe("khan")] = 302
    office.alarm()
    assert office.send() == ["/khan/here"]


def test_a_push_service_that_is_down_is_tried_again_later_and_given_up_in_the_end(office: Office) -> None:
    office.service.answers[office.subscribe("khan")] = 503
    office.alarm()
    with clock.frozen(NOON) as time:
        tries = 0
        for _ in range(1000):
            tries += len(office.send())
            time.advance(seconds=5)
            if office.waiting() == 0:
                break
    assert tries == devices.TRIES
    assert office.pushes_to("khan") == [True]


def test_a_server_of_another_list_sends_nothing_to_a_browser_that_subscribed_before(office: Office) -> None:
    office.subscribe("khan")
    office.alarm()
    office.settings = office.settings.model_copy(update={"push": PushSettings()})
    assert office.send() == []
    assert office.pushes_to("khan") == [False]


def test_whoever_leaves_is_woken_no_more_from_that_moment(office: Office) -> None:
    office.subscribe("osei")
    office.subscribe("khan")
    office.world.on_duty("osei")
    office.alarm()
    office.world.do(leave, office.world.actor("khan"), office.world.actor("osei").person_id)
    assert "/osei/here" not in office.send()
    assert office.pushes_to("osei") == []


def test_an_answer_calls_back_the_pushes_that_have_not_gone(office: Office) -> None:
    office.subscribe("khan")
    office.alarm()
    (line,) = office.world.ask(queries.now_of, office.world.actor("khan")).live
    office.world.do(ladder.answer, office.world.actor("khan"), line.id)
    assert office.send() == []


def test_trying_a_device_wakes_that_device_alone_and_its_result_is_kept_with_its_date(office: Office) -> None:
    khan = office.world.actor("khan")
    with pytest.raises(NoPushHere):
        office.world.do(devices.try_push, khan, HERE)
    office.subscribe("khan", HERE)
    office.subscribe("khan", THERE)
    office.world.do(devices.try_push, khan, HERE)
    assert office.send() == ["/khan/here"]

    def tested(device: str) -> bool:
        return office.world.ask(queries.device_state, khan, device, "key").tested

    assert not tested(HERE)
    office.world.do(devices.note_tested, khan, HERE, Tried(heard=True, pushed=False))
    assert not tested(HERE)
    office.world.do(devices.note_tested, khan, HERE, Tried(heard=True, pushed=True))
    assert (tested(HERE), tested(THERE)) == (True, False)
    with clock.frozen(NOON + timedelta(days=31)):
        assert not tested(HERE)


def test_the_eleventh_browser_takes_the_place_of_the_first(office: Office) -> None:
    with clock.frozen(NOON) as time:
        for number in range(devices.DEVICES + 1):
            time.advance(seconds=1)
            office.subscribe("khan", f"device-{number}")
    assert office.pushes_to("khan").count(True) == devices.DEVICES
    found = office.world.ask(queries.devices, office.world.actor("khan"), None)
    assert "device-0" not in {one.id for one in found.devices}


STAFF = Telling("He is at the door again.", ("staff",), route="head", safe="no", chat="none")
