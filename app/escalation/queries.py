"""Reading help routes, personal duties and case files."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final, Literal, cast

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.conversations import queries as conversations
from app.conversations.policy import Standing
from app.conversations.schemas import conv_stream, file_stream, side_stream
from app.core import clock, encoding
from app.core.errors import Forbidden, NotFound
from app.core.ids import SchoolId
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
    HelpForPupils,
    HelpRoute,
    HelpRouteOut,
    HelpRoutes,
    NameGiven,
    NamesGiven,
    NameStanding,
    OpeningCheck,
    SchoolCheck,
)
from app.escalation.tables import PersonalDutyRow, PupilNameRow, SchoolRouteRow
from app.keys import queries as keys
from app.mentoring.schemas.debriefs import SealedNote
from app.people import queries as people
from app.people.actors import Staff
from app.reports import access as cases
from app.reports import queries as reports
from app.reports.schemas import Report
from app.schools import queries as schools
from app.sealing.documents import Roster, read_roster

NEEDED: Final = frozenset({"social-care", "lado", "crisis-team"})
"""The services of its own area that no school may open without."""


@cache
def help_file() -> HelpFile:
    """The file that comes with this release."""
    text = files("app.escalation").joinpath("help_routes.json").read_text("utf-8")
    return HelpFile.model_validate_json(text)


def help_routes(session: Session, school_id: SchoolId) -> HelpRoutes:
    """Every route as this school has it, each with what its age means today."""
    whole, today = help_file(), schools.today(session, school_id)
    said, names = _said(session, school_id), people.names(session, school_id)
    return HelpRoutes(routes=[_route(route, said.get(route.id), names, today, whole) for route in whole.routes])


def shown_to_pupils(session: Session, slug: str) -> HelpForPupils:
    """Which routes a pupil of this school may be shown today: 999 and Childline always. Raises `NotFound`."""
    school = schools.by_slug(session, slug)
    routes = help_routes(session, school.id).routes
    return HelpForPupils(shown=[route.id for route in routes if route.shown_to_pupils])


def unfilled(session: Session, school_id: SchoolId) -> set[str]:
    """The services of the school's own area whose number nobody has filled in."""
    return {route.id for route in help_routes(session, school_id).routes if route.missing and route.id in NEEDED}


def _said(session: Session, school_id: SchoolId) -> dict[str, SchoolRouteRow]:
    rows = session.scalars(select(SchoolRouteRow).where(col(SchoolRouteRow.school_id) == school_id))
    return {row.route_id: row for row in rows}


def _route(
    route: HelpRoute, row: SchoolRouteRow | None, names: Mapping[str, str], today: date, whole: HelpFile
) -> HelpRouteOut:
    by_school = None if row is None or row.checked_at is None else row.checked_at.date()
    own = {"phone": row.phone, "url": row.url or route.url} if row is not None and route.local else {}
    return HelpRouteOut(
        **{**route.model_dump(), **own},
        nights=None if row is None else row.nights,
        missing=route.local and (row is None or (row.phone is None and row.url is None)),
        stale=policy.is_stale(route, today, whole.stale_after_days, by_school),
        shown_to_pupils=policy.shown_to_pupils(route, today, whole.stale_after_days, by_school),
        checked=None
        if row is None or row.checked_at is None
        else SchoolCheck(at=row.checked_at, by=names.get(row.checked_by or "", "")),
        opening=None
        if row is None or row.opens_at is None
        else OpeningCheck(
            at=row.opens_at, by=names.get(row.opens_by or "", ""), opens=cast(Literal["opened", "blocked"], row.opens)
        ),
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


def names_given(session: Session, case_id: str) -> Sequence[PupilNameRow]:
    """What the pupil gave, sealed, oldest first."""
    of_case = select(PupilNameRow).where(col(PupilNameRow.case_id) == case_id)
    return session.scalars(of_case.order_by(col(PupilNameRow.at), col(PupilNameRow.id))).all()


def name_standing(session: Session, actor: Staff, case_id: str) -> NameStanding:
    """Whether there is a name. Raises `NotFound`, and `Forbidden` to whoever is not of the case's group."""
    given = names_given(session, _of_group(session, actor, case_id).id)
    return NameStanding(given=len(given), last=given[-1].at if given else None)


def names_to_open(session: Session, case_id: str) -> NamesGiven:
    """The sealed names, for whoever is about to open them."""
    return NamesGiven(names=[_name(row) for row in names_given(session, case_id)])


def _of_group(session: Session, actor: Staff, case_id: str) -> Report:
    case = cases.case_to_read(session, actor, case_id)
    if case.who is not Standing.GROUP:
        raise Forbidden
    return case.report


def _name(row: PupilNameRow) -> NameGiven:
    note = SealedNote(epoch=row.epoch, wrap=encoding.encode(row.wrap), box=encoding.encode(row.box))
    return NameGiven(at=row.at, group=row.group_name, note=note)
