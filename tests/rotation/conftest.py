"""The school in which people come and go."""

import pytest

from tests.cases import World
from tests.hillcrest import Hillcrest
from tests.office import Office


@pytest.fixture
def office(hillcrest: Hillcrest) -> Office:
    """Ms Khan's desk."""
    return Office(hillcrest)


@pytest.fixture
def world(hillcrest: Hillcrest) -> World:
    """Hillcrest's cases, in the same database."""
    return World(hillcrest.database, hillcrest.school, hillcrest.held)
