"""Which training is in date, and whom it keeps from cases."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core.columns import table_of
from app.core.errors import NotFound
from app.core.ids import PersonId, SchoolId
from app.people import policy
from app.people.actors import Pause, Role, Staff, Standing
from app.people.queries.directory import people, people_of, with_role
from app.people.roll import Reminder, Trained, TrainingEnding, TrainingRule
from app.people.schemas import Person
from app.people.tables import PersonRow, TrainingRow, TrainingRulesRow
from app.schools import queries as schools
from app.schools.policy import local_day

_TRAINING = table_of(TrainingRow)

# Built once: every call of a member of staff asks it.
_TRAINED_UNTIL = (
    select(_TRAINING.c.person_id, _TRAINING.c.module, func.max(_TRAINING.c.expires).label("until"))
    .where(_TRAINING.c.person_id.in_(bindparam("people", expanding=True)), _TRAINING.c.withdrawn_at.is_(None))
    .group_by(_TRAINING.c.person_id, _TRAINING.c.module)
)


def rules(session: Session, school_id: SchoolId) -> tuple[TrainingRule, ...]:
    """The training that a school asks for."""
    row = session.get(TrainingRulesRow, school_id)
    return policy.FIRST_RULES if row is None else tuple(TrainingRule(**rule) for rule in row.rules)


def standing_of(session: Session, found: Person) -> tuple[Standing, Pause | None]:
    """What a person who is not suspended may do today, and the training that is missing if that is why not."""
    if found.state == "joined":
        return Standing.JOINED, None
    paused = pauses(session, found.school_id, [found]).get(found.id)
    return (Standing.ACTIVE if paused is None else Standing.PAUSED), paused


def pauses(session: Session, school_id: SchoolId, who: Iterable[Person]) -> dict[PersonId, Pause]:
    """Those of the people whose training keeps them from cases today, by the day at the school.

    Nobody's does before the school has first opened: no pupil has written yet, and the lead who sets it up cannot vouch
    for herself. It opens only once everybody's is in date.
    """
    missing = _missing_training(session, school_id, who)
    return missing if missing and schools.has_opened(session, school_id) else {}


def _missing_training(session: Session, school_id: SchoolId, who: Iterable[Person]) -> dict[PersonId, Pause]:
    asked = rules(session, school_id)
    needing = [one for one in who if any(rule.role is one.role for rule in asked)]
    if not needing:
        return {}
    until, today = _trained_until(session, needing), schools.today(session, school_id)
    found = {one.id: policy.pause(asked, one.role, until[one.id], today=today) for one in needing}
    since = _since(session, school_id, [who for who, missing in found.items() if missing and missing.since is None])
    return {
        person_id: Pause(missing.module, missing.since or since[person_id])
        for person_id, missing in found.items()
        if missing is not None
    }


def pauses_to_change(session: Session) -> tuple[list[Person], list[Person]]:
    """Whose pause has begun and not been acted on, and whose has ended: in every school, for the server's own round."""
    statement = select(PersonRow).where(
        col(PersonRow.ended_at).is_(None),
        col(PersonRow.suspended_at).is_(None),
        col(PersonRow.confirmed_at).is_not(None),
    )
    rows = session.scalars(statement.order_by(col(PersonRow.id))).all()
    acted_on = {row.id for row in rows if row.paused_at is not None}
    everyone = people_of(session, rows)
    paused: set[PersonId] = set()
    for school_id in sorted({one.school_id for one in everyone}):
        here = [one for one in everyone if one.school_id == school_id]
        paused |= pauses(session, school_id, here).keys()
    begun = [one for one in everyone if one.id in paused and one.id not in acted_on]
    ended = [one for one in everyone if one.id not in paused and one.id in acted_on]
    return begun, ended


def trained(session: Session, school_id: SchoolId) -> dict[str, list[Trained]]:
    """What each person of a school has done and nobody has taken back, the newest first."""
    rows = session.scalars(
        select(TrainingRow)
        .where(col(TrainingRow.school_id) == school_id, col(TrainingRow.withdrawn_at).is_(None))
        .order_by(col(TrainingRow.on).desc(), col(TrainingRow.id))
    )
    found: dict[str, list[Trained]] = {}
    for row in rows:
        line = Trained(id=row.id, module=row.module, on=row.on, assessor=row.assessor, expires=row.expires)
        found.setdefault(row.person_id, []).append(line)
    return found


def out_of_date(session: Session, school_id: SchoolId) -> dict[PersonId, Pause]:
    """Everybody at a school whose training is missing or out of date, whether it is open yet or not."""
    active = [one for one in people(session, school_id) if one.state == "active"]
    return _missing_training(session, school_id, active)


def may_be_given(session: Session, actor: Staff, group: str) -> list[Person]:
    """Who a case of `group` may be given to: the school's mentors and responders whose training is in date.

    Raises `NotFound` to whoever reads nothing of the group's.
    """
    if group not in actor.reads:
        raise NotFound
    found = with_role(session, actor.school_id, Role.MENTOR, Role.RESPONDER)
    paused = pauses(session, actor.school_id, found)
    return [one for one in found if one.id not in paused]


def endings(session: Session, school_id: SchoolId, who: Iterable[Person]) -> list[TrainingEnding]:
    """Training of those people that is in date and about to end, the first to end first."""
    asked = rules(session, school_id)
    needing = [one for one in who if one.state == "active" and any(rule.role is one.role for rule in asked)]
    if not needing or not schools.has_opened(session, school_id):
        return []
    until, today = _trained_until(session, needing), schools.today(session, school_id)
    found = [
        TrainingEnding(one.id, module, last, warned)
        for one in needing
        for module, last, warned in policy.endings(asked, one.role, until[one.id], today=today)
    ]
    return sorted(found, key=lambda ending: (ending.last, ending.person_id, ending.module))


def recorders(session: Session, school_id: SchoolId, person_id: PersonId) -> list[Person]:
    """Who is to write somebody's training down: the leads but themselves; else the head; else the administrator."""
    others = [one for one in people(session, school_id) if one.state == "active" and one.id != person_id]
    by_role = ([one for one in others if one.role is role] for role in (Role.DSL, Role.HEAD, Role.ADMINISTRATOR))
    return next(filter(None, by_role), [])


def training_reminders(session: Session, school_id: SchoolId) -> list[Reminder]:
    """A letter to each person whose training is about to end, and one to those who write it down."""
    return [
        Reminder(
            school_id=school_id,
            causes=frozenset(
                f"training/{ending.person_id}/{ending.module}/{ending.last}/{days}" for days in ending.warned
            ),
            letters={
                "training_ends": frozenset({ending.person_id}),
                "colleague_training": frozenset(one.id for one in recorders(session, school_id, ending.person_id)),
            },
        )
        for ending in endings(session, school_id, people(session, school_id))
    ]


def _trained_until(session: Session, who: Iterable[Person]) -> dict[str, dict[str, date]]:
    until: dict[str, dict[str, date]] = {one.id: {} for one in who}
    for row in session.connection().execute(_TRAINED_UNTIL, {"people": list(until)}):
        until[row.person_id][row.module] = row.until
    return until


def _since(session: Session, school_id: SchoolId, who: Sequence[PersonId]) -> dict[str, date]:
    """From when something that was never done has been missing: from joining, or from when it was first asked for."""
    if not who:
        return {}
    row, calendar = session.get(TrainingRulesRow, school_id), schools.by_id(session, school_id).calendar
    joined = session.execute(select(col(PersonRow.id), col(PersonRow.created_at)).where(col(PersonRow.id).in_(who)))
    days = {person_id: local_day(calendar, created) for person_id, created in joined}
    return days if row is None else {person_id: max(day, row.since) for person_id, day in days.items()}
