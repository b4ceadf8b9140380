"""Promise 1 in the database: a column holds what a browser sealed, or stands here with what else it may hold.

`tests/journeys/test_canary.py` looks for words that were written; this looks at every place where words could be kept.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Boolean, Column, Integer

from app.cli.demo import seed
from app.core import encoding
from app.core.columns import CIPHERTEXT_COLUMNS, UtcDateTime
from app.core.db import Database, migrations
from app.core.ids import InvitationId, SessionId, new_id
from app.core.settings import DatabaseSettings, Settings
from app.people import actions as joining
from app.people import queries as people
from app.people.actors import Staff
from app.people.credentials import hash_auth
from app.people.roll import Admission, NewInvitation
from app.sealing import invitation
from app.sealing.casefile import SEALED
from app.sealing.wrap import kem_public_key
from app.tables import metadata
from tests.clear_columns import A_PARTY, A_RECIPIENT, CLEAR, IDS_WORDS_AND_NUMBERS

BOX, WRAP = 81, 1137
"""What a box and a wrap add to what is in them (docs/protocol.md section 2)."""

ENVELOPES = {BOX + padded for padded in (1024, 4096, 16384, 65536)}


def is_sealed_item(row: sqlite3.Row) -> bool:
    """A sealed item is base64url of an envelope; one of the server's is JSON of words, ids and a name of staff."""
    if row["type"] == SEALED:
        return is_sealed(encoding.decode(row["body"], maximum=96 * 1024), ENVELOPES)
    said = json.loads(row["body"])
    names = {"alias"} if row["kind"] == "party" else set()
    rest = json.dumps({key: value for key, value in said.items() if key not in names and key not in {"by", "readers"}})
    parties = [said["by"], *said["readers"]] if row["kind"] == "epoch" else []
    return fits(IDS_WORDS_AND_NUMBERS, rest) and all(fits(rf"{A_PARTY}|{A_RECIPIENT}", party) for party in parties)


def is_sealed(value: bytes, lengths: set[int]) -> bool:
    """Suite 1, of a length that a sealed thing has, and not one run of plain letters in it."""
    return value[0] == 1 and len(value) in lengths and re.search(rb"[A-Za-z ]{24,}", value) is None


def wraps_a_key(column: str) -> Callable[[sqlite3.Row], bool]:
    return lambda row: is_sealed(row[column], {WRAP + 32})


SEALINGS: dict[str, dict[str, Callable[[sqlite3.Row], bool]]] = {
    "debriefs": {
        "note_wrap": wraps_a_key("note_wrap"),
        "note_box": lambda row: is_sealed(row["note_box"], {BOX + 1024, BOX + 4096}),
    },
    "pupil_names": {
        "wrap": wraps_a_key("wrap"),
        "box": lambda row: is_sealed(row["box"], {BOX + 1024, BOX + 4096}),
    },
    "epoch_wraps": {"wrap": wraps_a_key("wrap")},
    "group_wraps": {"wrap": wraps_a_key("wrap")},
    "recovery_boxes": {"box": lambda row: is_sealed(row["box"], {BOX + 32})},
    "recovery_wraps": {"wrap": wraps_a_key("wrap")},
    "root_wraps": {"wrap": wraps_a_key("wrap")},
    "unlocks": {"box": lambda row: is_sealed(row["box"], {BOX + 32})},
    # The vault's document has three keys of 43 letters and the names of its fields.
    "vaults": {"secrets": lambda row: is_sealed(row["secrets"], set(range(BOX + 130, BOX + 200)))},
    "held_messages": {"env": lambda row: is_sealed(encoding.decode(row["env"], maximum=96 * 1024), ENVELOPES)},
    "item": {"body": is_sealed_item},
    # An offer's document has one key; an answer's two, and two more for each group that the joiner made.
    "invitations": {
        "offer": lambda row: is_sealed(row["offer"], {BOX + 60}),
        "key_wrap": wraps_a_key("key_wrap"),
        "answer": lambda row: is_sealed(row["answer"], set(range(BOX + 120, BOX + 300))),
    },
}
"""How each sealed column's values look."""


def fits(pattern: str, value: str) -> bool:
    return re.fullmatch(pattern, value) is not None


def could_hold_words(column: Column[object]) -> bool:
    return not isinstance(column.type, Integer | Boolean | UtcDateTime)


def wordy() -> dict[str, set[str]]:
    """Every table's columns that could hold words."""
    return {table.name: {c.name for c in table.columns if could_hold_words(c)} for table in metadata.tables.values()}


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A database with the demo in it: cases in every state, with all that people wrote in them."""
    folder = tmp_path_factory.mktemp("planted")
    settings = Settings(data_dir=folder, demo=True, database=DatabaseSettings())
    migrations.upgrade(settings)
    seed.seed_if_empty(settings, lambda _text: None)
    invite_and_admit(settings)
    yield from opened(folder)


def invite_and_admit(settings: Settings) -> None:
    """Somebody is invited and joins, as nobody does in the demo."""
    database = Database(settings)
    lead = database.read_now(people.by_email, "khan@hillcrest.example")
    assert lead is not None
    actor = Staff(lead.id, lead.school_id, lead.role, lead.groups, SessionId("none"), lead.alias)
    key, to = bytes(32), invitation.Invitation(lead.school_id, new_id())
    body = {
        "id": to.id,
        "email": "lee@hillcrest.example",
        "alias": "Mr Lee",
        "title": "Peer mentor",
        "role": "mentor",
        "groups": [],
        "salt": encoding.encode(bytes(16)),
        "auth": encoding.encode(bytes(32)),
        "offer": encoding.encode(invitation.seal_offer(key, to, bytes(32))),
        "key": {
            "group": "safeguarding",
            "epoch": 1,
            "wrap": encoding.encode(invitation.wrap_invitation_key(kem_public_key(bytes(32)), to, 1, key)),
        },
    }
    database.write_now(joining.invite, actor, NewInvitation.model_validate(body), hash_auth(bytes(32)))
    answer = invitation.seal_answer(key, to, invitation.Answer(encoding.encode(bytes(32)), bytes(32), ()))
    admission = Admission(
        email="",
        alias="Mr Lee",
        title="Peer mentor",
        salt=bytes(16),
        auth_hash=hash_auth(bytes(32)),
        totp_box=None,
        answer=answer,
    )
    database.write_now(joining.admit, InvitationId(to.id), admission)
    database.close()


def opened(folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(folder / "hark.db")) as database:
        database.row_factory = sqlite3.Row
        yield database


def rows(database: sqlite3.Connection, table: str) -> list[sqlite3.Row]:
    return database.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608 - a name of our own models


def test_no_column_that_could_hold_words_is_unaccounted_for() -> None:
    strays = {
        f"{table}.{column}"
        for table, columns in wordy().items()
        for column in columns - CIPHERTEXT_COLUMNS.get(table, frozenset()) - set(CLEAR.get(table, {}))
    }
    assert strays == set()


def test_no_column_is_listed_as_clear_that_is_sealed_or_not_there() -> None:
    """A line that outlives its column would excuse the next one of that name."""
    stale = {
        f"{table}.{column}"
        for table, columns in CLEAR.items()
        for column in set(columns) - (wordy().get(table, set()) - CIPHERTEXT_COLUMNS.get(table, frozenset()))
    }
    assert stale == set()


def test_every_sealed_column_is_known_with_how_its_values_look() -> None:
    assert {table: set(columns) for table, columns in SEALINGS.items()} == dict(CIPHERTEXT_COLUMNS)


@pytest.mark.parametrize(
    ("table", "column"), [(table, column) for table, columns in SEALINGS.items() for column in columns]
)
def test_what_is_kept_in_a_sealed_column_is_sealed(planted: sqlite3.Connection, table: str, column: str) -> None:
    kept = [row for row in rows(planted, table) if row[column] is not None]
    assert kept, "the demo puts nothing in it, so nothing was looked at"
    assert [index for index, row in enumerate(kept) if not SEALINGS[table][column](row)] == []


@pytest.mark.parametrize("table", sorted(CLEAR))
def test_what_is_kept_in_a_clear_column_is_what_it_may_hold(planted: sqlite3.Connection, table: str) -> None:
    for row in rows(planted, table):
        for column, expected in CLEAR[table].items():
            value = row[column]
            if value is None:
                continue
            if isinstance(expected, int):
                assert len(value) == expected, column
            else:
                assert fits(expected, value if isinstance(value, str) else value.decode()), column


@pytest.mark.parametrize(
    "unsealed",
    [b"They hide my bag every day.", b"\x01" + b"They hide my bag every day. ".ljust(BOX + 1023), b"\x01" * 5],
    ids=["words", "words of the right length under the right byte", "too short to be sealed"],
)
def test_the_check_sees_what_is_not_sealed(unsealed: bytes) -> None:
    assert not is_sealed(unsealed, ENVELOPES)


@pytest.mark.parametrize(
    "body",
    ['{"status":"They hide my bag every day"}', '{"state":"open","text":"My bag"}', '{"by":"Robin, who is sad","n":1}'],
)
def test_the_check_sees_words_in_what_the_server_writes(body: str) -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        database.row_factory = sqlite3.Row
        kind = "epoch" if '"by"' in body else "status"
        said = body.replace('"n":1', '"readers":[]')
        row = database.execute("SELECT 'clear' AS type, ? AS kind, ? AS body", (kind, said)).fetchone()
        assert not is_sealed_item(row)
