"""Waiting for somebody, and taking the one who waits."""

from sqlalchemy.orm import Session

from app.audit.schemas import SYSTEM, AuditAction
from app.conversations.actions import people
from app.core import clock
from app.core.errors import InvalidRequest
from app.core.ids import ConversationId, PersonId
from app.mentoring import access, queries
from app.mentoring.actions import company
from app.mentoring.actions.chat import done, rest
from app.mentoring.errors import ClaimLost, GateClosed, NobodyOnDuty
from app.mentoring.queries.offers import mentor_chat
from app.mentoring.schemas.chat import Acted
from app.people import queries as directory
from app.people.actors import Pupil, Role, Staff
from app.reports import access as cases
from app.reports import policy
from app.reports import queries as reports
from app.reports.actions.state import change, record, tell, tell_mentors
from app.reports.errors import MentorNotAllowed, WrongState
from app.reports.schemas import IsHere, Report, Want


def wait(session: Session, actor: Pupil, want: object, is_here: IsHere, mentor: object = None) -> Acted:
    """The pupil waits for an adult or a mentor, and may say which mentor they would like to meet first.

    Raises `MentorNotAllowed`, `NobodyOnDuty`, `WrongState`.
    """
    if want not in ("adult", "mentor"):
        raise InvalidRequest
    report = access.own_case(session, actor)
    if not policy.may_want(report, want):
        raise MentorNotAllowed
    wanted = None if mentor is None else _mentor(session, report, mentor)
    if (report.state == "waiting" and report.want == want) or (report.state == "passed" and want == "adult"):
        if report.state == "waiting" and wanted not in (None, report.wanted_id):
            # Their lists show the version that they claim by.
            tell_mentors(session, change(session, report, wanted_id=wanted))
        return done(session, report, dup=True)
    if report.state in {"claimed", "live", "passed", "closed"}:
        raise WrongState
    if not _somebody_answers(session, report, want, is_here):
        raise NobodyOnDuty
    since = report.waiting_since or clock.now()
    report = change(session, report, state="waiting", want=want, waiting_since=since, wanted_id=wanted)
    record(session, report, actor, AuditAction.CHAT_WAITED, {"want": want})
    return done(session, report)


def avoid(session: Session, actor: Pupil, person: object) -> Acted:
    """The pupil does not meet this mentor: not now, and not later in this conversation. No reason is asked.

    Whoever it is has no key of what comes after, and the pupil is back in the queue in their old place.
    """
    report = access.own_case(session, actor)
    mentor = _mentor(session, report, person)
    new = company.keep_apart(session, report, mentor)
    if report.holder_id == mentor and report.state in {"claimed", "live"}:
        company.send_away(session, report, "avoided", lambda who: who.person_id == mentor)
        report = _back_in_place(session, report, mentor)
        tell(session, {mentor}, {"what": "moved_on", "id": report.id})
    if new:
        record(session, report, actor, AuditAction.CHAT_AVOIDED, {"person": mentor})
    return done(session, report, dup=not new)


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
    access.hold_claims(session, actor.school_id, actor.person_id)
    report = access.claimable(session, actor, conversation_id)
    if _is_held_by(report, actor):
        return done(session, report, dup=True)
    if not policy.mentor_waits(report):
        raise _too_late(session, report)
    gate = queries.gate(session, actor.school_id, actor.person_id, is_here)
    if not gate.open:
        raise GateClosed(data={"reasons": gate.shut_by})
    cases.check_version(report, if_v)
    company.note_claim(session, report, actor.person_id)
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


def _mentor(session: Session, report: Report, person: object) -> PersonId:
    """The mentor of the pupil's school whom they name. Raises `InvalidRequest` for anybody else."""
    mentors = directory.with_role(session, report.school_id, Role.MENTOR)
    named = next((mentor.id for mentor in mentors if mentor.id == person), None)
    if named is None:
        raise InvalidRequest
    return named


def _somebody_answers(session: Session, report: Report, want: Want, is_here: IsHere) -> bool:
    if not reports.somebody_on_duty(session, report.school_id, report.group, want):
        return False
    return want != "mentor" or queries.chat_open(session, report.school_id, is_here)


def _back_in_place(session: Session, report: Report, mentor: PersonId) -> Report:
    record_of = mentor_chat(session, report.id, mentor)
    waited = None if record_of is None else record_of.waited_since
    return change(
        session,
        report,
        state="waiting",
        want="mentor",
        holder_id=None,
        holder_role=None,
        wanted_id=None if report.wanted_id == mentor else report.wanted_id,
        waiting_since=report.waiting_since or waited or clock.now(),
    )


def _is_held_by(report: Report, actor: Staff) -> bool:
    return report.state in {"claimed", "live"} and report.holder_id == actor.person_id


def _too_late(session: Session, report: Report) -> ClaimLost | WrongState:
    if report.state in {"claimed", "live"} and report.holder_id is not None:
        return ClaimLost(data={"by": reports.alias_of(session, report.school_id, report.holder_id)})
    return WrongState()
