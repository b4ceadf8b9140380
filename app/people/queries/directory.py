"""Who is at a school."""

from collections.abc import Iterable

from sqlalchemy import Select, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core.errors import NotFound
from app.core.ids import PersonId, SchoolId
from app.people.actors import Role, Staff
from app.people.schemas import Person
from app.people.tables import MembershipRow, PersonRow


def person(session: Session, school_id: SchoolId, person_id: PersonId) -> Person:
    """Someone at a school who has not left. Raises `NotFound`."""
    row = session.get(PersonRow, person_id)
    if row is None or row.school_id != school_id or row.ended_at is not None:
        raise NotFound
    return people_of(session, [row])[0]


def people(session: Session, school_id: SchoolId) -> list[Person]:
    """Everyone at a school who has not left, by alias."""
    return people_of(session, session.scalars(_present(school_id)))


def members(session: Session, school_id: SchoolId, group: str) -> list[Person]:
    """The members of a group, by alias."""
    return [person for person in people(session, school_id) if group in person.groups]


def with_role(session: Session, school_id: SchoolId, *roles: Role) -> list[Person]:
    """The people in any of those roles, by alias."""
    return [person for person in people(session, school_id) if person.role in roles]


def by_email(session: Session, email: str) -> Person | None:
    """The person with that address, in any school, unless they have left. Case does not matter."""
    row = row_by_email(session, email)
    return None if row is None else people_of(session, [row])[0]


def may_be_given(session: Session, actor: Staff, group: str) -> list[Person]:
    """Who a case of `group` may be given to: the school's mentors and responders. Raises `NotFound` to a non-member."""
    if group not in actor.groups:
        raise NotFound
    return with_role(session, actor.school_id, Role.MENTOR, Role.RESPONDER)


def row_by_email(session: Session, email: str) -> PersonRow | None:
    """The row of an address, unless they have left."""
    statement = select(PersonRow).where(
        col(PersonRow.email) == email.strip().lower(), col(PersonRow.ended_at).is_(None)
    )
    return session.scalars(statement).one_or_none()


def _present(school_id: SchoolId) -> Select[PersonRow]:
    return (
        select(PersonRow)
        .where(col(PersonRow.school_id) == school_id, col(PersonRow.ended_at).is_(None))
        .order_by(col(PersonRow.alias), col(PersonRow.id))
    )


def people_of(session: Session, rows: Iterable[PersonRow]) -> list[Person]:
    """Rows as people, with their groups."""
    found = list(rows)
    groups: dict[str, set[str]] = {row.id: set() for row in found}
    statement = select(MembershipRow).where(col(MembershipRow.person_id).in_(groups))
    for membership in session.scalars(statement):
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
        )
        for row in found
    ]
