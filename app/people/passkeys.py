"""Passkeys (WebAuthn level 3): what a browser is asked, and whether what it answers holds. No database.

A challenge is text that the server signs and need not remember until it is used, so that a stranger who asks for a
million of them fills nothing: `<purpose>.<subject>.<id>.<expires>.<mac>`. The 32 bytes that the passkey signs are a MAC
of that text under another key.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from urllib.parse import urlsplit

from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers.exceptions import WebAuthnException

from app.core import encoding
from app.core.ids import new_id
from app.core.secrets import ServerSecrets
from app.core.settings import Settings
from app.people.actions.proofs import PasskeyUse, Proof
from app.people.errors import PasskeyRefused
from app.people.queries import StoredPasskey
from app.people.schemas import PASSKEY, NewPasskey, PasskeyAnswer, Person

CHALLENGE_MINUTES = 5
Purpose = Literal["sign_in", "confirm", "register"]
ANYBODY = "anybody"
"""The subject of a challenge for whoever signs in: nobody knows yet who it is."""

_SIGNED, _BYTES, _PRF = "people/passkey-challenge", "people/passkey-challenge-bytes", "people/passkey-prf"
# Ed25519, ES256 and RS256 (RFC 8812, RFC 9053): what the browsers' own authenticators make.
_ALGORITHMS = (-8, -7, -257)


@dataclass(frozen=True, slots=True)
class Challenge:
    """A challenge of ours that has not run out. It may still have been used."""

    id: str
    unique: str
    ends_at: datetime
    value: bytes
    """32 bytes that the passkey signs."""


def issue(secrets: ServerSecrets, purpose: Purpose, subject: str, now: datetime) -> Challenge:
    """A fresh challenge for one purpose; `subject` is the session it is asked in, or `ANYBODY`."""
    ends = datetime.fromtimestamp(int((now + timedelta(minutes=CHALLENGE_MINUTES)).timestamp()), UTC)
    unique = new_id()
    said = f"{purpose}.{subject}.{unique}.{int(ends.timestamp())}"
    text = f"{said}.{encoding.encode(secrets.mac(_SIGNED, said.encode()))}"
    return Challenge(text, unique, ends, secrets.mac(_BYTES, text.encode()))


def read(secrets: ServerSecrets, purpose: Purpose, subject: str, text: str, now: datetime) -> Challenge:
    """The challenge in `text`. Raises `PasskeyRefused` unless we signed it for this, and it has not run out."""
    said, _, mac = text.rpartition(".")
    try:
        tag = encoding.decode(mac, exact=32)
    except encoding.BadEncoding:
        raise PasskeyRefused from None
    if not secrets.mac_matches(_SIGNED, said.encode(), tag):
        raise PasskeyRefused
    # Only we can have made it, so its parts are ours.
    asked, whose, unique, seconds = said.split(".")
    ends = datetime.fromtimestamp(int(seconds), UTC)
    if (asked, whose) != (purpose, subject) or ends <= now:
        raise PasskeyRefused
    return Challenge(text, unique, ends, secrets.mac(_BYTES, text.encode()))


def prf_input(secrets: ServerSecrets) -> bytes:
    """The input of the PRF extension: 32 public bytes, one for a deployment, asked before anybody is known."""
    return secrets.derive(_PRF)


def rp_id(settings: Settings) -> str:
    """The host that passkeys are bound to: that of the service's own address."""
    return urlsplit(settings.origin).hostname or ""


def creation_options(
    settings: Settings, challenge: Challenge, person: Person, known: Iterable[str], prf: bytes
) -> dict[str, Any]:
    """What `navigator.credentials.create()` is asked, as JSON. `known` are the person's own credential ids."""
    return {
        "rp": {"id": rp_id(settings), "name": "Hark"},
        "user": {"id": _handle(person), "name": person.email, "displayName": person.alias},
        "challenge": encoding.encode(challenge.value),
        "pubKeyCredParams": [{"type": "public-key", "alg": algorithm} for algorithm in _ALGORITHMS],
        "timeout": CHALLENGE_MINUTES * 60_000,
        "excludeCredentials": [{"type": "public-key", "id": credential_id} for credential_id in known],
        "authenticatorSelection": {
            "residentKey": "required",
            "requireResidentKey": True,
            "userVerification": "required",
        },
        # Which model of device somebody owns is no business of ours.
        "attestation": "none",
        "extensions": {"prf": {"eval": {"first": encoding.encode(prf)}}},
    }


def check_new(settings: Settings, challenge: Challenge, answer: PasskeyAnswer) -> NewPasskey:
    """A new passkey, made at our own address with its owner seen. Raises `PasskeyRefused`."""
    try:
        made = verify_registration_response(
            credential=_json(answer),
            expected_challenge=challenge.value,
            expected_rp_id=rp_id(settings),
            expected_origin=list(settings.origins),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        # The library reads bytes that anybody may send; whatever it could not read is refused like what does not hold.
        raise PasskeyRefused from None
    return NewPasskey(
        encoding.encode(made.credential_id),
        made.credential_public_key,
        made.sign_count,
        challenge.unique,
        challenge.ends_at,
    )


def check_answer(settings: Settings, challenge: Challenge, answer: PasskeyAnswer, passkey: StoredPasskey) -> Proof:
    """The proof that a passkey gave, not yet used up. Raises `PasskeyRefused`.

    It signed this challenge, at one of our own addresses, with its owner seen (a PIN, a finger or a face), and names
    the person it was made for.
    """
    handle = answer.response.get("userHandle")
    if handle is not None and handle != _handle(passkey.person):
        raise PasskeyRefused
    try:
        verified = verify_authentication_response(
            credential=_json(answer),
            expected_challenge=challenge.value,
            expected_rp_id=rp_id(settings),
            expected_origin=list(settings.origins),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        raise PasskeyRefused from None
    use = PasskeyUse(challenge.unique, challenge.ends_at, verified.new_sign_count)
    return Proof(PASSKEY + answer.id, passkey=use)


def _handle(person: Person) -> str:
    return encoding.encode(person.id.encode())


def _json(answer: PasskeyAnswer) -> dict[str, Any]:
    return {"id": answer.id, "rawId": answer.rawId, "type": answer.type, "response": answer.response}
