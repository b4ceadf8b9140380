"""What an adult finds a case to be about, and putting it aside until later. Both are sealed in its file."""

from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from app.audit.schemas import AuditAction
from app.conversations.actions.items import post_item
from app.conversations.schemas import NewItem, SealedItem, file_stream
from app.core import clock
from app.people.actors import Staff
from app.reports import access as cases
from app.reports.actions.state import change, record
from app.reports.schemas import Report, Urgency
from app.triage import policy
from app.triage.actions.desk import changes_for
from app.triage.errors import SnoozeRefused, UrgencyLowered

_LEAST_FIRST: Final[tuple[Urgency, ...]] = ("green", "amber", "red")


def categorise(session: Session, actor: Staff, case_id: str, item: SealedItem, urgency: Urgency, v: int) -> Report:
    """Put what a case is about into its file. It may become more urgent by that, never less: `UrgencyLowered`."""
    report = cases.case_of_group(session, actor, case_id, if_v=v).report
    if _LEAST_FIRST.index(urgency) < _LEAST_FIRST.index(report.urgency):
        raise UrgencyLowered(data={"least": report.urgency})
    _post(session, actor, case_id, "category", item)
    after = change(session, report, **changes_for(session, report, urgency))
    record(session, after, actor, AuditAction.REPORT_CATEGORISED, {"urgency": urgency})
    return after


def snooze(session: Session, actor: Staff, case_id: str, item: SealedItem, until: datetime, v: int) -> Report:
    """Put a case aside until then, when it comes back by itself as due. Raises `SnoozeRefused`.

    Whatever is stronger than `new` brings it back before: a pupil who writes or waits, red, a target that passes.
    """
    report, now = cases.case_of_group(session, actor, case_id, if_v=v).report, clock.now()
    why = policy.why_awake(report, now, until)
    if why is not None:
        raise SnoozeRefused(data={"why": why})
    _post(session, actor, case_id, "snooze", item)
    after = change(session, report, snoozed_at=now, snoozed_until=until, follow_up_at=until)
    record(session, after, actor, AuditAction.REPORT_SNOOZED, {"until": until.isoformat()})
    return after


def wake(session: Session, actor: Staff, case_id: str, v: int) -> Report:
    """Bring a case back from later."""
    report = cases.case_of_group(session, actor, case_id, if_v=v).report
    after = change(session, report, snoozed_at=None, snoozed_until=None)
    record(session, after, actor, AuditAction.REPORT_WOKEN)
    return after


def _post(session: Session, actor: Staff, case_id: str, kind: str, item: SealedItem) -> None:
    sealed = NewItem(cmid=item.cmid, epoch=item.epoch, env=item.env, kind=kind)
    post_item(session, actor, file_stream(case_id), sealed, own_call=True)
