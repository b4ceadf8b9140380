"""The browser's code and Python on one line: each opens what the other sealed, with fresh randomness each time."""

import json
import shutil
import subprocess
from pathlib import Path
from secrets import token_bytes
from typing import Any
from uuid import UUID

import pytest

from app.core import encoding
from app.sealing import sign
from app.sealing.epoch import check_signer, make_epoch, unwrap_epoch
from app.sealing.groups import unwrap_group_seed, wrap_group_seed
from app.sealing.item import ItemPlace, open_item, seal_item
from app.sealing.mailbox import mailbox_keys
from app.sealing.person import PersonSecrets, open_vault, seal_vault
from app.sealing.wrap import kem_public_key
from tests.missing import missing
from tests.sealing.making.cast import CONV, NOW, SCHOOL, Cast, make_cast
from tests.sealing.making.counter import Counter

FRONTEND = Path(__file__).parents[2] / "frontend"
TEXTS = [
    "a",
    "It happened again. é 🙂",
    '\u0000\u2028 "quotes" \\ and <tags>',
    "x" * 4000,
    "\U0001f469\u200d\U0001f467" * 900,
]


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The browser's package in one file that Node runs."""
    bundler = FRONTEND / "node_modules/.bin/rolldown"
    if shutil.which("node") is None or not bundler.exists():
        missing("the frontend's packages (scripts/setup dev)")
    script = tmp_path_factory.mktemp("peer") / "peer.mjs"
    source = FRONTEND / "packages/crypto/tests/peer.ts"
    command = [str(bundler), str(source), "--format", "esm", "--platform", "node", "--file", str(script)]
    subprocess.run(command, cwd=FRONTEND, check=True, capture_output=True)
    return script


def ask(peer: Path, **asked: list[dict[str, Any]]) -> Any:
    question = json.dumps({"seal": [], "open": [], **asked})
    done = subprocess.run(["node", peer], input=question, capture_output=True, text=True, check=False)  # noqa: S607
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def common(cast: Cast) -> dict[str, Any]:
    return {
        "school": SCHOOL,
        "stream": CONV,
        "cmid": str(UUID(bytes=token_bytes(16), version=4)),
        "person": cast.khan.line.id,
        "groupSeed": encoding.encode(cast.groups["safeguarding"]),
        "master": encoding.encode(token_bytes(32)),
        "secret": encoding.encode(token_bytes(32)),
    }


def message(sender: str, text: str) -> dict[str, Any]:
    return {"v": 1, "kind": "msg", "from": sender, "at": NOW, "seen": None, "text": text}


@pytest.fixture(scope="module")
def cast() -> Cast:
    return make_cast(Counter("interop"))


def test_python_opens_what_the_browser_sealed(peer: Path, cast: Cast) -> None:
    asked = [common(cast) | {"body": message("pupil", text)} for text in TEXTS]
    for given, sealed in zip(asked, ask(peer, seal=asked)["sealed"], strict=True):
        pupil = mailbox_keys(encoding.decode(given["master"]))
        key, statement = unwrap_epoch(
            (SCHOOL, CONV),
            sealed["record"],
            recipient="group:safeguarding:1",
            seed=cast.groups["safeguarding"],
            previous_key=None,
            reader_allowed=lambda _statement, _to: True,
        )
        check_signer(sealed["record"], [pupil.sign_public])
        body = open_item(
            ItemPlace(SCHOOL, CONV, 1, given["cmid"]),
            key=key,
            kind="msg",
            sender="pupil",
            env=sealed["env"],
            signers_of=lambda _sender, _body: [pupil.sign_public],  # noqa: B023 - called in this round, before the next
        )
        own = encoding.decode(given["secret"])
        vault = open_vault(own, SCHOOL, given["person"], encoding.decode(sealed["vault"]))
        seat = (SCHOOL, "safeguarding", 1, given["person"])
        expected = kem_public_key(cast.groups["safeguarding"])
        group_seed = unwrap_group_seed(own, *seat, encoding.decode(sealed["groupWrap"]), expected)
        assert statement.readers == ("group:safeguarding:1", "pupil")
        assert body.fields["text"] == given["body"]["text"]
        assert vault.kem == own
        assert group_seed == cast.groups["safeguarding"]


def test_the_browser_opens_what_python_sealed(peer: Path, cast: Cast) -> None:
    asked = []
    for text in TEXTS:
        given = common(cast)
        pupil, khan = mailbox_keys(encoding.decode(given["master"])), cast.khan
        record, key = make_epoch(
            (SCHOOL, CONV),
            1,
            previous_key=None,
            by=khan.party,
            signing_seed=khan.secrets.sign,
            roster_number=7,
            readers=[
                ("group:safeguarding:1", kem_public_key(cast.groups["safeguarding"])),
                ("pupil", pupil.kem_public),
            ],
        )
        place, own = ItemPlace(SCHOOL, CONV, 1, given["cmid"]), encoding.decode(given["secret"])
        env = seal_item(place, key=key, signing_seed=khan.secrets.sign, body=message(khan.party, text))
        vault = seal_vault(own, SCHOOL, given["person"], PersonSecrets(own, own, own))
        seat = (SCHOOL, "safeguarding", 1, given["person"])
        group_wrap = wrap_group_seed(kem_public_key(own), *seat, cast.groups["safeguarding"])
        sealed = {"record": record, "env": env, "kind": "msg", "sender": khan.party}
        sealed |= {"vault": encoding.encode(vault), "groupWrap": encoding.encode(group_wrap)}
        terms = {"roster": cast.signed_roster, "root": encoding.encode(sign.public_key(cast.root)), "now": NOW}
        asked.append(given | sealed | terms)
    for text, given, opened in zip(TEXTS, asked, ask(peer, open=asked)["opened"], strict=True):
        assert opened["body"] == message(cast.khan.party, text)
        assert opened["vault"] == given["secret"]
        assert opened["groupSeed"] == given["groupSeed"]
