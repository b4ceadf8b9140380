"""`hark` as somebody at a terminal runs it."""

import os
from pathlib import Path
from subprocess import CompletedProcess

from tests import program


def run(data_dir: Path, *arguments: str, **environment: str) -> "CompletedProcess[str]":
    """Run `hark` to its end, in an environment that holds nothing but what is given."""
    return program.run(arguments, {"PATH": os.environ["PATH"], "HARK_DATA_DIR": str(data_dir), **environment})
