"""Legs that are run in turn, and how their medians are shown."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter, process_time
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Scale:
    """How much is measured: `pairs` of legs in turn, each of about `seconds` or of a share of its full count."""

    pairs: int
    share: float
    seconds: float

    def count(self, full: int) -> int:
        """That much of `full`, and at least one."""
        return max(1, round(full * self.share))


FULL = Scale(pairs=5, share=1.0, seconds=0.4)
TINY = Scale(pairs=1, share=0.02, seconds=0.01)
"""Enough to see that a benchmark runs, and nothing to conclude from."""


@dataclass(frozen=True, slots=True)
class Leg:
    """What one run of one side did. CPU is None where the work was done in this very process."""

    done: int
    seconds: float
    errors: int = 0
    generator: float | None = None
    """CPU seconds of the load generator for each second that passed: near 1, it was the limit and not the server."""
    server_us: float | None = None
    """CPU microseconds of the server for each thing done."""
    waits: Sequence[float] = field(default=(), repr=False)
    """Seconds that each thing took to be answered, where that was noted."""
    deliveries: Sequence[float] = field(default=(), repr=False)
    """Seconds until each receiver had each thing, where that was noted."""

    @property
    def rate(self) -> float:
        return self.done / self.seconds


class HasCpu(Protocol):
    """A server whose CPU seconds can be read."""

    def cpu(self) -> float: ...


class Meter:
    """Times a block: the clock, this process's CPU and the server's."""

    def __init__(self, server: HasCpu) -> None:
        self._server = server

    def __enter__(self) -> "Meter":
        self._start = (perf_counter(), process_time(), self._server.cpu())
        return self

    def __exit__(self, *_: object) -> None:
        self._end = (perf_counter(), process_time(), self._server.cpu())

    def leg(self, done: int, errors: int, waits: Sequence[float] = (), deliveries: Sequence[float] = ()) -> Leg:
        """What happened in the block."""
        wall, mine, theirs = (end - start for start, end in zip(self._start, self._end, strict=True))
        return Leg(done, wall, errors, mine / wall, theirs / max(1, done) * 1e6, waits, deliveries)


Side = Callable[[], Leg]


def in_turn(scale: Scale, *sides: Side) -> list[list[Leg]]:
    """Each side's legs, run A B A B …, so that whatever else the machine does falls on all of them alike."""
    rounds = [[side() for side in sides] for _ in range(scale.pairs)]
    return [list(legs) for legs in zip(*rounds, strict=True)]


def looped(work: Callable[[], object], scale: Scale) -> Side:
    """A side that repeats a pure function for `scale.seconds`, after one call that is not counted."""

    def leg() -> Leg:
        work()
        done, start = 0, perf_counter()
        while (passed := perf_counter() - start) < scale.seconds:
            work()
            done += 1
        return Leg(max(1, done), passed)

    return leg


def errors_of(*sides: Iterable[Leg]) -> int:
    """How much went wrong in all the legs."""
    return sum(leg.errors for legs in sides for leg in legs)


def spread(values: Iterable[float], form: str = ",.0f") -> str:
    """The median, and the least and the most."""
    known = sorted(values)
    return f"{median(known):{form}} ({known[0]:{form}} to {known[-1]:{form}})"


def rates(legs: Iterable[Leg], form: str = ",.0f") -> str:
    """Things done a second."""
    return spread((leg.rate for leg in legs), form)


def ratios(ours: Sequence[Leg], bare: Sequence[Leg]) -> str:
    """Our rate as a share of the bare one's, pair by pair."""
    return spread((one.rate / other.rate for one, other in zip(ours, bare, strict=True)), ".2f")


def cpu(legs: Iterable[Leg]) -> str:
    """Server CPU for each thing done, in microseconds."""
    return spread(leg.server_us or 0 for leg in legs)


def generator(*sides: Iterable[Leg]) -> str:
    """The load generator's share of one core, at its median."""
    return " / ".join(f"{median(leg.generator or 0 for leg in legs):.0%}" for legs in sides)


def percentile(values: Iterable[float], share: float) -> float:
    """The value below which `share` of them lie."""
    known = sorted(values)
    return known[min(len(known) - 1, int(share * len(known)))]


def milliseconds(legs: Iterable[Leg], share: float, of: Literal["waits", "deliveries"] = "waits") -> str:
    """A percentile of the waits or deliveries of each leg, in milliseconds."""
    return spread((percentile(getattr(leg, of), share) * 1000 for leg in legs), ".1f")


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table in Markdown, as docs/performance.md holds it."""
    print(f"\n### {title}\n")
    for cells in (head, ["---"] * len(head), *rows):
        print(f"| {' | '.join(cells)} |", flush=True)
