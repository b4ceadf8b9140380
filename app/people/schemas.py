"""People as the rest of the product sees them, and as the wire carries them."""

from dataclasses import dataclass
from datetime import datetime

from app.core.ids import PersonId, SchoolId
from app.people.actors import Role


@dataclass(frozen=True, slots=True)
class Person:
    """An adult or a mentor who has not left."""

    id: PersonId
    school_id: SchoolId
    email: str
    alias: str
    title: str
    role: Role
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class OnDuty:
    """A person who has said they are on duty. They are live if they also have an open socket."""

    person_id: PersonId
    alias: str
    role: Role
    since: datetime
