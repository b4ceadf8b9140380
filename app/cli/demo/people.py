"""The invented school of the demo, and the invented people in it."""

from dataclasses import dataclass

from app.core import clock
from app.core.ids import PersonId, SchoolId, new_id
from app.people.actors import Group, Role
from app.people.schemas import Person
from app.schools.schemas import Calendar, School

SLUG = "hillcrest"
_ALL_DAY = (0, 24 * 60)


@dataclass(frozen=True, slots=True)
class Invented:
    """Somebody who does not exist. Their address is in a domain that nobody can own (RFC 2606)."""

    name: str
    alias: str
    title: str
    role: Role
    groups: frozenset[str] = frozenset()

    def person(self, school_id: SchoolId) -> Person:
        """A person of the school."""
        email = f"{self.name}@hillcrest.example"
        return Person(PersonId(new_id()), school_id, email, self.alias, self.title, self.role, self.groups)


TEAM = frozenset({Group.SAFEGUARDING, Group.PASTORAL})

CAST = (
    Invented("khan", "Ms Khan", "Designated safeguarding lead", Role.DSL, TEAM),
    Invented("osei", "Mr Osei", "Deputy safeguarding lead", Role.DEPUTY, TEAM),
    Invented("patel", "Miss Patel", "Pastoral lead", Role.RESPONDER, frozenset({Group.PASTORAL})),
    Invented("robin", "Robin", "Peer mentor, Year 12", Role.MENTOR),
    Invented("sam", "Sam", "Peer mentor, Year 13", Role.MENTOR),
    Invented("ward", "Mrs Ward", "Headteacher", Role.HEAD, frozenset({Group.HEAD})),
    Invented("ellis", "Dr Ellis", "Chair of governors", Role.CHAIR, frozenset({Group.GOVERNORS})),
)


def school() -> School:
    """Hillcrest, which reads at all hours so that a newcomer can try it at any time."""
    return School(
        id=SchoolId(new_id()),
        slug=SLUG,
        name="Hillcrest School",
        phase="secondary",
        team="the safety team",
        calendar=Calendar("Europe/London", (_ALL_DAY,) * 7, terms=(), closures=(), target_minutes=30),
        demo=True,
        live_at=clock.now(),
    )
