"""Proving who signs in: the second hash of what the browser stretched, and the code of an authenticator (RFC 6238).

Slow and free of the database, so it runs on a thread, never inside a transaction and never on the event loop.
"""

import secrets as randomness
from hmac import compare_digest

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.core import encoding
from app.core.secrets import ServerSecrets

STEP_SECONDS = 30
_TOTP_PURPOSE = "people/totp"
_SALT_PURPOSE = "people/sign-in-salt"
_ADDRESS_PURPOSE = "people/sign-in-address"
_CODE_PURPOSE = "people/sign-in-code"
_CODE_DIGITS = 8

# The browser has already spent 64 MiB on the passphrase (protocol section 4). This second hash only has to make a
# stolen database useless for signing in, so it stays light enough for a whole staff room to sign in at once.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Hashed at start-up and matched by nothing, so that an unknown address costs exactly what a known one costs.
_NOBODY = _HASHER.hash(randomness.token_bytes(32))


def hash_auth(auth: bytes) -> str:
    """What is stored of `auth`, the 32 bytes that the browser sends to sign in."""
    return _HASHER.hash(auth)


def auth_matches(auth: bytes, stored: str | None) -> bool:
    """Whether `auth` is what was hashed. Takes the same time for None, which nobody matches."""
    try:
        _HASHER.verify(stored or _NOBODY, auth)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def new_totp_secret() -> str:
    """A fresh authenticator secret, base32."""
    return pyotp.random_base32()


def seal_totp(secrets: ServerSecrets, person_id: str, secret: str) -> bytes:
    """The secret under the server's own key, bound to the person."""
    return secrets.seal(_TOTP_PURPOSE, person_id, secret.encode())


def totp_step(secrets: ServerSecrets, person_id: str, box: bytes, code: str, now: float) -> int | None:
    """The 30-second step whose code this is, the present one or a neighbour; None if it is none of them.

    `now` is in seconds since 1970. The caller makes sure that each step opens only once.
    """
    totp = pyotp.TOTP(open_totp(secrets, person_id, box), interval=STEP_SECONDS)
    present = int(now) // STEP_SECONDS
    # Every candidate is compared, so that the time taken does not say which one matched.
    steps = (present - 1, present, present + 1)
    matching = [step for step in steps if compare_digest(totp.generate_otp(step).encode(), code.encode())]
    return matching[0] if matching else None


def code_of(secret: str, step: int) -> str:
    """What an authenticator with that secret shows in a step."""
    return pyotp.TOTP(secret, interval=STEP_SECONDS).generate_otp(step)


def false_salt(secrets: ServerSecrets, email: str) -> bytes:
    """The salt that an address nobody has always gets, so that asking twice gives nothing away."""
    return secrets.mac(_SALT_PURPOSE, email.encode())[:16]


def address_key(secrets: ServerSecrets, email: str) -> str:
    """The name of an address's budget of tries: known or not, and without the address itself."""
    return secrets.mac(_ADDRESS_PURPOSE, email.encode()).hex()


def new_code() -> str:
    """A fresh one-use code for a mentor: eight digits, to be read out and typed."""
    return f"{randomness.randbelow(10**_CODE_DIGITS):0{_CODE_DIGITS}}"


def code_mac(secrets: ServerSecrets, person_id: str, code: str) -> str:
    """What is stored of a mentor's one-use code, bound to the mentor. Spaces in what was typed do not matter."""
    return encoding.encode(secrets.mac(_CODE_PURPOSE, f"{person_id}/{''.join(code.split())}".encode()))


def open_totp(secrets: ServerSecrets, person_id: str, box: bytes) -> str:
    """The secret of a person's authenticator, base32."""
    return secrets.open(_TOTP_PURPOSE, person_id, box).decode()


def totp_uri(secret: str, email: str) -> str:
    """What an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret, interval=STEP_SECONDS).provisioning_uri(name=email, issuer_name="Hark")
