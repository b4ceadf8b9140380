"""Changing where a case stands, and telling exactly those who may know of it."""

from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from app.audit import actions as audit
from app.audit.schemas import AuditAction, Detail, Party, Ref, log_id
from app.conversations import queries as conversations
from app.conversations.actions.people import say_state
from app.conversations.schemas import Place, me_stream
from app.core import clock
from app.core.columns import table_of
from app.core.ids import PersonId
from app.people import queries as people
from app.people.actors import Role
from app.realtime import actions as realtime
from app.reports import policy, queries
from app.reports.errors import CaseChanged
from app.reports.schemas import Report
from app.reports.tables import ReportRow

_REPORT = table_of(ReportRow)
_BEGINS_ANEW = {"frozen_at": None, "frozen_by": None, "alarm_level": 0, "alarmed_at": None}
_THIS = update(_REPORT).where(_REPORT.c.id == bindparam("case_id"), _REPORT.c.v == bindparam("before"))


def change(session: Session, report: Report, **changes: Any) -> Report:
    """Write `changes` (fields of `Report`) and raise its version by one.

    A new `state` is written into the stream in the clear, and everyone who may see the case hears that it changed. With
    a new state or holder whatever was frozen goes on, and an alarm starts anew. Raises `CaseChanged` if another change
    came between.
    """
    after = replace(report, v=report.v + 1, **changes)
    if (after.state, after.holder_id) != (report.state, report.holder_id):
        changes = {**_BEGINS_ANEW, **changes}
        after = replace(after, **changes)
    columns = {"group_name" if name == "group" else name: value for name, value in changes.items()}
    written = session.connection().execute(
        _THIS.values(v=after.v, **columns), {"case_id": report.id, "before": report.v}
    )
    if written.rowcount != 1:
        raise CaseChanged
    if _said(after) != _said(report):
        say_state(session, report.id, _said(after))
    tell_desks(session, after)
    if after.state == "passed" != report.state:
        ring(session, after, "passed", everybody=False)
    if policy.as_mentors_see(report) != policy.as_mentors_see(after):
        tell_mentors(session, after)
    return after


def _said(report: Report) -> str:
    """Where the chat stands, as the stream says it."""
    return report.state if report.frozen_at is None else "frozen"


def tell_desks(session: Session, report: Report) -> None:
    """Put a word without content on the private stream of each adult who may see the case.

    Nobody else's stream gets an item, so nobody else's numbers show a gap (promise 3).
    """
    readers = queries.readers_of_case(session, report.school_id, report.group)
    readers |= {who.person_id for who in conversations.participants(session, report.id) if who.role != "mentor"}
    tell(session, readers, {"what": "case", "id": report.id, "v": report.v})


def tell_group(session: Session, report: Report, what: str) -> None:
    """Tell whoever reads the case, and nobody else, that something of it wants them: a word and an id."""
    tell(session, queries.readers_of_case(session, report.school_id, report.group), {"what": what, "id": report.id})


def tell_gone(session: Session, report: Report, person_ids: set[PersonId]) -> None:
    """Tell those who can see the case no longer to look again. They knew of it, so the word tells them nothing new."""
    tell(session, person_ids, {"what": "case", "id": report.id, "v": report.v})


def tell_given(session: Session, report: Report, person_id: str) -> None:
    """Tell a person that they were given this case."""
    tell(session, {person_id}, {"what": "given", "id": report.id})


def tell_mentors(session: Session, report: Report) -> None:
    """Tell the mentors that the list of those who wait for one has changed. Which case it was is not said."""
    mentors = people.with_role(session, report.school_id, Role.MENTOR)
    tell(session, {mentor.id for mentor in mentors}, {"what": "waiting"})


def record(
    session: Session, report: Report, actor: Party, action: AuditAction, details: dict[str, Detail] | None = None
) -> None:
    """Enter what was done with a case into its group's own log."""
    log, subject = log_id(report.school_id, report.group), Ref("case", report.id)
    audit.record(session, log=log, actor=actor, action=action, subject=subject, details=details)


def record_at(session: Session, place: Place, actor: Party, action: AuditAction) -> None:
    """The same for whoever knows the stream and need not read the report for it: for each message of an adult's."""
    log, subject = log_id(place.school_id, place.group), Ref("case", place.conversation_id)
    audit.record(session, log=log, actor=actor, action=action, subject=subject)


def ring(session: Session, report: Report, why: str, *, everybody: bool = True) -> None:
    """Sound the alarm at whoever reads the case: those on duty if there are any, or everybody of the group."""
    readers = queries.readers_of_case(session, report.school_id, report.group)
    on_duty = readers & {duty.person_id for duty in people.on_duty(session, report.school_id)}
    reached = readers if everybody or not on_duty else on_duty
    tell(session, reached, {"what": "alarm", "id": report.id, "why": why})


def note_alarm(session: Session, report: Report, level: int) -> bool:
    """Write down how far the alarm has climbed. False if it had climbed as far already: it rings once for each step.

    The case keeps its version, so that whoever was about to take the pupil still may.
    """
    climbs = (_REPORT.c.id == report.id, _REPORT.c.state == report.state, _REPORT.c.alarm_level < level)
    values = {"alarm_level": level, "alarmed_at": clock.now()}
    return session.connection().execute(update(_REPORT).where(*climbs).values(**values)).rowcount == 1


def tell(session: Session, person_ids: set[Any], body: dict[str, Any]) -> None:
    """Put a word without content on people's private streams."""
    streams = {me_stream(person_id) for person_id in person_ids}
    realtime.append_clear_to_each(session, streams, type="desk", kind="desk", body=body)
