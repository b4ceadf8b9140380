"""The school that these tests happen in."""

import pytest

from tests.cases import World
from tests.hillcrest import Hillcrest


@pytest.fixture
def world(hillcrest: Hillcrest) -> World:
    """Hillcrest in this test's own database."""
    return World(hillcrest.database, hillcrest.school, hillcrest.held)
