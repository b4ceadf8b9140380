"""The office in which the school's keys are looked after."""

import pytest

from tests.hillcrest import Hillcrest
from tests.office import Office


@pytest.fixture
def office(hillcrest: Hillcrest) -> Office:
    """Ms Khan's desk, with the roster number 1 on it."""
    return Office(hillcrest)
