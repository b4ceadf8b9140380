"""What holds for any input: a parser answers or refuses by name; what is sealed comes back, or nothing does."""

import json
import string
from collections.abc import Callable
from functools import partial
from typing import Any, cast

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from app.core import encoding
from app.core.errors import AppError
from app.sealing.body import Body, parse_body
from app.sealing.box import open_box, seal_box
from app.sealing.casefile import OpenedCase, open_case_file, read_case_file
from app.sealing.contexts import Label, context
from app.sealing.documents import EpochRecord, read_roster, read_statement
from app.sealing.invitation import Invitation, open_answer, open_offer
from app.sealing.item import ItemPlace, open_item, seal_item
from app.sealing.mailbox import mailbox_keys
from app.sealing.recovery import RecoverySecret, read_secret, write_secret
from app.sealing.sheets import LETTERS, RecoverySet, open_pairs, read_sheet, seal_pairs, write_sheet
from app.sealing.sign import public_key
from app.sealing.stretch import normalise_passphrase
from app.sealing.verify import read_envelope, read_key_wrap, read_new_epoch
from app.sealing.words import normalise_words, word_list
from app.sealing.wrap import unwrap
from tests.sealing.vectors import vectors

# How long an example takes says nothing on a machine that others use too.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

SCHOOL = "0192f3a1-7c4e-7d20-8a55-3b1f0c9d2e11"
CONV = "conv:5b0f4c1e-8d2a-4f6b-9c3d-7e1a2b3c4d5e"
PLACE = ItemPlace(SCHOOL, CONV, 1, SCHOOL)
KEY = bytes(range(32))
SEED = bytes(range(32, 64))
RECOVERY_SET = RecoverySet(SCHOOL, "safeguarding", 1)
EPOCH_RECORD = vectors("epoch")["accepted"][0]["record"]
CASE_FILE = vectors("case-file")

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
documents = st.binary(max_size=200) | json_values.map(lambda value: json.dumps(value).encode())
texts = st.text(max_size=400)
sheets = st.binary(min_size=32, max_size=32)
scalars = st.text(st.characters(codec="utf-8"), min_size=1, max_size=1000)


def answers_or_refuses(work: Callable[[], object]) -> None:
    """Anything but a named refusal is a fault that a stranger could cause."""
    code = refusal(work)
    assert code not in ("error", "seal_error")


def refusal(work: Callable[[], object]) -> str | None:
    """The code of a refusal, or None for an answer."""
    try:
        work()
    except AppError as error:
        return error.code
    return None


def paths(value: Any, here: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Where every part of a document stands."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *(path for name, part in inside for path in paths(part, (*here, name)))]


def replaced(value: Any, path: tuple[str | int, ...], other: Any) -> Any:
    """A copy of a document with another value in one place."""
    if not path:
        return other
    copy = value.copy()
    copy[path[0]] = replaced(value[path[0]], path[1:], other)
    return copy


@given(documents)
@example(b"[" * 100_000)
@example(b'{"v":1' + b"0" * 5000 + b"}")
@example(b'{"v":1e999}')
def test_no_document_makes_a_reader_fall_over(data: bytes) -> None:
    statement = cast(EpochRecord, EPOCH_RECORD | {"statement": encoding.encode(data)})
    answers_or_refuses(lambda: read_roster(data))
    answers_or_refuses(lambda: parse_body(data, CONV))
    answers_or_refuses(lambda: read_case_file(data))
    answers_or_refuses(lambda: read_statement(statement, SCHOOL, CONV))


@given(texts)
def test_no_text_makes_a_decoder_fall_over(text: str) -> None:
    for reader in (encoding.decode, read_envelope, read_key_wrap, read_secret, read_sheet):
        answers_or_refuses(lambda reader=reader: reader(text))  # type: ignore[misc] # one of several plain readers
    record: EpochRecord = {"epoch": 1, "statement": text, "sig": text, "wraps": [{"to": text, "wrap": text}]}
    answers_or_refuses(lambda: read_new_epoch(record, school=SCHOOL, stream=CONV))


@settings(max_examples=60)
@given(st.data())
def test_one_wrong_value_anywhere_in_a_case_file_never_changes_what_is_shown(data: st.DataObject) -> None:
    """Only leaving out the end of a stream shows in nothing: the audit log knows how far it went."""
    file = CASE_FILE["file"]
    path = data.draw(st.sampled_from(paths(file)))
    changed = json.dumps(replaced(file, path, data.draw(json_values))).encode()
    secrets = [read_secret(CASE_FILE["secret"])]
    original = shown(open_case_file(read_case_file(json.dumps(file).encode()), secrets))
    try:
        opened = open_case_file(read_case_file(changed), secrets)
    except AppError:
        return
    for stream, bodies in shown(opened).items():
        assert all(body in original[stream] for body in bodies)
        assert opened.findings or bodies == original[stream][: len(bodies)]


def shown(opened: OpenedCase) -> dict[str, list[Body]]:
    return {name: [one.body for one in items if one.body is not None] for name, items in opened.streams.items()}


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_bytes_that_nobody_sealed_open_to_nothing(data: bytes, ctx: bytes) -> None:
    answers_or_refuses(lambda: open_box(KEY, ctx, data))
    answers_or_refuses(lambda: open_box(KEY, ctx, b"\x01" + data))


@settings(max_examples=20)
@given(st.binary(min_size=1137, max_size=1300))
def test_a_wrap_that_nobody_made_opens_to_nothing(data: bytes) -> None:
    answers_or_refuses(lambda: unwrap(KEY, b"", b"\x01" + data))


@given(st.binary(max_size=300), st.binary(max_size=100), st.integers(min_value=0))
def test_a_box_comes_back_whole_and_one_flipped_bit_anywhere_is_refused(text: bytes, ctx: bytes, bit: int) -> None:
    box = seal_box(KEY, ctx, text)
    assert open_box(KEY, ctx, box) == text
    at = bit % (len(box) * 8)
    touched = bytearray(box)
    touched[at // 8] ^= 1 << at % 8
    code = refusal(lambda: open_box(KEY, ctx, bytes(touched)))
    assert code in ("suite_unknown", "commitment_wrong", "box_broken")


@given(scalars)
def test_whatever_a_pupil_types_comes_back_as_it_was(text: str) -> None:
    body = {"v": 1, "kind": "msg", "from": "pupil", "at": "2026-11-23T10:00:00Z", "seen": None, "text": text}
    env = seal_item(PLACE, key=KEY, signing_seed=KEY, body=body)
    public = public_key(KEY)
    opened = open_item(PLACE, key=KEY, kind="msg", sender="pupil", env=env, signers_of=lambda _from, _body: (public,))
    assert opened.fields["text"] == text


@given(st.lists(st.text(max_size=10), max_size=4), st.lists(st.text(max_size=10), max_size=4))
def test_two_lists_of_parts_share_a_context_only_if_they_are_the_same(one: list[str], other: list[str]) -> None:
    assert (context("vault", *one) == context("vault", *other)) == (one == other)


@given(st.binary(min_size=32, max_size=32), st.integers(min_value=1, max_value=999_999_999))
def test_every_recovery_secret_comes_back_from_its_sheet(seed: bytes, epoch: int) -> None:
    secret = RecoverySecret("governors", epoch, seed)
    assert read_secret(write_secret(secret)) == secret


@given(st.binary(min_size=32, max_size=32), st.integers(min_value=0), st.sampled_from(string.ascii_lowercase))
def test_a_mistyped_letter_is_caught(seed: bytes, at: int, letter: str) -> None:
    """Three check bytes let one in sixteen million through, which then opens nothing."""
    sheet = write_secret(RecoverySecret("head", 1, seed))
    letters = [place for place in range(len("hark-head-1-"), len(sheet)) if sheet[place] not in ("-", letter)]
    place = letters[at % len(letters)]
    assert refusal(lambda: read_secret(sheet[:place] + letter + sheet[place + 1 :])) == "secret_mistyped"


@given(sheets)
def test_every_sheet_comes_back_from_its_words(data: bytes) -> None:
    assert read_sheet(" ".join(write_sheet(data))) == data


@given(sheets, st.integers(min_value=0, max_value=23), st.sampled_from(word_list()))
def test_a_mistyped_word_is_caught_or_is_another_sheet_which_opens_nothing(data: bytes, at: int, word: str) -> None:
    """Eight check bits let one in 256 through; the commitments of the boxes catch those."""
    words = write_sheet(data)
    assume(words[at] != word)
    typed = " ".join([*words[:at], word, *words[at + 1 :]])
    if refusal(lambda: read_sheet(typed)) is not None:
        return
    assert read_sheet(typed) != data
    boxes = seal_pairs(RECOVERY_SET, {"A": data, "B": KEY, "C": bytes(32)}, SEED)
    assert refusal(lambda: open_pairs(RECOVERY_SET, read_sheet(typed), KEY, boxes)) == "sheets_do_not_match"


@settings(max_examples=40)
@given(st.lists(sheets, min_size=6, max_size=6, unique=True), sheets, st.permutations(LETTERS))
def test_any_two_sheets_of_one_set_open_it_and_no_two_others_do(
    printed: list[bytes], seed: bytes, order: tuple[str, ...]
) -> None:
    mine, others = dict(zip(LETTERS, printed[:3], strict=True)), dict(zip(LETTERS, printed[3:], strict=True))
    boxes = seal_pairs(RECOVERY_SET, mine, seed)
    one, other, third = order
    assert open_pairs(RECOVERY_SET, mine[one], mine[other], boxes) == seed
    wrong = (
        (mine[one], others[other]),
        (others[one], mine[third]),
        (others[one], others[other]),
        (mine[one], mine[one]),
    )
    for first, second in wrong:
        assert refusal(partial(open_pairs, RECOVERY_SET, first, second, boxes)) == "sheets_do_not_match"


@settings(max_examples=40)
@given(st.data())
def test_a_flipped_bit_anywhere_in_a_sealed_set_is_refused(data: st.DataObject) -> None:
    sheets_of = {"A": KEY, "B": bytes(32), "C": SEED}
    boxes = seal_pairs(RECOVERY_SET, sheets_of, SEED)
    pair = data.draw(st.sampled_from(sorted(boxes)))
    at = data.draw(st.integers(min_value=0, max_value=len(boxes[pair]) - 1))
    touched = bytearray(boxes[pair])
    touched[at] ^= 1 << data.draw(st.integers(min_value=0, max_value=7))
    one, other = (sheets_of[letter] for letter in pair)
    code = refusal(lambda: open_pairs(RECOVERY_SET, one, other, boxes | {pair: bytes(touched)}))
    assert code in ("suite_unknown", "sheets_do_not_match", "box_broken")


@given(documents)
def test_no_offer_and_no_answer_makes_a_reader_fall_over(data: bytes) -> None:
    to = Invitation(SCHOOL, SCHOOL)
    for label, reader in (("invite/offer", open_offer), ("invite/answer", open_answer)):
        box = seal_box(KEY, context(cast(Label, label), SCHOOL, SCHOOL), data)
        answers_or_refuses(partial(reader, KEY, to, box))


@given(texts)
def test_typed_words_and_passphrases_are_stable_once_normalised(text: str) -> None:
    words = normalise_words(text)
    assert normalise_words(" ".join(words)) == words
    assert normalise_passphrase(normalise_passphrase(text)) == normalise_passphrase(text)


@settings(max_examples=20)
@given(st.binary(min_size=32, max_size=32))
def test_the_keys_of_a_mailbox_have_nothing_in_common(master: bytes) -> None:
    keys = mailbox_keys(master)
    assert len({keys.locator, keys.mailbox, keys.kem, keys.sign, master}) == 5
