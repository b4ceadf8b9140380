"""Reads the vectors that vitest checks too."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import AppError

HERE = Path(__file__).parents[1] / "vectors"


def vectors(name: str) -> Any:
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def named(cases: list[dict[str, Any]]) -> pytest.MarkDecorator:
    """A test's parameters, each with the name that its vector has."""
    return pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in cases])


def refuses(code: str, work: Callable[[], object]) -> None:
    """That the work is refused with exactly this code."""
    with pytest.raises(AppError) as refusal:
        work()
    assert refusal.value.code == code
