"""A person's browsers: where they get pushes, what was tried there, and the pushes that wait."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.alerts import push
from app.alerts.errors import NoPushHere
from app.alerts.schemas import Tried, WaitingPush
from app.alerts.tables import DeviceRow, PushRow
from app.audit import actions as audit
from app.audit.schemas import AuditAction
from app.core import clock
from app.core.ids import PersonId, new_id
from app.core.rows import add_missing
from app.core.secrets import ServerSecrets
from app.people.actors import Staff

DEVICES = 10
"""Browsers of one person that get pushes. The one that was added first makes room."""
AT_ONCE = 50
_FIRST_WAIT = timedelta(seconds=5)
TRIES = 7
"""Five seconds, ten, twenty: after the seventh, ten minutes have passed, and the ladder has long gone on."""


def subscribe(session: Session, actor: Staff, device: str, endpoint: str, secrets: ServerSecrets, hosts: str) -> None:
    """The caller's browser gets pushes from now on. Raises `PushServiceUnknown`."""
    push.check_endpoint(endpoint, hosts)
    row = _device(session, actor, device)
    known = row.endpoint is not None and push.opened(secrets, actor.person_id, device, row.endpoint) == endpoint
    if known:
        return
    row.endpoint, row.pushed_at = push.sealed(secrets, actor.person_id, device, endpoint), None
    session.flush()
    _make_room(session, actor)
    audit.record_in_school(session, actor.school_id, actor, AuditAction.ALERT_DEVICE_ADDED, actor)


def unsubscribe(session: Session, actor: Staff, device: str) -> None:
    """That browser of the caller's gets no more pushes. Doing so twice changes nothing."""
    if _forget_endpoint(session, actor.person_id, device):
        audit.record_in_school(session, actor.school_id, actor, AuditAction.ALERT_DEVICE_REMOVED, actor)


def note_tested(session: Session, actor: Staff, device: str, tested: Tried) -> None:
    """What the caller has tried on this device, and found to work."""
    row, now = _device(session, actor, device), clock.now()
    row.heard_at = now if tested.heard else None
    row.pushed_at = now if tested.pushed and row.endpoint is not None else None
    session.flush()


def try_push(session: Session, actor: Staff, device: str) -> None:
    """Have a push sent to this browser alone. Raises `NoPushHere`."""
    row = session.get(DeviceRow, (actor.person_id, device))
    if row is None or row.endpoint is None:
        raise NoPushHere
    _queue(session, row, None)


def queue_pushes(session: Session, person_id: PersonId, alert_id: str) -> int:
    """Have a push sent to each of somebody's browsers; how many there are. One that waits already is not doubled."""
    rows = session.scalars(
        select(DeviceRow).where(col(DeviceRow.person_id) == person_id, col(DeviceRow.endpoint).is_not(None))
    ).all()
    for row in rows:
        _queue(session, row, alert_id)
    return len(rows)


def claim_due(session: Session, now: datetime) -> list[WaitingPush]:
    """The pushes to send now, each put off in case sending fails. One that has failed often enough is given up."""
    session.execute(delete(PushRow).where(col(PushRow.due_at) <= now, col(PushRow.tries) >= TRIES))
    rows = session.scalars(
        select(PushRow)
        .where(col(PushRow.due_at) <= now)
        .order_by(col(PushRow.due_at), col(PushRow.id))
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    waiting = []
    for row in rows:
        device = session.get(DeviceRow, (row.person_id, row.device_hash))
        row.due_at, row.tries = now + _FIRST_WAIT * 2**row.tries, row.tries + 1
        if device is not None and device.endpoint is not None:
            waiting.append(WaitingPush(row.id, PersonId(row.person_id), row.device_hash, device.endpoint))
    session.flush()
    return waiting


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a push. `gone`: its push service knows the browser no more, or will never take it from us."""

    push: WaitingPush
    gone: bool


def settle(session: Session, outcome: Outcome) -> None:
    """A push has gone, or can never go: nothing is kept of it, and a browser that is gone is forgotten."""
    sent = outcome.push
    session.execute(delete(PushRow).where(col(PushRow.id) == sent.id))
    if not outcome.gone:
        return
    # Only the address that the push went to: the browser may have a new one by now.
    session.execute(
        update(DeviceRow)
        .where(col(DeviceRow.person_id) == sent.person_id, col(DeviceRow.device_hash) == sent.device)
        .where(col(DeviceRow.endpoint) == sent.box)
        .values(endpoint=None, pushed_at=None)
    )


def _queue(session: Session, device: DeviceRow, alert_id: str | None) -> None:
    waits = select(PushRow).where(
        col(PushRow.person_id) == device.person_id, col(PushRow.device_hash) == device.device_hash
    )
    same = [row for row in session.scalars(waits).all() if row.alert_id == alert_id]
    for row in same:
        session.delete(row)
    session.flush()
    session.add(
        PushRow(
            id=new_id(),
            person_id=device.person_id,
            device_hash=device.device_hash,
            alert_id=alert_id,
            tries=0,
            due_at=clock.now(),
        )
    )
    session.flush()


def _device(session: Session, actor: Staff, device: str) -> DeviceRow:
    first = {"person_id": actor.person_id, "device_hash": device, "made_at": clock.now()}
    add_missing(session, DeviceRow, [first])
    return session.get_one(DeviceRow, (actor.person_id, device), with_for_update=True, populate_existing=True)


def _make_room(session: Session, actor: Staff) -> None:
    rows = session.scalars(
        select(DeviceRow)
        .where(col(DeviceRow.person_id) == actor.person_id, col(DeviceRow.endpoint).is_not(None))
        .order_by(col(DeviceRow.made_at).desc(), col(DeviceRow.device_hash))
        .offset(DEVICES)
    ).all()
    for row in rows:
        _forget_endpoint(session, actor.person_id, row.device_hash)


def _forget_endpoint(session: Session, person_id: PersonId, device: str) -> bool:
    mine = col(DeviceRow.person_id) == person_id, col(DeviceRow.device_hash) == device
    had = update(DeviceRow).where(*mine, col(DeviceRow.endpoint).is_not(None)).values(endpoint=None, pushed_at=None)
    session.execute(delete(PushRow).where(col(PushRow.person_id) == person_id, col(PushRow.device_hash) == device))
    return session.scalars(had.returning(col(DeviceRow.person_id))).first() is not None
