"""Reading group keys."""

from datetime import datetime

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core.columns import table_of
from app.core.encoding import encode
from app.core.ids import PersonId, SchoolId
from app.keys import policy
from app.keys.queries.people import people_keys
from app.keys.schemas import RotateTask, SignTask, WrapTask
from app.keys.tables import GroupKeyRow, GroupWrapRow, RosterRow
from app.people import queries as people
from app.people.actors import Staff
from app.sealing.documents import Roster

_GROUP_KEY = table_of(GroupKeyRow)
_LATER = _GROUP_KEY.alias()
_ROSTER = table_of(RosterRow)

# Built once: every report asks both. What a member has proposed and no root has signed is nothing to seal to.
_GROUP_EPOCH = select(func.max(_GROUP_KEY.c.epoch)).where(
    _GROUP_KEY.c.school_id == bindparam("school"),
    _GROUP_KEY.c.name == bindparam("group"),
    _GROUP_KEY.c.roster.is_not(None),
)
_UNTIL_LATELY = (
    select(_GROUP_KEY.c.epoch)
    .join(
        _LATER,
        and_(
            _LATER.c.school_id == _GROUP_KEY.c.school_id,
            _LATER.c.name == _GROUP_KEY.c.name,
            _LATER.c.epoch == _GROUP_KEY.c.epoch + 1,
        ),
    )
    .join(_ROSTER, and_(_ROSTER.c.school_id == _LATER.c.school_id, _ROSTER.c.number == _LATER.c.roster))
    .where(
        _GROUP_KEY.c.school_id == bindparam("school"),
        _GROUP_KEY.c.name == bindparam("group"),
        _ROSTER.c.issued_at > bindparam("since"),
    )
)


def group_epoch(session: Session, school_id: SchoolId, group: str) -> int | None:
    """The newest epoch of a group's key that a roster has signed, or None if the school has no such group."""
    found: int | None = session.connection().execute(_GROUP_EPOCH, {"school": school_id, "group": group}).scalar()
    return found


def epochs_until_lately(session: Session, school_id: SchoolId, group: str, since: datetime) -> list[int]:
    """The epochs of a group's key that another took the place of after `since`."""
    asked = {"school": school_id, "group": group, "since": since}
    return list(session.connection().execute(_UNTIL_LATELY, asked).scalars())


def holders(session: Session, school_id: SchoolId, group: str, epoch: int) -> set[str]:
    """Who a group's key of one epoch was sealed to."""
    statement = select(col(GroupWrapRow.person_id)).where(
        col(GroupWrapRow.school_id) == school_id, col(GroupWrapRow.name) == group, col(GroupWrapRow.epoch) == epoch
    )
    return set(session.scalars(statement))


def held_epochs(session: Session, actor: Staff, group: str) -> set[int]:
    """The signed epochs of a group's key that the caller holds."""
    return {
        key.epoch
        for key in _signed_keys(session, actor.school_id)
        if key.name == group and actor.person_id in holders(session, actor.school_id, group, key.epoch)
    }


def receivers(session: Session, school_id: SchoolId, roster: Roster, group: str) -> set[str]:
    """Who may be given a group's keys: its members by the roster who are still here, with the keys it names.

    Whoever has left stands in the roster as before until the next one is signed. Whoever was readmitted waits for it.
    """
    here = {one.id for one in people.people(session, school_id)}
    keys = {one.person_id: one for one in people_keys(session, school_id)}
    members = policy.members(roster, group) & here
    return {one.id for one in roster.people if one.id in members and policy.is_named(one, keys.get(PersonId(one.id)))}


def gone_from(session: Session, school_id: SchoolId, roster: Roster, group: str, epoch: int) -> set[str]:
    """Who holds a group's key of one epoch and may not be given it any more."""
    return holders(session, school_id, group, epoch) - receivers(session, school_id, roster, group)


def wraps_owed(session: Session, actor: Staff, roster: Roster) -> list[WrapTask]:
    """Each signed key that the caller holds and another member lacks. Old ones count: old cases are sealed to them."""
    names = {person.id: person.alias for person in roster.people}
    wanted = {group: receivers(session, actor.school_id, roster, group) for group in actor.groups}
    return [
        WrapTask(group=key.name, epoch=key.epoch, person=person, alias=names[person])
        for key in _signed_keys(session, actor.school_id)
        if key.name in actor.groups
        and actor.person_id in (held := holders(session, actor.school_id, key.name, key.epoch))
        for person in sorted(wanted[key.name] - held, key=lambda one: (names[one], one))
    ]


def to_rotate(session: Session, actor: Staff, roster: Roster) -> list[RotateTask]:
    """The caller's groups whose present key somebody holds who has gone, unless a member has proposed the next."""
    tasks = []
    for group in roster.groups:
        if group.name not in actor.groups:
            continue
        gone = gone_from(session, actor.school_id, roster, group.name, group.epoch)
        proposed = session.get(GroupKeyRow, (actor.school_id, group.name, group.epoch + 1))
        stale = proposed is None or gone_from(session, actor.school_id, roster, group.name, group.epoch + 1)
        if gone and stale:
            aliases = sorted(person.alias for person in roster.people if person.id in gone)
            tasks.append(RotateTask(group=group.name, because=aliases))
    return tasks


def to_sign(session: Session, actor: Staff) -> list[SignTask]:
    """For a root holder: the keys that members have proposed and no roster has named."""
    if actor.role not in policy.ROOT_HOLDERS:
        return []
    statement = (
        select(GroupKeyRow)
        .where(
            col(GroupKeyRow.school_id) == actor.school_id,
            col(GroupKeyRow.roster).is_(None),
            col(GroupKeyRow.sig).is_not(None),
        )
        .order_by(col(GroupKeyRow.name), col(GroupKeyRow.epoch))
    )
    return [
        SignTask(group=row.name, epoch=row.epoch, kem=encode(row.kem), by=row.by_id, sig=encode(row.sig))
        for row in session.scalars(statement)
        if row.by_id is not None and row.sig is not None
    ]


def _signed_keys(session: Session, school_id: SchoolId) -> list[GroupKeyRow]:
    statement = (
        select(GroupKeyRow)
        .where(col(GroupKeyRow.school_id) == school_id, col(GroupKeyRow.roster).is_not(None))
        .order_by(col(GroupKeyRow.name), col(GroupKeyRow.epoch))
    )
    return list(session.scalars(statement))
