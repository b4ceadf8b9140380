"""How far a school's set-up has come."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.core.ids import SchoolId
from app.escalation import queries as helping
from app.insight import readiness
from app.insight.readiness import Done, Facts
from app.insight.schemas import (
    Setup,
)
from app.keys import queries as keys
from app.people import queries as people
from app.people.actors import Group, Role, Staff
from app.people.policy import groups_of
from app.reports import queries as reading
from app.schools import queries as schools
from app.sealing.documents import Roster, read_roster


def setup(session: Session, actor: Staff) -> Setup:
    """How far the caller's school is."""
    found = facts(session, actor.school_id)
    return Setup(
        steps=readiness.steps(found),
        checklist=readiness.checklist(found),
        live=found.live,
        testing_until=schools.by_id(session, actor.school_id).testing_until,
    )


def facts(session: Session, school_id: SchoolId) -> Facts:
    """What is stored about a school that is being set up."""
    school = schools.by_id(session, school_id)
    aliases = people.names(session, school_id)
    noted = {
        step: Done(said.at, aliases.get(said.by.id)) for step, said in schools.steps_done(session, school_id).items()
    }
    test_ended = reading.test_ended(session, school_id)
    no_numbers = frozenset(helping.unfilled(session, school_id))
    signed = keys.newest_roster(session, school_id)
    if signed is None:
        return Facts(noted=noted, no_numbers=no_numbers, test_ended=test_ended, live=school.live_at)
    roster = read_roster(signed.doc)
    groups = frozenset(group.name for group in roster.groups)
    return Facts(
        noted=noted,
        signed=datetime.fromisoformat(roster.issued),
        roles=_standing_roles(roster, groups),
        groups=groups,
        without_sheets=frozenset(group for group in groups if not _has_sheets(session, school_id, roster, group)),
        restored=_restored(session, school_id, roster),
        no_numbers=no_numbers,
        untrained=bool(people.out_of_date(session, school_id)),
        test_ended=test_ended,
        live=school.live_at,
    )


def _standing_roles(roster: Roster, groups: frozenset[str]) -> frozenset[str]:
    """Those who can open what is sent to them: in the roster, and so is the key of each of their groups."""
    roles = {Role(person.role) for person in roster.people if person.role != "left"}
    return frozenset(role for role in roles if groups_of(role) <= groups)


def _has_sheets(session: Session, school_id: SchoolId, roster: Roster, name: str) -> bool:
    group = roster.group(name)
    recovery = None if group is None else group.recovery
    return recovery is not None and keys.is_confirmed(session, school_id, name, recovery.set)


def _restored(session: Session, school_id: SchoolId, roster: Roster) -> datetime | None:
    group = roster.group(Group.SAFEGUARDING)
    recovery = None if group is None else group.recovery
    return None if recovery is None else keys.tested_at(session, school_id, Group.SAFEGUARDING, recovery.set)
