"""What other implementations published holds for the verifier: as Hark runs it, and as the one file given away."""

import base64
import json
import runpy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.audit import checking, merkle, notes, proofs, standalone

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "tlog.json").read_text("utf-8"))


@pytest.fixture(scope="module", params=["hark", "one file"])
def verifier(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The names of the verifier: of the modules, or of the file made of them."""
    if request.param == "hark":
        return SimpleNamespace(**{**vars(merkle), **vars(notes), **vars(proofs), **vars(checking)})
    path = tmp_path_factory.mktemp("given") / "hark_verify.py"
    path.write_text(standalone.text(), "utf-8")
    return SimpleNamespace(**runpy.run_path(str(path)))


def raw(text: str) -> bytes:
    return base64.b64decode(text)


def named(case: Any) -> str:
    return f"{case['desc']} {case.get('leafIdx', case.get('size1'))}"


@pytest.mark.parametrize("case", VECTORS["inclusion"], ids=named)
def test_an_inclusion_is_judged_as_the_reference_implementation_judges_it(verifier: Any, case: Any) -> None:
    path = [raw(step) for step in case["proof"]]
    leaf, root = raw(case["leafHash"]), raw(case["root"])
    held = verifier.verify_inclusion(leaf, case["leafIdx"], case["treeSize"], path, root)
    assert held is not case["wantErr"]


@pytest.mark.parametrize("case", VECTORS["consistency"], ids=named)
def test_a_consistency_is_judged_as_the_reference_implementation_judges_it(verifier: Any, case: Any) -> None:
    path = [raw(step) for step in case["proof"]]
    old, new = raw(case["root1"]), raw(case["root2"])
    assert verifier.verify_consistency(case["size1"], case["size2"], old, new, path) is not case["wantErr"]


def test_a_public_logs_checkpoint_holds_with_its_key_and_its_witness(verifier: Any) -> None:
    given = VECTORS["checkpoint"]
    signed = verifier.parse_vkey(given["log"]).open(given["note"])
    assert (signed.size, signed.root) == (given["size"], raw(given["root"]))
    witness = verifier.parse_vkey(given["witness"])
    assert (witness.vkey(), witness.time(given["note"])) == (given["witness"], given["cosigned"])
    assert verifier.seen_by([given["note"]], witness).size == given["size"]


@pytest.mark.parametrize("key", ["log", "witness"])
def test_a_public_logs_checkpoint_with_another_size_holds_for_nobody(verifier: Any, key: str) -> None:
    given = VECTORS["checkpoint"]
    changed = given["note"].replace(str(given["size"]), str(given["size"] + 1))
    with pytest.raises(verifier.BadNote, match="does not fit"):
        verifier.parse_vkey(given[key]).text(changed)


def test_a_witness_who_says_another_time_is_refused(verifier: Any) -> None:
    given = VECTORS["checkpoint"]
    line = next(line for line in given["note"].split("\n") if line.startswith("\u2014 remora"))
    blob = raw(line.split(" ")[2])
    later = base64.b64encode(blob[:4] + (given["cosigned"] + 1).to_bytes(8) + blob[12:]).decode()
    with pytest.raises(verifier.BadNote, match="does not fit"):
        verifier.parse_vkey(given["witness"]).time(given["note"].replace(line.split(" ")[2], later))


@pytest.mark.parametrize(
    "text",
    [
        "c2sp.org/tlog-proof@v1\nindex 5\n{h}\n{h}\n\na\n1\n{h}\n\n\u2014 a AAAA\n",
        "c2sp.org/tlog-proof@v1\nextra ZXh0cmE=\nindex 10\n{h}\n\na\n1\n{h}\n\n\u2014 a AAAA\n",
        "c2sp.org/tlog-proof@v1\nindex 0\n\na\n1\n{h}\n\n\u2014 a AAAA\n",
    ],
)
def test_a_proof_in_the_text_form_comes_back_as_it_was(verifier: Any, text: str) -> None:
    text = text.format(h=base64.b64encode(bytes(32)).decode())
    assert verifier.write_text(verifier.read_text(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "wrong-header\nindex 0\n\n{c}",
        "c2sp.org/tlog-proof@v1\nextra !!notbase64!!\nindex 0\n\n{c}",
        "c2sp.org/tlog-proof@v1\n\n\n{c}",
        "c2sp.org/tlog-proof@v1\nindex notanumber\n\n{c}",
        "c2sp.org/tlog-proof@v1\nindex -5\n\n{c}",
        "c2sp.org/tlog-proof@v1\nindex 05\n\n{c}",
        "c2sp.org/tlog-proof@v1\nindex 0\n!!notbase64!!\n\n{c}",
        "c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\n{c}",
        "c2sp.org/tlog-proof@v1",
    ],
)
def test_a_text_that_is_no_proof_is_refused(verifier: Any, text: str) -> None:
    with pytest.raises(verifier.BadNote):
        verifier.read_text(text.format(c=VECTORS["checkpoint"]["note"]))
