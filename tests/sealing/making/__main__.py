"""Makes `tests/vectors/*.json`: known answers and refusals, for pytest, for vitest and for clients in other languages.

Salts and keys come from a counter, so a second run changes nothing but the wraps: HPKE takes its randomness from the
library, so those can only be opened. `external.json` holds other people's vectors and is not made here.
"""

import json
from pathlib import Path
from unittest.mock import patch

from tests.sealing.making import aside, debriefs, documents, formats, history, joining, streams
from tests.sealing.making.counter import Counter

HERE = Path(__file__).parents[2] / "vectors"


def main() -> None:
    counter = Counter("hark vectors")
    # Counters of their own, so that what is added here changes no vector that was there before.
    past, join = Counter("hark vectors, a roster with a past"), Counter("hark vectors, joining")
    after = Counter("hark vectors, a debrief")
    with (
        patch("app.sealing.box.token_bytes", counter.take),
        patch("app.sealing.epoch.token_bytes", counter.take),
        patch("app.sealing.debrief.token_bytes", after.take),
    ):
        files = {**formats.files(counter), **documents.files(counter), **streams.files(counter)}
        files |= {**history.files(past), **joining.files(join), **debriefs.files(after)}
    for part, more in zip(("accepted", "refused"), aside.items(Counter("hark vectors, said aside")), strict=True):
        files["item"][part] += more
    for name, content in files.items():
        text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        (HERE / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
