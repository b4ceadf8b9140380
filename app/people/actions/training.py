"""The register of training, and what a school asks for."""

from sqlalchemy.orm import Session

from app.audit import actions as audit
from app.audit.schemas import SYSTEM, AuditAction, Party
from app.core import clock
from app.core.errors import NotFound
from app.core.ids import PersonId, SchoolId, new_id
from app.people.actions.duty import tell_desks
from app.people.actions.recording import ref
from app.people.actors import Staff
from app.people.errors import NotYourself, TrainingDatesWrong
from app.people.roll import NewTraining, Trained, TrainingRules
from app.people.tables import PersonRow, TrainingRow, TrainingRulesRow
from app.schools import queries as schools


def set_rules(session: Session, actor: Staff, rules: TrainingRules) -> None:
    """What the school asks for from here on. Whoever has never done it is without it from today."""
    today = schools.today(session, actor.school_id)
    stored = [rule.model_dump(mode="json") for rule in rules.rules]
    row = session.get(TrainingRulesRow, actor.school_id)
    if row is None:
        session.add(TrainingRulesRow(school_id=actor.school_id, rules=stored, since=today))
    else:
        row.rules, row.since = stored, today
    session.flush()
    details = {"rules": len(stored)}
    audit.record_in_school(session, actor.school_id, actor, AuditAction.TRAINING_RULES_SET, actor, details)
    tell_desks(session, actor.school_id, "people")


def add(session: Session, actor: Staff, person_id: PersonId, done: NewTraining) -> Trained:
    """Somebody has done a module. Raises `NotYourself`, `TrainingDatesWrong`, `NotFound`."""
    if person_id == actor.person_id:
        raise NotYourself
    if done.on > schools.today(session, actor.school_id) or done.expires < done.on:
        raise TrainingDatesWrong
    row = session.get(PersonRow, person_id)
    if row is None or row.school_id != actor.school_id or row.ended_at is not None:
        raise NotFound
    trained = store(session, actor.school_id, person_id, done, by=actor)
    tell_desks(session, actor.school_id, "people")
    return trained


def store(
    session: Session, school_id: SchoolId, person_id: PersonId, done: NewTraining, *, by: Party = SYSTEM
) -> Trained:
    """Write a module down. The caller has checked the right."""
    row = TrainingRow(
        id=new_id(),
        school_id=school_id,
        person_id=person_id,
        module=done.module,
        on=done.on,
        assessor=done.assessor,
        expires=done.expires,
        by_id=by.id if by.kind == "person" else None,
        made_at=clock.now(),
    )
    session.add(row)
    session.flush()
    audit.record_in_school(session, school_id, by, AuditAction.TRAINING_ADDED, ref(person_id), {"training": row.id})
    return Trained(id=row.id, module=row.module, on=row.on, assessor=row.assessor, expires=row.expires)


def withdraw(session: Session, actor: Staff, person_id: PersonId, training_id: str) -> None:
    """It was not so. The row stays, struck out. Raises `NotYourself`, `NotFound`."""
    if person_id == actor.person_id:
        raise NotYourself
    row = session.get(TrainingRow, training_id, with_for_update=True)
    if row is None or (row.school_id, row.person_id) != (actor.school_id, person_id):
        raise NotFound
    if row.withdrawn_at is not None:
        return
    row.withdrawn_at = clock.now()
    session.flush()
    audit.record_in_school(
        session, actor.school_id, actor, AuditAction.TRAINING_WITHDRAWN, ref(person_id), {"training": training_id}
    )
    tell_desks(session, actor.school_id, "people")
