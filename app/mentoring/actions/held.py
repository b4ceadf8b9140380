"""A new mentor's messages: put before an adult, and released into the chat or given back."""

from sqlalchemy.orm import Session

from app.audit.schemas import AuditAction
from app.conversations.actions import items
from app.conversations.errors import EpochOld, KindNotAllowed
from app.conversations.policy import Standing, person_reader
from app.conversations.schemas import NewItem, conv_stream
from app.core import clock
from app.core.errors import Forbidden, NotFound
from app.core.ids import ConversationId, PersonId
from app.mentoring.errors import HeldDecided, NotHeld
from app.mentoring.tables.chats import HeldMessageRow
from app.people.actors import Staff
from app.realtime.errors import CmidConflict
from app.realtime.schemas import Appended
from app.reports import access as cases
from app.reports.access import Case
from app.reports.actions.sending import mentor_wrote
from app.reports.actions.state import record, tell, tell_group
from app.reports.errors import ChatFrozen
from app.sealing import verify


def hold(session: Session, actor: Staff, conversation_id: ConversationId, item: NewItem) -> None:
    """A mentor puts a message before the adults. The same bytes again are the same message.

    Raises `NotFound`, `Forbidden` for whoever is no mentor, `NotHeld`, `KindNotAllowed`, `ChatFrozen`, `EpochOld`,
    `CmidConflict` and what `app.sealing.verify` refuses an envelope for.
    """
    case = cases.case_to_change(session, actor, conversation_id)
    if case.who is not Standing.MENTOR:
        raise Forbidden
    place = case.access.place
    if not place.held:
        raise NotHeld
    if item.kind != "msg":
        raise KindNotAllowed
    verify.read_envelope(item.env)
    known = session.get(HeldMessageRow, (case.report.id, item.cmid))
    if known is not None:
        if (known.person_id, known.epoch, known.env) != (actor.person_id, item.epoch, item.env):
            raise CmidConflict(data={"cmid": item.cmid})
        return
    if case.report.frozen_at is not None:
        raise ChatFrozen
    if place.rekey or item.epoch != place.epoch:
        raise EpochOld
    session.add(
        HeldMessageRow(
            conversation_id=case.report.id,
            cmid=item.cmid,
            person_id=actor.person_id,
            epoch=item.epoch,
            kind=item.kind,
            env=item.env,
            at=clock.now(),
            state="waiting",
        )
    )
    session.flush()
    record(session, case.report, actor, AuditAction.CHAT_HELD)
    tell_group(session, case.report, "held")


def release(session: Session, actor: Staff, conversation_id: ConversationId, cmid: str) -> Appended | None:
    """The message is in the chat from here on, as the mentor's own. Released twice, it is there once.

    None if the keys have changed since it was sealed: nothing is in the chat, and the mentor's page seals it again.
    Raises `NotFound`, `Forbidden`, `HeldDecided`, `ChatFrozen`.
    """
    case, row = _decidable(session, actor, conversation_id, cmid, "released")
    place = case.access.place
    stale = row.state == "waiting" and (place.rekey or row.epoch != place.epoch)
    if stale:
        _decide(session, actor, row, "old")
        tell(session, {row.person_id}, {"what": "seal_again", "id": case.report.id, "cmid": cmid})
        return None
    if row.state == "waiting" and case.report.frozen_at is not None:
        raise ChatFrozen
    item = NewItem.model_construct(cmid=row.cmid, epoch=row.epoch, kind=row.kind, env=row.env)
    appended = items.put_in(session, conv_stream(case.report.id), item, person_reader(row.person_id))
    if row.state == "waiting":
        _decide(session, actor, row, "released")
        mentor_wrote(session, case.report.id)
        record(session, case.report, actor, AuditAction.CHAT_RELEASED, {"person": row.person_id})
    return appended


def give_back(session: Session, actor: Staff, conversation_id: ConversationId, cmid: str) -> None:
    """The message goes nowhere, and its mentor is told; why, an adult says aside.

    Raises `NotFound`, `Forbidden`, `HeldDecided`.
    """
    case, row = _decidable(session, actor, conversation_id, cmid, "returned")
    if row.state == "returned":
        return
    _decide(session, actor, row, "returned")
    record(session, case.report, actor, AuditAction.CHAT_RETURNED, {"person": row.person_id})
    tell(session, {row.person_id}, {"what": "returned", "id": case.report.id, "cmid": cmid})


def _decidable(
    session: Session, actor: Staff, conversation_id: ConversationId, cmid: str, wish: str
) -> tuple[Case, HeldMessageRow]:
    # The case's row is held from here, so two adults who decide at once do it one after the other.
    case = cases.case_of_group(session, actor, conversation_id)
    row = session.get(HeldMessageRow, (case.report.id, cmid), populate_existing=True)
    if row is None:
        raise NotFound
    if row.state not in ("waiting", wish):
        raise HeldDecided(data={"state": row.state})
    return case, row


def _decide(session: Session, actor: Staff, row: HeldMessageRow, state: str) -> None:
    row.state, row.decided_at, row.decided_by = state, clock.now(), PersonId(actor.person_id)
    session.flush()
