"""What a browser has to fetch, compressed. The build refuses what is over budget (frontend/budgets.mjs)."""

import gzip
import re
import subprocess
from pathlib import Path

from tests.bench.measure import Scale, table

_ROOT = Path(__file__).parents[2]
_CONSOLE = _ROOT / "app" / "static" / "console"
_LINE = re.compile(r"budget: (.+): ([0-9.]+) KiB gzip, (within|OVER) ([0-9.]+) KiB")


def run(scale: Scale) -> int:
    """Print the table; answers how many weights are over their budget."""
    del scale  # A weight is the same however often it is taken.
    node = ["node", str(_ROOT / "frontend" / "budgets.mjs")]
    done = subprocess.run(node, capture_output=True, text=True, check=False)
    lines = _LINE.findall(done.stdout)
    if not lines:
        raise RuntimeError(f"budgets.mjs said nothing: {done.stderr}")
    rows = [[what, weight, budget] for what, weight, _, budget in lines]
    code = [path for path in _CONSOLE.rglob("*") if path.suffix in {".html", ".js", ".css"}]
    rows.append(["console, all of its code and styles", f"{sum(map(_weight, code)) / 1024:.1f}", "none yet"])
    table("Weights", ["what", "KiB gzip", "budget KiB"], rows)
    return sum(verdict == "OVER" for _, _, verdict, _ in lines)


def _weight(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))
