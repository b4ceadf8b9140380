"""Token buckets: how much one school, mailbox or account may do at once and for each minute.

Never keyed by an internet address: a school has one address, and locking it out would lock out a child in danger.
They live in memory, because a flood matters now, and a restart that forgets it costs nothing. Several processes tell
each other within a moment what was taken: whoever is quicker than that gets one burst from each of them, and no more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from app.core.settings import BudgetSettings


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class Budget:
    """One kind of budget: `burst` at once, then `per_minute`, for each key separately."""

    def __init__(
        self, burst: int, per_minute: float, *, seconds: Callable[[], float] = monotonic, keys: int = 100_000
    ) -> None:
        """`seconds` is a clock that never goes back; at most `keys` buckets are kept."""
        self._burst = float(burst)
        self._per_second = per_minute / 60
        self._seconds = seconds
        self._keys = keys
        self._buckets: dict[str, _Bucket] = {}
        self._lock = Lock()
        self.on_taken: Callable[[str, float], None] | None = None
        """Called with the key and the cost of whatever was taken here."""

    def take(self, key: str, cost: float = 1) -> bool:
        """Spend `cost` if there is that much. False spends nothing."""
        with self._lock:
            bucket = self._filled(key)
            if bucket.tokens < cost:
                return False
            bucket.tokens -= cost
        if self.on_taken is not None:
            self.on_taken(key, cost)
        return True

    def spend(self, key: str, cost: float) -> None:
        """What another process took. It may leave a debt, of one burst at most: nobody waits for longer than that."""
        with self._lock:
            bucket = self._filled(key)
            bucket.tokens = max(-self._burst, bucket.tokens - cost)

    def wait_ms(self, key: str, cost: float = 1) -> int:
        """Milliseconds until `take(key, cost)` can succeed; 0 if it can now."""
        with self._lock:
            missing = cost - self._filled(key).tokens
        return max(0, round(missing / self._per_second * 1000 + 0.5)) if missing > 0 else 0

    def load(self, key: str) -> float:
        """How much of the burst is spent, from 0 (quiet) to 1 (all of it). Proof of work rises with it."""
        with self._lock:
            return min(1.0, 1 - self._filled(key).tokens / self._burst)

    def __len__(self) -> int:
        """How many keys are remembered."""
        return len(self._buckets)

    def _filled(self, key: str) -> _Bucket:
        now = self._seconds()
        bucket = self._buckets.get(key)
        if bucket is None:
            if len(self._buckets) >= self._keys:
                self._forget_full(now)
            bucket = self._buckets[key] = _Bucket(self._burst, now)
        bucket.tokens = min(self._burst, bucket.tokens + (now - bucket.at) * self._per_second)
        bucket.at = now
        return bucket

    def _forget_full(self, now: float) -> None:
        # A bucket that has filled up again holds no information. If none has, the oldest go, because memory is finite
        # and an attacker may invent keys; the cost is that a forgotten key starts with a full burst.
        full = (self._burst / self._per_second) if self._per_second else 0
        kept = {key: bucket for key, bucket in self._buckets.items() if now - bucket.at < full}
        if len(kept) >= self._keys:
            newest = sorted(kept.items(), key=lambda pair: pair[1].at, reverse=True)
            kept = dict(newest[: self._keys // 2])
        self._buckets = kept


class Budgets:
    """Every budget that a process keeps."""

    def __init__(self, settings: BudgetSettings, *, seconds: Callable[[], float] = monotonic) -> None:
        self.reports = Budget(settings.reports_burst, settings.reports_per_minute, seconds=seconds)
        self.pupil_sends = Budget(settings.pupil_sends_burst, settings.pupil_sends_per_minute, seconds=seconds)
        self.staff_sends = Budget(settings.staff_sends_burst, settings.staff_sends_per_minute, seconds=seconds)
        self.tries = Budget(settings.tries_burst, settings.tries_per_minute, seconds=seconds)

    def by_name(self) -> dict[str, Budget]:
        """Each of them, under the name by which processes tell each other of it."""
        return {
            "reports": self.reports,
            "pupil_sends": self.pupil_sends,
            "staff_sends": self.staff_sends,
            "tries": self.tries,
        }
