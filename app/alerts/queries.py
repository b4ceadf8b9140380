"""What is due of alerts, and what a person may see of them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Row, and_, or_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.alerts import policy
from app.alerts.schemas import (
    Alert,
    AlertCase,
    AlertLine,
    AlertRules,
    AlertsNow,
    Answered,
    Cause,
    Channel,
    Coverer,
    Coverers,
    DeviceLine,
    Devices,
    DeviceState,
    Do,
    Hearer,
    Hears,
    MissedLine,
    Quiet,
    Told,
)
from app.alerts.tables import AlertRow, AlertRulesRow, DeviceRow, NoticeRow, PushRow, QuietRow
from app.core import clock
from app.core.columns import table_of
from app.core.ids import ConversationId, PersonId, SchoolId
from app.people import queries as people
from app.people.actors import Group, Staff
from app.reports import queries as reports
from app.reports.schemas import Report
from app.schools import queries as schools
from app.triage import queries as triage

_ALERT = table_of(AlertRow)
_NOTICE = table_of(NoticeRow)
_QUIET = table_of(QuietRow)
_FIRST = AlertRules()
_MISSED = timedelta(days=60)
_MOST = 50
TEST_LASTS = timedelta(days=30)
"""How long a tried alert counts: browsers forget what they were allowed."""

# Asked every second, and nearly always empty.
_LIVE = select(_ALERT).where(_ALERT.c.over_at.is_(None)).order_by(_ALERT.c.raised_at, _ALERT.c.id)

TEAMS = {Group.SAFEGUARDING: "safeguarding", Group.PASTORAL: "safeguarding"}
"""Who is said to be waited for, to somebody who may not know which case it is."""


@dataclass(frozen=True, slots=True)
class ToDo:
    """A case whose alert is to be raised, or an alert of which something is due."""

    school_id: SchoolId
    report: Report
    alert: Alert | None


def due(session: Session) -> list[ToDo]:
    """What is to be done now about the alerts of every school."""
    now = clock.now()
    alerts = {alert.case_id: alert for alert in _alerts(session.connection().execute(_LIVE))}
    pressing = {report.id: report for report in [*reports.pressing(session, now), *reports.unmet(session)]}
    todos = [
        ToDo(report.school_id, report, None)
        for report in pressing.values()
        if report.id not in alerts and policy.cause_of(report, now) is not None
    ]
    cases = reports.by_id(session, alerts.keys()) if alerts else {}
    todos += [
        ToDo(alert.school_id, cases[alert.case_id], alert)
        for alert in alerts.values()
        if what_is_due(session, alert, cases[alert.case_id]) is not None
    ]
    return todos


def what_is_due(session: Session, alert: Alert, report: Report) -> Do | None:
    """What is to be done about one alert now."""
    now, school = clock.now(), schools.by_id(session, alert.school_id)
    told = rules(session, alert.school_id)
    readers = reports.readers_of_case(session, alert.school_id, alert.group)
    covered = policy.is_covered(school.calendar, told, readers, now)
    opened = triage.last_opened(session, [alert.case_id]).get(alert.case_id)
    return policy.due(alert, report, told, now, covered=covered, opened_at=opened)


def begins(session: Session, report: Report, now: datetime) -> datetime | None:
    """When an alert of now begins to ring: now, or when the school opens or its cover begins."""
    school = schools.by_id(session, report.school_id)
    readers = reports.readers_of_case(session, report.school_id, report.group)
    return policy.next_covered(school.calendar, rules(session, report.school_id), readers, now)


def hearers(session: Session, report: Report, now: datetime) -> list[Hearer]:
    """Everybody of the school who could be told of an alert of that case, and what there is to know of them."""
    school = schools.by_id(session, report.school_id)
    on_duty = {one.person_id for one in people.on_duty(session, school.id)}
    covering = policy.covering(school.calendar, rules(session, school.id), now)
    here = [one for one in people.people(session, school.id) if one.state == "active" and one.groups]
    quiet = quiet_of(session, [one.id for one in here])
    return [
        Hearer(
            id=one.id,
            role=one.role,
            groups=one.groups,
            on_duty=one.id in on_duty,
            owner=one.id == report.owner_id,
            covers=one.id in covering,
            quiet=policy.is_quiet(quiet.get(one.id, Quiet(hours=None)), school.calendar, now),
        )
        for one in here
    ]


def quiet_of(session: Session, person_ids: Collection[str]) -> dict[str, Quiet]:
    """The quiet hours of those who have some."""
    rows = session.connection().execute(select(_QUIET).where(_QUIET.c.person_id.in_(person_ids)))
    return {row.person_id: Quiet(hours=(row.begins, row.ends)) for row in rows}


def rules(session: Session, school_id: SchoolId) -> AlertRules:
    """The ladder of a school; the one that everybody starts with until it sets its own."""
    row = session.get(AlertRulesRow, school_id)
    return _FIRST if row is None else AlertRules.model_validate(row.rules)


def readers(session: Session, school_id: SchoolId) -> set[PersonId]:
    """Everybody who reads any report of a school."""
    return set().union(*(people.member_ids(session, school_id, group) for group in Group))


def told(session: Session, alert_id: str) -> set[PersonId]:
    """Whoever was told of an alert."""
    found = select(_NOTICE.c.person_id).where(_NOTICE.c.alert_id == alert_id).distinct()
    return {PersonId(person) for person in session.connection().execute(found).scalars()}


def hears(session: Session, actor: Staff, alert: Alert) -> Hears | None:
    """What the caller may know of an alert. Whoever may know but a word knows it only once they were told."""
    may = policy.hears(alert.group, actor.groups)
    return may if may != "word" or actor.person_id in told(session, alert.id) else None


def now_of(session: Session, actor: Staff) -> AlertsNow:
    """The alerts that are live for the caller, and those that they missed."""
    found = _alerts(session.connection().execute(_of_school(actor, _ALERT.c.over_at.is_(None))))
    names = reports.aliases(session, actor.school_id)
    live = [_line(session, actor, alert, names) for alert in found]
    return AlertsNow(live=[line for line in live if line is not None], missed=_missed(session, actor, names))


def is_push_due(session: Session, now: datetime) -> bool:
    """Whether a push should go now, so that a quiet round writes nothing."""
    return session.scalar(select(col(PushRow.id)).where(col(PushRow.due_at) <= now).limit(1)) is not None


def device_state(session: Session, actor: Staff, device: str | None, key: str) -> DeviceState:
    """How the caller's browser stands; `key` is what it would subscribe with."""
    row = None if device is None else session.get(DeviceRow, (actor.person_id, device))
    heard, pushed = (None, None) if row is None else (row.heard_at, row.pushed_at)
    has_push = row is not None and row.endpoint is not None
    return DeviceState(
        known=device is not None,
        key=key,
        push=has_push,
        heard=heard,
        pushed=pushed,
        tested=_is_lately(heard) and (not has_push or _is_lately(pushed)),
    )


def devices(session: Session, actor: Staff, here: str | None) -> Devices:
    """The caller's browsers that get pushes, the newest first."""
    rows = session.scalars(
        select(DeviceRow)
        .where(col(DeviceRow.person_id) == actor.person_id, col(DeviceRow.endpoint).is_not(None))
        .order_by(col(DeviceRow.made_at).desc(), col(DeviceRow.device_hash))
    )
    return Devices(
        devices=[
            DeviceLine(
                id=row.device_hash,
                here=row.device_hash == here,
                since=row.made_at,
                heard=row.heard_at,
                pushed=row.pushed_at,
            )
            for row in rows
        ]
    )


def quiet(session: Session, actor: Staff) -> Quiet:
    """The caller's own quiet hours."""
    return quiet_of(session, [actor.person_id]).get(actor.person_id, Quiet(hours=None))


def colleagues(session: Session, actor: Staff) -> Coverers:
    """Who may be named for the hours outside the school's own: whoever reads reports."""
    reading = readers(session, actor.school_id)
    named = [one for one in people.people(session, actor.school_id) if one.id in reading]
    return Coverers(people=[Coverer(id=one.id, alias=one.alias, title=one.title) for one in named])


def _is_lately(at: datetime | None) -> bool:
    return at is not None and clock.now() - at <= TEST_LASTS


def alert_of(row: AlertRow | Row[Any]) -> Alert:
    """A row as the domain has it."""
    return Alert(
        id=row.id,
        school_id=SchoolId(row.school_id),
        group=row.group_name,
        case_id=ConversationId(row.case_id),
        cause=cast(Cause, row.cause),
        raised_at=row.raised_at,
        owner_id=row.owner_id,
        level=row.level,
        started_at=row.started_at,
        stepped_at=row.stepped_at,
        next_at=row.next_at,
        answered_by=None if row.answered_by is None else PersonId(row.answered_by),
        answered_at=row.answered_at,
        again=row.again,
        over_at=row.over_at,
    )


def _alerts(rows: Iterable[Row[Any]]) -> list[Alert]:
    return [alert_of(row) for row in rows]


def _of_school(actor: Staff, *conditions: Any) -> Any:
    # What a group's case is called, and that there is one, is asked for only where the caller may hear of it at all.
    groups = [group for group in Group if policy.hears(group, actor.groups) is not None]
    mine = and_(_ALERT.c.school_id == actor.school_id, _ALERT.c.group_name.in_(groups))
    return select(_ALERT).where(mine, *conditions).order_by(_ALERT.c.raised_at, _ALERT.c.id)


def _line(session: Session, actor: Staff, alert: Alert, names: dict[str, str]) -> AlertLine | None:
    may = hears(session, actor, alert)
    if may is None:
        return None
    notices = _notices(session, alert.id)
    case = _case(session, alert) if may == "case" else None
    was_told = any(row.person_id == actor.person_id for row in notices)
    return AlertLine(
        id=alert.id,
        team=TEAMS.get(Group(alert.group), alert.group),
        cause=alert.cause if case is not None else None,
        case=case,
        raised=alert.raised_at,
        level=alert.level,
        next=alert.next_at if alert.answered_at is None else None,
        answered=_answered(alert, actor, names),
        rings=was_told and alert.answered_at is None and not _hushed(session, actor, alert),
        told=_told(session, notices, names) if case is not None else [],
    )


def _hushed(session: Session, actor: Staff, alert: Alert) -> bool:
    report = reports.report(session, alert.case_id)
    if report is None or policy.breaks_quiet(alert.cause, report):
        return False
    quiet = quiet_of(session, [actor.person_id]).get(actor.person_id)
    calendar = schools.by_id(session, actor.school_id).calendar
    return quiet is not None and policy.is_quiet(quiet, calendar, clock.now())


def _missed(session: Session, actor: Staff, names: dict[str, str]) -> list[MissedLine]:
    unseen = select(_NOTICE.c.alert_id).where(_NOTICE.c.person_id == actor.person_id, _NOTICE.c.seen_at.is_(None))
    conditions = (
        _ALERT.c.id.in_(unseen),
        _ALERT.c.raised_at > clock.now() - _MISSED,
        or_(_ALERT.c.over_at.is_not(None), _ALERT.c.answered_by != actor.person_id),
    )
    found = _alerts(session.connection().execute(_of_school(actor, *conditions).limit(_MOST)))
    return [
        MissedLine(
            id=alert.id,
            team=TEAMS.get(Group(alert.group), alert.group),
            cause=alert.cause if policy.hears(alert.group, actor.groups) == "case" else None,
            case=_case(session, alert) if policy.hears(alert.group, actor.groups) == "case" else None,
            raised=alert.raised_at,
            answered=_answered(alert, actor, names),
        )
        for alert in found
    ]


def _case(session: Session, alert: Alert) -> AlertCase | None:
    report = reports.report(session, alert.case_id)
    return None if report is None else AlertCase(id=report.id, number=report.number, group=report.group)


def _answered(alert: Alert, actor: Staff, names: dict[str, str]) -> Answered | None:
    if alert.answered_by is None or alert.answered_at is None:
        return None
    alias = names.get(alert.answered_by, reports.LEFT)
    return Answered(alias=alias, at=alert.answered_at, me=alert.answered_by == actor.person_id)


def _notices(session: Session, alert_id: str) -> list[Row[Any]]:
    statement = select(_NOTICE).where(_NOTICE.c.alert_id == alert_id).order_by(_NOTICE.c.sent_at, _NOTICE.c.person_id)
    return list(session.connection().execute(statement))


def _told(session: Session, notices: list[Row[Any]], names: dict[str, str]) -> list[Told]:
    waits = people.not_taken(session, [row.letter_id for row in notices if row.letter_id is not None])
    lines = []
    for person_id in dict.fromkeys(row.person_id for row in notices):
        of = [row for row in notices if row.person_id == person_id]
        lines.append(
            Told(
                alias=names.get(person_id, reports.LEFT),
                channels=[cast(Channel, row.channel) for row in of],
                at=max(row.sent_at for row in of),
                waits=any(row.letter_id in waits for row in of),
            )
        )
    return lines
