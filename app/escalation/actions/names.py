"""The name that a pupil gives: sealed apart from the conversation, opened with a reason and with the pupil told."""

from sqlalchemy.orm import Session

from app.audit.schemas import AuditAction
from app.conversations.actions import people
from app.conversations.actions.items import post_item
from app.conversations.schemas import NewItem, SealedItem, file_stream
from app.core import clock, encoding
from app.core.ids import new_id
from app.escalation import queries
from app.escalation.errors import NameKeyOld, NameMissing, NamesTooMany
from app.escalation.schemas import GivenName, NamesGiven
from app.escalation.tables import PupilNameRow
from app.keys import queries as keys
from app.people.actors import Pupil, Staff
from app.reports import access as cases
from app.reports.actions.state import change, record

MOST = 10
"""A pupil may say it again, in other words; a page that says it without end is no pupil's."""


def give(session: Session, actor: Pupil, body: GivenName) -> None:
    """Keep what the pupil sealed for the group that has their case. Earlier ones stay; the newest is what they say now.

    Raises `NameKeyOld` where it was sealed to another group, or a key that is not its present one; `NamesTooMany`.
    """
    report = cases.case_to_change(session, actor, actor.conversation_id).report
    epoch = keys.group_epoch(session, report.school_id, report.group)
    if (body.group, body.note.epoch) != (report.group, epoch):
        raise NameKeyOld(data={"group": report.group, "epoch": epoch})
    if len(queries.names_given(session, report.id)) >= MOST:
        raise NamesTooMany
    session.add(
        PupilNameRow(
            id=str(new_id()),
            case_id=report.id,
            group_name=report.group,
            epoch=body.note.epoch,
            wrap=encoding.decode(body.note.wrap),
            box=encoding.decode(body.note.box),
            at=clock.now(),
        )
    )
    session.flush()
    record(session, report, actor, AuditAction.IDENTITY_GIVEN)
    # Nothing of the case has changed, and those who read it are to look again.
    change(session, report)


def open_name(session: Session, actor: Staff, case_id: str, reason: SealedItem) -> NamesGiven:
    """Open what the pupil gave.

    In the same transaction the sealed reason is in the file, the opening on the record, and the pupil told; each time,
    so that no reason that is in the file already opens a name unseen.

    Of the case's group alone: a responder and a mentor never. Raises `NameMissing`.
    """
    report = cases.case_of_group(session, actor, case_id).report
    if not queries.names_given(session, report.id):
        raise NameMissing
    item = NewItem(cmid=reason.cmid, epoch=reason.epoch, env=reason.env, kind="identity")
    post_item(session, actor, file_stream(case_id), item, own_call=True)
    record(session, report, actor, AuditAction.IDENTITY_OPENED)
    people.say_status(session, case_id, "named")
    return queries.names_to_open(session, case_id)
