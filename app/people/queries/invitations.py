"""Invitations, and the list of people that they belong to."""

from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core.errors import NotFound
from app.core.ids import InvitationId, PersonId, SchoolId
from app.people.actors import Role, Staff
from app.people.queries.directory import people_of
from app.people.queries.training import pauses, trained
from app.people.roll import Invitation, InvitationLine, KeyGroup, PeopleList, PersonLine, State
from app.people.schemas import Person
from app.people.tables import InvitationRow, PersonRow


def invitation(session: Session, invitation_id: str) -> Invitation | None:
    """An invitation of any school, used or not."""
    row = session.get(InvitationRow, invitation_id)
    return None if row is None else invitation_of(row)


def invitation_salt(session: Session, invitation_id: str) -> bytes | None:
    """The public salt of an invitation's words."""
    row = session.get(InvitationRow, invitation_id)
    return None if row is None else row.salt


def joined_with(session: Session, school_id: SchoolId, person_id: PersonId) -> Invitation:
    """The invitation that somebody joined with, the newest if there were several. Raises `NotFound`."""
    row = session.scalars(
        select(InvitationRow)
        .where(
            col(InvitationRow.school_id) == school_id,
            col(InvitationRow.person_id) == person_id,
            col(InvitationRow.used_at).is_not(None),
        )
        .order_by(col(InvitationRow.used_at).desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        raise NotFound
    return invitation_of(row)


def people_list(session: Session, actor: Staff) -> PeopleList:
    """Everybody who is, was or may come to be of the caller's school: who is here first, each part by alias."""
    rows = session.scalars(select(PersonRow).where(col(PersonRow.school_id) == actor.school_id)).all()
    left = {row.id for row in rows if row.ended_at is not None}
    everyone = people_of(session, rows)
    here = [one for one in everyone if one.id not in left and one.state == "active"]
    paused = pauses(session, actor.school_id, here)
    done = trained(session, actor.school_id)
    unused = _unused(session, actor.school_id)
    lines = []
    for one in everyone:
        state: State = "left" if one.id in left else "paused" if one.id in paused else one.state
        lines.append(_line(one, state).model_copy(update={"training": done.get(one.id, [])}))
    known = {line.id: line for line in lines}
    for found in unused:
        line = InvitationLine(id=found.id, expires=found.expires_at)
        known[found.person_id] = (known.get(found.person_id) or _invited(found)).model_copy(update={"invitation": line})
    return PeopleList(people=sorted(known.values(), key=_place))


def invitation_of(row: InvitationRow) -> Invitation:
    """A row as a plain value."""
    return Invitation(
        id=InvitationId(row.id),
        school_id=SchoolId(row.school_id),
        person_id=PersonId(row.person_id),
        email=row.email,
        alias=row.alias,
        title=row.title,
        role=Role(row.role),
        groups=frozenset(row.groups),
        auth_hash=row.auth_hash,
        offer=row.offer,
        key_group=cast(KeyGroup | None, row.key_group),
        key_epoch=row.key_epoch,
        key_wrap=row.key_wrap,
        answer=row.answer,
        readmission=row.readmission,
        founding=row.founding,
        expires_at=row.expires_at,
        used_at=row.used_at,
    )


def _unused(session: Session, school_id: SchoolId) -> list[Invitation]:
    rows = session.scalars(
        select(InvitationRow)
        .where(
            col(InvitationRow.school_id) == school_id,
            col(InvitationRow.used_at).is_(None),
            col(InvitationRow.founding).is_(False),
        )
        .order_by(col(InvitationRow.made_at))
    )
    return [invitation_of(row) for row in rows]


def _line(one: Person, state: State) -> PersonLine:
    return PersonLine(
        id=one.id,
        alias=one.alias,
        title=one.title,
        email=one.email,
        role=one.role,
        groups=sorted(one.groups),
        state=state,
        training=[],
        invitation=None,
    )


def _invited(found: Invitation) -> PersonLine:
    return PersonLine(
        id=found.person_id,
        alias=found.alias,
        title=found.title,
        email=found.email,
        role=found.role,
        groups=sorted(found.groups),
        state="invited",
        training=[],
        invitation=None,
    )


def _place(line: PersonLine) -> tuple[bool, str, str]:
    return line.state == "left", line.alias, line.id
