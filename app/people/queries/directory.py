"""Who is at a school."""

from collections.abc import Iterable
from typing import Any, Literal

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core.columns import table_of
from app.core.errors import NotFound
from app.core.ids import PersonId, SchoolId
from app.people.actors import Role
from app.people.schemas import Person
from app.people.tables import MembershipRow, PersonRow

_PERSON = table_of(PersonRow)
_MEMBERSHIP = table_of(MembershipRow)

# Built once: every report, and every call of an adult's, asks one of them.
_ONE = select(_PERSON).where(_PERSON.c.id == bindparam("person"), _PERSON.c.ended_at.is_(None))
_PRESENT = (
    select(_PERSON)
    .where(_PERSON.c.school_id == bindparam("school"), _PERSON.c.ended_at.is_(None))
    .order_by(_PERSON.c.alias, _PERSON.c.id)
)
_GROUPS = select(_MEMBERSHIP).where(_MEMBERSHIP.c.person_id.in_(bindparam("people", expanding=True)))
_MEMBER_IDS = (
    select(_PERSON.c.id)
    .join(_MEMBERSHIP, _MEMBERSHIP.c.person_id == _PERSON.c.id)
    .where(
        _PERSON.c.school_id == bindparam("school"),
        _PERSON.c.ended_at.is_(None),
        _PERSON.c.suspended_at.is_(None),
        _PERSON.c.confirmed_at.is_not(None),
        _MEMBERSHIP.c.group_name == bindparam("group"),
    )
)


def person(session: Session, school_id: SchoolId, person_id: PersonId) -> Person:
    """Someone at a school who has not left. Raises `NotFound`."""
    row = session.connection().execute(_ONE, {"person": person_id}).first()
    if row is None or row.school_id != school_id:
        raise NotFound
    return people_of(session, [row])[0]


def people(session: Session, school_id: SchoolId) -> list[Person]:
    """Everyone at a school who has not left, by alias."""
    return people_of(session, session.connection().execute(_PRESENT, {"school": school_id}))


def names(session: Session, school_id: SchoolId) -> dict[str, str]:
    """What everyone is or was called at a school, leavers too: for the record of what they did."""
    rows = session.scalars(select(PersonRow).where(col(PersonRow.school_id) == school_id))
    return {row.id: row.alias for row in rows}


def members(session: Session, school_id: SchoolId, group: str) -> list[Person]:
    """The active members of a group, by alias."""
    return [one for one in people(session, school_id) if group in one.groups and one.state == "active"]


def member_ids(session: Session, school_id: SchoolId, group: str) -> set[PersonId]:
    """The ids of a group's active members, where nothing else of them is needed."""
    return set(session.connection().execute(_MEMBER_IDS, {"school": school_id, "group": group}).scalars())


def with_role(session: Session, school_id: SchoolId, *roles: Role) -> list[Person]:
    """The active people in any of those roles, by alias."""
    return [one for one in people(session, school_id) if one.role in roles and one.state == "active"]


def by_email(session: Session, email: str) -> Person | None:
    """The person with that address, in any school, unless they have left. Case does not matter."""
    row = row_by_email(session, email)
    return None if row is None else people_of(session, [row])[0]


def row_by_email(session: Session, email: str) -> PersonRow | None:
    """The row of an address, unless they are suspended or have left: then it is an address like any that nobody has."""
    statement = select(PersonRow).where(
        col(PersonRow.email) == email.strip().lower(),
        col(PersonRow.ended_at).is_(None),
        col(PersonRow.suspended_at).is_(None),
    )
    return session.scalars(statement).one_or_none()


def people_of(session: Session, rows: Iterable[PersonRow | Row[Any]]) -> list[Person]:
    """Rows as people, with their groups."""
    found = list(rows)
    groups: dict[str, set[str]] = {row.id: set() for row in found}
    for membership in session.connection().execute(_GROUPS, {"people": list(groups)}):
        groups[membership.person_id].add(membership.group_name)
    return [
        Person(
            PersonId(row.id),
            SchoolId(row.school_id),
            row.email,
            row.alias,
            row.title,
            Role(row.role),
            frozenset(groups[row.id]),
            _state(row),
        )
        for row in found
    ]


def _state(row: PersonRow | Row[Any]) -> Literal["joined", "active", "suspended"]:
    if row.suspended_at is not None:
        return "suspended"
    return "joined" if row.confirmed_at is None else "active"
