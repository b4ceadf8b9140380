"""How fast the calls of mentoring may come."""

from app.core.budgets import Budget
from app.reports.errors import SendingTooFast


def spend(budget: Budget, key: str) -> None:
    """Take one of what `key` may do. Raises `SendingTooFast`, which says when there is more."""
    if not budget.take(key):
        raise SendingTooFast(after_ms=budget.wait_ms(key))
