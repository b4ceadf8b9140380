"""The invented school of the demo, and the invented people in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from app.core import clock
from app.core.ids import PersonId, SchoolId, new_id
from app.people import queries
from app.people.actions import training
from app.people.actors import Group, Role
from app.people.roll import NewTraining
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


def train(session: Session, people: Iterable[Person]) -> None:
    """Put everybody's training in date, as whoever looks after the register would."""
    for person in people:
        for rule in queries.rules(session, person.school_id):
            if rule.role is person.role:
                done = clock.now().date() - timedelta(days=60)
                expires = done + timedelta(days=rule.months * 30)
                course = NewTraining(module=rule.module, on=done, assessor="Hillcrest Training", expires=expires)
                training.store(session, person.school_id, person.id, course)


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
