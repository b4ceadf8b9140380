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

BOX, WRAP = 81, 1137
"""What a box and a wrap add to what is in them (docs/protocol.md section 2)."""

ENVELOPES = {BOX + padded for padded in (1024, 4096, 16384, 65536)}

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
AN_ID = UUID
A_WORD = r"[a-z][a-z_]{0,23}(\.[a-z_]{1,23})?"
A_HASH = r"[A-Za-z0-9_-]{43}"
A_STREAM = rf"(conv|file|me):{UUID}"
A_PARTY = rf"server|pupil|person:{UUID}"
A_RECIPIENT = rf"pupil|person:{UUID}|group:{A_WORD}:[0-9]+"
A_LOG = rf"{UUID}/{A_WORD}"
IDS_WORDS_AND_NUMBERS = rf'([{{}}\[\]:, 0-9]|null|true|false|"({UUID}|[a-z_]+)")*'
A_METHOD = r"passphrase|sheet|passkey:[A-Za-z0-9_-]+"
A_DAY = r"\d{4}-\d\d-\d\d"
AN_ADDRESS = r"[^@\s]+@[^@\s]+"
AN_ARGON2ID_HASH = r"\$argon2id\$[A-Za-z0-9+/=,$]+"
A_NAME = r"[^\n]{1,80}"
KEY_32, BYTES_16, SIGNATURE, KEM_KEY = 32, 16, 64, 1216

CLEAR: dict[str, dict[str, str | int]] = {
    "audit_checkpoint": {"log": A_LOG, "root": A_HASH, "note": r"(?s)[ -~\n\u2014]+"},
    "audit_entry": {
        "log": A_LOG,
        "actor_kind": A_WORD,
        "actor_id": rf"server|{AN_ID}",
        "action": A_WORD,
        "subject_kind": A_WORD,
        "subject_id": AN_ID,
        "details": IDS_WORDS_AND_NUMBERS,
        "leaf_hash": A_HASH,
    },
    "audit_entry_salt": {"log": A_LOG, "salt": A_HASH},
    "audit_log": {"id": A_LOG, "frontier": r"[A-Za-z0-9_-]*"},
    "case_counters": {"school_id": AN_ID, "group_name": A_WORD},
    "conversations": {"id": AN_ID, "school_id": AN_ID, "group_name": A_WORD},
    # A salt, a hash of what a browser sends, a passkey's public key and what its owner calls it: none opens anything.
    "credentials": {
        "person_id": AN_ID,
        "method": A_METHOD,
        "name": r"[^\n]{0,60}",
        "salt": BYTES_16,
        "auth_hash": r"\$argon2id\$[A-Za-z0-9+/=,$]+",
        "public_key": 77,
    },
    "duty": {"person_id": AN_ID, "school_id": AN_ID, "state": A_WORD},
    "epoch_wraps": {"stream": A_STREAM, "recipient": A_RECIPIENT},
    # A statement names readers and commits to a key. It is signed as the bytes that came, so it is kept as they came.
    "epochs": {
        "stream": A_STREAM,
        "statement": rf'{{("(v|school|stream|epoch|commit|link|by|roster|readers)":'
        rf'(null|[0-9]+|"({UUID}|{A_STREAM}|{A_HASH}|{A_PARTY})"|\[("({A_RECIPIENT})",?)+\]),?)+}}',
        "sig": SIGNATURE,
        "by": A_PARTY,
    },
    "group_keys": {"school_id": AN_ID, "name": A_WORD, "kem": KEM_KEY, "by_id": AN_ID, "sig": SIGNATURE},
    "group_wraps": {"school_id": AN_ID, "name": A_WORD, "person_id": AN_ID},
    # The server must know whom it may let in. A role, an address and names of staff; what passes between is sealed.
    "invitations": {
        "id": AN_ID,
        "school_id": AN_ID,
        "person_id": AN_ID,
        "email": AN_ADDRESS,
        "alias": A_NAME,
        "title": A_NAME,
        "role": A_WORD,
        "groups": IDS_WORDS_AND_NUMBERS,
        "salt": BYTES_16,
        "auth_hash": AN_ARGON2ID_HASH,
        "key_group": "safeguarding|head",
        "readmission": "in_person|video|known_voice",
        "by_id": AN_ID,
    },
    "item": {"stream": A_STREAM, "cmid": AN_ID, "type": A_WORD, "kind": A_WORD, "sender": A_PARTY},
    "known_devices": {"device_hash": A_HASH, "person_id": AN_ID},
    "letter_paces": {"person_id": AN_ID, "letter": A_WORD},
    "mail": {"id": AN_ID, "school_id": AN_ID, "to": AN_ADDRESS, "letter": A_WORD, "invitation_id": AN_ID},
    "mailboxes": {"conversation_id": AN_ID, "school_id": AN_ID, "locator_hash": KEY_32, "key": KEY_32},
    "memberships": {"person_id": AN_ID, "group_name": A_WORD},
    "openings": {"case_id": AN_ID, "person_id": AN_ID},
    "participants": {"conversation_id": AN_ID, "person_id": AN_ID, "role": A_WORD},
    # Staff are no secret to their school. The authenticator's seed is sealed by the server's key, which must read it.
    "people": {
        "id": AN_ID,
        "school_id": AN_ID,
        "email": r"[^@\s]+@[^@\s]+",
        "alias": A_NAME,
        "title": A_NAME,
        "role": A_WORD,
        "totp_box": 61,
        "totp_next": 61,
    },
    "person_keys": {"person_id": AN_ID, "school_id": AN_ID, "kem": KEM_KEY, "sign": KEY_32},
    # A set of sheets as the roster knows it, and who keeps which. What is printed is on paper alone.
    "recovery_boxes": {"school_id": AN_ID, "name": A_WORD, "pair": "AB|AC|BC"},
    "recovery_sets": {
        "school_id": AN_ID,
        "name": A_WORD,
        "kem": KEM_KEY,
        "by_id": AN_ID,
        "sig": SIGNATURE,
        "digest": KEY_32,
        "used_by": AN_ID,
    },
    "recovery_sheets": {"school_id": AN_ID, "name": A_WORD, "sheet": "A|B|C", "holder": A_NAME},
    "recovery_wraps": {"school_id": AN_ID, "name": A_WORD},
    # Which warning it was of what: a module, a roster, or a set of sheets.
    "reminders": {
        "school_id": AN_ID,
        "cause": rf"(training/{UUID}/{A_NAME}|restore/{A_WORD}/\d+)/{A_DAY}/\d+|roster/\d+/\d+",
    },
    # What promise 1 lets through: the group, the answer about safety, and the family where a mentor was allowed.
    "reports": {
        "id": AN_ID,
        "school_id": AN_ID,
        "group_name": A_WORD,
        "safe": "yes|unsure|no",
        "mentor": "friends|school|settling|online|feelings",
        "want": "adult|mentor|none",
        "state": A_WORD,
        "urgency": "red|amber|green",
        "owner_id": AN_ID,
        "holder_id": AN_ID,
        "holder_role": A_WORD,
        "digest": KEY_32,
    },
    "root_wraps": {"person_id": AN_ID},
    # The roster is for everybody to read: names of staff, and keys.
    "rosters": {"school_id": AN_ID, "doc": r'(?s)\{"v":1,"school":.*\}', "sig": SIGNATURE},
    "schools": {
        "id": AN_ID,
        "slug": r"[a-z0-9-]+",
        "name": A_NAME,
        "phase": A_WORD,
        "team": A_NAME,
        "exit_url": r"https://\S+",
        "timezone": r"[A-Za-z_/]+",
        "hours": r"[\[\]0-9, nul]+",
        "terms": r"\[.*\]",
        "closures": r"\[.*\]",
        "help_numbers": r"\[.*\]",
        "pastoral_topics": IDS_WORDS_AND_NUMBERS,
    },
    "sealed_streams": {"stream": A_STREAM, "conversation_id": AN_ID},
    "sessions": {
        "id": AN_ID,
        "kind": A_WORD,
        "subject": AN_ID,
        "school_id": AN_ID,
        "token_hash": A_HASH,
        "device": r"[^\n]{0,60}",
    },
    "setup_steps": {"school_id": AN_ID, "step": A_WORD, "by_kind": A_WORD, "by_id": rf"server|{AN_ID}"},
    "sign_in_codes": {"person_id": AN_ID, "code_mac": A_HASH},
    "spent_passkey_challenges": {"id": AN_ID},
    "spent_challenges": {"id": AN_ID},
    # On SQLite both are empty. `here` is who has a socket open, as JSON.
    "process": {"id": AN_ID, "here": IDS_WORDS_AND_NUMBERS},
    "signal": {"id": AN_ID, "key": AN_ID, "stream": A_STREAM},
    "stream": {"id": A_STREAM},
    "ticket": {"hash": A_HASH, "actor_kind": A_WORD, "actor_id": AN_ID, "session_id": AN_ID},
    "training": {
        "id": AN_ID,
        "school_id": AN_ID,
        "person_id": AN_ID,
        "module": A_NAME,
        "on": A_DAY,
        "assessor": A_NAME,
        "expires": A_DAY,
        "by_id": AN_ID,
    },
    "training_rules": {"school_id": AN_ID, "rules": r"\[.*\]", "since": A_DAY},
    "unlocks": {"person_id": AN_ID, "method": A_METHOD, "salt": BYTES_16},
    "vaults": {"person_id": AN_ID},
}
"""Each column that could hold words and is not sealed: the pattern that its text fits, or the length of its bytes."""


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
    "epoch_wraps": {"wrap": wraps_a_key("wrap")},
    "group_wraps": {"wrap": wraps_a_key("wrap")},
    "recovery_boxes": {"box": lambda row: is_sealed(row["box"], {BOX + 32})},
    "recovery_wraps": {"wrap": wraps_a_key("wrap")},
    "root_wraps": {"wrap": wraps_a_key("wrap")},
    "unlocks": {"box": lambda row: is_sealed(row["box"], {BOX + 32})},
    # The vault's document has three keys of 43 letters and the names of its fields.
    "vaults": {"secrets": lambda row: is_sealed(row["secrets"], set(range(BOX + 130, BOX + 200)))},
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
