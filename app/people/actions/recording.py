"""How a person comes into the school's audit log."""

from app.audit.schemas import Ref
from app.core.ids import PersonId


def ref(person_id: PersonId) -> Ref:
    """A person as a party of the log."""
    return Ref("person", person_id)
