"""Giving a case to a mentor or a responder, with the keys that they may have."""

from typing import Any, Literal

from sqlalchemy.orm import Session

from app.audit.schemas import AuditAction
from app.conversations.actions import epochs
from app.conversations.actions.items import post_item
from app.conversations.errors import ReaderMissing, ReaderUnknown
from app.conversations.policy import person_reader
from app.conversations.schemas import Joining, NewEpoch, NewItem, conv_stream, file_stream
from app.core.ids import PersonId
from app.mentoring import access as claims
from app.mentoring import queries as mentoring
from app.mentoring.actions import company
from app.mentoring.errors import GateClosed
from app.mentoring.queries.offers import is_apart
from app.people import queries as directory
from app.people.actors import Role, Staff, read_by
from app.people.schemas import Person
from app.reports import access as cases
from app.reports import policy
from app.reports.access import Case
from app.reports.actions.state import change, record, tell_given
from app.reports.errors import MentorNotAllowed, WrongState
from app.reports.schemas import IsHere, Report
from app.triage.schemas import Give


def give(session: Session, actor: Staff, case_id: str, body: Give, is_here: IsHere) -> Report:
    """Give the case to `body.person`; whoever held it before is out of it at once.

    A mentor gets the current epoch only, and never the file. Raises `MentorNotAllowed`, `GateClosed`, `WrongState`,
    `ReaderUnknown` for anybody who is neither mentor nor responder, and whatever refuses the epochs.
    """
    claims.hold_claims(session, actor.school_id, PersonId(body.person))
    case = cases.case_of_group(session, actor, case_id, if_v=body.v)
    person = directory.person(session, actor.school_id, PersonId(body.person))
    if person.id not in {one.id for one in directory.may_be_given(session, actor, case.report.group)}:
        raise ReaderUnknown
    role = _role(person)
    _check(session, case.report, person, role, body, is_here)
    company.send_away(session, case.report, "given", lambda who: who.role != "adult")
    _let_in(session, actor, case, Joining(person.id, role), body)
    company.let_in(session, case.report, person.id, person.alias, role, "given")
    if body.share is not None:
        share = NewItem(cmid=body.share.cmid, epoch=body.share.epoch, env=body.share.env, kind="share")
        post_item(session, actor, conv_stream(case_id), share)
    report = change(session, case.report, holder_id=person.id, holder_role=role, **_state_after(case.report, role))
    given = AuditAction.REPORT_PASSED_TO_MENTOR if role == "mentor" else AuditAction.REPORT_GIVEN_TO_RESPONDER
    record(session, report, actor, given, {"person": person.id})
    tell_given(session, report, person.id)
    return report


def _role(person: Person) -> Literal["mentor", "responder"]:
    if person.role is Role.MENTOR:
        return "mentor"
    if person.role is Role.RESPONDER:
        return "responder"
    raise ReaderUnknown


def _check(session: Session, report: Report, person: Person, role: str, body: Give, is_here: IsHere) -> None:
    if report.state == "closed" or report.holder_id == person.id or report.group in read_by(person.groups):
        raise WrongState
    if role != "mentor":
        return
    allowed = policy.may_have_mentor(report) and not is_apart(session, report.id, person.id)
    if not allowed or body.earlier or body.file_epoch is not None:
        raise MentorNotAllowed
    gate = mentoring.gate(session, report.school_id, person.id, is_here)
    if not gate.open:
        raise GateClosed(data={"reasons": gate.shut_by})


def _let_in(session: Session, actor: Staff, case: Case, joining: Joining, body: Give) -> None:
    _start(session, actor, conv_stream(case.report.id), body.epoch, joining)
    if body.file_epoch is not None:
        _start(session, actor, file_stream(case.report.id), body.file_epoch, joining)
    if body.earlier:
        epochs.add_wraps(session, case.access, joining.person_id, body.earlier)


def _start(session: Session, actor: Staff, stream: str, epoch: NewEpoch, joining: Joining) -> None:
    started = epochs.start_epoch(session, actor, stream, epoch, joining=joining)
    if person_reader(joining.person_id) not in started.readers:
        raise ReaderMissing


def _state_after(report: Report, role: str) -> dict[str, Any]:
    # A mentor only ever chats. A responder chats if the pupil is there, and otherwise answers when they can.
    chats = role == "mentor" or report.state in {"waiting", "claimed", "live", "passed"}
    return {"state": "live", "waiting_since": None, "target_at": None} if chats else {}
