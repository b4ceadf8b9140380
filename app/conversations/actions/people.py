"""Opening a conversation, and letting people in and out of it."""

from typing import Literal

from sqlalchemy import insert, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.conversations import queries
from app.conversations.policy import person_reader
from app.conversations.schemas import Place, conv_stream, file_stream, side_stream
from app.conversations.tables import ConversationRow, ParticipantRow, SealedStreamRow
from app.core import clock
from app.core.columns import table_of
from app.core.ids import ConversationId, PersonId, SchoolId
from app.realtime import actions as realtime
from app.realtime import queries as streams

Role = Literal["adult", "responder", "mentor"]
Why = Literal[
    "joined",
    "given",
    "claimed",
    "asked",
    "serious",
    "know_them",
    "break",
    "finished",
    "left",
    "closed",
    "avoided",
    "taken_over",
]

_ADD_CONVERSATION = insert(table_of(ConversationRow))
_ADD_SEALED = insert(table_of(SealedStreamRow))


def open_conversation(session: Session, conversation_id: ConversationId, school_id: SchoolId, group: str) -> Place:
    """An empty conversation, as its pupil finds it. Both streams exist; neither has a key epoch yet."""
    conv, file = conv_stream(conversation_id), file_stream(conversation_id)
    realtime.open_stream(session, conv, file)
    row = {"id": conversation_id, "school_id": school_id, "group_name": group, "created_at": clock.now()}
    sealed = {"conversation_id": conversation_id, "epoch": 0, "rekey": False}
    connection = session.connection()
    connection.execute(_ADD_CONVERSATION, row)
    connection.execute(_ADD_SEALED, [{"stream": stream, **sealed} for stream in (conv, file)])
    return Place(conv, "conv", conversation_id, school_id, group, 0, False, None, 1, None)


def join(
    session: Session,
    conversation_id: str,
    person_id: PersonId,
    alias: str,
    role: Role,
    why: Why,
    *,
    held: bool = False,
) -> None:
    """Let a person in by name, say so in the stream, and let their open sockets follow.

    A mentor reads from the newest epoch wrapped to them, a responder from their oldest, so the wraps come first.
    `held`: what this mentor writes waits for an adult.
    """
    conv, file = conv_stream(conversation_id), file_stream(conversation_id)
    reader = person_reader(person_id)
    from_seq: int | None = 1
    file_from: int | None = 1 if role == "adult" else None
    if role == "mentor":
        from_seq = max(queries.wrapped_from(session, conv, reader), default=None)
        _open_side(session, conversation_id)
    if role == "responder":
        from_seq = min(queries.wrapped_from(session, conv, reader), default=None)
        file_from = min(queries.wrapped_from(session, file, reader), default=None)
    if from_seq is None:
        raise LookupError("a reader joined before an epoch was wrapped to them")
    session.merge(
        ParticipantRow(
            conversation_id=conversation_id,
            person_id=person_id,
            role=role,
            joined_at=clock.now(),
            left_at=None,
            from_seq=from_seq,
            file_from_seq=file_from,
            side_from_seq=None,
            held=held,
        )
    )
    session.flush()
    # Somebody of the group has what came before by opening the case; a socket brings them only what comes now.
    heads = streams.heads(session, [conv, file])
    firsts = {conv: from_seq, file: file_from}
    say_party(session, conversation_id, role, person_id, alias, "joined", why)
    for stream, first in firsts.items():
        if first is not None:
            after = heads[stream].seq if role == "adult" else first - 1
            realtime.grant(session, person_id, stream, role=role, after=after)


def leave(session: Session, conversation_id: str, person_id: PersonId, alias: str, why: Why) -> bool:
    """A person is no longer in by name. False if they were not.

    Somebody outside the group loses the streams at once, on every open socket, and nothing more is sealed under a key
    they hold: the next sender starts a new epoch.
    """
    who = next((each for each in queries.participants(session, conversation_id) if each.person_id == person_id), None)
    if who is None:
        return False
    session.execute(
        update(ParticipantRow)
        .where(
            col(ParticipantRow.conversation_id) == conversation_id,
            col(ParticipantRow.person_id) == person_id,
        )
        .values(left_at=clock.now())
    )
    if who.role != "adult":
        lost = [conv_stream(conversation_id)]
        if who.file_from_seq is not None:
            lost.append(file_stream(conversation_id))
        if who.role == "mentor":
            lost.append(side_stream(conversation_id))
        # Access ends before the line that says so is written, so that they are told `gone` and nothing after it.
        for stream in lost:
            realtime.end_access(session, person_id, stream)
        session.execute(update(SealedStreamRow).where(col(SealedStreamRow.stream).in_(lost)).values(rekey=True))
    say_party(session, conversation_id, who.role, person_id, alias, "left", why)
    return True


def let_aside(session: Session, conversation_id: str, person_id: PersonId, seq: int) -> bool:
    """A mentor in the chat reads what is said aside, from the epoch at `seq` on. False if they did already."""
    row = session.get(ParticipantRow, (conversation_id, person_id))
    if row is None or row.left_at is not None or row.side_from_seq is not None:
        return False
    row.side_from_seq = seq
    session.flush()
    realtime.grant(session, person_id, side_stream(conversation_id), role="mentor", after=seq - 1)
    return True


def _open_side(session: Session, conversation_id: str) -> None:
    """A mentor comes, so adults may have something to say aside; nothing of before is theirs to read."""
    side = side_stream(conversation_id)
    if session.get(SealedStreamRow, side) is None:
        realtime.open_stream(session, side)
        row = {"stream": side, "conversation_id": conversation_id, "epoch": 0, "rekey": False}
        session.connection().execute(_ADD_SEALED, row)
    else:
        used = (col(SealedStreamRow.stream) == side, col(SealedStreamRow.epoch) > 0)
        session.execute(update(SealedStreamRow).where(*used).values(rekey=True))


def move_to_group(session: Session, conversation_id: str, group: str, departing: set[PersonId]) -> None:
    """From now on `group` reads the conversation, and `departing` do not, on any open socket.

    Every epoch so far must have named `group`. Nothing more is sealed under a key that the departing hold: the next
    sender starts a new epoch.
    """
    streams_of = [conv_stream(conversation_id), file_stream(conversation_id), side_stream(conversation_id)]
    for person_id in sorted(departing):
        for stream in streams_of:
            realtime.end_access(session, person_id, stream)
    session.execute(update(ConversationRow).where(col(ConversationRow.id) == conversation_id).values(group_name=group))
    session.execute(
        update(SealedStreamRow)
        .where(col(SealedStreamRow.stream).in_(streams_of), col(SealedStreamRow.epoch) > 0)
        .values(rekey=True)
    )


def say_party(
    session: Session,
    conversation_id: str,
    role: str,
    person_id: PersonId | None,
    alias: str | None,
    change: Literal["joined", "left"],
    why: str,
) -> None:
    """Write into the stream, in the clear, who came or went."""
    who = role if role in {"mentor", "pupil"} else "adult"
    realtime.append_clear(
        session,
        conv_stream(conversation_id),
        type="party",
        kind="party",
        body={"who": who, "alias": alias, "person": person_id, "change": change, "why": why},
    )


def say_state(session: Session, conversation_id: str, state: str) -> int:
    """Write into the stream, in the clear, where the chat stands. Answers its `seq`."""
    conv = conv_stream(conversation_id)
    return realtime.append_clear(session, conv, type="state", kind="state", body={"state": state}).seq


def say_status(session: Session, conversation_id: str, status: str) -> int:
    """Write into the stream, in the clear, what the pupil's page puts into words. Answers its `seq`."""
    conv = conv_stream(conversation_id)
    return realtime.append_clear(session, conv, type="status", kind="status", body={"status": status}).seq
