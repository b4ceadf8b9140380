"""Reading what a school decides of its mentoring."""

from sqlalchemy.orm import Session

from app.core.ids import SchoolId
from app.mentoring.schemas.rules import MentoringRules
from app.mentoring.tables.rules import MentoringRulesRow

_FIRST = MentoringRules()


def rules(session: Session, school_id: SchoolId) -> MentoringRules:
    """The rules of a school; those that everybody starts with until it sets its own."""
    row = session.get(MentoringRulesRow, school_id)
    return _FIRST if row is None or row.rules is None else MentoringRules.model_validate(row.rules)
