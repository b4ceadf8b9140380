"""Signing in: one door, one answer to every refusal, and slow work kept off the event loop and out of transactions."""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TypeVar

from app.core import clock
from app.core.budgets import Budgets
from app.core.db import Database
from app.core.errors import AppError
from app.core.secrets import ServerSecrets, token_hash
from app.core.settings import Settings
from app.people import actions, credentials, passkeys, queries
from app.people.actions import Opened, Proof
from app.people.actors import Role, Staff
from app.people.errors import PasskeyRefused, SignInFailed, TooManyTries
from app.people.queries import SignIn
from app.people.schemas import PASSPHRASE, PasskeyAnswer, Person

T = TypeVar("T")

# Two hashes at once keep a staff room moving and leave the machine to the pupils who are waiting.
_HASHING_THREADS = 2
# A refusal takes at least this long, so that the write which records a known account's refusal cannot be timed.
_REFUSAL_SECONDS = 0.4


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody shows who says an account is theirs. `code` is an authenticator's, or a mentor's one-use code."""

    auth: bytes
    code: str | None = None
    method: str = PASSPHRASE


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
        self._settings = settings
        self.refusal_seconds = refusal_seconds
        self._threads = ThreadPoolExecutor(_HASHING_THREADS, thread_name_prefix="hark-hash")
        self._gate = asyncio.Semaphore(_HASHING_THREADS)

    def close(self) -> None:
        """Let the hashing threads go."""
        self._threads.shutdown()

    async def salt(self, email: str) -> bytes:
        """The public salt of an account; for an address that nobody has, always the same false one."""
        address = normal(email)
        false = credentials.false_salt(self._secrets, address)
        return await self._db.read(queries.salt_of, address) or false

    async def hashed(self, auth: bytes) -> str:
        """What is stored of a new `auth`."""
        async with self._gate:
            return await asyncio.wrap_future(self._threads.submit(credentials.hash_auth, auth))

    async def open(self, email: str, claim: Claim, *, known_as: str | None, device: str) -> Opened:
        """Prove an account and start a session. `known_as` is what the browser's device cookie says, if it has one.

        Raises `SignInFailed` for an unknown address, a way that the account does not have, a wrong passphrase or sheet,
        and a wrong, used or missing code alike; `TooManyTries` once this address has been refused too often, whether or
        not somebody has it. A browser in which its owner has signed in before has tries of its own, so that whoever
        guesses elsewhere cannot keep the owner out.
        """
        address = normal(email)

        async def attempt() -> Opened:
            tries_of = credentials.address_key(self._secrets, address)
            device_hash = token_hash(known_as or "")
            known: bool = await self._db.read(queries.is_known_device, address, device_hash, clock.now())
            if known:
                tries_of += device_hash
            return await self._within_budget(tries_of, lambda: self._prove_address(address, claim, known_as, device))

        return await self._never_fast(attempt)

    async def open_with_passkey(
        self, challenge: str, answer: PasskeyAnswer, *, known_as: str | None, device: str
    ) -> Opened:
        """Prove an account by a passkey, which is two factors at once, and start a session. Raises `PasskeyRefused`."""

        async def attempt() -> Opened:
            person, name, proof = await self._passkey_proof("sign_in", passkeys.ANYBODY, challenge, answer)
            return await self._enter(person, proof, known_as, device or name)

        return await self._never_fast(attempt)

    async def confirm(self, actor: Staff, claim: Claim) -> None:
        """Prove anew who the caller is. Raises `SignInFailed` or `TooManyTries`.

        The tries are the session's own: somebody who sits at a desk that was left cannot slow down its owner elsewhere.
        """

        async def prove() -> None:
            found = await self._db.read(queries.confirmation_of, actor, claim.method)
            try:
                # A mentor's one-use code lets them in and is gone; their passphrase confirms them.
                proof = await self._prove(found, claim, asks_mentor_code=False)
                await self._db.write(actions.confirm, actor, proof)
            except SignInFailed:
                await self._refused(found)
                raise

        await self._never_fast(lambda: self._within_budget(f"confirm/{actor.session_id}", prove))

    async def confirm_with_passkey(self, actor: Staff, challenge: str, answer: PasskeyAnswer) -> None:
        """The same by one of the caller's own passkeys. Raises `PasskeyRefused`."""

        async def attempt() -> None:
            person, _, proof = await self._passkey_proof("confirm", actor.session_id, challenge, answer)
            if person.id != actor.person_id:
                raise PasskeyRefused
            await self._db.write(actions.confirm, actor, proof)

        await self._never_fast(attempt)

    async def _never_fast(self, attempt: Callable[[], Awaitable[T]]) -> T:
        loop = asyncio.get_running_loop()
        earliest = loop.time() + self.refusal_seconds
        try:
            return await attempt()
        except (SignInFailed, PasskeyRefused):
            await asyncio.sleep(earliest - loop.time())
            raise

    async def _within_budget(self, tries_of: str, prove: Callable[[], Awaitable[T]]) -> T:
        async with self._gate:
            # Asked inside the gate, so that a burst of guesses sent at once cannot all slip past it.
            if wait := self._tries.wait_ms(tries_of):
                raise TooManyTries(after_ms=wait)
            try:
                return await prove()
            except SignInFailed:
                self._tries.take(tries_of)
                raise

    async def _prove_address(self, address: str, claim: Claim, known_as: str | None, device: str) -> Opened:
        found = await self._db.read(queries.sign_in_of, address, claim.method)
        try:
            proof = await self._prove(found, claim, asks_mentor_code=found is not None and found.asks_mentor_code)
            return await self._enter(_known(found).person, proof, known_as, device)
        except SignInFailed:
            await self._refused(found)
            raise

    async def _refused(self, found: SignIn | None) -> None:
        if found is not None:
            await self._db.write(actions.refuse_sign_in, found.person)

    async def _prove(self, found: SignIn | None, claim: Claim, *, asks_mentor_code: bool) -> Proof:
        # One hash is always tried, whoever is asked for and by whatever way, so that the work never tells who is here.
        stored = None if found is None else found.auth_hash
        matches = await asyncio.wrap_future(self._threads.submit(credentials.auth_matches, claim.auth, stored))
        if not matches:
            raise SignInFailed
        account = _known(found)
        proof = Proof(claim.method, stored)
        if account.person.role is not Role.MENTOR:
            return replace(proof, totp_step=self._step(account, claim.code))
        if not asks_mentor_code:
            return proof
        return replace(proof, code_mac=credentials.code_mac(self._secrets, account.person.id, claim.code or ""))

    def _step(self, found: SignIn, code: str | None) -> int:
        if found.totp_box is None:
            # An adult without an authenticator has a passkey and signs in with that alone.
            raise SignInFailed
        now = clock.now().timestamp()
        step = credentials.totp_step(self._secrets, found.person.id, found.totp_box, code or "", now)
        if step is None:
            raise SignInFailed
        return step

    async def _passkey_proof(
        self, purpose: passkeys.Purpose, subject: str, challenge: str, answer: PasskeyAnswer
    ) -> tuple[Person, str, Proof]:
        asked = passkeys.read(self._secrets, purpose, subject, challenge, clock.now())
        passkey = await self._db.read(queries.passkey_of, answer.id)
        if passkey is None:
            raise PasskeyRefused
        try:
            return passkey.person, passkey.name, passkeys.check_answer(self._settings, asked, answer, passkey)
        except AppError:
            await self._db.write(actions.refuse_sign_in, passkey.person)
            raise

    async def _enter(self, person: Person, proof: Proof, known_as: str | None, device: str) -> Opened:
        sessions = self._settings.sessions
        return await self._db.write(
            actions.enter,
            person,
            proof,
            known_as,
            hours=sessions.staff_hours,
            idle_minutes=sessions.staff_idle_minutes,
            device_days=sessions.device_days,
            device=device,
        )


def _known(found: SignIn | None) -> SignIn:
    if found is None:
        raise SignInFailed
    return found


def normal(email: str) -> str:
    """The one spelling of an address."""
    return email.strip().lower()
