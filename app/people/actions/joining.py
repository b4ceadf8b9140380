"""Joining a school."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.audit import actions as audit
from app.audit.schemas import SYSTEM, AuditAction, Party
from app.core import clock
from app.people.actions.methods import set_passphrase
from app.people.actions.recording import ref
from app.people.actors import Role
from app.people.errors import SecondFactorMissing
from app.people.schemas import Person
from app.people.tables import MembershipRow, PersonRow
from app.realtime import actions as realtime


@dataclass(frozen=True, slots=True)
class Joining:
    """A person who joins, with the stored side of their sign-in."""

    person: Person
    salt: bytes
    auth_hash: str
    totp_box: bytes | None


def join(session: Session, joining: Joining, *, by: Party = SYSTEM) -> None:
    """Store somebody whom the school's roster of the same transaction names, their groups and their private stream.

    Raises `SecondFactorMissing` for an adult without one. Whoever comes with an invitation is admitted elsewhere.
    """
    person = joining.person
    if person.role is not Role.MENTOR and joining.totp_box is None:
        raise SecondFactorMissing
    session.add(
        PersonRow(
            id=person.id,
            school_id=person.school_id,
            email=person.email.lower(),
            alias=person.alias,
            title=person.title,
            role=person.role,
            totp_box=joining.totp_box,
            totp_step=None,
            confirmed_at=clock.now(),
            created_at=clock.now(),
        )
    )
    session.flush()
    set_passphrase(session, person.id, joining.salt, joining.auth_hash)
    session.add_all(MembershipRow(person_id=person.id, group_name=group) for group in sorted(person.groups))
    session.flush()
    realtime.open_stream(session, f"me:{person.id}")
    audit.record_in_school(
        session, person.school_id, by, AuditAction.PERSON_JOINED, ref(person.id), {"role": str(person.role)}
    )
