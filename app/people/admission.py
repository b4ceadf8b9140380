"""The desk where invitations are shown: one answer to whoever does not have the words, slow work off the loop."""

import asyncio
import base64
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from app.core import clock
from app.core.budgets import Budgets
from app.core.db import Database
from app.core.secrets import ServerSecrets
from app.people import actions, credentials, policy, queries
from app.people.errors import CodeWrong, InvitationExpired, InvitationUsed, InvitationWrong, TooManyTries
from app.people.roll import Invitation
from app.people.schemas import Authenticator

_SALT_PURPOSE = "people/invitation-salt"
_TOTP_PURPOSE = "people/invitation-totp"
_TOTP_BYTES = 20
# A refusal takes at least this long, so that the write which records a known invitation's refusal cannot be timed.
_REFUSAL_SECONDS = 0.4


@dataclass(frozen=True, slots=True)
class ProvedAuthenticator:
    """An authenticator that a joiner has set up: its sealed secret, and the step of the code that proved it."""

    box: bytes
    step: int


class AdmissionDesk:
    """Checks the words of invitations, one process's worth."""

    def __init__(
        self, db: Database, secrets: ServerSecrets, budgets: Budgets, *, refusal_seconds: float = _REFUSAL_SECONDS
    ) -> None:
        self._db = db
        self._secrets = secrets
        self._tries = budgets.tries
        self.refusal_seconds = refusal_seconds
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="hark-words")
        self._gate = asyncio.Semaphore(1)

    def close(self) -> None:
        """Let the hashing thread go."""
        self._threads.shutdown()

    async def salt(self, invitation_id: str) -> bytes:
        """The public salt of an invitation's words; for an id that nobody made, always the same false one."""
        false = self._secrets.mac(_SALT_PURPOSE, invitation_id.encode())[:16]
        return await self._db.read(queries.invitation_salt, invitation_id) or false

    async def hashed(self, auth: bytes) -> str:
        """What is stored of an `auth`."""
        return await asyncio.wrap_future(self._threads.submit(credentials.hash_auth, auth))

    async def open(self, invitation_id: str, auth: bytes) -> Invitation:
        """The invitation whose words were shown.

        Raises `InvitationWrong` for an id that nobody made and for other words alike, and `TooManyTries` once the id
        has been refused too often, whether or not there is such an invitation. Only somebody with the words is told
        `InvitationUsed` or `InvitationExpired`.
        """
        loop = asyncio.get_running_loop()
        earliest = loop.time() + self.refusal_seconds
        try:
            found = await self._check(invitation_id, auth)
        except InvitationWrong:
            await asyncio.sleep(earliest - loop.time())
            raise
        if found.used_at is not None:
            raise InvitationUsed
        if found.expires_at <= clock.now():
            raise InvitationExpired
        return found

    def authenticator(self, found: Invitation, email: str) -> Authenticator | None:
        """What the joiner's authenticator is set up with, the same each time they open the page. None for a mentor."""
        if not policy.needs_second_factor(found.role):
            return None
        secret = self._totp(found)
        return Authenticator(secret=secret, uri=credentials.totp_uri(secret, email))

    def prove_authenticator(self, found: Invitation, code: str | None) -> ProvedAuthenticator | None:
        """The joiner's sealed secret and the step of the code they typed; None for a mentor. Raises `CodeWrong`."""
        if not policy.needs_second_factor(found.role):
            return None
        box = credentials.seal_totp(self._secrets, found.person_id, self._totp(found))
        step = credentials.totp_step(self._secrets, found.person_id, box, code or "", clock.now().timestamp())
        if step is None:
            raise CodeWrong
        return ProvedAuthenticator(box, step)

    async def _check(self, invitation_id: str, auth: bytes) -> Invitation:
        tries_of = f"invitation/{invitation_id}"
        async with self._gate:
            # Asked inside the gate, so that a burst of guesses sent at once cannot all slip past it.
            if wait := self._tries.wait_ms(tries_of):
                raise TooManyTries(after_ms=wait)
            found = await self._db.read(queries.invitation, invitation_id)
            # One hash is always tried, so that the work never tells whether there is such an invitation.
            stored = None if found is None else found.auth_hash
            matches = await asyncio.wrap_future(self._threads.submit(credentials.auth_matches, auth, stored))
            if found is not None and matches:
                return found
            self._tries.take(tries_of)
            if found is not None:
                await self._db.write(actions.note_refused, found)
            raise InvitationWrong

    def _totp(self, found: Invitation) -> str:
        # It follows from the server's key and the invitation, so that a page which is opened again after its phone has
        # read the code shows the same one, and nothing has to be stored for whoever never joins.
        return base64.b32encode(self._secrets.mac(_TOTP_PURPOSE, found.id.encode())[:_TOTP_BYTES]).decode()
