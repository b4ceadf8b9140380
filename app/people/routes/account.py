"""The caller's own account: ways of signing in, where they are signed in, and a mentor's one-use code.

What stores a box beside a way of signing in is a call of `keys`.
"""

from datetime import timedelta

from fastapi import APIRouter

from app.core import clock, encoding
from app.core.errors import NotFound
from app.core.ids import PersonId, SessionId
from app.people import actions, credentials, passkeys, queries
from app.people.door import Ours
from app.people.errors import CodeWrong
from app.people.schemas import (
    PASSKEY,
    Account,
    Authenticator,
    AuthenticatorCode,
    PasskeyOptions,
    SessionName,
    SignInCode,
)
from app.people.session import AdultActor, ConfirmedActor, Db, SignedInActor

router = APIRouter(prefix="/api")


@router.get("/account")
async def account(actor: SignedInActor, db: Db) -> Account:
    """The caller's ways of signing in, and where they are signed in."""
    return await db.read(queries.account, actor)


@router.delete("/account/sessions/{session_id}", status_code=204)
async def end_session(session_id: str, actor: SignedInActor, db: Db) -> None:
    """End one of the caller's sessions, and its sockets."""
    await db.write(actions.end_own_session, actor, SessionId(session_id))


@router.put("/account/sessions/{session_id}", status_code=204)
async def name_session(session_id: str, body: SessionName, actor: SignedInActor, db: Db) -> None:
    """Say what the caller calls the browser of one of their sessions."""
    await db.write(actions.name_session, actor, SessionId(session_id), body.device)


@router.delete("/account/sessions", status_code=204)
async def end_other_sessions(actor: SignedInActor, db: Db) -> None:
    """End every session of the caller's but this one."""
    await db.write(actions.end_other_sessions, actor)


@router.post("/account/passkeys/options")
async def passkey_options(actor: ConfirmedActor, ours: Ours) -> PasskeyOptions:
    """How the caller's browser makes a passkey."""
    challenge = passkeys.issue(ours.secrets, "register", actor.session_id, clock.now())
    person = await ours.db.read(queries.person, actor.school_id, actor.person_id)
    methods = await ours.db.read(queries.methods_of, actor.person_id)
    known = [way.method.removeprefix(PASSKEY) for way in methods if way.method.startswith(PASSKEY)]
    prf = passkeys.prf_input(ours.secrets)
    return PasskeyOptions(
        id=challenge.id,
        prf=encoding.encode(prf),
        options=passkeys.creation_options(ours.settings, challenge, person, known, prf),
    )


@router.post("/account/totp")
async def start_authenticator(actor: ConfirmedActor, ours: Ours) -> Authenticator:
    """A fresh secret for an authenticator app. The present one counts until a code of the new one is shown."""
    secret = credentials.new_totp_secret()
    box = credentials.seal_totp(ours.secrets, actor.person_id, secret)
    person = await ours.db.read(queries.person, actor.school_id, actor.person_id)
    await ours.db.write(actions.start_authenticator, actor, box)
    return Authenticator(secret=secret, uri=credentials.totp_uri(secret, person.email))


@router.put("/account/totp", status_code=204)
async def set_authenticator(body: AuthenticatorCode, actor: ConfirmedActor, ours: Ours) -> None:
    """Show a code of the new authenticator, which counts from now on."""
    box = await ours.db.read(queries.totp_next, actor)
    if box is None:
        raise NotFound
    step = credentials.totp_step(ours.secrets, actor.person_id, box, body.code, clock.now().timestamp())
    if step is None:
        raise CodeWrong
    await ours.db.write(actions.set_authenticator, actor, box, step)


@router.post("/people/{person_id}/sign-in-code")
async def sign_in_code(person_id: str, actor: AdultActor, ours: Ours) -> SignInCode:
    """A code with which a mentor signs in once, told by the adult on duty. The answer is the only place it is seen."""
    code, minutes = credentials.new_code(), ours.settings.sessions.code_minutes
    mac = credentials.code_mac(ours.secrets, person_id, code)
    await ours.db.write(actions.give_sign_in_code, actor, PersonId(person_id), mac, minutes)
    return SignInCode(code=code, expires=clock.now() + timedelta(minutes=minutes))
