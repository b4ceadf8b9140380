"""HTTP of `alerts`: the urgent lane, the ladder's rules, and the caller's own browsers."""

from typing import Annotated, cast

from fastapi import APIRouter, Path, Request

from app.alerts import push, queries
from app.alerts.actions import devices, ladder, rules
from app.alerts.errors import DeviceUnknown
from app.alerts.schemas import (
    AlertRules,
    AlertsNow,
    Coverers,
    Devices,
    DeviceState,
    Quiet,
    Seen,
    Subscribed,
    Tried,
)
from app.core.ids import UUID_PATTERN
from app.core.secrets import ServerSecrets, token_hash
from app.core.settings import Settings
from app.people.door import KnownAs
from app.people.session import AdultActor, ConfirmedLead, Db, ManagerActor

router = APIRouter(prefix="/api/alerts")
device = APIRouter(prefix="/api/session/device")
"""Under the address that the cookie of a known browser goes to, so that nothing has to be kept in the browser."""

Id = Annotated[str, Path(pattern=rf"^{UUID_PATTERN}$")]
DeviceId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{43}$")]


@router.get("")
async def alerts(actor: AdultActor, db: Db) -> AlertsNow:
    """What is urgent now for the caller, and what they missed."""
    return await db.read(queries.now_of, actor)


@router.post("/seen", status_code=204)
async def seen(body: Seen, actor: AdultActor, db: Db) -> None:
    """These were on the caller's screen."""
    await db.write(ladder.see, actor, body.ids)


@router.get("/rules")
async def read_rules(actor: ManagerActor, db: Db) -> AlertRules:
    """The school's ladder."""
    return await db.read(queries.rules, actor.school_id)


@router.put("/rules")
async def set_rules(body: AlertRules, actor: ConfirmedLead, db: Db) -> AlertRules:
    """Set another."""
    await db.write(rules.set_rules, actor, body)
    return body


@router.get("/colleagues")
async def colleagues(actor: ManagerActor, db: Db) -> Coverers:
    """Who may be named for the hours outside the school's own."""
    return await db.read(queries.colleagues, actor)


@router.get("/quiet")
async def read_quiet(actor: AdultActor, db: Db) -> Quiet:
    """The caller's quiet hours."""
    return await db.read(queries.quiet, actor)


@router.put("/quiet")
async def set_quiet(body: Quiet, actor: AdultActor, db: Db) -> Quiet:
    """Set other quiet hours."""
    await db.write(rules.set_quiet, actor, body)
    return body


@router.post("/{alert_id}/answer")
async def answer(alert_id: Id, actor: AdultActor, db: Db) -> AlertsNow:
    """The caller is dealing with it."""
    await db.write(ladder.answer, actor, alert_id)
    return await db.read(queries.now_of, actor)


@device.get("")
async def this_device(actor: AdultActor, db: Db, request: Request, known_as: KnownAs = None) -> DeviceState:
    """How this browser of the caller's stands."""
    here = None if known_as is None else token_hash(known_as)
    return await db.read(queries.device_state, actor, here, push.public_key(_secrets(request)))


@device.get("/all")
async def every_device(actor: AdultActor, db: Db, known_as: KnownAs = None) -> Devices:
    """The caller's browsers that get pushes."""
    return await db.read(queries.devices, actor, None if known_as is None else token_hash(known_as))


@device.put("/push", status_code=204)
async def subscribe(body: Subscribed, actor: AdultActor, db: Db, request: Request, known_as: KnownAs = None) -> None:
    """This browser gets pushes from now on."""
    hosts = cast(Settings, request.app.state.settings).push.hosts
    await db.write(devices.subscribe, actor, _known(known_as), body.endpoint, _secrets(request), hosts)


@device.post("/push/try", status_code=204)
async def try_push(actor: AdultActor, db: Db, known_as: KnownAs = None) -> None:
    """Send this browser a push now."""
    await db.write(devices.try_push, actor, _known(known_as))


@device.post("/tested", status_code=204)
async def note_tested(body: Tried, actor: AdultActor, db: Db, known_as: KnownAs = None) -> None:
    """What was tried here, and worked."""
    await db.write(devices.note_tested, actor, _known(known_as), body)


@device.delete("/{device_id}", status_code=204)
async def forget(device_id: DeviceId, actor: AdultActor, db: Db) -> None:
    """That browser of the caller's gets no more pushes."""
    await db.write(devices.unsubscribe, actor, device_id)


def _known(known_as: str | None) -> str:
    if known_as is None:
        raise DeviceUnknown
    return token_hash(known_as)


def _secrets(request: Request) -> ServerSecrets:
    return cast(ServerSecrets, request.app.state.secrets)
