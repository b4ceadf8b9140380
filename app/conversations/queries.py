"""Reading conversations. Who may read is decided in `access`; the filters here only narrow to what was allowed."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, Select, and_, bindparam, not_, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.conversations.errors import ReaderMissing
from app.conversations.policy import Standing, group_reader, person_reader, reads_from, recipients_of
from app.conversations.schemas import (
    EpochOut,
    EpochsOut,
    ItemOut,
    ItemsOut,
    KeyState,
    Participant,
    Place,
    StreamKind,
    WrapOut,
    conv_stream,
    file_stream,
    side_stream,
)
from app.conversations.tables import ConversationRow, EpochRow, ParticipantRow, SealedStreamRow, WrapRow
from app.core import encoding
from app.core.columns import table_of
from app.core.ids import ConversationId, PersonId, SchoolId
from app.keys import queries as keys
from app.people.actors import Actor, Staff, readers_of
from app.realtime import frames
from app.realtime import queries as realtime
from app.realtime.schemas import StoredItem

PAGE = 50

_SEALED = table_of(SealedStreamRow)
_CONVERSATION = table_of(ConversationRow)
_PARTICIPANT = table_of(ParticipantRow)
_WRAP = table_of(WrapRow)

# Composed once: every message that is sent asks this.
_PLACE = (
    select(
        _SEALED.c.stream,
        _SEALED.c.conversation_id,
        _CONVERSATION.c.school_id,
        _CONVERSATION.c.group_name,
        _SEALED.c.epoch,
        _SEALED.c.rekey,
        _PARTICIPANT.c.role,
        _PARTICIPANT.c.from_seq,
        _PARTICIPANT.c.file_from_seq,
        _PARTICIPANT.c.side_from_seq,
        _PARTICIPANT.c.held,
    )
    .select_from(_SEALED)
    .join(_CONVERSATION, _CONVERSATION.c.id == _SEALED.c.conversation_id)
    .outerjoin(
        _PARTICIPANT,
        and_(
            _PARTICIPANT.c.conversation_id == _SEALED.c.conversation_id,
            _PARTICIPANT.c.person_id == bindparam("caller"),
            _PARTICIPANT.c.left_at.is_(None),
        ),
    )
    .where(_SEALED.c.stream == bindparam("stream_id"))
)
_PLACE_LOCKED = _PLACE.with_for_update(of=_SEALED)
# And each of these is asked for a report, or for a mailbox.
_PRESENT = (
    select(
        _PARTICIPANT.c.person_id,
        _PARTICIPANT.c.role,
        _PARTICIPANT.c.from_seq,
        _PARTICIPANT.c.file_from_seq,
        _PARTICIPANT.c.held,
    )
    .where(_PARTICIPANT.c.conversation_id == bindparam("conversation"), _PARTICIPANT.c.left_at.is_(None))
    .order_by(_PARTICIPANT.c.joined_at, _PARTICIPANT.c.person_id)
)
_KEY_STATES = select(_SEALED.c.stream, _SEALED.c.epoch, _SEALED.c.rekey).where(
    _SEALED.c.stream.in_(bindparam("streams", expanding=True))
)


def place(session: Session, actor: Actor, stream: str, *, lock: bool = False) -> Place | None:
    """One stream as `actor` finds it. `lock` holds its key state until the commit, so no epoch changes meanwhile."""
    statement = _PLACE_LOCKED if lock else _PLACE
    caller = actor.person_id if isinstance(actor, Staff) else ""
    row = session.connection().execute(statement, {"stream_id": stream, "caller": caller}).first()
    if row is None:
        return None
    return Place(
        stream=row.stream,
        kind=cast(StreamKind, row.stream.partition(":")[0]),
        conversation_id=ConversationId(row.conversation_id),
        school_id=SchoolId(row.school_id),
        group=row.group_name,
        epoch=row.epoch,
        rekey=row.rekey,
        role=row.role,
        from_seq=row.from_seq or 1,
        file_from_seq=row.file_from_seq,
        side_from_seq=row.side_from_seq,
        held=bool(row.held),
    )


def participants(session: Session, conversation_id: str) -> list[Participant]:
    """Who is in a conversation by name, the longest first."""
    found = session.connection().execute(_PRESENT, {"conversation": conversation_id})
    return [Participant(PersonId(row.person_id), row.role, row.from_seq, row.file_from_seq, row.held) for row in found]


def taking_part(person_id: str) -> Select[str]:
    """The conversations that a person is in by name and not as the pupil: a filter to put into another query."""
    return select(col(ParticipantRow.conversation_id)).where(
        col(ParticipantRow.person_id) == person_id, col(ParticipantRow.left_at).is_(None)
    )


def streams_of(session: Session, person_id: str) -> list[str]:
    """The streams of the conversations that a person is in by name."""
    statement = select(ParticipantRow).where(
        col(ParticipantRow.person_id) == person_id, col(ParticipantRow.left_at).is_(None)
    )
    found: list[str] = []
    for row in session.scalars(statement):
        found.append(conv_stream(row.conversation_id))
        if row.file_from_seq is not None:
            found.append(file_stream(row.conversation_id))
        if row.side_from_seq is not None:
            found.append(side_stream(row.conversation_id))
    return found


def key_states(session: Session, streams: Iterable[str]) -> dict[str, KeyState]:
    """The current key epoch of each sealed stream that exists."""
    found = session.connection().execute(_KEY_STATES, {"streams": list(streams)})
    return {row.stream: KeyState(row.epoch, row.rekey) for row in found}


def needing_keys(session: Session, conversation_ids: Iterable[str]) -> set[str]:
    """Those of the conversations whose `conv:` stream takes nothing more until somebody starts an epoch."""
    wanted = [conv_stream(conversation_id) for conversation_id in conversation_ids]
    statement = select(col(SealedStreamRow.conversation_id)).where(
        col(SealedStreamRow.stream).in_(wanted), col(SealedStreamRow.rekey)
    )
    return set(session.scalars(statement))


def readers_wanted(session: Session, at: Place) -> frozenset[str]:
    """Whom the next epoch of a stream names: the groups that read it, the pupil, and the people given the chat.

    What is said aside is for the groups and the mentor who is in the chat.

    Raises `ReaderMissing` where a group has no key yet.
    """
    readers = {_group(session, at.school_id, name) for name in readers_of(at.group)}
    given = [who for who in participants(session, at.conversation_id) if who.role != "adult"]
    if at.kind == "conv":
        readers |= {"pupil"} | {person_reader(who.person_id) for who in given}
    elif at.kind == "side":
        readers |= {person_reader(who.person_id) for who in given if who.role == "mentor"}
    else:
        readers |= {person_reader(who.person_id) for who in given if who.file_from_seq is not None}
    return frozenset(readers)


def readers_until_lately(session: Session, at: Place, since: datetime) -> dict[str, str]:
    """Each group as a reader by a key that was replaced after `since`, and as the reader it is now."""
    late = {}
    for name in readers_of(at.group):
        for epoch in keys.epochs_until_lately(session, at.school_id, name, since):
            late[group_reader(name, epoch)] = _group(session, at.school_id, name)
    return late


def to_move(
    session: Session, among: Select[str], present: Mapping[str, Collection[str]], gone: Collection[str]
) -> list[str]:
    """The streams whose newest epoch is not for those who read them now: it names an older key or somebody gone.

    `among` selects the conversations that are asked about; `present` has, for each group of a conversation, exactly the
    groups that are readers now; `gone` are readers who may read nothing any more.
    """
    newest = (_WRAP.c.stream == _SEALED.c.stream, _WRAP.c.n == _SEALED.c.epoch)
    names = select(_WRAP.c.stream).where(*newest)
    stale: list[ColumnElement[bool]] = [names.where(_WRAP.c.recipient.in_(gone)).exists()]
    for group, readers in present.items():
        groups = _WRAP.c.recipient.startswith("group:")
        lacking = [not_(names.where(_WRAP.c.recipient == reader).exists()) for reader in readers]
        another = names.where(groups, _WRAP.c.recipient.not_in(readers)).exists()
        stale.append(and_(_CONVERSATION.c.group_name == group, or_(another, *lacking)))
    statement = (
        select(_SEALED.c.stream)
        .join(_CONVERSATION, _CONVERSATION.c.id == _SEALED.c.conversation_id)
        .where(_SEALED.c.conversation_id.in_(among), _SEALED.c.epoch > 0, or_(*stale))
        .order_by(_CONVERSATION.c.created_at, _SEALED.c.stream)
    )
    return list(session.scalars(statement))


def _group(session: Session, school_id: SchoolId, name: str) -> str:
    epoch = keys.group_epoch(session, school_id, name)
    if epoch is None:
        raise ReaderMissing
    return group_reader(name, epoch)


def items(session: Session, who: Standing, at: Place, *, after: int = 0, before: int | None = None) -> ItemsOut:
    """A page of a stream, never an item from before the caller was let in. `before` pages backwards."""
    first = reads_from(who, at)
    if before is None:
        found = realtime.items_after(session, at.stream, max(after, first - 1), PAGE + 1)
        page = found[:PAGE]
    else:
        found = [item for item in realtime.items_before(session, at.stream, before, PAGE + 1) if item.seq >= first]
        page = found[-PAGE:]
    return ItemsOut(items=[item_out(item) for item in page], more=len(found) > PAGE)


def item_out(item: StoredItem) -> ItemOut:
    """An item as the wire carries it, the same over HTTP as in an `ev` frame."""
    wire = frames.wire_item(item)
    return ItemOut(
        seq=wire.seq,
        type=wire.type,
        kind=wire.kind,
        epoch=wire.epoch,
        cmid=wire.cmid,
        sender=wire.sender,
        body=wire.body,
        at=wire.at,
    )


def epochs(session: Session, actor: Actor, who: Standing, at: Place) -> EpochsOut:
    """The epochs that the caller may read, with the wraps that are addressed to them or their group."""
    exactly, beginnings = recipients_of(actor, who, at.group)
    begins = (col(WrapRow.recipient).startswith(each, autoescape=True) for each in beginnings)
    theirs = or_(col(WrapRow.recipient) == exactly, *begins)
    return EpochsOut(epochs=_epochs(session, at.stream, select(WrapRow).where(theirs), since=reads_from(who, at)))


def whole_epochs(session: Session, stream: str) -> list[EpochOut]:
    """Every epoch with every wrap: for the case file, which a group's recovery secret opens."""
    return _epochs(session, stream, select(WrapRow), since=0)


def wrapped_from(session: Session, stream: str, recipient: str) -> list[int]:
    """Where each epoch whose key a reader holds begins: the `seq` of the item that announced it, oldest first."""
    statement = (
        select(col(EpochRow.seq))
        .join(WrapRow, and_(col(WrapRow.stream) == col(EpochRow.stream), col(WrapRow.n) == col(EpochRow.n)))
        .where(col(EpochRow.stream) == stream, col(WrapRow.recipient) == recipient)
        .order_by(col(EpochRow.n))
    )
    return list(session.scalars(statement))


def whole_stream(session: Session, stream: str, *, since: int = 1) -> list[ItemOut]:
    """Every item of a stream from number `since` on, oldest first."""
    found: list[ItemOut] = []
    while page := realtime.items_after(session, stream, found[-1].seq if found else since - 1, 500):
        found += [item_out(item) for item in page]
    return found


def _epochs(session: Session, stream: str, wraps: Select[WrapRow], *, since: int) -> list[EpochOut]:
    rows = session.scalars(
        select(EpochRow).where(col(EpochRow.stream) == stream, col(EpochRow.seq) >= since).order_by(col(EpochRow.n))
    ).all()
    mine: dict[int, list[WrapOut]] = {row.n: [] for row in rows}
    ordered = wraps.where(col(WrapRow.stream) == stream, col(WrapRow.n).in_(mine)).order_by(col(WrapRow.recipient))
    for row in session.scalars(ordered):
        mine[row.n].append(WrapOut(to=row.recipient, wrap=encoding.encode(row.wrap)))
    return [
        EpochOut(
            epoch=row.n,
            statement=encoding.encode(row.statement),
            sig=encoding.encode(row.sig),
            wraps=mine[row.n],
        )
        for row in rows
    ]
