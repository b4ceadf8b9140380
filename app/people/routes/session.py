"""Signing in and out, proving anew who one is, and who the caller is."""

from fastapi import APIRouter, Response

from app.core import encoding
from app.core.http import SESSION_COOKIE
from app.people import actions, passkeys, queries
from app.people.door import KnownAs, Ours
from app.people.schemas import ARGON2ID, Confirmation, Me, PasskeyProof, PasskeyStart, SignInProof, SignInStart, Stretch
from app.people.session import Anyone, Db, SignedInActor
from app.people.sign_in import Claim

router = APIRouter(prefix="/api/session")


@router.post("/start")
async def start_sign_in(body: SignInStart, _: Anyone, ours: Ours) -> Stretch:
    """How to stretch this account's passphrase. An address that nobody has gets an answer of the same kind."""
    return Stretch(salt=encoding.encode(await ours.desk.salt(body.email)), **ARGON2ID)


@router.post("")
async def sign_in(body: SignInProof, _: Anyone, ours: Ours, response: Response, known_as: KnownAs = None) -> Me:
    """Prove an account and get the cookie."""
    claim = Claim(encoding.decode(body.auth, exact=32), body.code, body.method)
    opened = await ours.desk.open(body.email, claim, known_as=known_as, device=body.device)
    return await ours.let_in(response, opened)


@router.post("/passkey/start")
async def start_passkey(_: Anyone, ours: Ours) -> PasskeyStart:
    """What to ask any passkey of this site. The same kind of answer for everybody; nobody is named."""
    return ours.passkey_start("sign_in", passkeys.ANYBODY)


@router.post("/passkey")
async def sign_in_with_passkey(
    body: PasskeyProof, _: Anyone, ours: Ours, response: Response, known_as: KnownAs = None
) -> Me:
    """Prove an account by a passkey and get the cookie."""
    opened = await ours.desk.open_with_passkey(body.id, body.credential, known_as=known_as, device=body.device)
    return await ours.let_in(response, opened)


@router.post("/confirm/start")
async def start_confirm(actor: SignedInActor, ours: Ours) -> PasskeyStart:
    """What to ask one of the caller's passkeys."""
    return ours.passkey_start("confirm", actor.session_id)


@router.post("/confirm", status_code=204)
async def confirm(body: Confirmation | PasskeyProof, actor: SignedInActor, ours: Ours) -> None:
    """Prove anew who the caller is."""
    if isinstance(body, PasskeyProof):
        await ours.desk.confirm_with_passkey(actor, body.id, body.credential)
    else:
        await ours.desk.confirm(actor, Claim(encoding.decode(body.auth, exact=32), body.code, body.method))


@router.get("")
async def who_am_i(actor: SignedInActor, db: Db) -> Me:
    """The caller."""
    return await db.read(queries.me, actor)


@router.delete("", status_code=204)
async def sign_out(actor: SignedInActor, response: Response, db: Db) -> None:
    """End the caller's session everywhere it is open."""
    await db.write(actions.sign_out, actor)
    response.delete_cookie(SESSION_COOKIE, path="/", secure=True, httponly=True, samesite="strict")
