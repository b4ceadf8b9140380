"""Whatever happens to events on their way, a follower gets every item once and in order."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.settings import RealtimeSettings
from app.realtime.schemas import ItemAppended
from tests.realtime.carriers import Log, Phone, attach, breathe, run


class Network:
    """Between a commit and a socket: told late, out of order, twice or never, to a phone that stalls."""

    def __init__(self, log: Log, phone: Phone, seed: random.Random) -> None:
        self.log, self.phone, self.seed = log, phone, seed
        self.told: list[ItemAppended] = []
        self.untold: list[ItemAppended] = []

    async def take(self, step: str) -> None:
        match step:
            case "append":
                self.untold.append(self.log.append())
            case "tell" if self.untold:
                self.told.append(self._any_untold())
                self.log.hub.deliver([self.told[-1]])
            case "drop" if self.untold:
                self._any_untold()
            case "again" if self.told:
                self.log.hub.deliver([self.seed.choice(self.told)])
            case "breathe":
                await breathe()
            case "stall":
                self.phone.stall()
            case "read":
                self.phone.resume()

    def _any_untold(self) -> ItemAppended:
        return self.untold.pop(self.seed.randrange(len(self.untold)))


@settings(max_examples=60, deadline=None)
@given(
    seed=st.randoms(use_true_random=False),
    steps=st.lists(st.sampled_from(["append", "tell", "drop", "again", "breathe", "stall", "read"]), max_size=80),
    after=st.integers(0, 3),
)
def test_whatever_happens_to_events_every_item_comes_once_and_in_order(
    seed: random.Random, steps: list[str], after: int
) -> None:
    async def scenario() -> None:
        log = Log()
        for _ in range(3):
            log.append()
        phone = attach(log, "mailbox:1", settings=RealtimeSettings(queue_frames=1000))
        log.follow(phone, after=after)
        network = Network(log, phone, seed)
        for step in steps:
            await network.take(step)
        phone.resume()
        last = log.append()
        log.hub.deliver([last])
        assert await phone.items(last.item.seq) == list(range(after + 1, last.item.seq + 1))
        assert phone.received.empty()

    run(scenario())
