"""One clock that a test can stop, and ids that carry its time."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from app.core import clock
from app.core.ids import is_id, new_id

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_a_time_without_a_zone_cannot_be_frozen() -> None:
    with pytest.raises(ValueError, match="time zone"):
        clock.FrozenTime(NOON.replace(tzinfo=None))


def test_the_clock_is_in_utc() -> None:
    assert clock.now().tzinfo is UTC


def test_a_frozen_clock_moves_only_when_told_and_goes_on_afterwards() -> None:
    with clock.frozen(NOON.astimezone(timezone(timedelta(hours=2)))) as time_stopped:
        assert clock.now() == NOON
        assert clock.now().tzinfo is UTC
        assert time_stopped.advance(minutes=5) == clock.now() == NOON + timedelta(minutes=5)
    assert clock.now() != NOON + timedelta(minutes=5)


def test_a_test_that_fails_does_not_leave_the_clock_stopped() -> None:
    with pytest.raises(RuntimeError), clock.frozen(NOON):
        raise RuntimeError
    assert clock.now() != NOON


@pytest.mark.parametrize(
    "text",
    ["", "not-an-id", "0190b3c0-0000-7000-8000-00000000000G", "0190B3C0-0000-7000-8000-000000000000", f"{'0' * 32}"],
)
def test_what_is_not_a_canonical_id_is_not_one(text: str) -> None:
    assert not is_id(text)


def test_an_id_with_a_newline_behind_it_is_not_one() -> None:
    assert not is_id(new_id() + "\n")


def test_an_id_is_a_uuid_of_version_seven_with_the_time_of_the_clock() -> None:
    with clock.frozen(NOON):
        made = new_id()
    assert is_id(made)
    assert (made[14], made[19] in "89ab") == ("7", True)
    assert int(made.replace("-", "")[:12], 16) == int(NOON.timestamp() * 1000)


def test_ids_of_later_moments_sort_later_and_none_repeats() -> None:
    with clock.frozen(NOON) as time_stopped:
        ids = []
        for _ in range(200):
            ids.append(new_id())
            time_stopped.advance(milliseconds=1)
    assert ids == sorted(set(ids))
