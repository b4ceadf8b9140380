"""Budgets of a school, a mailbox or an account."""

from hypothesis import given
from hypothesis import strategies as st

from app.core.budgets import Budget


class Seconds:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_mailbox_that_has_spent_its_burst_must_wait_and_is_told_how_long() -> None:
    seconds = Seconds()
    budget = Budget(3, 60, seconds=seconds)
    assert [budget.take("mailbox") for _ in range(4)] == [True, True, True, False]
    assert 1000 <= budget.wait_ms("mailbox") <= 1001
    seconds.now += 0.5
    assert not budget.take("mailbox")
    seconds.now += 0.5
    assert budget.take("mailbox")


def test_one_mailbox_never_spends_anothers() -> None:
    budget = Budget(1, 1, seconds=Seconds())
    assert budget.take("one")
    assert not budget.take("one")
    assert budget.take("other")
    assert budget.wait_ms("third") == 0


def test_a_refusal_spends_nothing() -> None:
    budget = Budget(2, 60, seconds=Seconds())
    assert not budget.take("school", cost=3)
    assert budget.take("school", cost=2)


def test_load_rises_with_use_and_falls_again() -> None:
    seconds = Seconds()
    budget = Budget(10, 60, seconds=seconds)
    assert budget.load("school") == 0
    for _ in range(10):
        budget.take("school")
    assert budget.load("school") == 1
    seconds.now += 5
    assert budget.load("school") == 0.5


def test_invented_keys_cannot_fill_the_memory_and_do_not_free_a_busy_school() -> None:
    seconds = Seconds()
    budget = Budget(5, 60, seconds=seconds, keys=100)
    for number in range(1000):
        budget.take(f"invented-{number}")
        seconds.now += 0.001
    assert len(budget) <= 100
    while budget.take("school"):
        pass
    for number in range(40):
        budget.take(f"more-{number}")
    assert not budget.take("school")


@given(st.lists(st.tuples(st.floats(0, 5), st.integers(1, 4)), max_size=60))
def test_nobody_ever_gets_more_than_the_burst_and_the_rate(steps: list[tuple[float, int]]) -> None:
    seconds = Seconds()
    budget = Budget(5, 30, seconds=seconds)
    begun, spent = seconds.now, 0
    for pause, cost in steps:
        seconds.now += pause
        spent += cost if budget.take("school", cost) else 0
        assert spent <= 5 + (seconds.now - begun) * 0.5 + 1e-6


def test_what_was_taken_elsewhere_counts_here_and_never_for_longer_than_a_burst_takes_to_come_back() -> None:
    seconds = Seconds()
    budget = Budget(4, 60, seconds=seconds)
    budget.spend("account", 3)
    assert budget.take("account")
    assert not budget.take("account")
    budget.spend("account", 1000)
    assert budget.load("account") == 1
    assert 5000 <= budget.wait_ms("account") <= 5001
    assert budget.take("another")


def test_what_is_taken_here_is_told_and_what_is_refused_or_was_taken_elsewhere_is_not() -> None:
    budget = Budget(2, 60, seconds=Seconds())
    told: list[tuple[str, float]] = []
    budget.on_taken = lambda key, cost: told.append((key, cost))
    budget.take("account")
    budget.take("account", cost=2)
    budget.spend("account", 1)
    assert told == [("account", 1)]
