"""The one clock. Nothing else in `app` asks the machine what time it is."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta


def _system_now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)  # noqa: TID251 - this is the one clock the rule points to


# A module value and not a ContextVar, because the writer thread must see a test's frozen time too.
_source: Callable[[], datetime] = _system_now


def now() -> datetime:
    """The present moment, timezone-aware, in UTC."""
    return _source()


class FrozenTime:
    """A time that moves only when it is told to."""

    def __init__(self, at: datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("a frozen time needs a time zone")
        self._at = at.astimezone(UTC)

    def __call__(self) -> datetime:
        return self._at

    def advance(self, **parts: float) -> datetime:
        """Move by a `timedelta` given as keywords (`seconds=`, `minutes=`, …) and return the new time."""
        self._at += timedelta(**parts)
        return self._at


@contextmanager
def use(source: Callable[[], datetime]) -> Iterator[None]:
    """Make `now()` answer from `source` until the block ends."""
    global _source  # noqa: PLW0603 - this is the injection point, and the block restores it
    before = _source
    _source = source
    try:
        yield
    finally:
        _source = before


@contextmanager
def frozen(at: datetime) -> Iterator[FrozenTime]:
    """Stop the clock at `at` for the block; `advance()` on the value it yields moves it."""
    time_stopped = FrozenTime(at)
    with use(time_stopped):
        yield time_stopped
