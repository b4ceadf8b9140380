"""Waiting for somebody, and taking the one who waits."""

from sqlalchemy.orm import Session

from app.audit.schemas import SYSTEM, AuditAction
from app.conversations.actions import people
from app.core import clock
from app.core.errors import InvalidRequest
from app.core.ids import ConversationId
from app.mentoring import access, queries
from app.mentoring.actions.chat import done, rest
from app.mentoring.errors import ClaimLost, GateClosed, NobodyOnDuty
from app.mentoring.schemas.chat import Acted
from app.people.actors import Pupil, Staff
from app.reports import access as cases
from app.reports import policy
from app.reports import queries as reports
from app.reports.actions.state import change, record
from app.reports.errors import MentorNotAllowed, WrongState
from app.reports.schemas import IsHere, Report


def wait(session: Session, actor: Pupil, want: object) -> Acted:
    """The pupil waits for an adult or a mentor. Raises `MentorNotAllowed`, `NobodyOnDuty`, `WrongState`."""
    if want not in ("adult", "mentor"):
        raise InvalidRequest
    report = access.own_case(session, actor)
    if not policy.may_want(report, want):
        raise MentorNotAllowed
    if (report.state == "waiting" and report.want == want) or (report.state == "passed" and want == "adult"):
        return done(session, report, dup=True)
    if report.state in {"claimed", "live", "passed", "closed"}:
        raise WrongState
    if not reports.somebody_on_duty(session, report.school_id, report.group, want):
        raise NobodyOnDuty
    report = change(session, report, state="waiting", want=want, waiting_since=report.waiting_since or clock.now())
    record(session, report, actor, AuditAction.CHAT_WAITED, {"want": want})
    return done(session, report)


def unwait(session: Session, actor: Pupil) -> Acted:
    """The pupil waits no longer; a claim that was not completed lapses. The report stays."""
    report = access.own_case(session, actor)
    if report.state not in {"waiting", "claimed"}:
        return done(session, report, dup=True)
    return done(session, rest(session, report))


def lapse(session: Session, before: Report) -> None:
    """The pupil's page has been gone for a while: nobody is asked to wait for them, and a claim on them ends."""
    report = reports.report(session, before.id, lock=True)
    if report is not None and report.state in {"waiting", "claimed"}:
        rest(session, report)
        record(session, report, SYSTEM, AuditAction.CHAT_ENDED)


def claim(session: Session, actor: Staff, conversation_id: ConversationId, if_v: int | None, is_here: IsHere) -> Acted:
    """Take the one who waits. Of two who try, one wins; the other gets `ClaimLost`, which says who won."""
    if actor.is_mentor:
        return _claim_as_mentor(session, actor, conversation_id, if_v, is_here)
    return _claim_as_adult(session, actor, conversation_id, if_v)


def _claim_as_mentor(
    session: Session, actor: Staff, conversation_id: ConversationId, if_v: int | None, is_here: IsHere
) -> Acted:
    report = access.claimable(session, actor, conversation_id)
    if _is_held_by(report, actor):
        return done(session, report, dup=True)
    if not policy.mentor_waits(report):
        raise _too_late(session, report)
    gate = queries.gate(session, actor.school_id, actor.person_id, is_here)
    if not gate.open:
        raise GateClosed(data={"reasons": gate.reasons})
    cases.check_version(report, if_v)
    report = change(session, report, state="claimed", holder_id=actor.person_id, holder_role="mentor")
    record(session, report, actor, AuditAction.CHAT_CLAIMED)
    return done(session, report)


def _claim_as_adult(session: Session, actor: Staff, conversation_id: ConversationId, if_v: int | None) -> Acted:
    report = cases.case_of_group(session, actor, conversation_id).report
    if _is_held_by(report, actor):
        return done(session, report, dup=True)
    # A mentor's claim that the pupil's browser has not completed gives way to an adult; a running chat does not.
    if report.state not in {"waiting", "passed", "claimed"}:
        raise _too_late(session, report)
    cases.check_version(report, if_v)
    people.join(session, report.id, actor.person_id, actor.alias, "adult", "claimed")
    report = change(
        session,
        report,
        state="live",
        holder_id=actor.person_id,
        holder_role="adult",
        waiting_since=None,
        target_at=None,
    )
    record(session, report, actor, AuditAction.CHAT_CLAIMED)
    return done(session, report)


def _is_held_by(report: Report, actor: Staff) -> bool:
    return report.state in {"claimed", "live"} and report.holder_id == actor.person_id


def _too_late(session: Session, report: Report) -> ClaimLost | WrongState:
    if report.state in {"claimed", "live"} and report.holder_id is not None:
        return ClaimLost(data={"by": reports.alias_of(session, report.school_id, report.holder_id)})
    return WrongState()
