"""The far end of a line of the real server, over either carrier, for tests that read like a chat."""

import json
import socket as network
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any, Literal

from fastapi import FastAPI
from websockets.client import ClientProtocol
from websockets.frames import Frame
from websockets.http11 import Response
from websockets.protocol import Event
from websockets.typing import Origin, Subprotocol
from websockets.uri import parse_uri

from app.cli.demo.browser import Thread, random_id
from app.conversations.schemas import SealedItem
from app.core import clock
from app.core.ids import SessionId
from app.core.secrets import token_hash
from app.people import actions as people
from app.people import queries as directory
from app.people.actors import Actor
from app.realtime import tickets
from tests.cases import World
from tests.client.poll import Closed
from tests.hillcrest import ORIGIN
from tests.socket.ends import End, by_poll, by_socket

PATIENCE = 20
"""Seconds after which a test that hangs fails. No test waits for it to pass."""


@dataclass(slots=True)
class Site:
    """The app, the port that it is served on, and the carrier that a test walks over."""

    app: FastAPI
    port: int
    carrier: Literal["socket", "poll"]


class Line:
    """A page's end of a line."""

    def __init__(self, end: End) -> None:
        self.end = end
        self._ids = count(1)

    def say(self, **frame: Any) -> int:
        """Send a frame; its number."""
        number = next(self._ids)
        self.end.send(json.dumps({"id": number, **frame}))
        return number

    def hear(self) -> dict[str, Any]:
        """The next frame that is not a ping."""
        while True:
            frame: dict[str, Any] = json.loads(self.end.recv(PATIENCE))
            if frame["t"] != "ping":
                return frame

    def answer(self, number: int) -> dict[str, Any]:
        """The ack or the refusal of a frame, whatever comes before it."""
        while True:
            frame = self.hear()
            if frame.get("re") == number and frame["t"] in {"ack", "err"}:
                return frame

    def until(self, kind: str) -> dict[str, Any]:
        """The next frame of a kind."""
        while True:
            frame = self.hear()
            if frame["t"] == kind:
                return frame

    def items(self, until: int) -> list[dict[str, Any]]:
        """Items as they come, up to and with number `until`."""
        found: list[dict[str, Any]] = []
        while not found or found[-1]["seq"] < until:
            found += self.until("ev")["items"]
        return found

    def hello(self, ticket: str, **more: Any) -> dict[str, Any]:
        """Say hello and hear the welcome."""
        self.say(t="hello", v=1, ticket=ticket, app="test", **more)
        return self.hear()

    def send(self, stream: str, item: SealedItem, kind: str = "msg") -> dict[str, Any]:
        """Send something sealed and hear the answer."""
        return self.answer(self.say(t="send", s=stream, cmid=item.cmid, kep=item.epoch, kind=kind, env=item.env))

    def act(self, stream: str, verb: str, if_v: int | None = None, **args: Any) -> dict[str, Any]:
        """Do something and hear the answer."""
        return self.answer(self.say(t="act", cmid=random_id(), s=stream, verb=verb, args=args, if_v=if_v))

    def close_code(self) -> int:
        """The code that the other end closes with."""
        while True:
            try:
                self.end.recv(PATIENCE)
            except Closed as closed:
                return closed.code


@contextmanager
def opened(site: Site, *, origin: str | None = ORIGIN) -> Iterator[Line]:
    """A line that has said nothing yet."""
    with (by_socket if site.carrier == "socket" else by_poll)(site.port, origin) as end:
        yield Line(end)


@contextmanager
def talking(site: Site, ticket: str, resume: tuple[dict[str, Any], ...] = ()) -> Iterator[Line]:
    """A line that has been welcomed."""
    with opened(site) as line:
        assert line.hello(ticket, resume=list(resume))["t"] == "welcome"
        yield line


@contextmanager
def stalled(site: Site, ticket: str) -> Iterator[str]:
    """A phone that says hello, hears the welcome, and never reads or asks again. The name of its connection."""
    if site.carrier == "socket":
        with _stalled_socket(site, ticket) as name:
            yield name
    else:
        with opened(site) as line:
            yield line.hello(ticket)["conn"]


@contextmanager
def _stalled_socket(site: Site, ticket: str) -> Iterator[str]:
    phone = network.socket()
    # Little is taken in for it, and before it connects, or the machine has promised a wide window already.
    phone.setsockopt(network.SOL_SOCKET, network.SO_RCVBUF, 4096)
    phone.connect(("127.0.0.1", site.port))
    with closing(phone):
        wire = ClientProtocol(
            parse_uri(f"ws://127.0.0.1:{site.port}/rt"), origin=Origin(ORIGIN), subprotocols=[Subprotocol("rt.v1")]
        )
        wire.send_request(wire.connect())
        _until(phone, wire, lambda event: isinstance(event, Response))
        wire.send_text(json.dumps({"t": "hello", "id": 1, "v": 1, "ticket": ticket, "app": "test"}).encode())
        welcome = _until(phone, wire, lambda event: isinstance(event, Frame) and b"welcome" in event.data)
        assert isinstance(welcome, Frame)
        yield json.loads(bytes(welcome.data))["conn"]


def _until(phone: network.socket, wire: ClientProtocol, wanted: Callable[[Event], bool]) -> Event:
    phone.sendall(b"".join(wire.data_to_send()))
    while True:
        wire.receive_data(phone.recv(1024))
        for event in wire.events_received():
            if wanted(event):
                return event


def signed_in(world: World, who: str | Thread) -> Actor:
    """A person by name, or a thread's pupil, with a session of their own."""
    if isinstance(who, str):
        person = world.enrolled(who).person
        opened_session = world.do(people.sign_in, person, people.Proof(), hours=1, idle_minutes=60)
        return world.ask(directory.actor_of_session, opened_session.session_id, clock.now())
    token = world.do(people.start_pupil_session, world.school.id, who.pupil.id, minutes=60)
    return world.ask(directory.pupil_by_token, token_hash(token), clock.now()).actor


def ticket_for(world: World, actor: Actor) -> str:
    """A ticket as `POST /api/rt/ticket` gives it."""
    return world.do(
        tickets.issue,
        actor_kind=actor.kind,
        actor_id=actor.id,
        session_id=SessionId(actor.session_id),
        seconds=30,
    )


def ticket(world: World, who: str | Thread) -> str:
    """A ticket for somebody who has just signed in, or has just shown their words."""
    return ticket_for(world, signed_in(world, who))
