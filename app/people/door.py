"""The door as the routes use it: what signing in needs of the running app, and the two cookies that it sets."""

from typing import Annotated, cast

from fastapi import Cookie, Depends, Request, Response

from app.core import clock, encoding
from app.core.http import SESSION_COOKIE
from app.core.secrets import ServerSecrets
from app.core.settings import Settings
from app.people import passkeys, queries
from app.people.actions import Opened
from app.people.admission import AdmissionDesk
from app.people.schemas import Me, PasskeyStart
from app.people.session import database
from app.people.sign_in import SignInDesk

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
        self.admission = cast(AdmissionDesk, state.admission)
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

    async def let_in(self, response: Response, opened: Opened) -> Me:
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
        return await self.db.read(queries.me_of_session, opened.session_id)


Ours = Annotated[Door, Depends(Door)]
KnownAs = Annotated[str | None, Cookie(alias=DEVICE_COOKIE)]


def set_session_cookie(response: Response, token: str) -> None:
    """Give the browser its session. It ends with the browser, whatever the session has left: computers are shared."""
    response.set_cookie(SESSION_COOKIE, token, path="/", secure=True, httponly=True, samesite="strict")
