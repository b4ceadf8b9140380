"""Ways of signing in that also unlock: each is stored with the box that it opens."""

from typing import Annotated

from fastapi import APIRouter, Path

from app.core import clock, encoding
from app.keys import actions
from app.keys.schemas import NewPassphrase, NewSheet, NewVault, PasskeyWanted
from app.people import passkeys
from app.people.door import Ours
from app.people.session import ConfirmedActor, Db, SignedInActor

router = APIRouter(prefix="/api/account")

MethodName = Annotated[str, Path(max_length=1500)]


@router.put("/passphrase", status_code=204)
async def change_passphrase(body: NewPassphrase, actor: ConfirmedActor, ours: Ours) -> None:
    """A new passphrase. The caller's other sessions end."""
    auth_hash = await ours.desk.hashed(encoding.decode(body.auth))
    await ours.db.write(
        actions.change_passphrase, actor, encoding.decode(body.salt), auth_hash, encoding.decode(body.box)
    )


@router.post("/sheet", status_code=204)
async def set_sheet(body: NewSheet, actor: ConfirmedActor, ours: Ours) -> None:
    """A recovery sheet. The one before opens nothing any more."""
    auth_hash = await ours.desk.hashed(encoding.decode(body.auth))
    await ours.db.write(actions.set_sheet, actor, auth_hash, encoding.decode(body.box))


@router.post("/passkeys", status_code=204)
async def add_passkey(body: PasskeyWanted, actor: ConfirmedActor, ours: Ours) -> None:
    """A passkey that was just made by the options of `POST /api/account/passkeys/options`."""
    challenge = passkeys.read(ours.secrets, "register", actor.session_id, body.id, clock.now())
    passkey = passkeys.check_new(ours.settings, challenge, body.credential)
    prf = passkeys.prf_input(ours.secrets)
    await ours.db.write(actions.add_passkey, actor, passkey, body.name, prf, encoding.decode(body.box))


@router.delete("/methods/{method}", status_code=204)
async def remove_method(method: MethodName, actor: ConfirmedActor, db: Db) -> None:
    """Take away a way of signing in, and what it unlocked."""
    await db.write(actions.remove_method, actor, method)


@router.put("/vault", status_code=204)
async def store_vault(body: NewVault, actor: SignedInActor, db: Db) -> None:
    """The caller's secrets, sealed again by their browser."""
    await db.write(actions.store_vault, actor, encoding.decode(body.secrets))
