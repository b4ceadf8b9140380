"""The ten guarantees of rt.v1 are the table in app/realtime/codes.py, and each has a test that is named after it."""

import re
from pathlib import Path

from app.realtime import codes

TESTS = Path(__file__).parents[1]


def test_every_guarantee_has_a_test_that_is_named_after_it() -> None:
    listed = set(re.findall(r"^G(\d+) ", codes.__doc__ or "", re.MULTILINE))
    names = [
        name
        for path in TESTS.rglob("test_*.py")
        for name in re.findall(r"^def test_((?:g\d+_)+)", path.read_text("utf-8"), re.MULTILINE)
    ]
    named = {number for name in names for number in re.findall(r"g(\d+)_", name)}
    assert listed == {str(number) for number in range(1, 11)}
    assert named == listed
