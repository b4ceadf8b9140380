"""What this machine lacks: said aloud at the end of a run, and a failure where CI must run everything."""

import os
from typing import NoReturn

import pytest

_ABSENT: pytest.StashKey[set[str]] = pytest.StashKey()


def absent(config: pytest.Config) -> set[str]:
    """What the tests of this run did without so far."""
    found: set[str] = config.stash.setdefault(_ABSENT, set())
    return found


def missing(config: pytest.Config, what: str) -> NoReturn:
    """Stop the test that needs `what`: skipped on a developer's machine, failed under CI."""
    absent(config).add(what)
    if os.environ.get("CI"):
        pytest.fail(f"{what}; under CI everything must run")
    pytest.skip(what)
