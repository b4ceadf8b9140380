"""What this machine lacks: said aloud at the end of a run, and a failure where CI must run everything."""

import os
from collections.abc import Iterable
from typing import NoReturn

import pytest

_SAID = "not on this machine: "


def missing(what: str) -> NoReturn:
    """Stop the test that needs `what`: skipped on a developer's machine, failed under CI."""
    if os.environ.get("CI"):
        pytest.fail(f"{_SAID}{what}; under CI everything must run")
    pytest.skip(f"{_SAID}{what}")


def named_in(skipped: Iterable[pytest.TestReport]) -> set[str]:
    """What the tests in these reports did without."""
    # A skipped test's report ends in its reason: (file, line, "Skipped: ...").
    reasons = (report.longrepr[2] for report in skipped if isinstance(report.longrepr, tuple))
    return {reason.partition(_SAID)[2] for reason in reasons if _SAID in reason}
