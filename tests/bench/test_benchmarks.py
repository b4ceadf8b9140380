"""That each benchmark runs, loses nothing and fails aloud. What it measures is never asserted."""

import pytest

from tests.bench import measure
from tests.bench.__main__ import NAMES, benchmark
from tests.bench.measure import TINY, Leg, Scale, in_turn

_IN_THIS_PROCESS = ("sealing", "audit")


@pytest.mark.long
@pytest.mark.parametrize("name", _IN_THIS_PROCESS)
def test_a_small_run_ends_without_an_error(name: str) -> None:
    assert benchmark(name)(TINY) == 0


@pytest.mark.bench
@pytest.mark.parametrize("name", [name for name in NAMES if name not in _IN_THIS_PROCESS])
def test_a_small_run_with_servers_ends_without_an_error(name: str) -> None:
    assert benchmark(name)(TINY) == 0


def test_sides_are_run_in_turn() -> None:
    """Else a neighbour that wakes up half-way would be charged to one side alone."""
    order: list[str] = []

    def side(name: str) -> Leg:
        order.append(name)
        return Leg(1, 1.0)

    in_turn(Scale(2, 1.0, 0.0), lambda: side("ours"), lambda: side("bare"))
    assert order == ["ours", "bare", "ours", "bare"]


def test_a_ratio_is_taken_pair_by_pair() -> None:
    ours, bare = [Leg(10, 1.0), Leg(30, 1.0), Leg(20, 1.0)], [Leg(20, 1.0), Leg(30, 1.0), Leg(10, 1.0)]
    assert measure.ratios(ours, bare) == "1.00 (0.50 to 2.00)"
    assert measure.errors_of(ours, [Leg(1, 1.0, errors=2)]) == 2
