"""Reading what there is to do. All of it follows from what is stored, so whoever is interrupted asks again."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.conversations import queries as conversations
from app.conversations.access import stream_to_read
from app.conversations.policy import group_reader, person_reader
from app.conversations.schemas import ItemOut
from app.keys import queries as keys
from app.keys.policy import READS_NOTHING
from app.people.actors import Staff, readers_of
from app.realtime import queries as realtime
from app.reports import queries as reports
from app.rotation.schemas import Moving, MovingStream, Tasks
from app.sealing.documents import Roster, read_roster


def tasks(session: Session, actor: Staff) -> Tasks:
    """What the caller's browser can do for the school's keys. Raises `NotFound` before the first ceremony."""
    roster = _roster(session, actor)
    return Tasks(
        wraps=keys.wraps_owed(session, actor, roster),
        rotate=keys.to_rotate(session, actor, roster),
        sign=keys.to_sign(session, actor),
        recovery=keys.sets_to_sign(session, actor, roster),
        conversations=len(_to_move(session, actor, roster)),
        sheets=keys.sheets_tasks(session, actor, roster),
    )


def moving(session: Session, actor: Staff, limit: int) -> Moving:
    """Up to `limit` streams of open cases whose newest epoch is for readers of before."""
    streams = _to_move(session, actor, _roster(session, actor))
    page = [_moving(session, actor, stream) for stream in streams[:limit]]
    return Moving(streams=page, left=len(streams) - len(page))


def _roster(session: Session, actor: Staff) -> Roster:
    return read_roster(keys.current_roster(session, actor.school_id).doc)


def _to_move(session: Session, actor: Staff, roster: Roster) -> list[str]:
    epochs: dict[str, int] = {group.name: group.epoch for group in roster.groups}
    present = {
        name: [group_reader(reader, epochs[reader]) for reader in readers_of(name)]
        for name in sorted(actor.reads)
        if epochs.keys() >= set(readers_of(name))
    }
    gone = [person_reader(person.id) for person in roster.people if person.role in READS_NOTHING]
    return conversations.to_move(session, _open_cases(actor), present, gone)


def _open_cases(actor: Staff) -> Select[str]:
    # A closed case stays as it is: its pupil is not there to read under a new key, and it is sealed for good.
    return select(reports.CASES.id).where(
        reports.CASES.school_id == actor.school_id,
        reports.CASES.group_name.in_(sorted(actor.reads)),
        reports.CASES.state != "closed",
    )


def _moving(session: Session, actor: Staff, stream: str) -> MovingStream:
    found = stream_to_read(session, actor, stream)
    epochs = conversations.epochs(session, actor, found.who, found.place).epochs
    by_pupil = found.place.kind == "conv"
    return MovingStream(
        stream=stream,
        case=found.place.conversation_id,
        epoch=epochs[-1],
        first=epochs[0] if by_pupil else None,
        report=_report(session, stream) if by_pupil else None,
        readers_wanted=sorted(conversations.readers_wanted(session, found.place)),
    )


def _report(session: Session, stream: str) -> ItemOut | None:
    item = realtime.item_at(session, stream, 1)
    return None if item is None else conversations.item_out(item)
