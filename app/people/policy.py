"""The rules of people: pure functions of roles, days and training."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.people.actors import Group, Pupil, Role, Staff, Standing
from app.people.errors import AccessPaused, NotConfirmed, RoleGroupsWrong
from app.people.roll import TrainingRule

INVITATION_DAYS = 7

_TEAM = frozenset({Group.SAFEGUARDING, Group.PASTORAL})
_GROUPS: Mapping[Role, frozenset[str]] = {
    Role.DSL: _TEAM,
    Role.DEPUTY: _TEAM,
    Role.RESPONDER: frozenset({Group.PASTORAL}),
    Role.HEAD: frozenset({Group.HEAD}),
    Role.CHAIR: frozenset({Group.GOVERNORS}),
}

ADULTS = frozenset(Role) - {Role.MENTOR}
LEAD = frozenset({Role.DSL})
ROTA_KEEPERS = LEAD | {Role.DEPUTY}
"""Who decides when mentors and adults are there, and how a mentor is."""
LEADERS = LEAD | {Role.HEAD}
"""Who answers for the people of a school, and holds its root."""
INVITERS = LEADERS | {Role.ADMINISTRATOR}
REVIEWERS = LEADERS | {Role.CHAIR, Role.GOVERNOR}
MANAGERS = INVITERS | {Role.DEPUTY, Role.CHAIR}
"""Who sees the list of people."""

MENTOR_AGREEMENT = "mentor agreement"
"""The module that stands for the signed role card: what a mentor promises, once a year."""

FIRST_RULES = (
    TrainingRule(role=Role.DSL, module="safeguarding lead", months=24, warn_days=60),
    TrainingRule(role=Role.DEPUTY, module="safeguarding lead", months=24, warn_days=60),
    TrainingRule(role=Role.MENTOR, module="peer mentor", months=12, warn_days=30),
    TrainingRule(role=Role.MENTOR, module=MENTOR_AGREEMENT, months=12, warn_days=30),
)
"""What a school asks for until it says otherwise."""


def groups_of(role: Role) -> frozenset[str]:
    """The groups that a role belongs to: none for a mentor, a governor and an administrator."""
    return _GROUPS.get(role, frozenset())


def check_groups(role: Role, groups: Iterable[str]) -> None:
    """Raise `RoleGroupsWrong` unless those are the groups of the role."""
    if frozenset(groups) != groups_of(role):
        raise RoleGroupsWrong


def needs_second_factor(role: Role) -> bool:
    """Whether the role signs in with a code. A mentor is a pupil on a shared device, and does not."""
    return role is not Role.MENTOR


def check_at_work(actor: Staff | Pupil) -> None:
    """Raise `NotConfirmed` or `AccessPaused` if the caller may not meet cases now. A pupil always meets their own."""
    if isinstance(actor, Pupil):
        return
    if actor.standing is Standing.JOINED:
        raise NotConfirmed
    if actor.standing is Standing.PAUSED:
        # Only the module's name goes out: the day is on the list of people, for whoever may see it.
        raise AccessPaused(data=None if actor.paused is None else {"module": actor.paused.module})


LAST_WARNING_DAYS = 7
"""Whatever a rule says of the first warning, there is another a week before the end."""


def endings(
    rules: Iterable[TrainingRule], role: Role, trained_until: Mapping[str, date], *, today: date
) -> Iterator[tuple[str, date, frozenset[int]]]:
    """Each module that somebody of that role has in date and is to be warned of: its last day, and the warnings due."""
    for rule in rules:
        last = trained_until.get(rule.module)
        if rule.role is not role or last is None or last < today:
            continue
        left = (last - today).days
        warned = frozenset(days for days in (rule.warn_days, LAST_WARNING_DAYS) if left <= days)
        if warned:
            yield rule.module, last, warned


@dataclass(frozen=True, slots=True)
class Missing:
    """Training that is not in date, and since when; None if it was never done."""

    module: str
    since: date | None


def pause(
    rules: Iterable[TrainingRule], role: Role, trained_until: Mapping[str, date], *, today: date
) -> Missing | None:
    """The first training that keeps somebody of that role from cases today, or None if all of it is in date.

    `trained_until` has the last day on which each module counts.
    """
    for rule in rules:
        if rule.role is not role:
            continue
        last = trained_until.get(rule.module)
        if last is None:
            return Missing(rule.module, None)
        if last < today:
            return Missing(rule.module, last + timedelta(days=1))
    return None
