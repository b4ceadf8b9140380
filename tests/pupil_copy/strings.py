"""Every string that a pupil may read, from the files that it stands in, by name."""

import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
COPIES = [ROOT / f"frontend/pupil/src/{name}.ts" for name in ("copy", "chat_copy", "mentoring_copy", "naming_copy")]
PAGE = ROOT / "frontend/pupil/index.html"
TOPICS = ROOT / "app/reports/topics.json"
ROUTES = ROOT / "app/escalation/help_routes.json"

_SECTION = re.compile(r"^  (\w+): \{$")
_ENTRY = re.compile(r"(\w+): '((?:[^'\\]|\\.)*)'")
_ESCAPE = re.compile(r"\\(u[0-9a-f]{4}|.)")

# What `fill` puts into the copy, as a pupil would meet it.
_FILLED = {
    "when": "9am on Monday",
    "readers": "the safety team",
    "family": "being new",
    "name": "Robin",
    "number": "999",
    "label": "half term",
    "wait": "5 minutes",
    "code": "E1",
    "topics": "friends",
    "languages": "Polish",
    "n": "8",
}


def copy() -> dict[str, str]:
    """The pupil page's own words, as `screen.key`, with their places still open. Raises if a line is not understood."""
    found: dict[str, str] = {}
    screen = ""
    lines = [line for path in COPIES for line in _object(path.read_text(encoding="utf-8")).splitlines()]
    for number, line in enumerate(lines, 1):
        if section := _SECTION.match(line):
            screen = section[1]
        elif entries := _ENTRY.findall(line):
            found |= {f"{screen}.{key}" if line.startswith("    ") else key: _plain(text) for key, text in entries}
        elif line.strip() not in {"", "},"} and not line.strip().startswith(("//", "/*", "*")):
            raise ValueError(f"line {number} of the copy is not understood: {line}")
    return found


def screens() -> dict[str, list[str]]:
    """What stands together: the strings of each screen, filled in; the first page without scripts; each help route."""
    shown: dict[str, list[str]] = {}
    for name, text in copy().items():
        shown.setdefault(name.partition(".")[0], []).append(filled(text))
    without_scripts = PAGE.read_text(encoding="utf-8").partition("<body>")[2]
    shown["index.html"] = [text for text in map(str.strip, re.split(r"<[^>]*>", without_scripts)) if text]
    shown["topics"] += [str(topic["label"]) for topic in _json(TOPICS)["topics"]]
    for route in _json(ROUTES)["routes"]:
        if "pupil" in route["audience"]:
            # What must be asked first is asked of staff, in the console.
            parts = [route["for"], route["not_for"], route["acts"], route["hours"]]
            shown[f"help route {route['id']}"] = [part for part in parts if part]
    return shown


def filled(text: str) -> str:
    """The text with its places taken, so that it is as long as a pupil finds it."""
    return re.sub(r"\{(\w+)\}", lambda mark: _FILLED.get(mark[1], "3"), text)


def sentences(text: str) -> list[str]:
    """A text's sentences. A colon introduces and does not end one: "call Childline: 0800 1111"."""
    return [part for part in (one.strip() for one in re.split(r"(?<=[.!?…])[\u201d\u2019]?\s+", text)) if part]


def _object(source: str) -> str:
    """What stands between the braces of `copy`."""
    return source.partition("opy = {\n")[2].partition("\n} as const;")[0]


def _plain(text: str) -> str:
    return _ESCAPE.sub(lambda mark: chr(int(mark[1][1:], 16)) if len(mark[1]) > 1 else mark[1], text)


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
