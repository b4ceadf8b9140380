"""Two pages, two processes, either carrier, and everything that can go wrong between them.

Whatever Hypothesis does to them: each page shows every item once and in order, and what was said is there once. That is
G1 to G6 and G8 of app/realtime/codes.py, together.
"""

import asyncio
import random
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from app.cli.demo.browser import random_id
from app.conversations.schemas import SealedItem
from app.people.actors import Actor
from app.triage.actions import desk
from tests.cases import World
from tests.hillcrest import Hillcrest
from tests.realtime.page import Page
from tests.socket.lines import signed_in, ticket_for
from tests.socket.nodes import Node, PollWire, SocketWire, Watched

PAGES = st.sampled_from(["pupil", "adult"])
NODES = st.sampled_from([0, 1])
SEEDS = st.integers(0, 2**32)
"""Of a shuffle: how much there is to shuffle is for the network to say, and must not change what a play draws."""
OUTBOX = 20
"""As many messages as a page keeps while it is away (docs/protocol.md section 7)."""
ROUNDS = 12
"""Three times the looks after which a network that holds has told everybody everything."""


class Place:
    """A page, who looks at it, and the line that it has now."""

    def __init__(self, page: Page, actor: Actor) -> None:
        self.page, self.actor = page, actor
        self.wire: SocketWire | PollWire | None = None
        self.node: Node | None = None

    def lose(self) -> None:
        if self.wire is not None:
            self.wire.cut()
        self.wire = self.node = None

    def hear(self, count: int) -> int:
        """Hear up to `count` frames and say what they ask for; how many there were."""
        if self.wire is None:
            return 0
        heard = self.wire.hear(count)
        for frame in heard:
            for answer in self.page.hear(frame):
                self.wire.say(answer)
        return len(heard)


class Lines(RuleBasedStateMachine):
    """`world` is given to a subclass for each test."""

    hillcrest: Hillcrest

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.world = World(self.hillcrest.database, self.hillcrest.school, self.hillcrest.held)
        thread = self.world.report()
        self.world.do(desk.open_case, self.world.actor("khan"), thread.id)
        self.conv = thread.conv
        self.start = len(self.world.items(self.conv))
        self.env = self.world.do(thread.sealed, self.world.enrolled("khan"), self.conv, "msg", {"text": "x"}).env
        self.places = {
            "pupil": Place(Page(self.conv, shown=self.start), signed_in(self.world, thread)),
            "adult": Place(Page(self.conv, shown=self.start), signed_in(self.world, "khan")),
        }
        self.written: list[str] = []
        self.watched = Watched(self.world.db)
        self.nodes = [self.do(self._node()) for _ in range(2)]

    def do(self, work: Any) -> Any:
        return self.loop.run_until_complete(work)

    async def _node(self) -> Node:
        return Node(self.world.db, self.watched, self.hillcrest.settings)

    @rule(who=PAGES)
    def write(self, who: str) -> None:
        place = self.places[who]
        if len(place.page.outbox) >= OUTBOX:
            return  # A page takes no more until it is back.
        item = SealedItem(cmid=random_id(), epoch=1, env=self.env)
        self.written.append(item.cmid)
        frame = place.page.write(item)
        if place.wire is not None:
            self.do(self._say(place.wire, frame))

    async def _say(self, wire: SocketWire | PollWire, frame: dict[str, Any]) -> None:
        wire.say(frame)

    @rule(who=PAGES, at=NODES, by=st.sampled_from(["socket", "poll"]))
    def meet(self, who: str, at: int, by: Literal["socket", "poll"]) -> None:
        """A new line, at any process and over either carrier, from the same cursor."""
        place = self.places[who]
        self.do(self._meet(place, self.nodes[at], by))

    async def _meet(self, place: Place, node: Node, by: Literal["socket", "poll"]) -> None:
        place.lose()
        place.wire, place.node = (SocketWire if by == "socket" else PollWire)(node), node
        place.wire.say(place.page.hello(ticket_for(self.world, place.actor)))

    @rule(who=PAGES)
    def cut(self, who: str) -> None:
        self.do(self._cut(self.places[who]))

    async def _cut(self, place: Place) -> None:
        place.lose()

    @rule(who=PAGES, count=st.integers(1, 8), settled=st.booleans())
    def hear(self, who: str, count: int, settled: bool) -> None:
        self.do(self._hear(self.places[who], count, settled=settled))

    async def _hear(self, place: Place, count: int, *, settled: bool) -> int:
        if settled:
            await self.watched.settled()
        else:
            await asyncio.sleep(0)
        return place.hear(count)

    @rule(who=PAGES)
    def lose_an_answer_or_read_no_more(self, who: str) -> None:
        match self.places[who].wire:
            case PollWire() as wire:
                wire.lose_next = True
            case SocketWire() as wire:
                wire.stall()

    @rule(who=PAGES)
    def ask_twice_or_read_on(self, who: str) -> None:
        match self.places[who].wire:
            case PollWire() as wire:
                self.do(self._ask(wire))
            case SocketWire() as wire:
                wire.go_on()

    async def _ask(self, wire: PollWire) -> None:
        wire.ask()

    @rule(at=NODES, seed=SEEDS, lost=st.sampled_from([0.0, 0.5, 1.0]))
    def tell(self, at: int, seed: int, lost: float) -> None:
        """What was committed reaches a process late, out of order, twice, or not at all."""
        self.do(self._tell(self.nodes[at], random.Random(seed), lost))  # noqa: S311 - plays, hides nothing

    async def _tell(self, node: Node, seed: random.Random, lost: float) -> None:
        await self.watched.settled()
        events = [event for event in node.untold if seed.random() >= lost]
        node.untold.clear()
        events += [seed.choice(node.told) for _ in range(seed.randrange(3)) if node.told]
        seed.shuffle(events)
        node.tell(events)

    @rule(at=NODES)
    def look(self, at: int) -> None:
        """The net of every second."""
        self.do(self._look(self.nodes[at]))

    async def _look(self, node: Node) -> None:
        await node.relay.look()
        await self.watched.settled()

    @rule(at=NODES)
    def kill(self, at: int) -> None:
        """A process dies in the middle of whatever it does, and another stands in its place."""
        self.do(self._kill(at))

    async def _kill(self, at: int) -> None:
        await self.nodes[at].kill()
        for place in self.places.values():
            if place.node is self.nodes[at]:
                place.lose()
        self.nodes[at] = await self._node()

    @invariant()
    def every_page_shows_each_item_once_and_in_order(self) -> None:
        for place in self.places.values():
            numbers = [seq for seq, _ in place.page.shown]
            assert numbers == list(range(self.start + 1, self.start + 1 + len(numbers)))

    def teardown(self) -> None:
        try:
            self.do(self._come_to_rest())
            self._check()
        finally:
            for node in self.nodes:
                self.do(node.kill())
            self.do(self.watched.settled())
            self.loop.close()

    async def _come_to_rest(self) -> None:
        """The network holds at last. Nobody is told of anything more: the look finds it."""
        for place in self.places.values():
            await self._meet(place, self.nodes[0], "socket")
        for _ in range(ROUNDS):
            await self._look(self.nodes[0])
            heard = sum([await self._hear(place, 1000, settled=True) for place in self.places.values()])
            assert not any(place.wire and place.wire.over for place in self.places.values()), "a reader was closed"
            if not heard:
                return
        raise AssertionError("the pages never come to rest")

    def _check(self) -> None:
        stored = self.world.items(self.conv)
        assert [item.seq for item in stored] == list(range(1, len(stored) + 1))
        fresh = [(item.seq, item.cmid) for item in stored[self.start :]]
        assert sorted(cmid for _, cmid in fresh) == sorted(self.written)
        for place in self.places.values():
            assert place.page.shown == fresh
            assert place.page.saved.items() <= {cmid: seq for seq, cmid in fresh}.items()


@pytest.fixture
def machine(hillcrest: Hillcrest) -> type[Lines]:
    return type("LinesOfHillcrest", (Lines,), {"hillcrest": hillcrest})


@pytest.mark.long
def test_g4_whatever_happens_every_page_shows_each_item_once_and_in_order_and_what_was_said_is_there_once(
    machine: type[Lines],
) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            # Other plays in each run. One that fails is printed with what plays it again.
            print_blob=True,
            max_examples=25,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
