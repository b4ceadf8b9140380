"""Starting a key epoch, and what begins with it: a mentor's chat, or what adults say aside during one."""

from sqlalchemy.orm import Session

from app.audit.schemas import AuditAction
from app.conversations import queries as conversations
from app.conversations.actions import epochs, people
from app.conversations.policy import person_reader
from app.conversations.schemas import Joining, NewEpoch, conv_stream, side_stream
from app.mentoring.actions import company
from app.people.actors import Actor, Pupil
from app.reports import queries as reports
from app.reports.actions.sending import report_of
from app.reports.actions.state import change, record, tell_given
from app.reports.schemas import Report


def start_epoch(session: Session, actor: Actor, stream: str, epoch: NewEpoch) -> int:
    """Start a key epoch; answers where it was announced. Raises what `epochs.start_epoch` raises.

    When a mentor has claimed the chat and the pupil's epoch names them, the chat begins. When an adult's epoch of
    `side:` names the mentor in the chat, they read from there on what is said aside.
    """
    claimed = _claimed(session, actor, stream)
    joining = None if claimed is None or claimed.holder_id is None else Joining(claimed.holder_id, "mentor")
    started = epochs.start_epoch(session, actor, stream, epoch, joining=joining)
    if started.dup:
        return started.seq
    report = report_of(session, stream)
    record(session, report, actor, AuditAction.EPOCH_STARTED, {"epoch": epoch.epoch})
    if claimed is not None and joining is not None and person_reader(joining.person_id) in started.readers:
        _begin(session, actor, claimed, joining)
    if stream == side_stream(report.id):
        for who in conversations.participants(session, report.id):
            named = person_reader(who.person_id) in started.readers
            if named and people.let_aside(session, report.id, who.person_id, started.seq):
                # Their page looks again, and finds a stream that it did not know of.
                tell_given(session, report, who.person_id)
    return started.seq


def _begin(session: Session, actor: Actor, claimed: Report, joining: Joining) -> None:
    mentor = joining.person_id
    alias = reports.alias_of(session, claimed.school_id, mentor)
    company.let_in(session, claimed, mentor, alias, "mentor", "claimed")
    change(session, claimed, state="live", waiting_since=None, target_at=None)
    record(session, claimed, actor, AuditAction.REPORT_PASSED_TO_MENTOR, {"mentor": mentor})
    tell_given(session, claimed, mentor)


def _claimed(session: Session, actor: Actor, stream: str) -> Report | None:
    if not isinstance(actor, Pupil) or stream != conv_stream(actor.conversation_id):
        return None
    report = reports.report(session, actor.conversation_id, lock=True)
    return report if report is not None and report.state == "claimed" else None
