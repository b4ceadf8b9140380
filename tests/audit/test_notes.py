"""Signed notes, against the published example of the format and against forgery."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.audit.notes import BadNote, Checkpoint, Signer, parse_checkpoint, parse_vkey

# The example that Go's implementation of signed notes is documented with.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETERS_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETERS_NOTE = (
    f"{PETERS_TEXT}\n— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
NAME = "hark/audit/school/head"
CHECKPOINT = Checkpoint(NAME, 7, bytes(range(32)))


@pytest.fixture
def signer() -> Signer:
    return Signer(NAME, Ed25519PrivateKey.from_private_bytes(bytes(32)))


def test_the_published_example_holds() -> None:
    peter = parse_vkey(PETER)
    assert peter.text(PETERS_NOTE) == PETERS_TEXT
    assert peter.vkey() == PETER


def test_the_published_example_with_one_letter_changed_does_not() -> None:
    with pytest.raises(BadNote, match="does not fit"):
        parse_vkey(PETER).text(PETERS_NOTE.replace("answer", "Answer"))


def test_a_note_of_another_key_is_refused_even_under_the_same_name(signer: Signer) -> None:
    other = Signer(NAME, Ed25519PrivateKey.from_private_bytes(bytes([1]) * 32))
    with pytest.raises(BadNote, match="no signature by the expected key"):
        signer.verifier.open(other.sign(CHECKPOINT))


def test_the_same_key_under_another_name_does_not_sign_for_this_log(signer: Signer) -> None:
    other = Signer("hark/audit/school/pastoral", signer.private_key)
    with pytest.raises(BadNote, match="no signature by the expected key"):
        signer.verifier.open(other.sign(CHECKPOINT))


@pytest.mark.parametrize(
    "break_it",
    [
        lambda note: note.replace("\n7\n", "\n8\n"),
        lambda note: note.replace("\n7\n", "\n07\n"),
        lambda note: note.replace("\n\n", "\nmore\n\n"),
        lambda note: note[:-1],
        lambda note: note.replace("— ", "- "),
        lambda note: note.split("\n\n")[0],
        lambda _: "",
        lambda note: note[:-6] + "!!!!\n",
    ],
)
def test_a_broken_note_is_refused(signer: Signer, break_it: object) -> None:
    assert callable(break_it)
    with pytest.raises(BadNote):
        signer.verifier.open(break_it(signer.sign(CHECKPOINT)))


@pytest.mark.parametrize(
    "text",
    [
        "name\n1\n",
        "name\n-1\n" + base64.b64encode(bytes(32)).decode() + "\n",
        "name\n1\n" + base64.b64encode(bytes(31)).decode() + "\n",
        "name\none\n" + base64.b64encode(bytes(32)).decode() + "\n",
        "name\n1\n" + base64.b64encode(bytes(32)).decode(),
    ],
)
def test_a_text_that_is_not_a_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(BadNote):
        parse_checkpoint(text)


@pytest.mark.parametrize("vkey", ["", "name", PETER.replace("c74f20a3", "c74f20a4"), "name+00000000+AAAA"])
def test_a_public_key_that_does_not_fit_its_id_is_refused(vkey: str) -> None:
    with pytest.raises(BadNote):
        parse_vkey(vkey)


def test_a_checkpoint_comes_back_from_its_note(signer: Signer) -> None:
    note = signer.sign(CHECKPOINT)
    assert note.startswith(f"{NAME}\n7\n{base64.b64encode(CHECKPOINT.root).decode()}\n\n— {NAME} ")
    assert parse_vkey(signer.verifier.vkey()).open(note) == CHECKPOINT


def test_a_witness_may_sign_beside_us(signer: Signer) -> None:
    witness = Signer("governor.example.org", Ed25519PrivateKey.from_private_bytes(bytes([2]) * 32))
    both = signer.sign(CHECKPOINT) + witness.sign(CHECKPOINT).split("\n\n")[1]
    assert signer.verifier.open(both) == witness.verifier.open(both) == CHECKPOINT
