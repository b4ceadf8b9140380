"""Reading help routes, personal duties and case files."""

from datetime import date
from functools import cache
from importlib.resources import files
from typing import cast

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.conversations import queries as conversations
from app.conversations.policy import Standing
from app.conversations.schemas import conv_stream, file_stream, side_stream
from app.core import clock, encoding
from app.core.errors import Forbidden, NotFound
from app.escalation import policy
from app.escalation.errors import HelpRouteUnknown
from app.escalation.schemas import (
    CaseFile,
    Duties,
    DutyKind,
    DutyOut,
    FileCase,
    FileGroup,
    FileRecovery,
    FileRoster,
    FileSchool,
    FileStream,
    HelpFile,
    HelpRoute,
    HelpRouteOut,
    HelpRoutes,
)
from app.escalation.tables import PersonalDutyRow
from app.keys import queries as keys
from app.people.actors import Staff
from app.reports import access as cases
from app.reports import queries as reports
from app.reports.schemas import Report
from app.schools import queries as schools
from app.sealing.documents import Roster, read_roster


@cache
def help_file() -> HelpFile:
    """The file that comes with this release."""
    text = files("app.escalation").joinpath("help_routes.json").read_text("utf-8")
    return HelpFile.model_validate_json(text)


def help_routes(today: date) -> HelpRoutes:
    """Every route, each with what its age means today."""
    whole = help_file()
    return HelpRoutes(
        routes=[
            HelpRouteOut(
                **route.model_dump(),
                stale=policy.is_stale(route, today, whole.stale_after_days),
                shown_to_pupils=policy.shown_to_pupils(route, today, whole.stale_after_days),
            )
            for route in whole.routes
        ]
    )


def help_route(route_id: str) -> HelpRoute:
    """One route. Raises `HelpRouteUnknown`."""
    found = next((route for route in help_file().routes if route.id == route_id), None)
    if found is None:
        raise HelpRouteUnknown
    return found


def open_duty(session: Session, case_id: str, kind: str, person_id: str, about: str | None) -> PersonalDutyRow | None:
    """The same duty of the same person, if it is not done yet. One about a decision is the same also when it is."""
    same = [
        col(PersonalDutyRow.case_id) == case_id,
        col(PersonalDutyRow.kind) == kind,
        col(PersonalDutyRow.person_id) == person_id,
        col(PersonalDutyRow.done_at).is_(None) if about is None else col(PersonalDutyRow.about) == about,
    ]
    return session.scalars(select(PersonalDutyRow).where(*same)).first()


def my_duties(session: Session, actor: Staff) -> Duties:
    """What the caller still has to do themselves, in every case, also in one that they no longer read."""
    mine = [col(PersonalDutyRow.person_id) == actor.person_id, col(PersonalDutyRow.done_at).is_(None)]
    return _duties(session, actor, *mine)


def duties_of_case(session: Session, actor: Staff, case_id: str) -> Duties:
    """Every duty about a case, done or not, for whoever reads it. Raises `NotFound`, and `Forbidden` to a mentor."""
    if cases.case_to_read(session, actor, case_id).who is Standing.MENTOR:
        raise Forbidden
    return _duties(session, actor, col(PersonalDutyRow.case_id) == case_id)


def _duties(session: Session, actor: Staff, *where: ColumnElement[bool]) -> Duties:
    due = select(PersonalDutyRow).where(*where).order_by(col(PersonalDutyRow.due_at), col(PersonalDutyRow.id))
    rows, names = session.scalars(due).all(), reports.aliases(session, actor.school_id)
    known = {case_id: _readable(session, actor, case_id) for case_id in {row.case_id for row in rows}}
    return Duties(duties=[_duty(row, names.get(row.person_id, ""), known[row.case_id]) for row in rows])


def _duty(row: PersonalDutyRow, alias: str, case: Report | None) -> DutyOut:
    return DutyOut(
        id=row.id,
        kind=cast(DutyKind, row.kind),
        about=row.about,
        person=row.person_id,
        alias=alias,
        case=None if case is None else case.id,
        number=None if case is None else case.number,
        group=None if case is None else case.group,
        taken=row.taken_at,
        due=row.due_at,
        done=row.done_at,
    )


def _readable(session: Session, actor: Staff, case_id: str) -> Report | None:
    try:
        return cases.case_to_read(session, actor, case_id).report
    except NotFound:
        return None


def case_file(session: Session, actor: Staff, case_id: str) -> CaseFile:
    """A case with all its wraps, to be opened elsewhere with the recovery secret of its group, or two of its sheets."""
    report = cases.case_to_read(session, actor, case_id).report
    school = schools.by_id(session, report.school_id)
    roster = keys.current_roster(session, school.id)
    group_epoch = keys.group_epoch(session, school.id, report.group)
    if group_epoch is None:
        raise NotFound
    return CaseFile(
        school=FileSchool(id=school.id, name=school.name),
        case=FileCase(id=report.id, number=report.number, group=report.group),
        exported=clock.now(),
        roster=FileRoster(doc=encoding.encode(roster.doc), sig=encoding.encode(roster.sig)),
        group=FileGroup(name=report.group, epoch=group_epoch),
        streams=[
            FileStream(
                stream=stream,
                epochs=conversations.whole_epochs(session, stream),
                items=conversations.whole_stream(session, stream),
            )
            for stream in _used(session, case_id)
        ],
        recovery=_recovery(session, read_roster(roster.doc), report.group),
    )


def _recovery(session: Session, roster: Roster, name: str) -> list[FileRecovery]:
    """The set that the roster names, if any. Of one before it nobody knows any more whose hands its sheets are in."""
    group = roster.group(name)
    if group is None or group.recovery is None:
        return []
    opened = keys.opened(session, roster.school, name, group.recovery.set)
    return [FileRecovery(set=group.recovery.set, boxes=opened.boxes, wraps=opened.wraps)]


def _used(session: Session, case_id: str) -> list[str]:
    """The case's streams that anything was sealed in, the conversation first."""
    every = [conv_stream(case_id), file_stream(case_id), side_stream(case_id)]
    states = conversations.key_states(session, every)
    return [stream for stream in every if stream in states and states[stream].epoch > 0]
