"""A passkey made of software: what a phone or a security key does (WebAuthn level 3), and what a bad one would do."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from app.core import encoding
from tests.hillcrest import ORIGIN

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """One passkey on one device. Tests set its fields to make it misbehave."""

    origin: str = ORIGIN
    rp_id: str = "localhost"
    flags: int = PRESENT | VERIFIED
    count: int = 0
    """Raised before each signature, unless it stays at nought as synchronised passkeys do."""
    counts: bool = False
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = b""
    handle: str | None = None

    def __post_init__(self) -> None:
        public = self.key.public_key().public_numbers()
        self._cose = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32), -3: public.y.to_bytes(32)})
        self.credential_id = self.credential_id or hashlib.sha256(self._cose).digest()

    @property
    def method(self) -> str:
        """How the account names it."""
        return f"passkey:{encoding.encode(self.credential_id)}"

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        """`navigator.credentials.create()`, as JSON."""
        self.handle = options["user"]["id"]
        attested = bytes(16) + len(self.credential_id).to_bytes(2) + self.credential_id + self._cose
        data = self._data(ATTESTED) + attested
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        said = self._said("webauthn.create", options["challenge"])
        return self._credential({"clientDataJSON": said, "attestationObject": made})

    def answer(self, challenge: str) -> dict[str, Any]:
        """`navigator.credentials.get()`, as JSON."""
        self.count += 1 if self.counts else 0
        data, said = self._data(0), self._said("webauthn.get", challenge)
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        credential = self._credential({"clientDataJSON": said, "authenticatorData": data, "signature": signature})
        credential["response"]["userHandle"] = self.handle
        return credential

    def _data(self, more: int) -> bytes:
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes([self.flags | more]) + self.count.to_bytes(4)

    def _said(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _credential(self, response: dict[str, bytes]) -> dict[str, Any]:
        name = encoding.encode(self.credential_id)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "response": {key: encoding.encode(value) for key, value in response.items()},
            "clientExtensionResults": {},
            "authenticatorAttachment": "platform",
        }
