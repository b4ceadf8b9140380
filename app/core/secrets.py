"""The server's own secrets (TOTP seeds, log signing keys), sealed under a key from the environment.

This seals nothing of a pupil's: what pupils and staff write is sealed in their browsers, with keys the server lacks.
"""

import hashlib
import hmac
import os
import stat
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.core import encoding
from app.core.settings import Settings

KEY_BYTES = 32
_NONCE_BYTES = 12
_VERSION = b"\x01"


class ServerKeyUnusable(Exception):
    """The server key is missing where it must be, or is not 32 bytes. Raised at start-up with a sentence."""


class SealBroken(Exception):
    """A sealed server secret was changed, moved to another place, or sealed under another key."""


class ServerSecrets:
    """Seals and opens under sub-keys of the server key, one for each purpose (HKDF-SHA256, RFC 5869)."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ServerKeyUnusable("The server key must be 32 bytes.")
        self._key = key
        self._derived: dict[str, bytes] = {}

    def derive(self, purpose: str) -> bytes:
        """A 32-byte key that only `purpose` uses."""
        # Kept: the purposes are few, and two keys are asked for with every report.
        if purpose not in self._derived:
            info = f"hark/server/{purpose}".encode()
            self._derived[purpose] = HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=info).derive(self._key)
        return self._derived[purpose]

    def seal(self, purpose: str, place: str, secret: bytes) -> bytes:
        """version ‖ nonce ‖ AES-256-GCM. `place` (a row's id) is bound, so no row can be given another's secret."""
        nonce = os.urandom(_NONCE_BYTES)
        return _VERSION + nonce + AESGCM(self.derive(purpose)).encrypt(nonce, secret, place.encode())

    def open(self, purpose: str, place: str, sealed: bytes) -> bytes:
        """What `seal` was given. Raises `SealBroken`."""
        if sealed[:1] != _VERSION:
            raise SealBroken("the sealed secret has an unknown version")
        nonce, box = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            return AESGCM(self.derive(purpose)).decrypt(nonce, box, place.encode())
        except (InvalidTag, ValueError):
            raise SealBroken("the sealed secret does not open") from None

    def mac(self, purpose: str, data: bytes) -> bytes:
        """HMAC-SHA256 under the purpose's own key."""
        return hmac.digest(self.derive(purpose), data, "sha256")

    def mac_matches(self, purpose: str, data: bytes, tag: bytes) -> bool:
        """True if `tag` is the MAC of `data`, compared in constant time."""
        return hmac.compare_digest(self.mac(purpose, data), tag)


def token_hash(token: str) -> str:
    """What is stored of a 256-bit random token. A plain hash is enough, because such a token cannot be guessed."""
    return encoding.encode(hashlib.sha256(token.encode()).digest())


def new_token() -> str:
    """A fresh 256-bit token as base64url."""
    return encoding.encode(os.urandom(32))


def load(settings: Settings) -> ServerSecrets:
    """The secrets under the key of the environment, else of `server.key` in the data folder, made at first start."""
    if settings.secret_key is not None:
        return ServerSecrets(_decode_key(settings.secret_key.get_secret_value(), "HARK_SECRET_KEY"))
    path = settings.data_dir / "server.key"
    if not path.exists():
        _create(path)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise ServerKeyUnusable(f"Other users of this machine can read {path}. Run: chmod 600 {path}")
    return ServerSecrets(_decode_key(path.read_text("ascii").strip(), str(path)))


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return  # Another process of the same start was first; its key is the key.
    with os.fdopen(descriptor, "w") as file:
        file.write(new_token() + "\n")
        file.flush()
        os.fsync(file.fileno())


def _decode_key(text: str, where: str) -> bytes:
    try:
        return encoding.decode(text, exact=KEY_BYTES)
    except encoding.BadEncoding:
        raise ServerKeyUnusable(f"{where} must be base64url of exactly 32 bytes, without padding.") from None
