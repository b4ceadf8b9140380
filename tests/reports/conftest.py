"""The school that these tests happen in."""

import pytest

from app.core.db import Database
from tests.cases import World, build


@pytest.fixture
def world(database: Database) -> World:
    """Hillcrest in this test's own database."""
    return build(database)
