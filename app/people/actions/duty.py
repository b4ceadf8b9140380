"""Duty, and the word without content that tells every desk of a change."""

from collections.abc import Collection, Mapping
from typing import Literal

from sqlalchemy import delete, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.audit import actions as audit
from app.audit.schemas import AuditAction, Party
from app.core import clock
from app.core.errors import Forbidden
from app.core.ids import PersonId, SchoolId
from app.core.rows import add_missing
from app.people import queries
from app.people.actions.recording import ref
from app.people.actors import Role, Staff
from app.people.schemas import DutyState, Person
from app.people.tables import DutyRow
from app.realtime import actions as realtime


def set_duty(session: Session, actor: Staff, state: DutyState) -> None:
    """Say whether the caller is on duty. The desks of the school hear of it.

    Raises `Forbidden` for a governor or an administrator, who would meet nobody.
    """
    if not actor.meets_cases:
        raise Forbidden
    now = clock.now()
    first = {"person_id": actor.person_id, "school_id": actor.school_id, "state": state, "since": now}
    # Two presses at once are one, on both databases.
    if not add_missing(session, DutyRow, [first]):
        other = (col(DutyRow.person_id) == actor.person_id, col(DutyRow.state) != state)
        changed = update(DutyRow).where(*other).values(state=state, since=now).returning(col(DutyRow.person_id))
        if session.scalars(changed).first() is None:
            return
    action = AuditAction.DUTY_STARTED if state == "on" else AuditAction.DUTY_ENDED
    audit.record_in_school(session, actor.school_id, actor, action, actor)
    tell_desks(session, actor.school_id, "duty")


def end_duty(session: Session, by: Party, school_id: SchoolId, person_id: PersonId) -> None:
    """Somebody is on duty no longer, though they did not say so. Nothing happens if they were not."""
    on_duty = queries.duty_of(session, person_id) == "on"
    session.execute(delete(DutyRow).where(col(DutyRow.person_id) == person_id))
    if on_duty:
        audit.record_in_school(session, school_id, by, AuditAction.DUTY_ENDED, ref(person_id))
        tell_desks(session, school_id, "duty")


def tell_desks(session: Session, school_id: SchoolId, what: Literal["duty", "roster", "people"]) -> None:
    """Put a word without content on the private stream of everyone at a school."""
    everyone: Collection[Person] = queries.people(session, school_id)
    # In order of id, so that two writers on PostgreSQL lock the streams in one order and never wait for each other.
    for person in sorted(everyone, key=lambda person: person.id):
        realtime.append_clear(session, f"me:{person.id}", type="desk", kind="desk", body={"what": what})


def tell_leads(session: Session, school_id: SchoolId, body: Mapping[str, str]) -> None:
    """Put a word with an id at most on the private stream of every safeguarding lead."""
    leads = queries.with_role(session, school_id, Role.DSL)
    for lead in sorted(leads, key=lambda lead: lead.id):
        realtime.append_clear(session, f"me:{lead.id}", type="desk", kind="desk", body=body)
