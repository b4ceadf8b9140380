"""Appending what was sealed."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.conversations import access, policy
from app.conversations.access import Access
from app.conversations.errors import EpochOld, KindNotAllowed, MessageHeld
from app.conversations.schemas import NewItem
from app.people.actors import Actor
from app.realtime import actions as realtime
from app.realtime import queries as streams
from app.realtime.schemas import Appended
from app.sealing import verify


@dataclass(frozen=True, slots=True)
class Posted:
    """What an append found and did."""

    access: Access
    appended: Appended


def post_item(session: Session, actor: Actor, stream: str, item: NewItem, *, own_call: bool = False) -> Posted:
    """Append a sealed item to `stream`. HTTP and sockets both come here.

    `own_call`: the kind is one that only its own call sends (a decision, an outcome), and that call checked the right.
    The same `cmid` with the same bytes answers as the first time. Raises `StreamUnknown`, `Forbidden`,
    `KindNotAllowed`, `MessageHeld`, `EpochOld`, `CmidConflict` and what `app.sealing.verify` refuses an envelope for.
    """
    found = access.stream_to_write(session, actor, stream)
    if not own_call and not policy.may_send(found.who, found.place, item.kind):
        raise KindNotAllowed
    verify.read_envelope(item.env)
    stale = found.place.rekey or item.epoch != found.place.epoch
    # A retry of what is on disk is answered even when the keys have changed since: were it refused, the sender would
    # seal the same words again under a new number, and the reader would see them twice.
    held = found.place.held and found.place.kind == "conv"
    if (stale or held) and not streams.has_item(session, stream, item.cmid):
        raise EpochOld if stale else MessageHeld
    return Posted(found, put_in(session, stream, item, policy.sender_of(actor)))


def put_in(session: Session, stream: str, item: NewItem, sender: str) -> Appended:
    """Append what `sender` sealed. The caller has checked that it may be there."""
    return realtime.append(
        session,
        stream,
        cmid=item.cmid,
        type="msg",
        kind=item.kind,
        key_epoch=item.epoch,
        sender=sender,
        body=item.env,
    )
