"""Deciding how a school's mentoring goes, and what it says of each mentor."""

from sqlalchemy.orm import Session

from app.audit import actions as audit
from app.audit.schemas import AuditAction, Ref
from app.core.ids import PersonId, SchoolId
from app.core.rows import add_missing
from app.mentoring import queries
from app.mentoring.access import caps_to_spend
from app.mentoring.policy.rules import check_rules
from app.mentoring.schemas.rules import MentoringRules
from app.mentoring.schemas.shifts import MentorProfile
from app.mentoring.tables.rules import MentoringRulesRow
from app.mentoring.tables.shifts import MentorProfileRow
from app.people import actions as people
from app.people.actors import Staff
from app.schools import queries as schools


def hold_school(session: Session, school_id: SchoolId) -> None:
    """Until the commit nobody else counts a school's chats or writes its rota. The row they wait at is made here."""
    add_missing(session, MentoringRulesRow, [{"school_id": school_id, "rules": {}}])
    caps_to_spend(session, school_id)


def set_rules(session: Session, actor: Staff, rules: MentoringRules) -> None:
    """The rules are these from here on. Raises `MentoringHoursInvalid`, `LimitInvalid`, `StartersTwice`."""
    check_rules(rules, demo=schools.by_id(session, actor.school_id).demo)
    session.merge(MentoringRulesRow(school_id=actor.school_id, rules=rules.model_dump(mode="json")))
    session.flush()
    audit.record_in_school(
        session, actor.school_id, actor, AuditAction.MENTORING_RULES_SET, Ref("school", actor.school_id)
    )
    people.tell_desks(session, actor.school_id, "duty")


def set_profile(session: Session, actor: Staff, person_id: PersonId, said: MentorProfile) -> None:
    """This is what the school says of the mentor. Raises `NotFound` for whoever is none."""
    queries.check_mentor(session, actor.school_id, person_id)
    row = MentorProfileRow(
        person_id=person_id,
        school_id=actor.school_id,
        **said.model_dump(exclude={"topics", "languages"}),
        topics=sorted(set(said.topics)),
        languages=list(said.languages),
    )
    session.merge(row)
    session.flush()
    audit.record_in_school(
        session, actor.school_id, actor, AuditAction.MENTOR_CHANGED, Ref("person", person_id), {"senior": said.senior}
    )
    people.tell_desks(session, actor.school_id, "duty")
