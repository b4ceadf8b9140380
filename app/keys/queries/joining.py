"""What a joiner has to make, and what whoever confirms them has to check."""

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core.encoding import encode
from app.core.errors import NotFound
from app.core.ids import PersonId, SchoolId
from app.keys.joining import JoiningView, MadeGroupKey, OpenedInvitation
from app.keys.queries.groups import group_epoch
from app.keys.tables import GroupKeyRow, PersonKeyRow
from app.people import queries as people
from app.people.actors import Staff
from app.people.roll import Invitation, InvitationKey
from app.people.schemas import Authenticator, MySchool
from app.schools import queries as schools

FIRST = 1


def groups_to_make(session: Session, found: Invitation) -> list[str]:
    """The groups of the invited role that have no key, nor one that somebody else who is here has made."""
    here = {one.id for one in people.people(session, found.school_id)} - {found.person_id}
    makers = {name: session.get(GroupKeyRow, (found.school_id, name, FIRST)) for name in sorted(found.groups)}
    return [
        name
        for name, made in makers.items()
        if group_epoch(session, found.school_id, name) is None and (made is None or made.by_id not in here)
    ]


def opened_invitation(session: Session, found: Invitation, totp: Authenticator | None) -> OpenedInvitation:
    """What somebody who has an invitation's words is told."""
    school = schools.by_id(session, found.school_id)
    return OpenedInvitation(
        school=MySchool(id=school.id, slug=school.slug, name=school.name, demo=school.demo),
        founding=found.founding,
        person=found.person_id,
        email=found.email,
        alias=found.alias,
        title=found.title,
        role=found.role,
        groups=sorted(found.groups),
        offer=None if found.offer is None else encode(found.offer),
        make=groups_to_make(session, found),
        mfa=totp is not None,
        totp=totp,
    )


def joining_of(session: Session, actor: Staff, person_id: PersonId) -> JoiningView:
    """The keys of somebody whom no roster has named since they joined. Raises `NotFound` for anybody else."""
    joined = people.person(session, actor.school_id, person_id)
    keys = session.get(PersonKeyRow, person_id)
    if joined.state != "joined" or keys is None:
        raise NotFound
    found = people.joined_with(session, actor.school_id, person_id)
    key = None
    if found.key_group is not None and found.key_epoch is not None and found.key_wrap is not None:
        key = InvitationKey(group=found.key_group, epoch=found.key_epoch, wrap=encode(found.key_wrap))
    return JoiningView(
        id=person_id,
        invitation=found.id,
        kem=encode(keys.kem),
        sign=encode(keys.sign),
        groups=_made_by(session, actor.school_id, person_id),
        answer=None if found.answer is None else encode(found.answer),
        key=key,
    )


def _made_by(session: Session, school_id: SchoolId, person_id: PersonId) -> list[MadeGroupKey]:
    statement = (
        select(GroupKeyRow)
        .where(
            col(GroupKeyRow.school_id) == school_id,
            col(GroupKeyRow.by_id) == person_id,
            col(GroupKeyRow.roster).is_(None),
        )
        .order_by(col(GroupKeyRow.name))
    )
    return [MadeGroupKey(name=row.name, epoch=row.epoch, kem=encode(row.kem)) for row in session.scalars(statement)]
