"""A person's own keys: their vault, and the ways into it."""

from sqlalchemy import delete
from sqlalchemy.orm import Session
from sqlmodel import col

from app.audit import actions as audit
from app.audit.schemas import AuditAction
from app.core.ids import SchoolId
from app.keys.schemas import Enrolment
from app.keys.tables import GroupWrapRow, PersonKeyRow, RootWrapRow, UnlockRow, VaultRow
from app.people.actors import Staff


def enrol(session: Session, school_id: SchoolId, enrolment: Enrolment) -> None:
    """Store what a person's own device made when they joined: public keys, sealed vault, ways into it.

    Whoever is readmitted comes with new keys. What was sealed to the old ones opens for nobody any more, so it goes.
    """
    keys = enrolment.keys
    for table in (UnlockRow, VaultRow, GroupWrapRow, RootWrapRow, PersonKeyRow):
        session.execute(delete(table).where(col(table.person_id) == keys.person_id))
    session.add(PersonKeyRow(person_id=keys.person_id, school_id=school_id, kem=keys.kem, sign=keys.sign))
    session.add(VaultRow(person_id=keys.person_id, secrets=enrolment.secrets))
    session.add_all(
        UnlockRow(person_id=keys.person_id, method=way.method, salt=way.salt, m=way.m, t=way.t, p=way.p, box=way.box)
        for way in enrolment.unlocks
    )


def note_unlocked(session: Session, actor: Staff) -> None:
    """Record that the caller's browser opened their vault. The server cannot see it happen and is told."""
    audit.record_in_school(session, actor.school_id, actor, AuditAction.VAULT_UNLOCKED, actor)
