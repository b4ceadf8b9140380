"""Signing in: one door, one answer to every refusal, and slow work kept off the event loop and out of transactions."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from app.core import clock
from app.core.budgets import Budgets
from app.core.db import Database
from app.core.secrets import ServerSecrets
from app.core.settings import Settings
from app.people import actions, credentials, queries
from app.people.actions import Opened
from app.people.actors import Role
from app.people.errors import SignInFailed, TooManyTries
from app.people.queries import SignIn
from app.people.schemas import Person

# Two hashes at once keep a staff room moving and leave the machine to the pupils who are waiting.
_HASHING_THREADS = 2
# A refusal takes at least this long, so that the write which records a known account's refusal cannot be timed.
_REFUSAL_SECONDS = 0.4


class SignInDesk:
    """Proves accounts, one process's worth."""

    def __init__(
        self,
        db: Database,
        secrets: ServerSecrets,
        budgets: Budgets,
        settings: Settings,
        *,
        refusal_seconds: float = _REFUSAL_SECONDS,
    ) -> None:
        self._db = db
        self._secrets = secrets
        self._tries = budgets.tries
        self._sessions = settings.sessions
        self.refusal_seconds = refusal_seconds
        self._threads = ThreadPoolExecutor(_HASHING_THREADS, thread_name_prefix="hark-hash")
        self._gate = asyncio.Semaphore(_HASHING_THREADS)

    def close(self) -> None:
        """Let the hashing threads go."""
        self._threads.shutdown()

    async def salt(self, email: str) -> bytes:
        """The public salt of an account; for an address that nobody has, always the same false one."""
        address = normal(email)
        return await self._db.read(queries.salt_of, address) or credentials.false_salt(self._secrets, address)

    async def open(self, email: str, auth: bytes, code: str | None) -> tuple[Person, Opened]:
        """Prove an account and start a session.

        Raises `SignInFailed` for an unknown address, a wrong passphrase, and a wrong, used or missing code alike;
        `TooManyTries` once this address has been refused too often, whether or not somebody has it.
        """
        loop = asyncio.get_running_loop()
        earliest = loop.time() + self.refusal_seconds
        try:
            return await self._try(normal(email), auth, code)
        except SignInFailed:
            await asyncio.sleep(earliest - loop.time())
            raise

    async def _try(self, address: str, auth: bytes, code: str | None) -> tuple[Person, Opened]:
        account = credentials.address_key(self._secrets, address)
        async with self._gate:
            # Asked inside the gate, so that a burst of guesses sent at once cannot all slip past it.
            if wait := self._tries.wait_ms(account):
                raise TooManyTries(after_ms=wait)
            found = await self._db.read(queries.sign_in_of, address)
            try:
                return await self._prove(found, auth, code)
            except SignInFailed:
                self._tries.take(account)
                if found is not None:
                    await self._db.write(actions.refuse_sign_in, found.person)
                raise

    async def _prove(self, found: SignIn | None, auth: bytes, code: str | None) -> tuple[Person, Opened]:
        stored = None if found is None else found.auth_hash
        hashing = self._threads.submit(credentials.auth_matches, auth, stored)
        matches = await asyncio.wrap_future(hashing)
        if found is None or not matches:
            raise SignInFailed
        opened = await self._db.write(
            actions.sign_in,
            found.person,
            totp_step=self._step(found, code),
            hours=self._sessions.staff_hours,
            idle_minutes=self._sessions.staff_idle_minutes,
        )
        return found.person, opened

    def _step(self, found: SignIn, code: str | None) -> int | None:
        if found.totp_box is None:
            # Only a mentor signs in without a code; anybody else without a secret is a fault, and is not let in.
            if found.person.role is not Role.MENTOR:
                raise SignInFailed
            return None
        now = clock.now().timestamp()
        step = credentials.totp_step(self._secrets, found.person.id, found.totp_box, code or "", now)
        if step is None:
            raise SignInFailed
        return step


def normal(email: str) -> str:
    """The one spelling of an address."""
    return email.strip().lower()
