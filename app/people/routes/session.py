"""Signing in and out, proving anew who one is, and who the caller is."""

from typing import Annotated, cast

from fastapi import APIRouter, Cookie, Depends, Request, Response

from app.core import clock, encoding
from app.core.http import SESSION_COOKIE
from app.core.secrets import ServerSecrets
from app.core.settings import Settings
from app.people import actions, passkeys, queries
from app.people.actions import Opened
from app.people.actors import Staff
from app.people.schemas import (
    ARGON2ID,
    Confirmation,
    Me,
    PasskeyProof,
    PasskeyStart,
    Person,
    SignInProof,
    SignInStart,
    Stretch,
)
from app.people.session import Anyone, Db, SignedInActor, database
from app.people.sign_in import Claim, SignInDesk

router = APIRouter(prefix="/api/session")

DEVICE_COOKIE = "__Secure-hark-device"
"""Names a browser that was signed in with. It opens nothing.

It goes to signing in alone and never with a pupil's page or report, which the same browser may show next.
"""
_DEVICE_PATH = "/api/session"
_SECONDS_A_DAY = 24 * 60 * 60


class Door:
    """What the calls below need of the running app."""

    def __init__(self, request: Request) -> None:
        state = request.app.state
        self.db = database(request)
        self.desk = cast(SignInDesk, state.sign_in)
        self.secrets = cast(ServerSecrets, state.secrets)
        self.settings = cast(Settings, state.settings)

    def passkey_start(self, purpose: passkeys.Purpose, subject: str) -> PasskeyStart:
        """What a browser asks a passkey."""
        challenge = passkeys.issue(self.secrets, purpose, subject, clock.now())
        return PasskeyStart(
            id=challenge.id,
            challenge=encoding.encode(challenge.value),
            rp_id=passkeys.rp_id(self.settings),
            prf=encoding.encode(passkeys.prf_input(self.secrets)),
        )

    async def let_in(self, response: Response, person: Person, opened: Opened) -> Me:
        """Set the cookies of a session that has begun, and say who it is."""
        set_session_cookie(response, opened.token)
        response.set_cookie(
            DEVICE_COOKIE,
            opened.device,
            max_age=int(self.settings.sessions.device_days * _SECONDS_A_DAY),
            path=_DEVICE_PATH,
            secure=True,
            httponly=True,
            samesite="strict",
        )
        actor = Staff(person.id, person.school_id, person.role, person.groups, opened.session_id, person.alias)
        return await self.db.read(queries.me, actor)


Ours = Annotated[Door, Depends(Door)]
KnownAs = Annotated[str | None, Cookie(alias=DEVICE_COOKIE)]


def set_session_cookie(response: Response, token: str) -> None:
    """Give the browser its session. It ends with the browser, whatever the session has left: computers are shared."""
    response.set_cookie(SESSION_COOKIE, token, path="/", secure=True, httponly=True, samesite="strict")


@router.post("/start")
async def start_sign_in(body: SignInStart, _: Anyone, ours: Ours) -> Stretch:
    """How to stretch this account's passphrase. An address that nobody has gets an answer of the same kind."""
    return Stretch(salt=encoding.encode(await ours.desk.salt(body.email)), **ARGON2ID)


@router.post("")
async def sign_in(body: SignInProof, _: Anyone, ours: Ours, response: Response, known_as: KnownAs = None) -> Me:
    """Prove an account and get the cookie."""
    claim = Claim(encoding.decode(body.auth, exact=32), body.code, body.method)
    person, opened = await ours.desk.open(body.email, claim, known_as=known_as, device=body.device)
    return await ours.let_in(response, person, opened)


@router.post("/passkey/start")
async def start_passkey(_: Anyone, ours: Ours) -> PasskeyStart:
    """What to ask any passkey of this site. The same kind of answer for everybody; nobody is named."""
    return ours.passkey_start("sign_in", passkeys.ANYBODY)


@router.post("/passkey")
async def sign_in_with_passkey(
    body: PasskeyProof, _: Anyone, ours: Ours, response: Response, known_as: KnownAs = None
) -> Me:
    """Prove an account by a passkey and get the cookie."""
    person, opened = await ours.desk.open_with_passkey(body.id, body.credential, known_as=known_as, device=body.device)
    return await ours.let_in(response, person, opened)


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
