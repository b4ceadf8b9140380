"""`hark` as somebody at a terminal runs it."""

import os
import subprocess
import sys
from pathlib import Path

_HARK = Path(sys.executable).with_name("hark")


def run(data_dir: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run `hark` to its end, in an environment that holds nothing but what is given."""
    return subprocess.run(
        [_HARK, *arguments],
        env={"PATH": os.environ["PATH"], "HARK_DATA_DIR": str(data_dir), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
