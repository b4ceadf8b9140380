"""Web push (RFC 8030) with a key of the server's own (RFC 8292), and without any content.

A push has no body: whoever carries it learns that a browser of somebody is woken, and when, and nothing else. What woke
it is read after sign-in. So no key of the browser's is asked for, and there is nothing to encrypt (RFC 8291).
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.alerts.errors import PushServiceUnknown
from app.core import encoding
from app.core.secrets import ServerSecrets
from app.core.settings import Settings

TTL: Final = 4 * 60 * 60
"""Seconds for which a push service keeps a push for a browser that sleeps."""
_TOKEN_LIFE = timedelta(hours=1)
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""The order of the group of P-256 (FIPS 186-5)."""
_PLACE = "alert-endpoint"


def check_endpoint(endpoint: str, hosts: str) -> None:
    """Raise `PushServiceUnknown` unless pushes may be sent there.

    The address comes from a browser, so without a list it could make the server call whatever can be reached from it.
    """
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise PushServiceUnknown from None
    if "@" in parts.netloc or not endpoint.isascii() or any(letter.isspace() for letter in endpoint):
        raise PushServiceUnknown
    origin = f"{parts.scheme}://{parts.netloc}"
    for allowed in (entry.strip() for entry in hosts.split(",")):
        if "://" in allowed and origin == allowed:
            return
        if parts.scheme == "https" and port in {None, 443} and _is_of(host, allowed):
            return
    raise PushServiceUnknown


def public_key(secrets: ServerSecrets) -> str:
    """What a browser subscribes with: an uncompressed point of P-256, base64url."""
    point = _key(secrets.derive("push-vapid")).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return encoding.encode(point)


def headers(secrets: ServerSecrets, settings: Settings, endpoint: str, now: datetime) -> dict[str, str]:
    """The headers that a push is sent with."""
    return {
        "Authorization": f"vapid t={_token(secrets, settings, endpoint, now)}, k={public_key(secrets)}",
        "TTL": str(TTL),
        "Urgency": "high",
        # A browser that slept is woken once, however often it was called.
        "Topic": "hark",
        "Content-Length": "0",
    }


def sealed(secrets: ServerSecrets, person_id: str, device: str, endpoint: str) -> bytes:
    """An endpoint as it is stored: who has it can make the browser ring, and tell its maker's name."""
    return secrets.seal(_PLACE, f"{person_id}/{device}", endpoint.encode())


def opened(secrets: ServerSecrets, person_id: str, device: str, box: bytes) -> str:
    """What `sealed` was given. Raises `SealBroken`."""
    return secrets.open(_PLACE, f"{person_id}/{device}", box).decode()


def _is_of(host: str, allowed: str) -> bool:
    return host.endswith(allowed[1:]) if allowed.startswith("*.") else bool(allowed) and host == allowed


def _token(secrets: ServerSecrets, settings: Settings, endpoint: str, now: datetime) -> str:
    """The signed statement of who sends (RFC 8292, section 2), as a JWT with ES256 (RFC 7515, RFC 7518)."""
    parts = urlsplit(endpoint)
    contact = settings.origin if settings.is_https else f"mailto:{settings.mail.sender}"
    claims: dict[str, str | int] = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int((now + _TOKEN_LIFE).timestamp()),
        "sub": contact,
    }
    signed = f"{_part({'typ': 'JWT', 'alg': 'ES256'})}.{_part(claims)}"
    r, s = decode_dss_signature(_key(secrets.derive("push-vapid")).sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    return f"{signed}.{encoding.encode(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}"


def _part(value: Mapping[str, str | int]) -> str:
    return encoding.encode(json.dumps(value, separators=(",", ":")).encode())


@cache
def _key(seed: bytes) -> ec.EllipticCurvePrivateKey:
    # It follows from the server key, as the log's does: nothing to store, to lose apart or to differ between processes.
    return ec.derive_private_key(int.from_bytes(seed, "big") % (_ORDER - 1) + 1, ec.SECP256R1())
