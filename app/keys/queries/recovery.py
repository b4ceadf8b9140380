"""Reading a group's printed sheets."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core import clock
from app.core.encoding import encode
from app.core.errors import NotFound
from app.core.ids import SchoolId
from app.keys import policy
from app.keys.queries.rosters import newest_roster
from app.keys.schemas import (
    EpochWrap,
    HolderOut,
    PairBox,
    RecoveryOpened,
    RecoverySetOut,
    SetTask,
    SheetsTask,
)
from app.keys.tables import RecoveryBoxRow, RecoverySetRow, RecoverySheetRow, RecoveryWrapRow
from app.people.actors import Staff
from app.schools import queries as schools
from app.sealing.documents import Roster, read_roster


def recovery_kem(session: Session, school_id: SchoolId, group: str, number: int) -> bytes | None:
    """The public key of one set, or None if there is no such set."""
    row = session.get(RecoverySetRow, (school_id, group, number))
    return None if row is None else row.kem


def newest_set(session: Session, school_id: SchoolId, group: str) -> int:
    """The number of the set that was made last, or 0."""
    statement = (
        select(col(RecoverySetRow.set_number))
        .where(col(RecoverySetRow.school_id) == school_id, col(RecoverySetRow.name) == group)
        .order_by(col(RecoverySetRow.set_number).desc())
        .limit(1)
    )
    return session.scalar(statement) or 0


def recovery_wraps(session: Session, school_id: str, group: str, number: int) -> dict[int, bytes]:
    """Each key epoch of a group that is sealed to one set."""
    statement = select(RecoveryWrapRow).where(*_of(RecoveryWrapRow, school_id, group, number))
    return {row.epoch: row.wrap for row in session.scalars(statement)}


def is_confirmed(session: Session, school_id: str, group: str, number: int) -> bool:
    """Whether all three sheets of a set were typed back."""
    sheets = session.scalars(select(RecoverySheetRow).where(*_of(RecoverySheetRow, school_id, group, number))).all()
    return bool(sheets) and all(sheet.confirmed_at is not None for sheet in sheets)


def tested_at(session: Session, school_id: str, group: str, number: int) -> datetime | None:
    """When a restore was last tried with a set, or None."""
    row = session.get(RecoverySetRow, (school_id, group, number))
    return None if row is None else row.tested_at


def opened(session: Session, school_id: str, group: str, number: int) -> RecoveryOpened:
    """What two sheets of a set open. Raises `NotFound`."""
    boxes = session.scalars(
        select(RecoveryBoxRow).where(*_of(RecoveryBoxRow, school_id, group, number)).order_by(col(RecoveryBoxRow.pair))
    ).all()
    if not boxes:
        raise NotFound
    wraps = recovery_wraps(session, school_id, group, number)
    return RecoveryOpened(
        boxes=[PairBox.model_validate({"pair": row.pair, "box": encode(row.box)}) for row in boxes],
        wraps=[EpochWrap(epoch=epoch, wrap=encode(wrap)) for epoch, wrap in sorted(wraps.items())],
    )


def recovery_sets(session: Session, actor: Staff, roster: Roster) -> list[RecoverySetOut]:
    """The sets of the caller's groups that still count: the one that the roster names, and what was made since."""
    statement = (
        select(RecoverySetRow)
        .where(col(RecoverySetRow.school_id) == actor.school_id, col(RecoverySetRow.name).in_(actor.groups))
        .order_by(col(RecoverySetRow.name), col(RecoverySetRow.set_number))
    )
    signed = _signed(roster)
    terms = _terms(session, actor.school_id)
    return [
        _out(session, row, terms, signed=signed.get(row.name) == row.set_number)
        for row in session.scalars(statement)
        if row.set_number >= signed.get(row.name, 0)
    ]


def sets_in_use(session: Session, school_id: SchoolId) -> list[tuple[str, int, date]]:
    """Each group's set that the roster names: the group, the set's number, and the day by which it is to be tried."""
    signed = newest_roster(session, school_id)
    named = {} if signed is None else _signed(read_roster(signed.doc))
    terms = _terms(session, school_id)
    rows = [session.get_one(RecoverySetRow, (school_id, group, number)) for group, number in sorted(named.items())]
    return [(row.name, row.set_number, policy.test_due(row.made_at, row.tested_at, terms)) for row in rows]


def sets_to_sign(session: Session, actor: Staff, roster: Roster) -> list[SetTask]:
    """For a root holder: the newest set of each group that a member has made and no roster has named.

    Only once all three sheets were typed back: a set that nobody can read must not take the place of one that opens.
    Nor one that the group's present key was never sealed to, because it is newer: no roster may name that.
    """
    if actor.role not in policy.ROOT_HOLDERS:
        return []
    statement = (
        select(RecoverySetRow)
        .where(col(RecoverySetRow.school_id) == actor.school_id)
        .order_by(col(RecoverySetRow.name), col(RecoverySetRow.set_number))
    )
    signed = _signed(roster)
    epochs: dict[str, int] = {group.name: group.epoch for group in roster.groups}
    newest = {
        row.name: row
        for row in session.scalars(statement)
        if row.set_number > signed.get(row.name, 0)
        and is_confirmed(session, actor.school_id, row.name, row.set_number)
        and epochs.get(row.name) in recovery_wraps(session, actor.school_id, row.name, row.set_number)
    }
    return [
        SetTask(group=row.name, set=row.set_number, kem=encode(row.kem), by=row.by_id, sig=encode(row.sig))
        for row in newest.values()
        if row.by_id is not None and row.sig is not None
    ]


def sheets_tasks(session: Session, actor: Staff, roster: Roster) -> list[SheetsTask]:
    """How the sheets of each of the caller's groups stand."""
    newest = {one.group: one for one in recovery_sets(session, actor, roster)}
    tasks = []
    for group in sorted(actor.groups):
        found = newest.get(group)
        if found is None:
            tasks.append(SheetsTask(group=group, state="none", due=None))
            continue
        confirmed = all(holder.confirmed is not None for holder in found.holders)
        state = policy.sheets_state(confirmed=confirmed, signed=found.signed, due=found.due, today=clock.now().date())
        tasks.append(SheetsTask(group=group, state=state, due=found.due))
    return tasks


def _signed(roster: Roster) -> dict[str, int]:
    return {group.name: group.recovery.set for group in roster.groups if group.recovery is not None}


def _terms(session: Session, school_id: SchoolId) -> policy.Terms:
    return {term.first: term.last for term in schools.by_id(session, school_id).calendar.terms}


def _out(session: Session, row: RecoverySetRow, terms: policy.Terms, *, signed: bool) -> RecoverySetOut:
    sheets: Iterable[RecoverySheetRow] = session.scalars(
        select(RecoverySheetRow)
        .where(*_of(RecoverySheetRow, row.school_id, row.name, row.set_number))
        .order_by(col(RecoverySheetRow.sheet))
    )
    return RecoverySetOut(
        group=row.name,
        set=row.set_number,
        kem=encode(row.kem),
        holders=[
            HolderOut.model_validate({"sheet": one.sheet, "name": one.holder, "confirmed": one.confirmed_at})
            for one in sheets
        ],
        made=row.made_at,
        tested=row.tested_at,
        due=policy.test_due(row.made_at, row.tested_at, terms),
        signed=signed,
    )


def _of(
    table: type[RecoverySheetRow | RecoveryBoxRow | RecoveryWrapRow], school_id: str, group: str, number: int
) -> tuple[ColumnElement[bool], ...]:
    return (col(table.school_id) == school_id, col(table.name) == group, col(table.set_number) == number)
