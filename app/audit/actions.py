"""Writes of the logs: recording, erasing a salt, signing a checkpoint. Entries are only ever added."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.audit import queries, tiles
from app.audit.errors import ActReplayed, CosignatureWrong, NothingToErase
from app.audit.frontier import read_frontier, write_frontier
from app.audit.leaves import SALT_BYTES, Act, CheckpointView, EntryView, commitment
from app.audit.merkle import Frontier, leaf_hash
from app.audit.notes import BadNote, Checkpoint, Signer, Verifier
from app.audit.schemas import AuditAction, Detail, Party, Ref, Signing, log_id
from app.audit.tables import Cosignature, Entry, EntrySalt, Log, Node, SpentAct, StoredCheckpoint
from app.core import clock, encoding
from app.core.columns import table_of
from app.core.ids import SchoolId
from app.core.secrets import ServerSecrets

_ENTRY = table_of(Entry)
_SALT = table_of(EntrySalt)
_LOG = table_of(Log)
_CHECKPOINT = table_of(StoredCheckpoint)
_NODE = table_of(Node)
_ACT = table_of(SpentAct)
_COSIGNATURE = table_of(Cosignature)

_ORIGIN = "hark/audit/"
CLOCKS_DIFFER = timedelta(minutes=10)
"""How far a witness's clock, or that of somebody who signs a request, may be from ours."""

# Built once: an entry is recorded inside nearly every write.
_LOCK = select(_LOG.c.size, _LOG.c.frontier).where(_LOG.c.id == bindparam("log_id")).with_for_update()
_ADD_ENTRY = insert(_ENTRY)
_ADD_SALT = insert(_SALT)
_ADD_NODE = insert(_NODE)
_GROW = update(_LOG).where(_LOG.c.id == bindparam("log_id")).values(size=bindparam("n"), frontier=bindparam("f"))


def record(
    session: Session,
    *,
    log: str,
    actor: Party,
    action: AuditAction,
    subject: Party,
    details: Mapping[str, Detail] | None = None,
) -> int:
    """Add an entry to `log` within this transaction and return its index.

    `details` are ids, enum values and numbers; a pupil's or an adult's words never are. The log's row is held until the
    commit, so indexes are contiguous.
    """
    before = _hold(session, log)
    salt = os.urandom(SALT_BYTES)
    act = _spend(session, actor)
    draft = EntryView(
        log, before.size, clock.now(), _ref(actor), action.value, _ref(subject), dict(details or {}), "", act
    )
    leaf = leaf_hash(commitment(salt, draft.canonical()))
    after = before.append(leaf)
    connection = session.connection()
    connection.execute(_ADD_ENTRY, _row(draft, leaf))
    connection.execute(_ADD_SALT, {"log": log, "index": draft.index, "salt": encoding.encode(salt)})
    nodes = [
        {"log": log, "level": level, "index": number, "hash": encoding.encode(root)}
        for level, number, root in tiles.closed(before, leaf)
    ]
    if nodes:
        connection.execute(_ADD_NODE, nodes)
    connection.execute(_GROW, {"log_id": log, "n": after.size, "f": write_frontier(after)})
    return draft.index


def record_in_school(
    session: Session,
    school_id: SchoolId,
    actor: Party,
    action: AuditAction,
    subject: Party,
    details: Mapping[str, Detail] | None = None,
) -> None:
    """Add an entry to the log of a school's people and keys, within this transaction."""
    record(session, log=log_id(school_id, "school"), actor=actor, action=action, subject=subject, details=details)


def erase(session: Session, *, log: str, index: int, actor: Party) -> None:
    """Destroy the salt of an entry, and record that it was. The rest of the log stays provable.

    Raises `NothingToErase` if there is no such salt.
    """
    gone = session.connection().execute(delete(_SALT).where(_SALT.c.log == log, _SALT.c.index == index))
    if gone.rowcount == 0:
        raise NothingToErase
    record(session, log=log, actor=actor, action=AuditAction.AUDIT_ERASED, subject=Ref("entry", str(index)))


def sign_checkpoint(session: Session, log: str, secrets: ServerSecrets) -> CheckpointView | None:
    """Sign the log as it stands and keep the note. The last one if nothing is new; None for an empty log."""
    frontier = _hold(session, log)
    last = queries.latest_checkpoint(session, log)
    if frontier.size == 0 or (last is not None and last.size == frontier.size):
        return last
    root = frontier.root()
    note = signer(secrets, log).sign(Checkpoint(origin(log), frontier.size, root))
    made = CheckpointView(frontier.size, encoding.encode(root), note, clock.now())
    row = {"log": log, "size": made.size, "root": made.root, "note": made.note, "at": made.at}
    session.connection().execute(insert(_CHECKPOINT), row)
    return made


def add_cosignature(session: Session, log: str, size: int, line: str, witness: Verifier) -> None:
    """Keep a witness's line under the checkpoint at `size`. Of two, the later one. Raises `CosignatureWrong`."""
    note = queries.note_at(session, log, size)
    try:
        seen_at = datetime.fromtimestamp(witness.time(f"{note}{line}"), UTC)
    except (BadNote, ValueError, OverflowError, OSError):
        raise CosignatureWrong from None
    if not note or line.count("\n") != 1 or seen_at - clock.now() > CLOCKS_DIFFER:
        raise CosignatureWrong
    connection = session.connection()
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    row = {"log": log, "size": size, "witness": witness.name, "line": line, "seen_at": seen_at}
    connection.execute(
        dialect.insert(_COSIGNATURE)
        .values(row)
        .on_conflict_do_update(
            index_elements=["log", "size", "witness"],
            set_={"line": line, "seen_at": seen_at},
            where=_COSIGNATURE.c.seen_at < seen_at,
        )
    )


def origin(log: str) -> str:
    """The name of a log in its checkpoints, and of the key that signs them."""
    return f"{_ORIGIN}{log}"


def log_of(origin: str) -> str | None:
    """The log that an origin names, or None if it is not one of Hark's."""
    return origin.removeprefix(_ORIGIN) if origin.startswith(_ORIGIN) else None


def signer(secrets: ServerSecrets, log: str) -> Signer:
    """The key that signs checkpoints. It follows from the server key, so there is nothing to store or to lose apart."""
    return Signer(origin(log), Ed25519PrivateKey.from_private_bytes(secrets.derive("audit-checkpoint")))


def _hold(session: Session, log: str) -> Frontier:
    """Lock the log's row until the commit, making it at the log's first entry."""
    connection = session.connection()
    row = connection.execute(_LOCK, {"log_id": log}).first()
    if row is None:
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        # Two first entries at once: the second waits here, finds the row, and goes on behind the first.
        connection.execute(dialect.insert(_LOG).values(id=log, size=0, frontier="").on_conflict_do_nothing())
        row = connection.execute(_LOCK, {"log_id": log}).one()
    return read_frontier(row.size, row.frontier)


def _spend(session: Session, actor: Party) -> Act | None:
    """What the actor signed, if anything. One request may make several entries, and no other one its entries again."""
    act = actor.act if isinstance(actor, Signing) else None
    if act is None:
        return None
    spent: set[str] = session.info.setdefault("acts", set())
    if act.nonce not in spent:
        connection = session.connection()
        dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
        row = {"nonce": act.nonce, "at": clock.now()}
        spend = dialect.insert(_ACT).values(row).on_conflict_do_nothing().returning(_ACT.c.nonce)
        if connection.execute(spend).first() is None:
            raise ActReplayed
        spent.add(act.nonce)
    return act


def forget_acts(session: Session) -> None:
    """Forget spent requests that are too old to be taken again."""
    session.connection().execute(delete(_ACT).where(_ACT.c.at < clock.now() - 3 * CLOCKS_DIFFER))


def _ref(party: Party) -> Ref:
    return Ref(party.kind, party.id)


def _row(entry: EntryView, leaf: bytes) -> dict[str, object]:
    return {
        "log": entry.log,
        "index": entry.index,
        "at": entry.at,
        "actor_kind": entry.actor.kind,
        "actor_id": entry.actor.id,
        "action": entry.action,
        "subject_kind": entry.subject.kind,
        "subject_id": entry.subject.id,
        "details": dict(entry.details),
        "leaf_hash": encoding.encode(leaf),
        "act": None if entry.act is None else entry.act.listed(),
    }
