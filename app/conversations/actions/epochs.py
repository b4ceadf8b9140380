"""Starting key epochs: who will be able to read what is sealed from now on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm import Session

from app.conversations import access, policy, queries
from app.conversations.access import Access
from app.conversations.errors import EpochTaken, ReaderMissing, ReaderUnknown
from app.conversations.policy import person_reader
from app.conversations.schemas import EarlierWrap, Joining, NewEpoch, Place
from app.conversations.tables import EpochRow, SealedStreamRow, WrapRow
from app.core import clock, encoding
from app.core.columns import table_of
from app.core.errors import Forbidden
from app.core.ids import PersonId, SchoolId
from app.keys import queries as keys
from app.people.actors import Actor, Staff
from app.realtime import actions as realtime
from app.sealing import verify
from app.sealing.documents import Statement
from app.sealing.errors import EpochMismatch, EpochSigner

_SEALED = table_of(SealedStreamRow)

# Built once: every report has its first epoch.
_ADVANCE = (
    update(_SEALED)
    .where(_SEALED.c.stream == bindparam("stream_id"), _SEALED.c.epoch == bindparam("before"))
    .values(epoch=_SEALED.c.epoch + 1, rekey=False)
)
_ADD_EPOCH = insert(table_of(EpochRow))
_ADD_WRAPS = insert(table_of(WrapRow))

_LATE = timedelta(days=1)
"""How long a report may have been on its way."""


@dataclass(frozen=True, slots=True)
class Started:
    """An epoch that now stands: where it was announced, and whom it names. `dup`: it stood already, byte for byte."""

    seq: int
    readers: frozenset[str]
    dup: bool = False


def start_epoch(
    session: Session, actor: Actor, stream: str, epoch: NewEpoch, *, joining: Joining | None = None
) -> Started:
    """Make `epoch` the current one of `stream`, if it is the next.

    Its readers are exactly the groups that read the conversation, the pupil (of a `conv:` stream) and the people given
    the chat; `joining` may be named too. Raises `Forbidden` for a mentor, `EpochTaken`, `EpochMismatch`, `EpochSigner`,
    `ReaderMissing`, `ReaderUnknown`, and what `app.sealing.verify` refuses an epoch for.
    """
    found = access.stream_to_write(session, actor, stream)
    if not policy.may_start_epoch(found.who):
        raise Forbidden
    signed = _read(session, actor, found.place, epoch)
    readers = frozenset(signed.readers)
    if epoch.epoch <= found.place.epoch:
        return Started(_same(session, stream, epoch), readers, dup=True)
    if epoch.epoch != found.place.epoch + 1:
        raise EpochMismatch
    _check_roster(session, found.place.school_id, signed)
    _check_readers(session, found.place, readers, joining)
    announced = realtime.append_clear(
        session,
        stream,
        type="epoch",
        kind="epoch",
        body={"epoch": epoch.epoch, "by": signed.by, "readers": sorted(readers)},
    )
    store(session, stream, epoch, by=signed.by, seq=announced.seq)
    return Started(announced.seq, readers)


def first_epoch(session: Session, place: Place, actor: Actor, epoch: NewEpoch) -> None:
    """Epoch 1 of a new conversation, which the report is sealed under. Nothing announces it: the report comes first."""
    signed = _read(session, actor, place, epoch)
    if epoch.epoch != 1:
        raise EpochMismatch
    _check_roster(session, place.school_id, signed)
    _check_first_readers(session, place, frozenset(signed.readers))
    store(session, place.stream, epoch, by=signed.by, seq=1)


def add_wraps(session: Session, found: Access, person_id: PersonId, wraps: Sequence[EarlierWrap]) -> None:
    """Give a person the keys of earlier epochs. The caller has checked the right, and that the person is no mentor."""
    rows = []
    for earlier in wraps:
        if earlier.stream.partition(":")[2] != found.place.conversation_id:
            raise EpochMismatch
        if session.get(EpochRow, (earlier.stream, earlier.epoch)) is None:
            raise EpochMismatch
        to = person_reader(person_id)
        if session.get(WrapRow, (earlier.stream, earlier.epoch, to)) is None:
            rows.append(_wrap_row(earlier.stream, earlier.epoch, to, earlier.wrap))
    if rows:
        session.connection().execute(_ADD_WRAPS, rows)


def store(session: Session, stream: str, epoch: NewEpoch, *, by: str, seq: int) -> None:
    """Write a checked epoch down and make it current. Raises `EpochTaken` if another won."""
    connection = session.connection()
    if connection.execute(_ADVANCE, {"stream_id": stream, "before": epoch.epoch - 1}).rowcount != 1:
        raise EpochTaken
    row = {
        "stream": stream,
        "n": epoch.epoch,
        "statement": encoding.decode(epoch.statement),
        "sig": encoding.decode(epoch.sig),
        "by": by,
        "seq": seq,
        "at": clock.now(),
    }
    connection.execute(_ADD_EPOCH, row)
    connection.execute(_ADD_WRAPS, [_wrap_row(stream, epoch.epoch, wrap.to, wrap.wrap) for wrap in epoch.wraps])


def _wrap_row(stream: str, n: int, to: str, wrap: str) -> dict[str, object]:
    return {"stream": stream, "n": n, "recipient": to, "wrap": verify.read_key_wrap(wrap)}


def _read(session: Session, actor: Actor, place: Place, epoch: NewEpoch) -> Statement:
    record = epoch.record()
    signed = verify.read_new_epoch(record, school=place.school_id, stream=place.stream)
    if signed.by != policy.sender_of(actor):
        raise EpochSigner
    if isinstance(actor, Staff):
        # A pupil's signing key is only inside ciphertext, so a pupil's epochs are proved by the readers alone.
        verify.check_epoch(record, keys.signing_key(session, actor.person_id))
    return signed


def _check_roster(session: Session, school_id: SchoolId, signed: Statement) -> None:
    # An older roster is no fault by itself: what matters is that every reader below is a current one.
    if signed.roster > keys.current_roster(session, school_id).number:
        raise EpochMismatch


def _check_readers(session: Session, place: Place, readers: frozenset[str], joining: Joining | None) -> None:
    required = queries.readers_wanted(session, place)
    welcome = required if joining is None else required | {person_reader(joining.person_id)}
    if not readers <= welcome:
        raise ReaderUnknown
    if not required <= readers:
        raise ReaderMissing


def _check_first_readers(session: Session, place: Place, readers: frozenset[str]) -> None:
    # A report is sealed once and sent until it arrives. If its group got a new key in between, it is taken as it is,
    # and stands on the list of what is to be sealed to the new key: a child is not turned away for the adults' keys.
    if readers == queries.readers_wanted(session, place):
        return
    late = queries.readers_until_lately(session, place, clock.now() - _LATE)
    _check_readers(session, place, frozenset(late.get(reader, reader) for reader in readers), None)


def _same(session: Session, stream: str, epoch: NewEpoch) -> int:
    """The `seq` of an epoch that stands already, if it is the very same: its maker lost our answer and asks again."""
    row = session.get(EpochRow, (stream, epoch.epoch))
    same = row is not None and (row.statement, row.sig) == (
        encoding.decode(epoch.statement),
        encoding.decode(epoch.sig),
    )
    if row is None or not same:
        raise EpochTaken
    return row.seq
